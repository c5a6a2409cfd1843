"""Orders and their lines."""

from collections.abc import Mapping
from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounting.choices import TaxTreatment
from accounting.models import Tax
from catalog.models import Variant
from erp.models import CompanyModel, Currency, Document, Partner
from inventory.choices import Priority
from inventory.models import Warehouse
from sales.choices import InvoiceState, LineKind, OrderStatus, PaymentState, ReservationState, TaxRounding
from sales.lifecycles import ORDER
from sales.models.channel import Channel


def address_text(address: Mapping[str, str]) -> str:
    """A kept address on one line."""
    town = f"{address.get('postcode', '')} {address.get('city', '')}".strip()
    parts = [address.get("name"), address.get("line1"), address.get("line2"), town, address.get("country")]
    return ", ".join(part for part in parts if part)


class Order(Document):
    """What a customer ordered through a channel. Written by `sales.services` alone.

    `net`, `tax`, `gross` are the sums of its lines, in `currency`. `shop_gross` is what the shop said the customer pays
    (null: nobody said); then `gross` equals it, and `rounding_difference` is the line that made it so. The addresses are
    copies. `reservation` is what of the goods still to be delivered is set aside.
    """

    lifecycle = ORDER

    channel = models.ForeignKey(
        Channel,
        on_delete=models.PROTECT,
        related_name="orders",
        verbose_name=_("channel"),
        db_constraint=False,
    )
    partner = models.ForeignKey(
        Partner, on_delete=models.PROTECT, related_name="orders", verbose_name=_("customer")
    )
    warehouse = models.ForeignKey(
        Warehouse,
        on_delete=models.PROTECT,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("ships from"),
        help_text=_("Empty: the channel's warehouse."),
        db_constraint=False,
    )
    external_number = models.CharField(_("number in the shop"), max_length=64, blank=True)
    external_reference = models.CharField(_("reference in the shop"), max_length=64, blank=True)
    placed_at = models.DateTimeField(_("placed at"), editable=False)
    currency = models.ForeignKey(
        Currency,
        on_delete=models.PROTECT,
        default="EUR",
        related_name="+",
        db_index=False,
        verbose_name=_("currency"),
    )
    prices_include_tax = models.BooleanField(_("prices include tax"), default=True)
    tax_rounding = models.CharField(
        _("taxes are rounded"), max_length=10, choices=TaxRounding.choices, default=TaxRounding.PER_LINE
    )
    billing_address = models.JSONField(_("billing address"), default=dict, blank=True, editable=False)
    shipping_address = models.JSONField(_("shipping address"), default=dict, blank=True, editable=False)
    carrier_name = models.CharField(_("carrier"), max_length=120, blank=True)
    payment_method = models.CharField(_("payment method"), max_length=120, blank=True)
    source_text = models.CharField(
        _("campaign"), max_length=200, blank=True, help_text=_("By which campaign or link the customer came.")
    )
    customer_notes = models.TextField(_("the customer's remarks"), blank=True)
    notes = models.TextField(_("our notes"), blank=True)
    net = models.DecimalField(_("net"), max_digits=16, decimal_places=2, default=0, editable=False)
    tax = models.DecimalField(_("tax"), max_digits=16, decimal_places=2, default=0, editable=False)
    gross = models.DecimalField(_("total"), max_digits=16, decimal_places=2, default=0, editable=False)
    shop_gross = models.DecimalField(
        _("total in the shop"), max_digits=16, decimal_places=2, null=True, blank=True, editable=False
    )
    rounding_difference = models.DecimalField(
        _("rounding difference"), max_digits=16, decimal_places=2, default=0, editable=False
    )
    has_other_tax = models.BooleanField(
        _("VAT to check"),
        default=False,
        editable=False,
        help_text=_("A line bears another VAT than the rule asks for; the line says which."),
    )
    reservation = models.CharField(
        _("reservation"),
        max_length=8,
        choices=ReservationState.choices,
        default=ReservationState.NONE,
        editable=False,
    )
    priority = models.PositiveSmallIntegerField(
        _("priority"), choices=Priority.choices, default=Priority.NORMAL, editable=False
    )
    # Somebody let go of what was set aside: it waits until somebody reserves for it again.
    is_held_back = models.BooleanField(_("held back"), default=False, editable=False)
    invoice_state = models.CharField(
        _("invoice"), max_length=8, choices=InvoiceState.choices, default=InvoiceState.NONE, editable=False
    )
    payment_state = models.CharField(
        _("payment"), max_length=8, choices=PaymentState.choices, default=PaymentState.UNPAID, editable=False
    )

    class Meta:
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        ordering = ["-date", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "external_number"],
                condition=~Q(external_number=""),
                name="sales_order_once_a_channel",
                violation_error_message=_("This channel has an order of this number already."),
            ),
            models.UniqueConstraint(
                fields=["company", "number"], condition=Q(number__isnull=False), name="sales_order_number"
            ),
            models.UniqueConstraint(fields=["id", "company"], name="sales_order_of_company"),
            models.CheckConstraint(condition=Q(gross=F("net") + F("tax")), name="sales_order_gross"),
            models.CheckConstraint(
                condition=Q(shop_gross__isnull=True) | Q(shop_gross=F("gross")), name="sales_order_shop_gross"
            ),
            models.CheckConstraint(
                condition=Q(status__in=[OrderStatus.DRAFT, OrderStatus.CANCELLED]) | Q(number__isnull=False),
                name="sales_order_numbered",
            ),
        ]
        indexes = [
            *Document.list_indexes("sales_order"),
            models.Index(fields=["company", "status", "-date", "-id"], name="sales_order_company_status"),
            # "Waiting for stock", and what a receipt wakes: few rows of a large table.
            models.Index(
                fields=["company", "placed_at", "id"],
                condition=Q(status__in=[OrderStatus.CONFIRMED, OrderStatus.PARTIALLY_SHIPPED])
                & ~Q(reservation=ReservationState.FULL),
                name="sales_order_waiting",
            ),
        ]
        permissions = [
            ("confirm_order", "Can confirm orders"),
            ("ship_order", "Can deliver orders"),
            ("invoice_order", "Can invoice orders"),
            ("cancel_order", "Can cancel orders"),
            ("register_order_payment", "Can register payments of orders"),
        ]

    def __str__(self) -> str:
        return self.number or self.external_reference or self.external_number or super().__str__()

    @property
    def billing_text(self) -> str:
        """The billing address on one line."""
        return address_text(self.billing_address)

    @property
    def shipping_text(self) -> str:
        """The shipping address on one line."""
        return address_text(self.shipping_address)


