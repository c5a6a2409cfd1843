"""Lots and serial numbers."""

from typing import Any

from django.db.models import Sum
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from erp.crud import Action, Column, Panel, Related, Resource, SavedViewDefault, Section, register
from erp.crud.cells import link
from inventory import panels
from inventory.forms import BlockForm
from inventory.models import Level, Lot
from inventory.selectors.trace import Trace, trace_of
from inventory.services import lots


def trace_on(lot: Lot) -> Trace:
    """Asked once a page."""
    found: Trace | None = getattr(lot, "_trace", None)
    if found is None:
        found = trace_of(lot)
        lot._trace = found  # type: ignore[attr-defined]
    return found


def trace_context(lot: Lot, request: HttpRequest, *, is_up: bool) -> dict[str, Any]:
    """The steps of one direction, with links."""
    trace = trace_on(lot)
    steps = trace.came if is_up else trace.went
    return {
        "steps": [
            (
                step,
                link(step.document) if step.document is not None else step.move.label,
                link(step.partner) if step.partner is not None else "",
                link(step.move.lot),
                step.move.origin if is_up else step.move.destination,
            )
            for step in steps
        ],
        "has_others": any(step.move.lot_id != lot.pk for step in steps),
        "side": pgettext("move", "From") if is_up else pgettext("move", "To"),
        "file": "" if is_up or not steps else reverse("inventory_trace_file", args=[lot.pk]),
    }


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
        Panel(
            _("Where it came from"),
            "inventory/trace_panel.html",
            context=lambda lot, request: trace_context(lot, request, is_up=True),
            permission="inventory.view_move",
        ),
        Panel(
            _("Where it went"),
            "inventory/trace_panel.html",
            context=lambda lot, request: trace_context(lot, request, is_up=False),
            permission="inventory.view_move",
        ),
        panels.table(
            _("Made of these lots"),
            lambda lot: Lot.objects.filter(pk__in=[one.pk for one in trace_on(lot).sources]),
            ["number", "variant", "expires_on", "is_blocked"],
            permission="inventory.view_lot",
        ),
        panels.table(
            _("Lots made of it"),
            lambda lot: Lot.objects.filter(pk__in=[one.pk for one in trace_on(lot).results]),
            ["number", "variant", "expires_on", "is_blocked"],
            permission="inventory.view_lot",
        ),
    ]
