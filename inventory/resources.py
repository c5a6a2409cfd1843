"""Screens, API, export, search and permissions of the inventory."""

from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalog.extensions import variant_panels
from erp.crud import Action, Column, Related, Resource, SavedViewDefault, Section, register, without_screen
from inventory import panels
from inventory.choices import OWNED, LocationKind
from inventory.forms import CountForm, ReceiveForm, ReceiveMoreForm, TransferForm
from inventory.models import Consumption, Layer, Level, Location, Move, Position, Reservation, Warehouse
from inventory.services import locations, manual

OWN_CURRENCY = "company__currency_id"
LINK = "links to the document by its number"


class _Written(Resource):
    """Rows that services write and people look at."""

    can_create = False
    can_update = False
    can_delete = False
    has_attachments = False
    has_history = False


@register
class PositionResource(_Written):
    model = Position
    label = _("stock of an article")
    label_plural = _("stock")
    icon = "packages"
    menu_order = 10
    description = _(
        "What the company holds of each article, and what it is worth. Receive goods into a warehouse to begin."
    )
    columns = [
        Column("variant", is_wide=True),
        Column("variant__product__category", label=_("Category")),
        "quantity",
        Column("average_cost", label=_("Average cost"), kind="money", currency=OWN_CURRENCY, decimals=4),
        Column("amount", currency=OWN_CURRENCY, total=True),
    ]
    ordering = ["variant__sort_key", "id"]
    filters = ["variant", "variant__product__category"]
    header = ["quantity", Column("amount", currency=OWN_CURRENCY)]
    sections = [
        Section(
            _("Stock"),
            [
                "variant",
                "quantity",
                Column(
                    "average_cost", label=_("Average cost"), kind="money", currency=OWN_CURRENCY, decimals=4
                ),
                Column("amount", currency=OWN_CURRENCY),
            ],
        )
    ]
    actions = [
        Action(
            "receive",
            _("Receive stock"),
            service=manual.receive_more,
            permission="inventory.receive_stock",
            form=ReceiveMoreForm,
            primary=True,
            icon="package-import",
        )
    ]
    panels = [
        panels.table(
            _("Where it lies"),
            lambda position: Level.objects.filter(
                company=position.company_id, variant=position.variant_id, on_hand__gt=0
            ).order_by("location__tree_id", "location__lft"),
            ["location__warehouse", "location", "on_hand", "reserved", "available"],
            permission="inventory.view_level",
        ),
        panels.table(
            _("Cost layers still open, the next to be used first"),
            lambda position: Layer.objects.filter(
                company=position.company_id, variant=position.variant_id, is_open=True
            ).order_by("pk"),
            [
                Column("move", label=pgettext_lazy("stock", "Receipt")),
                "date",
                "remaining",
                Column("unit_cost", label=_("Cost of one"), kind="money", currency=OWN_CURRENCY),
                Column("remaining_amount", currency=OWN_CURRENCY),
            ],
            permission="inventory.view_layer",
        ),
        panels.table(
            _("Latest moves"),
            lambda position: Move.objects.filter(company=position.company_id, variant=position.variant_id),
            ["date", "label", "quantity", "origin", "destination", Column("amount", currency=OWN_CURRENCY)],
            permission="inventory.view_move",
        ),
    ]


@register
class LevelResource(_Written):
    model = Level
    icon = "stack-2"
    menu_order = 20
    description = _("What lies at each location, and how much of it is set aside.")
    columns = [
        Column("variant", is_wide=True),
        "location__warehouse",
        "location",
        "on_hand",
        "reserved",
        "available",
    ]
    ordering = ["id"]
    filters = ["variant", "location__warehouse", "location"]
    header = ["on_hand", "reserved", "available"]
    sections = [Section(_("Stock level"), ["variant", "location", "on_hand", "reserved", "available"])]
    actions = [
        Action(
            "count",
            _("Enter a count"),
            service=manual.count_levels,
            permission="inventory.adjust_stock",
            form=CountForm,
            primary=True,
            icon="clipboard-check",
        ),
        Action(
            "move",
            _("Move elsewhere"),
            service=manual.move_levels,
            permission="inventory.transfer_stock",
            form=TransferForm,
            icon="arrows-exchange",
        ),
    ]
    panels = [
        panels.table(
            _("Set aside for"),
            lambda level: Reservation.objects.filter(
                company=level.company_id, variant=level.variant_id, location=level.location_id
            ),
            [Column("source", label=_("Document"), kind="link"), "quantity", "is_partial", "created_at"],
            permission="inventory.view_reservation",
        )
    ]


@register
class MoveResource(_Written):
    model = Move
    icon = "arrows-right-left"
    menu_order = 30
    description = _("Everything that came in, went out or changed its place. A move is never altered.")
    columns = [
        "date",
        Column("variant", is_wide=True),
        "quantity",
        "origin",
        "destination",
        Column("amount", currency=OWN_CURRENCY, total=True),
        "label",
        "entry",
        "done_at",
    ]
    default_columns = ["date", "variant", "quantity", "origin", "destination", "amount", "label"]
    ordering = ["-date", "-id"]
    date_field = "date"
    filters = ["date", "variant", "origin", "destination"]
    header = ["date", "quantity", Column("amount", currency=OWN_CURRENCY)]
    sections = [
        Section(
            _("Stock move"), ["variant", "quantity", "origin", "destination", "date", "done_at", "label"]
        ),
        Section(
            _("Value"),
            [
                Column("amount", currency=OWN_CURRENCY),
                "entry",
                Column("source", label=_("Document"), kind="link"),
            ],
        ),
    ]
    hidden = {"source_kind": LINK, "source_id": LINK, "source_line_id": LINK}
    panels = [
        panels.table(
            _("Layers it used, or gave back"),
            lambda move: move.consumptions.order_by("pk"),
            ["layer", "layer__date", "quantity", Column("amount", currency=OWN_CURRENCY)],
            permission="inventory.view_layer",
        )
    ]


