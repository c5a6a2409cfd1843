"""What came in, went out or changed its place."""

from django.utils.translation import gettext_lazy as _

from erp.crud import Column, Section, register
from inventory import panels
from inventory.models import Move
from inventory.resources.base import LINK, OWN_CURRENCY, Written


@register
class MoveResource(Written):
    model = Move
    icon = "arrows-right-left"
    menu_order = 30
    description = _("Everything that came in, went out or changed its place. A move is never altered.")
    columns = [
        "date",
        Column("variant", is_wide=True),
        "lot",
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
    filters = ["date", "variant", "lot", "origin", "destination"]
    header = ["date", "quantity", Column("amount", currency=OWN_CURRENCY)]
    sections = [
        Section(
            _("Stock move"),
            ["variant", "lot", "quantity", "origin", "destination", "date", "done_at", "label"],
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
