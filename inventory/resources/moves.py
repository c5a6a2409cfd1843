"""What came in, went out or changed its place."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from erp.crud import Action, Column, Section, register
from inventory import panels
from inventory.forms import CancelMoveForm, LandedCostForm
from inventory.models import Move
from inventory.resources.base import LINK, OWN_CURRENCY, Written
from inventory.services import drafts
from inventory.services.reversals import reverse_moves


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
                Column("amount_in_transit", currency=OWN_CURRENCY),
                "entry",
                "arrives_from",
                "reverses",
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
        ),
        panels.table(
            _("The layer it brought in"),
            lambda move: move.layers.order_by("pk"),
            [
                Column("self", label=_("Layer"), value=lambda layer: layer, kind="link"),
                "date",
                "quantity",
                "remaining",
                Column("amount", currency=OWN_CURRENCY),
                Column("remaining_amount", currency=OWN_CURRENCY),
            ],
            permission="inventory.view_layer",
        ),
        panels.table(
            _("What it left over"),
            lambda move: move.adjustments.order_by("pk"),
            ["kind", "date", "label", Column("amount", currency=OWN_CURRENCY)],
            permission="inventory.view_valueadjustment",
        ),
        panels.table(
            _("Cancelled by"),
            lambda move: move.reversals.order_by("pk"),
            ["date", "label", "quantity", Column("amount", currency=OWN_CURRENCY), "entry"],
            permission="inventory.view_move",
        ),
    ]
    actions = [
        Action(
            "cancel",
            pgettext_lazy("stock move", "Cancel the move"),
            service=reverse_moves,
            permission="inventory.reverse_move",
            # What a document moved is cancelled with it: the document must not go on saying that it did.
            when=lambda move: move.reverses_id is None and not move.source_kind,
            danger=True,
            bulk=True,
            icon="arrow-back-up",
            form=CancelMoveForm,
            confirm=_(
                "The goods go back where they came from, at the same amounts; the entry is answered by its opposite. In a"
                " closed period that is booked on the first open day after it."
            ),
        ),
        Action(
            "landed_cost",
            _("Add a landed cost"),
            service=drafts.draft_landed_cost,
            permission="inventory.add_landedcost",
            bulk=True,
            follow=True,
            icon="ship",
            form=LandedCostForm,
        ),
    ]
