"""Customer returns on screen."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from erp.crud import Action, Column, LineEditor, Related, Resource, SavedViewDefault, Section, register
from inventory import panels
from inventory.forms import NoteForm
from inventory.models import CustomerReturn, CustomerReturnLine
from inventory.resources.base import LINK
from inventory.selectors.documents import moves_of
from inventory.services.customer_returns import cancel_returns, inspect_returns, receive_returns


def receive_all(returns: list[CustomerReturn]) -> None:
    """Everything came back."""
    receive_returns(returns)


def restock_all(returns: list[CustomerReturn]) -> None:
    """Everything can be sold again."""
    inspect_returns(returns)


@register
class CustomerReturnResource(Resource):
    model = CustomerReturn
    icon = "arrow-back-up"
    menu_order = 5
    description = _(
        "Goods that customers send back. They are announced from the delivery that they come from."
    )
    columns = ["number", "date", Column("partner", is_wide=True), "warehouse", "reason", "status"]
    ordering = ["-date", "-id"]
    date_field = "date"
    filters = ["status", "date", "partner", "warehouse", "reason"]
    search = ["number", "partner__name"]
    subtitle = "partner__name"
    header = ["partner", Column("source", label=_("Document"), kind="link")]
    views = [
        SavedViewDefault("to_receive", _("To receive"), {"status": ["expected"], "sort": "date"}),
        SavedViewDefault("to_inspect", _("To inspect"), {"status": ["received"], "sort": "date"}),
    ]
    sections = [
        Section(
            pgettext_lazy("goods", "Return"),
            [
                "partner",
                Column("source", label=_("Document"), kind="link"),
                "warehouse",
                "reason",
                "date",
                "notes",
            ],
        )
    ]
    hidden = {"source_kind": LINK, "source_id": LINK}
    readonly_fields = ["partner", "warehouse"]
    lines = [
        LineEditor(
            model=CustomerReturnLine,
            fk="customer_return",
            columns=[
                Column("variant", is_wide=True),
                "lot",
                "expected",
                "received",
                "restocked",
                "scrapped",
                Column("in_quarantine", label=_("In quarantine"), kind="quantity"),
            ],
            editable=False,
            hidden={"source_line_id": LINK},
        )
    ]
    can_create = False
    can_delete = False
    actions = [
        Action(
            "receive_all",
            _("All of it came back"),
            receive_all,
            permission="inventory.receive_customerreturn",
            statuses=("expected",),
            bulk=True,
            icon="package-import",
            confirm=_("The goods go to quarantine, at the cost they left at."),
        ),
        Action(
            "restock_all",
            _("All back to stock"),
            restock_all,
            permission="inventory.inspect_customerreturn",
            statuses=("received",),
            bulk=True,
            icon="check",
            confirm=_("Everything goes back to the stock and can be sold. A credit note is proposed."),
        ),
        Action(
            "cancel",
            pgettext_lazy("stock document", "Cancel"),
            cancel_returns,
            permission="inventory.cancel_customerreturn",
            statuses=("expected",),
            danger=True,
            icon="ban",
            form=NoteForm,
        ),
    ]
    panels = [
        panels.work(pgettext_lazy("return", "Receive"), "return", statuses=("expected",)),
        panels.work(_("Inspect"), "inspection", statuses=("received",)),
    ]
    related = [Related(_("Stock moves"), moves_of, icon="arrows-exchange")]
