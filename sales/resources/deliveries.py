"""Deliveries on screen."""

from operator import attrgetter

from django.utils.translation import gettext_lazy as _

from erp.crud import (
    Action,
    Column,
    LineEditor,
    Related,
    Resource,
    SavedViewDefault,
    Section,
    register,
    without_screen,
)
from sales.forms import CancelForm, PickForm, ReturnForm, ShipForm
from sales.models import Delivery, DeliveryLine, OrderLineComponent
from sales.selectors import consequences
from sales.selectors.documents import moves_of
from sales.services.deliveries import cancel_deliveries
from sales.services.forms import update_deliveries
from sales.services.screens import announce_on, pick_on, print_pick_list, print_pick_lists, ship_deliveries_on


@register
class DeliveryResource(Resource):
    model = Delivery
    icon = "truck-delivery"
    menu_order = 20
    menu_section = "work"
    description = _("Goods on their way to customers. They are made from orders for which stock is reserved.")
    columns = [
        Column("number"),
        Column("date"),
        Column("order"),
        Column("order__partner", is_wide=True),
        Column("warehouse"),
        Column("status"),
        Column("carrier_name"),
        Column("tracking_number"),
        Column("shipped_at"),
    ]
    default_columns = ["number", "date", "order", "order__partner", "warehouse", "status", "carrier_name"]
    ordering = ["-date", "-id"]
    date_field = "date"
    filters = ["status", "date", "warehouse", "order__channel", "carrier_name", "order"]
    search = [
        "number",
        "tracking_number",
        "order__number",
        "order__external_reference",
        "order__partner__name",
    ]
    subtitle = "order__partner__name"
    header = [Column("order"), Column("order__partner")]
    views = [
        SavedViewDefault("to_pick", _("To pick"), {"status": ["draft"]}),
        SavedViewDefault("shipped", _("Shipped"), {"status": ["shipped"]}),
    ]
    sections = [
        Section(
            _("Delivery"),
            [
                "order",
                "warehouse",
                Column("shipping_text", label=_("Shipping address")),
                "date",
                "carrier_name",
                "tracking_number",
                "shipped_at",
            ],
        )
    ]
    hidden = {"shipping_address": "shown as one line of text"}
    readonly_fields = ["order", "warehouse", "date"]
    lines = [
        LineEditor(
            model=DeliveryLine,
            fk="delivery",
            columns=[
                Column("variant", text=attrgetter("sku")),
                Column("order_line", is_wide=True),
                "quantity",
            ],
            editable=False,
            hidden={"position": "the order of the lines"},
        )
    ]
    can_create = False
    can_delete = False
    update_service = staticmethod(update_deliveries)
    actions = [
        Action(
            "ship",
            _("Ship"),
            ship_deliveries_on,
            permission="sales.ship_delivery",
            statuses=("draft",),
            primary=True,
            bulk=True,
            icon="truck-delivery",
            preview=consequences.of_shipping,
            form=ShipForm,
        ),
        Action(
            "pick",
            _("Have picked"),
            pick_on,
            permission="sales.pick_delivery",
            statuses=("draft",),
            bulk=True,
            follow=True,
            icon="basket",
            form=PickForm,
        ),
        Action(
            "pick_list",
            _("Print the pick list"),
            print_pick_list,
            permission="sales.print_pick_list",
            icon="printer",
            done=_("The pick list is among the attachments."),
        ),
        Action(
            "pick_lists",
            _("Print pick lists"),
            print_pick_lists,
            permission="sales.print_pick_list",
            bulk=True,
            single=False,
            icon="printer",
            done=_("The pick lists are being made: find them under running jobs."),
        ),
        Action(
            "return",
            _("Expect it back"),
            announce_on,
            permission="sales.return_delivery",
            statuses=("shipped",),
            follow=True,
            icon="arrow-back-up",
            form=ReturnForm,
        ),
        Action(
            "cancel",
            _("Cancel"),
            cancel_deliveries,
            permission="sales.cancel_delivery",
            statuses=("draft",),
            bulk=True,
            danger=True,
            icon="ban",
            confirm=_("The goods stay reserved for their orders."),
            form=CancelForm,
        ),
    ]
    related = [Related(_("Stock moves"), moves_of, icon="arrows-exchange")]

    @staticmethod
    def readonly_when(delivery: Delivery) -> object:
        """Carrier and tracking number are often known only after the parcel has left."""
        return _("It is cancelled.") if delivery.status == "cancelled" else None


without_screen("shown on the pick list and the order's page", OrderLineComponent)
