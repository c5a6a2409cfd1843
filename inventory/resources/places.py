"""Warehouses and their locations."""

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from erp.crud import Column, Related, Resource, Section, register
from inventory.models import Location, Warehouse
from inventory.resources.base import OWN_CURRENCY
from inventory.services import locations


@register
class WarehouseResource(Resource):
    model = Warehouse
    label_new = _("New warehouse")
    icon = "building-warehouse"
    menu_order = 60
    menu_section = "settings"
    description = _("Where goods are kept. A new warehouse brings its locations along.")
    columns = [
        Column("name", is_wide=True),
        "code",
        "site",
        Column("on_hand", label=_("On hand"), kind="quantity", annotate=Sum("locations__levels__on_hand")),
        "is_active",
    ]
    ordering = ["code", "id"]
    filters = ["site", "is_active"]
    search = ["name", "code"]
    subtitle = "code"
    sections = [
        Section(_("Warehouse"), ["name", "code", "site", "is_active", "capacity_rule", "allows_negative"]),
        Section(
            _("Counts and receipts"),
            ["puts_away", "gs1_prefix", "recount_percent", Column("approval_limit", currency=OWN_CURRENCY)],
        ),
        Section(_("Places"), ["input_location", "stock_location", "output_location", "quarantine_location"]),
    ]
    related = [Related(_("locations"), "locations", filter_name="warehouse")]
    create_service = locations.create_warehouse_records
    can_delete = False


@register
class LocationResource(Resource):
    model = Location
    label_new = _("New location")
    icon = "map-pin"
    menu_order = 70
    menu_section = "settings"
    description = _("The places of the warehouses, as a tree, and those that goods come from and go to.")
    columns = [
        "code",
        Column("name", is_wide=True),
        "kind",
        "warehouse",
        "parent",
        "is_pickable",
        "is_active",
    ]
    ordering = ["code", "id"]
    filters = ["warehouse", "kind", "is_active"]
    search = ["code", "name"]
    subtitle = "name"
    sections = [
        Section(_("Location"), ["parent", "code", "name", "kind", "is_owned", "is_pickable", "is_active"]),
        Section(_("Capacity"), ["max_quantity", "max_weight_kg", "max_volume_l"]),
        Section(_("Place"), [Column("warehouse")]),
    ]
    readonly_fields = ["warehouse"]
    create_service = locations.create_location_records
    update_service = locations.update_location_records
    related = [
        Related(_("locations below"), "children", filter_name="parent"),
        Related(_("articles"), "levels", filter_name="location"),
    ]
