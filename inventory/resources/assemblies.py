"""Sets put together and taken apart, on screen."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from erp.crud import Action, Column, LineEditor, Related, Resource, SavedViewDefault, Section, register
from inventory.forms import NoteForm
from inventory.models import Assembly, AssemblyLine
from inventory.previews import what_goes_back
from inventory.resources.base import day_first
from inventory.selectors.documents import moves_of
from inventory.services.assemblies import cancel_assemblies, create_assemblies, post_assemblies


def post(assemblies: list[Assembly]) -> None:
    """They count for today."""
    post_assemblies(assemblies)


@register
class AssemblyResource(Resource):
    model = Assembly
    label_new = _("New assembly")
    icon = "packages"
    menu_order = 7
    description = _(
        "Sets that are packed ahead, at what their parts cost, and sets that are taken apart. Without lines the parts "
        "are those of the article's sheet."
    )
    columns = ["number", "date", "kind", Column("variant", is_wide=True), "quantity", "warehouse", "status"]
    ordering = ["-date", "-id"]
    date_field = "date"
    filters = ["status", "kind", "date", "warehouse", "variant"]
    search = ["number", "variant__sku", "variant__name"]
    subtitle = "variant__name"
    header = ["kind", "variant", "quantity"]
    views = [SavedViewDefault("to_do", pgettext_lazy("assembly", "To do"), {"status": ["draft"]})]
    sections = [
        Section(
            pgettext_lazy("assembly", "Assembly"),
            ["kind", "variant", "quantity", "lot", "warehouse", "location", "date", "share_by", "notes"],
        )
    ]
    initial = staticmethod(day_first)
    lines = [
        LineEditor(
            model=AssemblyLine,
            fk="assembly",
            columns=[Column("variant", is_wide=True), "lot", "quantity", "location"],
            label=pgettext_lazy("assembly", "Parts"),
        )
    ]
    create_service = staticmethod(create_assemblies)
    importable = True
    actions = [
        Action(
            "post",
            pgettext_lazy("assembly", "Do it"),
            post,
            permission="inventory.post_assembly",
            statuses=("draft",),
            primary=True,
            bulk=True,
            icon="check",
            confirm=_(
                "The parts leave the stock for the sets, or the sets for their parts, at the same value."
            ),
        ),
        Action(
            "cancel",
            _("Cancel the document"),
            cancel_assemblies,
            permission="inventory.cancel_assembly",
            statuses=("draft", "posted"),
            danger=True,
            icon="ban",
            form=NoteForm,
            preview=what_goes_back,
        ),
    ]
    related = [Related(_("Stock moves"), moves_of, icon="arrows-exchange")]