class OrderLine(CompanyModel):
    """A line of an order: quantity × unit price, less the discount percent, less the discount amount.

    Price and discount include tax when the order's prices do; `net` and `gross` are told apart either way. Of goods,
    `reserved` is set aside, `delivered` has left, and the rest of `quantity` waits. `tax_treatment` and `tax_reason`: the
    rule of VAT it is sold under, and why; without the former, the tax was given by the shop or by a person.
    """

    order = models.ForeignKey(
        Order,
        on_delete=models.CASCADE,
        related_name="lines",
        verbose_name=_("order"),
        db_constraint=False,
        db_index=False,
    )
    position = models.PositiveIntegerField(_("position"), default=0)
    kind = models.CharField(_("kind"), max_length=8, choices=LineKind.choices, default=LineKind.GOODS)
    variant = models.ForeignKey(
        Variant,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="order_lines",
        verbose_name=_("article"),
    )
    description = models.CharField(_("description"), max_length=255, blank=True)
    quantity = models.DecimalField(_("quantity"), max_digits=16, decimal_places=4, default=1)
    unit_price = models.DecimalField(
        _("unit price"),
        max_digits=16,
        decimal_places=6,
        blank=True,
        help_text=_("Empty: the catalogue's."),
    )
    discount_percent = models.DecimalField(_("discount in %"), max_digits=7, decimal_places=4, default=0)
    discount_amount = models.DecimalField(
        _("discount on the line"), max_digits=16, decimal_places=2, default=0
    )
    tax = models.ForeignKey(
        Tax,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
        verbose_name=_("tax rate"),
    )
    tax_treatment = models.CharField(
        _("VAT treatment"), max_length=16, choices=TaxTreatment.choices, blank=True, editable=False
    )
    tax_reason = models.CharField(_("reason of the VAT"), max_length=300, blank=True, editable=False)
    net = models.DecimalField(_("net"), max_digits=16, decimal_places=2, editable=False)
    tax_amount = models.DecimalField(_("tax"), max_digits=16, decimal_places=2, editable=False)
    gross = models.DecimalField(_("total"), max_digits=16, decimal_places=2, editable=False)
    reserved = models.DecimalField(_("reserved"), max_digits=16, decimal_places=4, default=0, editable=False)
    delivered = models.DecimalField(
        _("delivered"), max_digits=16, decimal_places=4, default=0, editable=False
    )
    invoiced = models.DecimalField(_("invoiced"), max_digits=16, decimal_places=4, default=0, editable=False)

    class Meta:
        verbose_name = _("order line")
        verbose_name_plural = _("order lines")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["id", "company"], name="sales_orderline_of_company"),
            models.CheckConstraint(
                condition=Q(gross=F("net") + F("tax_amount")), name="sales_orderline_gross"
            ),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="sales_orderline_quantity"),
            models.CheckConstraint(
                condition=Q(discount_percent__gte=0, discount_percent__lte=100, discount_amount__gte=0),
                name="sales_orderline_discount",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[LineKind.DISCOUNT, LineKind.ROUNDING]) | Q(unit_price__gte=0),
                name="sales_orderline_price",
            ),
            models.CheckConstraint(
                condition=~Q(kind=LineKind.DISCOUNT) | Q(unit_price__lte=0), name="sales_orderline_takes_off"
            ),
            models.CheckConstraint(
                condition=~Q(kind=LineKind.GOODS) | Q(variant__isnull=False), name="sales_orderline_goods"
            ),
            models.CheckConstraint(
                condition=Q(reserved__gte=0, delivered__gte=0, quantity__gte=F("reserved") + F("delivered")),
                name="sales_orderline_reserved_delivered",
            ),
            models.CheckConstraint(
                condition=Q(kind=LineKind.GOODS) | Q(reserved=0, delivered=0),
                name="sales_orderline_only_goods_move",
            ),
            models.CheckConstraint(
                condition=Q(invoiced__gte=0, invoiced__lte=F("quantity")), name="sales_orderline_invoiced"
            ),
        ]
        indexes = [models.Index(fields=["order", "position"], name="sales_orderline_order")]

    def __str__(self) -> str:
        return self.description

    @property
    def waiting(self) -> Decimal:
        """Of goods, what is neither set aside nor delivered."""
        if self.kind != LineKind.GOODS:
            return Decimal(0)
        return self.quantity - self.reserved - self.delivered


class OrderLineComponent(CompanyModel):
    """What one of a line's kit is made of, as it was when its order was confirmed: later changes of the kit do not reach
    goods that are set aside already."""

    order_line = models.ForeignKey(
        OrderLine,
        on_delete=models.CASCADE,
        related_name="components",
        verbose_name=_("order line"),
        db_constraint=False,
        db_index=False,
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    variant = models.ForeignKey(
        Variant, on_delete=models.PROTECT, related_name="+", db_index=False, verbose_name=_("article")
    )
    quantity = models.DecimalField(_("quantity"), max_digits=16, decimal_places=4)

    class Meta:
        verbose_name = _("component of an order line")
        verbose_name_plural = _("components of order lines")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["order_line", "variant"], name="sales_orderlinecomponent_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="sales_orderlinecomponent_quantity"),
        ]

    def __str__(self) -> str:
        return f"{self.variant_id} × {self.quantity}"
