"""Printed catalogues on screen."""

from django.utils.translation import gettext_lazy as _

from catalog import price_panels as panels
from catalog.models import PrintedCatalogue, PrintedChoice
from catalog.services.publications import start_printing
from erp.crud import Action, Column, LineEditor, Resource, Section, register


@register
class PrintedCatalogueResource(Resource):
    model = PrintedCatalogue
    label_new = _("New printed catalogue")
    icon = "book"
    menu_order = 50
    menu_section = "documents"
    description = _(
        "Catalogues and price sheets to hand to customers: choose what goes in, a layout and a price list, and print."
    )
    columns = [
        Column("name", is_wide=True),
        "title",
        "layout",
        "language",
        "price_list",
        "prices",
        "updated_at",
    ]
    ordering = ["name", "id"]
    filters = ["layout", "language", "price_list"]
    search = ["name", "title"]
    subtitle = "title"
    header = ["layout", "language", "price_list"]
    sections = [
        Section(_("Printed catalogue"), ["name", "title", "subtitle", "language", "layout", "accent"]),
        Section(_("Prices"), ["price_list", "prices"]),
        Section(_("What is shown"), ["shows_images", "shows_barcodes", "shows_descriptions"]),
        Section(_("Words"), ["introduction", "closing"]),
    ]
    lines = [
        LineEditor(
            model=PrintedChoice,
            fk="catalogue",
            label=_("Contents"),
            columns=["category", "product", "is_left_out"],
            ordering=["position", "pk"],
        )
    ]
    panels = [panels.PREVIEW, panels.PRINTED]
    actions = [
        Action(
            "print",
            _("Print"),
            service=start_printing,
            permission="catalog.print_catalogue",
            primary=True,
            bulk=True,
            icon="printer",
            done=_("Being printed: it shows here, and among the running jobs, when it is done."),
        )
    ]
