"""Counts on screen."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from erp.crud import Action, Column, LineEditor, Related, Resource, SavedViewDefault, Section, register
from inventory import panels
from inventory.forms import NoteForm, PostCountForm
from inventory.models import StockCount, StockCountLine
from inventory.previews import what_goes_back
from inventory.resources.base import OWN_CURRENCY, day_first
from inventory.selectors.documents import moves_of
from inventory.services.prints import attach_counts
from inventory.services.stock_counts import (
    approve_counts,
    cancel_counts,
    create_counts,
    post_counts,
    send_back_counts,
)


def approve(counts: list[StockCount]) -> None:
    """They count for today."""
    approve_counts(counts)


@register
class StockCountResource(Resource):
    model = StockCount
    label_new = _("New count")
    icon = "clipboard-check"
    menu_order = 4
    menu_section = "work"
    description = _(
        "What is really there. A new count lists what should be, and goes on while the shop sells: each line is compared with "
        "the books at the moment it is counted."
    )
    columns = ["number", "date", "warehouse", "kind", "zone", "assigned_to", "is_blind", "status"]
    default_columns = ["number", "date", "warehouse", "kind", "assigned_to", "status"]
    ordering = ["-date", "-id"]
    date_field = "date"
    filters = ["status", "date", "warehouse", "kind", "assigned_to"]
    search = ["number"]
    subtitle = "warehouse__name"
    header = ["warehouse", "kind"]
    views = [
        SavedViewDefault("to_count", _("To count"), {"status": ["counting"], "sort": "date"}),
        SavedViewDefault("to_approve", _("To approve"), {"status": ["to_approve"], "sort": "date"}),
    ]
    sections = [
        Section(_("Stock count"), ["warehouse", "kind", "zone", "date", "assigned_to", "is_blind", "notes"]),
        Section(
            _("Rules"),
            ["recount_percent", Column("approval_limit", currency=OWN_CURRENCY)],
            is_secondary=True,
        ),
    ]
    initial = staticmethod(day_first)
    form_fields = ["warehouse", "kind", "zone", "date", "assigned_to", "is_blind", "notes"]
    lines = [
        LineEditor(
            model=StockCountLine,
            fk="count",
            columns=[
                Column("location"),
                Column("variant", is_wide=True),
                "lot",
                "counted",
                Column("shown_expected", label=_("In the books"), kind="quantity"),
                Column("shown_difference", label=_("Difference"), kind="quantity"),
                "first_counted",
                "needs_recount",
                "counted_by",
                "counted_at",
            ],
            editable=False,
            hidden={
                "expected": "hidden while a blind count goes on, else shown as “in the books”",
                "difference": "hidden while a blind count goes on, else shown as “difference”",
                "unit_cost": "typed on the page for counting where the cost is not known",
            },
        )
    ]
    create_service = staticmethod(create_counts)
    actions = [
        Action(
            "post",
            pgettext_lazy("count", "Post"),
            post_counts,
            permission="inventory.post_stockcount",
            statuses=("counting",),
            bulk=True,
            icon="check",
            form=PostCountForm,
        ),
        Action(
            "approve",
            _("Approve"),
            approve,
            permission="inventory.approve_stockcount",
            statuses=("to_approve",),
            primary=True,
            bulk=True,
            icon="shield-check",
            confirm=_("The books are brought to what was found, and the difference is posted."),
        ),
        Action(
            "send_back",
            _("Have it counted again"),
            send_back_counts,
            permission="inventory.approve_stockcount",
            statuses=("to_approve",),
            icon="arrow-back-up",
            form=NoteForm,
        ),
        Action(
            "print",
            _("Print the counting sheet"),
            attach_counts,
            permission="inventory.view_stockcount",
            icon="printer",
            done=_("The paper is among the attachments."),
        ),
        Action(
            "cancel",
            _("Cancel the document"),
            cancel_counts,
            permission="inventory.cancel_stockcount",
            statuses=("counting", "to_approve", "posted"),
            danger=True,
            icon="ban",
            form=NoteForm,
            preview=what_goes_back,
        ),
    ]
    panels = [panels.work(_("Count"), "count", statuses=("counting",))]
    related = [Related(_("Stock moves"), moves_of, icon="arrows-exchange")]