@register
class LayerResource(_Written):
    model = Layer
    icon = "stack-front"
    menu_order = 40
    description = _("What each receipt cost and what is left of it: first in, first out.")
    columns = [
        "id",
        "date",
        Column("variant", is_wide=True),
        "quantity",
        "remaining",
        Column("unit_cost", label=_("Cost of one"), kind="money", currency=OWN_CURRENCY),
        Column("amount", currency=OWN_CURRENCY, total=True),
        Column("remaining_amount", currency=OWN_CURRENCY, total=True),
    ]
    default_columns = ["date", "variant", "quantity", "remaining", "unit_cost", "remaining_amount"]
    ordering = ["-id"]
    date_field = "date"
    filters = ["date", "variant", "is_open"]
    header = ["date", "remaining", Column("remaining_amount", currency=OWN_CURRENCY)]
    sections = [
        Section(
            _("Cost layer"),
            [
                "variant",
                Column("move", label=pgettext_lazy("stock", "Receipt")),
                "date",
                "quantity",
                "remaining",
                Column("unit_cost", label=_("Cost of one"), kind="money", currency=OWN_CURRENCY),
                Column("amount", currency=OWN_CURRENCY),
                Column("remaining_amount", currency=OWN_CURRENCY),
                "is_open",
            ],
        )
    ]
    views = [SavedViewDefault("open", pgettext_lazy("layers", "Open"), {"is_open": "yes"})]
    panels = [
        panels.table(
            _("Consumptions"),
            lambda layer: layer.consumptions.order_by("pk"),
            [
                "move__date",
                Column("move", label=pgettext_lazy("stock", "Move")),
                "move__label",
                "quantity",
                Column("amount", currency=OWN_CURRENCY),
            ],
            permission="inventory.view_layer",
        )
    ]


@register
class ReservationResource(_Written):
    model = Reservation
    icon = "bookmark"
    menu_order = 50
    description = _("What is set aside, where, and for which document.")
    columns = [Column("variant", is_wide=True), "location", "quantity", "is_partial", "created_at"]
    ordering = ["-id"]
    date_field = "created_at"
    filters = ["variant", "location", "is_partial", "created_at"]
    sections = [
        Section(
            _("Reservation"),
            [
                "variant",
                "location",
                "quantity",
                "is_partial",
                "created_at",
                Column("source", label=_("Document"), kind="link"),
            ],
        )
    ]
    hidden = {"source_kind": LINK, "source_id": LINK, "source_line_id": LINK}
    actions = [
        Action(
            "release",
            _("Release"),
            service=manual.release,
            permission="inventory.release_reservation",
            bulk=True,
            danger=True,
            follow=True,
            icon="bookmark-off",
            confirm=_("The goods are free again for other orders; the line they were set aside for waits."),
        )
    ]
    views = [SavedViewDefault("partial", pgettext_lazy("reservations", "Partial"), {"is_partial": "yes"})]


@register
class WarehouseResource(Resource):
    model = Warehouse
    label_new = _("New warehouse")
    icon = "building-warehouse"
    menu_order = 60
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
        Section(_("Warehouse"), ["name", "code", "site", "is_active", "allows_negative"]),
        Section(_("Places"), ["input_location", "stock_location", "output_location"]),
    ]
    related = [Related(_("locations"), "locations", filter_name="warehouse")]
    actions = [
        Action(
            "receive",
            _("Receive stock"),
            service=manual.receive_into,
            permission="inventory.receive_stock",
            form=ReceiveForm,
            primary=True,
            icon="package-import",
        )
    ]
    create_service = locations.create_warehouse_records
    can_delete = False


@register
class LocationResource(Resource):
    model = Location
    label_new = _("New location")
    icon = "map-pin"
    menu_order = 70
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
        Section(_("Location"), ["parent", "code", "name", "kind", "is_pickable", "is_active"]),
        Section(_("Place"), [Column("warehouse")]),
    ]
    readonly_fields = ["warehouse"]
    create_service = locations.create_location_records
    update_service = locations.update_location_records
    related = [
        Related(_("locations below"), "children", filter_name="parent"),
        Related(_("articles"), "levels", filter_name="location"),
    ]


def _levels_of(variant: Any) -> Any:
    kinds = sorted(OWNED - {LocationKind.VIEW})
    return Level.objects.filter(variant=variant, location__kind__in=kinds, on_hand__gt=0).order_by(
        "company_id", "location__tree_id", "location__lft"
    )


variant_panels.register(
    "inventory.10_levels",
    panels.table(
        _("Stock"),
        _levels_of,
        ["company", "location", "on_hand", "reserved", "available"],
        permission="inventory.view_level",
        icon="packages",
    ),
)
variant_panels.register(
    "inventory.20_layers",
    panels.table(
        _("Cost layers still open"),
        lambda variant: Layer.objects.filter(variant=variant, is_open=True).order_by("company_id", "pk"),
        [
            "company",
            Column("move", label=pgettext_lazy("stock", "Receipt")),
            "date",
            "remaining",
            Column("unit_cost", label=_("Cost of one"), kind="money", currency=OWN_CURRENCY),
            Column("remaining_amount", currency=OWN_CURRENCY),
        ],
        permission="inventory.view_layer",
        icon="stack-front",
    ),
)

# Shown with the move and the layer that it joins.
NOT_SHOWN = {Consumption: "in the panels of its move and of its layer"}


without_screen("shown with the layer it took from and the move it valued", Consumption)
