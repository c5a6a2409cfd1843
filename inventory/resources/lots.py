"""Lots and serial numbers."""

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from erp.crud import Action, Column, Related, Resource, SavedViewDefault, Section, register
from inventory import panels
from inventory.forms import BlockForm
from inventory.models import Level, Lot, Move
from inventory.services import lots


@register
class LotResource(Resource):
    model = Lot
    label_new = _("New lot")
    icon = "tags"
    menu_order = 45
    description = _(
        "What is tracked by lot or serial number: until when it may be sold, where it is, where it came from and went."
    )
    columns = [
        "number",
        Column("variant", is_wide=True),
        "kind",
        Column("on_hand", label=_("On hand"), kind="quantity", annotate=Sum("levels__on_hand")),
        "expires_on",
        "best_before",
        "manufactured_on",
        "supplier_lot",
        "is_blocked",
        "created_at",
    ]
    default_columns = ["number", "variant", "on_hand", "expires_on", "is_blocked"]
    ordering = ["-id"]
    filters = ["variant", "kind", "is_blocked", "expires_on"]
    date_field = "expires_on"
    search = ["number", "supplier_lot"]
    subtitle = "variant"
    header = ["expires_on", "is_blocked"]
    sections = [
        Section(pgettext_lazy("stock", "Lot"), ["variant", "number", "kind", "supplier_lot"]),
        Section(_("Dates"), ["manufactured_on", "best_before", "expires_on", "created_at"]),
        Section(pgettext_lazy("lot", "Blocking"), ["is_blocked", "blocked_reason"]),
        Section(_("Note"), ["note"]),
    ]
    readonly_fields = ["kind"]
    create_service = lots.create_lot_records
    can_delete = False
    actions = [
        Action(
            "block",
            pgettext_lazy("lot", "Block"),
            service=lots.block_lots,
            permission="inventory.block_lot",
            form=BlockForm,
            when=lambda lot: not lot.is_blocked,
            bulk=True,
            danger=True,
            icon="lock",
        ),
        Action(
            "unblock",
            pgettext_lazy("lot", "Let go again"),
            service=lots.unblock_lots,
            permission="inventory.block_lot",
            when=lambda lot: lot.is_blocked,
            bulk=True,
            icon="lock-open",
        ),
    ]
    views = [SavedViewDefault("blocked", pgettext_lazy("lots", "Blocked"), {"is_blocked": "yes"})]
    related = [Related(_("moves"), "moves", filter_name="lot")]
    panels = [
        panels.table(
            _("Where it is now"),
            lambda lot: Level.objects.filter(lot=lot, on_hand__gt=0).order_by(
                "location__tree_id", "location__lft"
            ),
            ["location__warehouse", "location", "on_hand", "reserved", "available"],
            permission="inventory.view_level",
        ),
        panels.table(
            _("Latest moves"),
            lambda lot: Move.objects.filter(lot=lot),
            ["date", "label", "quantity", "origin", "destination"],
            permission="inventory.view_move",
        ),
    ]
