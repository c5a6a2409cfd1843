"""Transfers and write-offs on screen."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from erp.crud import Action, Column, LineEditor, Related, Resource, SavedViewDefault, Section, register
from inventory import panels
from inventory.forms import ArrivalDayForm, NoteForm
from inventory.models import Scrap, ScrapLine, StockTransfer, StockTransferLine
from inventory.previews import what_goes_back
from inventory.resources.base import day_first
from inventory.selectors.documents import moves_of
from inventory.services.documents import create_documents
from inventory.services.prints import attach_transfers
from inventory.services.scraps import cancel_scraps, post_scraps
from inventory.services.stock_transfers import (
    cancel_transfers,
    expect_transfers,
    receive_transfers,
    ship_transfers,
)


def ship(transfers: list[StockTransfer]) -> None:
    """They leave today."""
    ship_transfers(transfers)


def receive_all(transfers: list[StockTransfer]) -> None:
    """Everything arrived."""
    receive_transfers(transfers)


def post(scraps: list[Scrap]) -> None:
    """They count for today."""
    post_scraps(scraps)


@register
class StockTransferResource(Resource):
    model = StockTransfer
    label_new = _("New transfer")
    icon = "transfer"
    menu_order = 3
    menu_section = "work"
    description = _(
        "Goods that change their place: from shelf to shelf at once, from one warehouse to another by way of the transit."
    )
    columns = [
        "number",
        "date",
        "origin",
        "destination",
        "carrier_name",
        "status",
        "expected_on",
        "received_on",
    ]
    default_columns = ["number", "date", "origin", "destination", "status", "expected_on"]
    ordering = ["-date", "-id"]
    date_field = "date"
    filters = ["status", "date", "expected_on", "origin", "destination"]
    search = ["number", "carrier_name"]
    subtitle = "destination__name"
    header = ["origin", "destination"]
    views = [
        SavedViewDefault("to_ship", _("To ship"), {"status": ["draft"], "sort": "date"}),
        SavedViewDefault("in_transit", _("In transit"), {"status": ["shipped"], "sort": "date"}),
    ]
    sections = [
        Section(
            pgettext_lazy("stock", "Transfer"),
            ["origin", "destination", "date", "expected_on", "carrier_name", "received_on", "notes"],
        )
    ]
    initial = staticmethod(day_first)
    lines = [
        LineEditor(
            model=StockTransferLine,
            fk="transfer",
            columns=[
                Column("variant", is_wide=True),
                "lot",
                "quantity",
                "origin",
                "destination",
                Column("received", in_form=False),
                Column("lost", in_form=False),
                Column("reason", in_form=False),
            ],
            minimum=1,
        )
    ]
    create_service = staticmethod(create_documents)
    importable = True
    actions = [
        Action(
            "ship",
            pgettext_lazy("transfer", "Ship"),
            ship,
            permission="inventory.ship_stocktransfer",
            statuses=("draft",),
            primary=True,
            bulk=True,
            icon="truck-delivery",
            confirm=_(
                "The goods leave their location. Between two warehouses they are on the way until they arrive."
            ),
        ),
        Action(
            "receive_all",
            _("All of it arrived"),
            receive_all,
            permission="inventory.receive_stocktransfer",
            statuses=("shipped",),
            bulk=True,
            icon="package-import",
            confirm=_("Everything that is on the way arrived."),
        ),
        Action(
            "expect",
            _("Say when it arrives"),
            expect_transfers,
            permission="inventory.ship_stocktransfer",
            statuses=("draft", "shipped"),
            bulk=True,
            icon="calendar",
            form=ArrivalDayForm,
        ),
        Action(
            "print",
            _("Print the transfer note"),
            attach_transfers,
            permission="inventory.view_stocktransfer",
            icon="printer",
            done=_("The paper is among the attachments."),
        ),
        Action(
            "cancel",
            _("Cancel the document"),
            cancel_transfers,
            permission="inventory.cancel_stocktransfer",
            statuses=("draft", "shipped", "received"),
            danger=True,
            bulk=True,
            icon="ban",
            form=NoteForm,
            preview=what_goes_back,
        ),
    ]
    panels = [panels.work(pgettext_lazy("transfer", "Receive"), "transfer", statuses=("shipped",))]
    related = [Related(_("Stock moves"), moves_of, icon="arrows-exchange")]


@register
class ScrapResource(Resource):
    model = Scrap
    label_new = _("New write-off")
    icon = "trash"
    menu_order = 8
    description = _("Goods that are thrown away, used up or gone, and why.")
    columns = ["number", "date", "warehouse", "reason", "status", Column("notes", is_wide=True)]
    ordering = ["-date", "-id"]
    date_field = "date"
    filters = ["status", "date", "warehouse", "reason"]
    search = ["number"]
    subtitle = "warehouse__name"
    header = ["warehouse", "reason"]
    views = [SavedViewDefault("to_post", _("To post"), {"status": ["draft"]})]
    sections = [Section(_("Write-off"), ["warehouse", "reason", "date", "notes"])]
    initial = staticmethod(day_first)
    lines = [
        LineEditor(
            model=ScrapLine,
            fk="scrap",
            columns=[Column("variant", is_wide=True), "lot", "quantity", "location"],
            minimum=1,
        )
    ]
    create_service = staticmethod(create_documents)
    importable = True
    actions = [
        Action(
            "post",
            _("Write off"),
            post,
            permission="inventory.post_scrap",
            statuses=("draft",),
            primary=True,
            bulk=True,
            icon="trash",
            confirm=_("The goods leave the stock, at their cost."),
        ),
        Action(
            "cancel",
            _("Cancel the document"),
            cancel_scraps,
            permission="inventory.cancel_scrap",
            statuses=("draft", "posted"),
            danger=True,
            icon="ban",
            form=NoteForm,
            preview=what_goes_back,
        ),
    ]
    related = [Related(_("Stock moves"), moves_of, icon="arrows-exchange")]
