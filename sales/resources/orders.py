"""Orders on screen."""

from operator import attrgetter

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounting.resources.vat_panel import VAT_PANEL
from erp.crud import Action, Column, LineEditor, Panel, Related, Resource, SavedViewDefault, Section, register
from erp.extensions import partner_related
from erp.scope import current_scope
from sales.choices import ChannelKind, InvoiceState, OrderStatus, PaymentState, ReservationState
from sales.forms import CancelForm, InvoiceDateForm, PaymentForm, PriorityForm, ShipForm
from sales.models import Channel, Order, OrderLine
from sales.panels import explanation_panel
from sales.selectors import consequences
from sales.selectors.availability import free_for_line
from sales.selectors.documents import invoices_of, payments_of
from sales.selectors.kits import kit_lines
from sales.selectors.line_preview import preview_lines
from sales.services.cancellation import cancel_orders
from sales.services.confirmation import confirm_orders
from sales.services.deliveries import create_deliveries
from sales.services.forms import create_orders, update_orders
from sales.services.fulfilment import fulfil_orders
from sales.services.holding import set_priority, take_over_for, what_others_lose
from sales.services.screens import invoice_on, pay, ship_on

GOES_ON = [OrderStatus.CONFIRMED, OrderStatus.PARTIALLY_SHIPPED]
SOME = [ReservationState.PARTIAL, ReservationState.FULL]
NOT_ALL = [ReservationState.NONE, ReservationState.PARTIAL]
CURRENCY = "currency_id"
OF_ORDER = "order__currency_id"

partner_related.register(
    "sales.10_orders",
    Related(
        _("Orders"),
        lambda partner: Order.objects.filter(partner=partner),
        resource="sales.order",
        filter_name="partner",
        icon="shopping-cart",
    ),
)


def _has_reserved(order: Order) -> bool:
    return order.reservation != ReservationState.NONE


def _misses(order: Order) -> bool:
    return order.reservation != ReservationState.FULL


def _not_invoiced(order: Order) -> bool:
    return order.invoice_state == InvoiceState.NONE


def _not_paid(order: Order) -> bool:
    return order.payment_state != PaymentState.PAID and order.status != OrderStatus.CANCELLED


def _start(request: HttpRequest) -> dict[str, object]:
    """A new order is of today, and of the phone: what comes from a shop is not typed."""
    channels = Channel.objects.filter(company_id=current_scope().active or 0, is_active=True)
    channel = channels.filter(kind=ChannelKind.PHONE).first() or channels.first()
    found: dict[str, object] = {"date": timezone.localdate()}
    if channel is not None:
        found |= {
            "channel": channel.pk,
            "prices_include_tax": channel.prices_include_tax,
            "tax_rounding": channel.tax_rounding,
        }
    return found


def _kits(order: Order, request: HttpRequest) -> dict[str, object]:
    """The order's kits with their components: as confirmed, or for a draft as they are made now."""
    return {"lines": kit_lines(order)}


KITS = Panel(
    _("What its kits are made of"), "sales/kits_panel.html", context=_kits, place="side", icon="packages"
)


