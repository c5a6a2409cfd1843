"""Returns on screen: what customers send back, what goes back to suppliers."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from erp.crud import Action, Column, LineEditor, Related, Resource, SavedViewDefault, Section, register
from inventory import panels
from inventory.forms import NoteForm
from inventory.models import CustomerReturn, CustomerReturnLine, SupplierReturn, SupplierReturnLine
from inventory.previews import what_goes_back
from inventory.resources.base import LINK, day_first
from inventory.selectors.documents import moves_of
from inventory.services.customer_returns import cancel_returns, inspect_returns, receive_returns
from inventory.services.documents import create_documents
from inventory.services.prints import attach_supplier_returns
from inventory.services.returns_to_suppliers import cancel_supplier_returns, send_supplier_returns


def receive_all(returns: list[CustomerReturn]) -> None:
    """Everything came back."""
    receive_returns(returns)


def restock_all(returns: list[CustomerReturn]) -> None:
    """Everything can be sold again."""
    inspect_returns(returns)


def send_back(returns: list[SupplierReturn]) -> None:
    """They leave today."""
    send_supplier_returns(returns)


@register
class CustomerReturnResource(Resource):
    model = CustomerReturn
    icon = "arrow-back-up"
    menu_order = 5
    menu_section = "work"
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
            _("Cancel the document"),
            cancel_returns,
            permission="inventory.cancel_customerreturn",
            statuses=("expected", "received"),
            danger=True,
            icon="ban",
            form=NoteForm,
            preview=what_goes_back,
        ),
    ]
    panels = [
        panels.work(pgettext_lazy("return", "Receive"), "return", statuses=("expected",)),
        panels.work(_("Inspect"), "inspection", statuses=("received",)),
    ]
    related = [Related(_("Stock moves"), moves_of, icon="arrows-exchange")]


@register
class SupplierReturnResource(Resource):
    model = SupplierReturn
    label_new = _("New supplier return")
    icon = "arrow-forward-up"
    menu_order = 6
    description = _(
        "Goods that go back to suppliers. Start from the receipt that brought them: its cost is what leaves."
    )
    columns = ["number", "date", Column("partner", is_wide=True), "warehouse", "receipt", "reason", "status"]
    ordering = ["-date", "-id"]
    date_field = "date"
    filters = ["status", "date", "partner", "warehouse", "reason", "receipt"]
    search = ["number", "supplier_reference", "partner__name"]
    subtitle = "partner__name"
    header = ["partner", "receipt"]
    views = [SavedViewDefault("to_send", _("To send back"), {"status": ["draft"], "sort": "date"})]
    sections = [
        Section(
            pgettext_lazy("goods", "Return"),
            ["partner", "warehouse", "reason", "date", "supplier_reference", "notes"],
        ),
        Section(_("Origin"), ["receipt"], is_secondary=True),
    ]
    initial = staticmethod(day_first)
    lines = [
        LineEditor(
            model=SupplierReturnLine,
            fk="supplier_return",
            columns=[Column("variant", is_wide=True), "lot", "quantity", "location"],
            minimum=1,
            hidden={"receipt_line": LINK},
        )
    ]
    create_service = staticmethod(create_documents)
    actions = [
        Action(
            "send",
            _("Send back"),
            send_back,
            permission="inventory.send_supplierreturn",
            statuses=("draft",),
            primary=True,
            bulk=True,
            icon="truck-delivery",
            confirm=_("The goods leave the stock, at the cost they came in at."),
        ),
        Action(
            "print",
            _("Print the return note"),
            attach_supplier_returns,
            permission="inventory.view_supplierreturn",
            icon="printer",
            done=_("The paper is among the attachments."),
        ),
        Action(
            "cancel",
            _("Cancel the document"),
            cancel_supplier_returns,
            permission="inventory.cancel_supplierreturn",
            statuses=("draft", "sent"),
            danger=True,
            bulk=True,
            icon="ban",
            form=NoteForm,
            preview=what_goes_back,
        ),
    ]
    related = [Related(_("Stock moves"), moves_of, icon="arrows-exchange")]
