"""Picking and parcels on screen."""

from operator import attrgetter

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from erp.crud import Action, Column, LineEditor, Related, Resource, SavedViewDefault, Section, register
from inventory import panels
from inventory.forms import AssignForm, NoteForm
from inventory.models import Parcel, ParcelLine, Picking, PickTask
from inventory.resources.base import LINK, Written
from inventory.selectors.documents import moves_of
from inventory.services.parcels import pack_rest, ship_pickings
from inventory.services.pickings import assign_pickings, cancel_pickings
from inventory.services.prints import attach_labels, attach_pickings


def ship(pickings: list[Picking]) -> None:
    """They leave today."""
    ship_pickings(pickings)


@register
class PickingResource(Resource):
    model = Picking
    icon = "basket"
    menu_order = 2
    menu_section = "work"
    description = _(
        "Walks through the warehouse, for one delivery or for many. They are made from the deliveries to pick."
    )
    columns = ["number", "date", "warehouse", "method", "assigned_to", "status"]
    ordering = ["-date", "-id"]
    date_field = "date"
    filters = ["status", "date", "warehouse", "method", "assigned_to"]
    search = ["number"]
    subtitle = "warehouse__name"
    header = ["warehouse", "method", "assigned_to"]
    views = [
        SavedViewDefault("to_pick", _("To pick"), {"status": ["to_pick"], "sort": "date"}),
        SavedViewDefault("today", _("To pick today"), {"status": ["to_pick"], "date": "today"}),
        SavedViewDefault("to_pack", _("To pack"), {"status": ["picked"], "sort": "date"}),
    ]
    sections = [
        Section(pgettext_lazy("stock", "Picking"), ["warehouse", "method", "assigned_to", "date", "notes"])
    ]
    readonly_fields = ["warehouse", "date"]
    lines = [
        LineEditor(
            model=PickTask,
            fk="picking",
            columns=[
                "location",
                Column("variant", is_wide=True),
                "lot",
                "quantity",
                "picked",
                "reason",
                Column("source", label=_("Document"), kind="link"),
            ],
            editable=False,
            hidden={
                "source_kind": LINK,
                "source_id": LINK,
                "source_line_id": LINK,
                "reserved_kind": "leads to the line the goods were set aside for",
                "reserved_id": "leads to the line the goods were set aside for",
                "reserved_line_id": "leads to the line the goods were set aside for",
                "is_open": "said by the status of the picking",
            },
        )
    ]
    can_create = False
    can_delete = False
    actions = [
        Action(
            "pack",
            _("Pack the rest"),
            pack_rest,
            permission="inventory.pack_picking",
            statuses=("picked",),
            bulk=True,
            icon="box",
            confirm=_("One parcel for each document, of all that is in none yet."),
        ),
        Action(
            "ship",
            pgettext_lazy("picking", "Ship"),
            ship,
            permission="inventory.ship_picking",
            statuses=("picked",),
            primary=True,
            bulk=True,
            icon="truck-delivery",
            confirm=_(
                "The deliveries leave with what was picked. What is in no parcel yet is packed, one a delivery."
            ),
        ),
        Action(
            "assign",
            _("Assign"),
            assign_pickings,
            permission="inventory.change_picking",
            statuses=("to_pick",),
            bulk=True,
            icon="user",
            form=AssignForm,
        ),
        Action(
            "print",
            _("Print the walk"),
            attach_pickings,
            permission="inventory.view_picking",
            icon="printer",
            done=_("The paper is among the attachments."),
        ),
        Action(
            "labels",
            _("Print parcel labels"),
            attach_labels,
            permission="inventory.view_picking",
            statuses=("picked", "done"),
            icon="barcode",
            done=_("The labels are among the attachments."),
        ),
        Action(
            "cancel",
            _("Cancel the document"),
            cancel_pickings,
            permission="inventory.cancel_picking",
            statuses=("to_pick",),
            danger=True,
            icon="ban",
            confirm=_("The goods stay set aside, and the deliveries can be picked anew."),
            form=NoteForm,
        ),
    ]
    panels = [
        panels.work(_("Pick"), "picking", statuses=("to_pick",)),
        panels.work(_("Pack a parcel"), "packing", statuses=("picked",)),
    ]
    related = [
        Related(_("Parcels"), "parcels", filter_name="picking", icon="box"),
        Related(_("Stock moves"), moves_of, icon="arrows-exchange"),
    ]


@register
class ParcelResource(Written):
    model = Parcel
    icon = "box"
    menu_order = 6
    menu_section = "documents"
    description = _("Boxes with what is in them. They are packed when a round of picking is done.")
    columns = [
        "number",
        "picking",
        "sscc",
        "weight_kg",
        Column("volume_l", label=_("Volume in l"), kind="number", decimals=1),
        "tracking_number",
        "created_at",
    ]
    ordering = ["-id"]
    filters = ["picking", "created_at"]
    search = ["number", "sscc", "tracking_number"]
    subtitle = "tracking_number"
    header = [Column("source", label=_("Document"), kind="link"), "weight_kg"]
    sections = [
        Section(
            pgettext_lazy("stock", "Parcel"),
            [
                "picking",
                Column("source", label=_("Document"), kind="link"),
                "sscc",
                "weight_kg",
                "length_cm",
                "width_cm",
                "height_cm",
                "tracking_number",
                "created_at",
            ],
        )
    ]
    hidden = {"source_kind": LINK, "source_id": LINK}
    lines = [
        LineEditor(
            model=ParcelLine,
            fk="parcel",
            columns=[Column("variant", text=attrgetter("sku")), "lot", "quantity"],
            editable=False,
            hidden={"source_line_id": LINK},
        )
    ]
