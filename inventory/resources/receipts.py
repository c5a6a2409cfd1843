"""Receipts of goods on screen."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from erp.crud import Action, Column, LineEditor, Related, Resource, SavedViewDefault, Section, register
from inventory import panels
from inventory.forms import NoteForm, SupplierReturnForm
from inventory.models import GoodsReceipt, GoodsReceiptLine
from inventory.previews import what_goes_back
from inventory.resources.base import LINK, OWN_CURRENCY, day_first
from inventory.selectors.documents import moves_of
from inventory.services.documents import create_documents
from inventory.services.goods_receipts import cancel_receipts, put_away_goods, receive_goods
from inventory.services.prints import attach_receipts
from inventory.services.returns_to_suppliers import draft_supplier_returns


def receive_all(receipts: list[GoodsReceipt]) -> None:
    """Everything came as expected."""
    receive_goods(receipts)


def put_away_all(receipts: list[GoodsReceipt]) -> None:
    """Everything goes to the shelf that its line names."""
    put_away_goods(receipts)


@register
class GoodsReceiptResource(Resource):
    model = GoodsReceipt
    label_new = _("New receipt")
    icon = "package-import"
    menu_order = 1
    menu_section = "work"
    description = _("Goods that suppliers bring. Say what is expected; when it comes, type what really did.")
    columns = [
        "number",
        "date",
        Column("partner", is_wide=True),
        "warehouse",
        "supplier_reference",
        "status",
        "created_at",
    ]
    default_columns = ["number", "date", "partner", "warehouse", "supplier_reference", "status"]
    ordering = ["-date", "-id"]
    date_field = "date"
    filters = ["status", "date", "partner", "warehouse", "follows"]
    search = ["number", "supplier_reference", "partner__name"]
    subtitle = "partner__name"
    header = ["partner", "warehouse"]
    views = [
        SavedViewDefault("to_receive", _("To receive"), {"status": ["expected"], "sort": "date"}),
        SavedViewDefault("to_put_away", _("To put away"), {"status": ["received"], "sort": "date"}),
    ]
    sections = [
        Section(
            pgettext_lazy("goods", "Receipt"),
            ["partner", "warehouse", "date", "supplier_reference", "notes"],
        ),
        Section(
            _("Origin"),
            ["follows", Column("source", label=_("Document"), kind="link")],
            is_secondary=True,
        ),
    ]
    initial = staticmethod(day_first)
    hidden = {"source_kind": LINK, "source_id": LINK}
    lines = [
        LineEditor(
            model=GoodsReceiptLine,
            fk="receipt",
            columns=[
                Column("variant", is_wide=True),
                "expected",
                Column("received", in_form=False),
                Column("reason", in_form=False),
                Column("unit_cost", currency=f"receipt__{OWN_CURRENCY}"),
                "shelf",
                "lot_number",
                "expires_on",
            ],
            fields=["variant", "expected", "unit_cost", "shelf", "lot_number", "expires_on"],
            minimum=1,
            hidden={"source_line_id": LINK, "lot": "shown by its number, as the label says"},
        )
    ]
    create_service = staticmethod(create_documents)
    importable = True
    actions = [
        Action(
            "receive_all",
            _("All of it came"),
            receive_all,
            permission="inventory.receive_goodsreceipt",
            statuses=("expected",),
            bulk=True,
            icon="package-import",
            confirm=_("Everything came as expected, in quantity and at the cost of its line."),
        ),
        Action(
            "put_away_all",
            _("Put away"),
            put_away_all,
            permission="inventory.receive_goodsreceipt",
            statuses=("received",),
            primary=True,
            bulk=True,
            icon="stack-push",
            confirm=_("Everything goes from the input to the place that its line names, else to the stock."),
        ),
        Action(
            "print",
            _("Print the receipt"),
            attach_receipts,
            permission="inventory.view_goodsreceipt",
            icon="printer",
            done=_("The paper is among the attachments."),
        ),
        Action(
            "send_back",
            _("Return to the supplier"),
            draft_supplier_returns,
            permission="inventory.add_supplierreturn",
            statuses=("received", "stored"),
            bulk=True,
            follow=True,
            icon="arrow-forward-up",
            form=SupplierReturnForm,
        ),
        Action(
            "cancel",
            _("Cancel the document"),
            cancel_receipts,
            permission="inventory.cancel_goodsreceipt",
            statuses=("expected", "received", "stored"),
            danger=True,
            bulk=True,
            icon="ban",
            form=NoteForm,
            preview=what_goes_back,
        ),
    ]
    panels = [panels.work(_("Receive"), "receipt", statuses=("expected",))]
    related = [
        Related(_("Stock moves"), moves_of, icon="arrows-exchange"),
        Related(_("Rest expected"), "followed_by", filter_name="follows"),
        Related(_("Supplier returns"), "returns", filter_name="receipt"),
    ]