@register
class OrderResource(Resource):
    model = Order
    icon = "shopping-cart"
    label_new = _("New order")
    menu_order = 10
    description = _("What customers ordered, from whichever channel. Import a shop's orders, or type one.")
    columns = [
        Column("number"),
        Column("date"),
        Column("external_reference"),
        Column("channel"),
        Column("partner", is_wide=True),
        Column("status"),
        Column("reservation"),
        Column("gross", kind="money", currency=CURRENCY, total=True),
        Column("payment_state"),
        Column("invoice_state"),
        Column("net", kind="money", currency=CURRENCY, total=True),
        Column("carrier_name"),
        Column("placed_at"),
        Column("source_text"),
        Column("has_other_tax"),
    ]
    default_columns = [
        "number",
        "date",
        "external_reference",
        "channel",
        "partner",
        "status",
        "reservation",
        "gross",
        "payment_state",
    ]
    ordering = ["-date", "-id"]
    date_field = "date"
    filters = [
        "status",
        "priority",
        "reservation",
        "date",
        "channel",
        "partner",
        "payment_state",
        "invoice_state",
        "has_other_tax",
    ]
    search = ["number", "external_number", "external_reference", "partner__name"]
    subtitle = "partner__name"
    header = [Column("partner"), Column("gross", kind="money", currency=CURRENCY), Column("payment_state")]
    views = [
        SavedViewDefault("to_confirm", _("To confirm"), {"status": [OrderStatus.DRAFT]}),
        SavedViewDefault("to_ship", _("To ship"), {"status": GOES_ON, "reservation": SOME}),
        SavedViewDefault("waiting", _("Waiting for stock"), {"status": GOES_ON, "reservation": NOT_ALL}),
        SavedViewDefault(
            "to_invoice",
            _("To invoice"),
            {"status": [OrderStatus.SHIPPED], "invoice_state": [InvoiceState.NONE, InvoiceState.DRAFT]},
        ),
        SavedViewDefault("vat", _("VAT to check"), {"has_other_tax": ["true"]}),
    ]
    sections = [
        Section(
            _("Order"),
            [
                "channel",
                "partner",
                "date",
                "warehouse",
                "carrier_name",
                "payment_method",
                "customer_notes",
                "notes",
            ],
        ),
        Section(
            _("Where it stands"),
            [
                "priority",
                "reservation",
                "is_held_back",
                "invoice_state",
                "payment_state",
                Column("net", currency=CURRENCY),
                Column("tax", currency=CURRENCY),
                Column("gross", currency=CURRENCY),
                Column("rounding_difference", currency=CURRENCY),
                "has_other_tax",
            ],
        ),
        Section(
            _("Addresses"),
            [
                Column("billing_text", label=_("Billing address")),
                Column("shipping_text", label=_("Shipping address")),
            ],
        ),
        Section(
            _("From the shop"),
            [
                "external_number",
                "external_reference",
                "placed_at",
                Column("shop_gross", currency=CURRENCY),
                "source_text",
                "currency",
                "prices_include_tax",
                "tax_rounding",
            ],
            is_secondary=True,
        ),
    ]
    hidden = {
        "billing_address": "shown as one line of text",
        "shipping_address": "shown as one line of text",
    }
    lines = [
        LineEditor(
            model=OrderLine,
            fk="order",
            columns=[
                Column("kind"),
                Column("variant", text=attrgetter("sku")),
                Column("description", is_wide=True),
                Column("quantity"),
                Column("unit_price", currency=OF_ORDER),
                Column("discount_percent", kind="percent"),
                Column("tax"),
                Column("net", currency=OF_ORDER, in_form=False),
                Column("gross", currency=OF_ORDER),
                Column("discount_amount", currency=OF_ORDER),
                Column("reserved", in_form=False),
                Column("delivered", in_form=False),
                Column("invoiced", in_form=False),
                Column(
                    "free", label=_("Free stock"), kind="quantity", annotate=free_for_line(), sortable=False
                ),
                Column("tax_treatment", in_form=False),
                Column("tax_reason", in_form=False),
            ],
            fields=[
                "kind",
                "variant",
                "description",
                "quantity",
                "unit_price",
                "discount_percent",
                "discount_amount",
                "tax",
            ],
            minimum=1,
            preview=preview_lines,
            hidden={
                "position": "the order of the lines",
                "tax_amount": "what lies between net and gross; the order says its tax in total",
            },
        )
    ]
    initial = staticmethod(_start)
    create_service = staticmethod(create_orders)
    update_service = staticmethod(update_orders)
    panels = [KITS, explanation_panel("order"), VAT_PANEL]
    actions = [
        Action(
            "confirm",
            _("Confirm"),
            confirm_orders,
            permission="sales.confirm_order",
            statuses=(OrderStatus.DRAFT,),
            primary=True,
            bulk=True,
            icon="check",
            preview=consequences.of_confirming,
        ),
        Action(
            "ship",
            _("Ship"),
            ship_on,
            permission="sales.ship_order",
            statuses=tuple(GOES_ON),
            when=_has_reserved,
            primary=True,
            bulk=True,
            icon="truck-delivery",
            preview=consequences.of_delivering,
            form=ShipForm,
        ),
        Action(
            "take_over",
            _("Take over what others hold"),
            take_over_for,
            permission="inventory.take_over_reservation",
            statuses=tuple(GOES_ON),
            when=_misses,
            icon="bookmarks",
            preview=what_others_lose,
            confirm=_("Takes what is free, then what documents of a lower priority hold."),
        ),
        Action(
            "set_priority",
            _("Set the priority"),
            set_priority,
            statuses=(OrderStatus.DRAFT, *GOES_ON),
            bulk=True,
            icon="flag",
            form=PriorityForm,
        ),
        Action(
            "invoice",
            pgettext_lazy("verb", "Invoice"),
            invoice_on,
            permission="sales.invoice_order",
            statuses=(OrderStatus.SHIPPED,),
            when=_not_invoiced,
            primary=True,
            bulk=True,
            icon="file-invoice",
            preview=consequences.of_invoicing,
            form=InvoiceDateForm,
        ),
        Action(
            "invoice_before",
            _("Invoice before shipping"),
            invoice_on,
            permission="sales.invoice_order",
            statuses=tuple(GOES_ON),
            when=_not_invoiced,
            icon="file-invoice",
            preview=consequences.of_invoicing,
            form=InvoiceDateForm,
        ),
        Action(
            "deliver",
            _("Make pick lists"),
            create_deliveries,
            permission="sales.ship_order",
            statuses=tuple(GOES_ON),
            when=_has_reserved,
            bulk=True,
            icon="clipboard-list",
            follow=True,
        ),
        Action(
            "fulfil",
            _("Confirm, ship and invoice"),
            fulfil_orders,
            permission="sales.invoice_order",
            statuses=(OrderStatus.DRAFT, *GOES_ON),
            bulk=True,
            single=False,
            icon="bolt",
            confirm=_("Takes each order as far as its stock goes."),
        ),
        Action(
            "pay",
            _("Register a payment"),
            pay,
            permission="sales.register_order_payment",
            when=_not_paid,
            icon="cash",
            form=PaymentForm,
        ),
        Action(
            "cancel",
            _("Cancel"),
            cancel_orders,
            permission="sales.cancel_order",
            statuses=(OrderStatus.DRAFT, OrderStatus.CONFIRMED),
            bulk=True,
            danger=True,
            icon="ban",
            preview=consequences.of_cancelling,
            form=CancelForm,
        ),
    ]
    related = [
        Related(
            _("Deliveries"),
            "deliveries",
            resource="sales.delivery",
            filter_name="order",
            icon="truck-delivery",
        ),
        Related(_("Invoices"), invoices_of, icon="file-invoice"),
        Related(_("Payments"), payments_of, icon="cash"),
    ]
