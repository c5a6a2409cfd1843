"""Documents that change what the stock is worth."""

from collections.abc import Sequence
from operator import attrgetter
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from erp.crud import Action, Column, LineEditor, Panel, Resource, SavedViewDefault, Section, register
from inventory import panels
from inventory.lifecycles import DRAFT
from inventory.models import (
    Depreciation,
    DepreciationLine,
    LandedCost,
    LandedCostCharge,
    LandedCostReceipt,
    Revaluation,
    RevaluationLine,
    ValueAdjustment,
)
from inventory.previews import after_depreciation, after_landed_cost, after_revaluation, split_context
from inventory.resources.base import OWN_CURRENCY
from inventory.services.depreciations import drop_depreciations, post_depreciations
from inventory.services.landed_costs import drop_landed_costs, post_landed_costs
from inventory.services.revaluations import drop_revaluations, post_revaluations

DRAFTS = SavedViewDefault("drafts", _("Drafts"), {"status": [DRAFT]})


def _adjustments_of(kind: str) -> Panel:
    """What a document has changed, article by article."""
    return panels.table(
        _("What it changed"),
        lambda document: ValueAdjustment.objects.filter(source_kind=kind, source_id=document.pk).order_by(
            "pk"
        ),
        [
            "variant",
            "layer",
            "date",
            Column("amount", currency=OWN_CURRENCY),
            Column("gone_amount", currency=OWN_CURRENCY),
            "entry",
        ],
        permission="inventory.view_valueadjustment",
    )


def _drop(service: Any, permission: str) -> Action:
    return Action(
        "drop",
        pgettext_lazy("stock document", "Drop"),
        service,
        permission=permission,
        statuses=(DRAFT,),
        bulk=True,
        danger=True,
        icon="ban",
        confirm=_("Nothing is booked; the document stays, marked as dropped."),
    )


class _StockDocument(Resource):
    """A document of few lines, posted once."""

    columns: Sequence[str | Column] = ()
    date_field = "date"
    ordering = ["-date", "-id"]
    can_delete = False


@register
class LandedCostResource(_StockDocument):
    model = LandedCost
    label_new = _("New landed cost")
    icon = "ship"
    menu_order = 44
    description = _(
        "Freight, customs, insurance: what became known after goods came in. Choose the receipts among the moves, and see"
        " the split before it is posted."
    )
    columns = ["number", "date", Column("label", is_wide=True), "status", "currency", "rate"]
    default_columns = ["number", "date", "label", "status"]
    filters = ["status", "date"]
    search = ["number", "label"]
    subtitle = "label"
    views = [DRAFTS]
    sections = [Section(_("Landed cost"), ["label", "date", "currency", "rate"])]
    lines = [
        LineEditor(
            model=LandedCostCharge,
            fk="landed_cost",
            label=_("charges"),
            columns=[
                Column("label", is_wide=True),
                "split",
                Column("amount", currency="landed_cost__currency_id"),
            ],
            minimum=1,
            hidden={"position": "the order of the lines"},
        ),
        LineEditor(
            model=LandedCostReceipt,
            fk="landed_cost",
            label=_("receipts covered"),
            columns=[
                Column("move", label=pgettext_lazy("stock", "Receipt")),
                Column("move__variant", is_wide=True),
                "move__date",
                "move__label",
                "move__quantity",
                Column("move__amount", currency=OWN_CURRENCY),
            ],
            fields=["move"],
        ),
    ]
    actions = [
        Action(
            "post",
            pgettext_lazy("stock document", "Post"),
            post_landed_costs,
            permission="inventory.post_landedcost",
            statuses=(DRAFT,),
            primary=True,
            bulk=True,
            icon="check",
            preview=after_landed_cost,
        ),
        _drop(drop_landed_costs, "inventory.change_landedcost"),
    ]
    panels = [
        Panel(
            _("How it is shared out"),
            "inventory/landed_split.html",
            context=split_context,
            permission="inventory.view_landedcost",
            icon="arrows-split",
        ),
        _adjustments_of("inventory.landedcost"),
    ]


@register
class RevaluationResource(_StockDocument):
    model = Revaluation
    label_new = _("New revaluation")
    icon = "scale"
    menu_order = 45
    description = _(
        "A new cost of what is held, a new standard cost, or another valuation method: with a reason, posted by who may"
        " approve it."
    )
    columns = [
        "number",
        "date",
        "kind",
        Column("reason", is_wide=True),
        "category",
        "method",
        "status",
        "approved_by",
    ]
    default_columns = ["number", "date", "kind", "reason", "status", "approved_by"]
    filters = ["status", "kind", "date"]
    search = ["number", "reason"]
    subtitle = "reason"
    views = [DRAFTS]
    sections = [
        Section(_("Revaluation"), ["kind", "date", "reason", "approved_by"]),
        Section(_("Other method"), ["category", "method"], is_secondary=True),
    ]
    readonly_fields = ["approved_by"]
    lines = [
        LineEditor(
            model=RevaluationLine,
            fk="revaluation",
            columns=[
                Column("variant", is_wide=True, text=attrgetter("sku")),
                Column("unit_cost", kind="money", currency=OWN_CURRENCY, decimals=6),
                Column("quantity", in_form=False),
                Column("amount_before", currency=OWN_CURRENCY, in_form=False),
                Column("amount_after", currency=OWN_CURRENCY, in_form=False),
            ],
            fields=["variant", "unit_cost"],
        )
    ]
    actions = [
        Action(
            "post",
            _("Approve and post"),
            post_revaluations,
            permission="inventory.approve_revaluation",
            statuses=(DRAFT,),
            primary=True,
            icon="check",
            preview=after_revaluation,
        ),
        _drop(drop_revaluations, "inventory.change_revaluation"),
    ]
    panels = [_adjustments_of("inventory.revaluation")]


@register
class DepreciationResource(_StockDocument):
    model = Depreciation
    label_new = _("New stock depreciation")
    icon = "trending-down"
    menu_order = 46
    description = _(
        "Lower of cost and market at year end: what articles would fetch where that is less than they cost. What is no"
        " longer needed of the last one is taken back."
    )
    columns = ["number", "date", Column("label", is_wide=True), "status", "entry"]
    filters = ["status", "date"]
    search = ["number", "label"]
    subtitle = "label"
    views = [DRAFTS]
    sections = [Section(_("Stock depreciation"), ["label", "date", "entry"])]
    readonly_fields = ["entry"]
    lines = [
        LineEditor(
            model=DepreciationLine,
            fk="depreciation",
            columns=[
                Column("variant", is_wide=True, text=attrgetter("sku")),
                Column("market_value", kind="money", currency=OWN_CURRENCY, decimals=6),
                Column("quantity", in_form=False),
                Column("amount", currency=OWN_CURRENCY, in_form=False),
                Column("required", currency=OWN_CURRENCY, in_form=False),
                Column("change", currency=OWN_CURRENCY, in_form=False),
            ],
            fields=["variant", "market_value"],
            minimum=1,
        )
    ]
    actions = [
        Action(
            "post",
            pgettext_lazy("stock document", "Post"),
            post_depreciations,
            permission="inventory.post_depreciation",
            statuses=(DRAFT,),
            primary=True,
            icon="check",
            preview=after_depreciation,
        ),
        _drop(drop_depreciations, "inventory.change_depreciation"),
    ]
