"""What the stock cost."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from erp.crud import Column, SavedViewDefault, Section, register, without_screen
from inventory import panels
from inventory.models import Consumption, Layer, ValueAdjustment
from inventory.resources.base import LINK, OWN_CURRENCY, Written


@register
class LayerResource(Written):
    model = Layer
    icon = "stack-front"
    menu_order = 40
    description = _("What each receipt cost and what is left of it, in the order in which it is used up.")
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
    filters = ["date", "variant", "is_open", "is_short"]
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
                Column(
                    "remaining_amount",
                    currency=OWN_CURRENCY,
                    help=_("Empty where the article is valued as a whole: by average or standard cost."),
                ),
                "is_open",
                "is_shortage",
            ],
        )
    ]
    hidden = {"is_short": "said by what remains", "is_restated": "for the checks"}
    views = [
        SavedViewDefault("open", pgettext_lazy("layers", "Open"), {"is_open": "yes"}),
        SavedViewDefault("short", pgettext_lazy("layers", "Below zero"), {"is_short": "yes"}),
    ]
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
        ),
        panels.table(
            _("What changed its value since"),
            lambda layer: layer.adjustments.order_by("pk"),
            [
                "date",
                "kind",
                "label",
                Column("amount", currency=OWN_CURRENCY),
                Column("gone_amount", currency=OWN_CURRENCY),
                "entry",
            ],
            permission="inventory.view_valueadjustment",
        ),
    ]


@register
class ValueAdjustmentResource(Written):
    model = ValueAdjustment
    icon = "adjustments-dollar"
    menu_order = 43
    description = _(
        "What changed the value of the stock without a move: late costs, revaluations, what a method leaves over. Never"
        " altered."
    )
    columns = [
        "date",
        "kind",
        Column("variant", is_wide=True),
        "layer",
        "move",
        Column("amount", currency=OWN_CURRENCY, total=True),
        Column("gone_amount", currency=OWN_CURRENCY, total=True),
        "label",
        "entry",
        "done_at",
    ]
    default_columns = ["date", "kind", "variant", "amount", "gone_amount", "label"]
    ordering = ["-date", "-id"]
    date_field = "date"
    filters = ["date", "kind", "variant"]
    header = ["date", "kind", Column("amount", currency=OWN_CURRENCY)]
    sections = [
        Section(
            _("Value adjustment"),
            ["kind", "variant", "label", "date", "postponed_from", "done_at", "layer", "move"],
        ),
        Section(
            _("Value"),
            [
                Column("amount", currency=OWN_CURRENCY),
                Column("gone_amount", currency=OWN_CURRENCY),
                "entry",
                Column("source", label=_("Document"), kind="link"),
            ],
        ),
    ]
    hidden = {"key": "keeps it from being posted twice", "source_kind": LINK, "source_id": LINK}


without_screen("shown with the layer it took from and the move it valued", Consumption)
