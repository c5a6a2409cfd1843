"""Deliveries: goods leaving a warehouse for one order."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog.models import Variant
from erp.models import CompanyModel, Document
from inventory.models import Warehouse
from sales.choices import DeliveryStatus
from sales.lifecycles import DELIVERY
from sales.models.order import Order, OrderLine, address_text


class Delivery(Document):
    """A pick list until shipped; then the proof of what left. `date` is the planned day, and once shipped the day itself."""

    lifecycle = DELIVERY

    order = models.ForeignKey(
        Order,
        on_delete=models.PROTECT,
        related_name="deliveries",
        verbose_name=_("order"),
        db_constraint=False,
    )
    warehouse = models.ForeignKey(
        Warehouse,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        verbose_name=_("ships from"),
        db_constraint=False,
    )
    shipping_address = models.JSONField(_("shipping address"), default=dict, blank=True, editable=False)
    carrier_name = models.CharField(_("carrier"), max_length=120, blank=True)
    tracking_number = models.CharField(_("tracking number"), max_length=120, blank=True)
    shipped_at = models.DateTimeField(_("shipped at"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ["-date", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "number"], condition=Q(number__isnull=False), name="sales_delivery_number"
            ),
            models.UniqueConstraint(fields=["id", "company"], name="sales_delivery_of_company"),
            models.CheckConstraint(
                condition=~Q(status=DeliveryStatus.SHIPPED) | Q(shipped_at__isnull=False),
                name="sales_delivery_shipped_at",
            ),
        ]
        indexes = [
            *Document.list_indexes("sales_delivery"),
            models.Index(
                fields=["company", "date"],
                condition=Q(status=DeliveryStatus.DRAFT),
                name="sales_delivery_to_pick",
            ),
        ]
        permissions = [
            ("ship_delivery", "Can ship deliveries"),
            ("cancel_delivery", "Can cancel deliveries"),
            ("pick_delivery", "Can have deliveries picked"),
            ("return_delivery", "Can have deliveries sent back"),
            ("print_pick_list", "Can print pick lists"),
        ]

    @property
    def shipping_text(self) -> str:
        """The shipping address on one line."""
        return address_text(self.shipping_address)


class DeliveryLine(CompanyModel):
    """How much of an order's line a delivery takes."""

    delivery = models.ForeignKey(
        Delivery,
        on_delete=models.CASCADE,
        related_name="lines",
        verbose_name=_("delivery"),
        db_constraint=False,
        db_index=False,
    )
    position = models.PositiveIntegerField(_("position"), default=0)
    order_line = models.ForeignKey(
        OrderLine,
        on_delete=models.PROTECT,
        related_name="delivery_lines",
        verbose_name=_("order line"),
        db_constraint=False,
    )
    variant = models.ForeignKey(
        Variant, on_delete=models.PROTECT, related_name="+", db_index=False, verbose_name=_("article")
    )
    quantity = models.DecimalField(_("quantity"), max_digits=16, decimal_places=4)

    class Meta:
        verbose_name = _("delivery line")
        verbose_name_plural = _("delivery lines")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["delivery", "order_line"], name="sales_deliveryline_order_line"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="sales_deliveryline_quantity"),
        ]

    def __str__(self) -> str:
        return f"{self.variant_id} × {self.quantity}"
