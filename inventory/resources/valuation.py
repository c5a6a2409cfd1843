"""What the stock cost."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from erp.crud import Column, SavedViewDefault, Section, register, without_screen
from inventory import panels
from inventory.models import Consumption, Layer
from inventory.resources.base import OWN_CURRENCY, Written


@register
class LayerResource(Written):
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


without_screen("shown with the layer it took from and the move it valued", Consumption)
