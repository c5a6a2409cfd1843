"""The tree of categories."""

from collections.abc import Sequence

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from catalog.extensions import category_panels
from catalog.models import (
    Category,
    CategoryAttribute,
)
from catalog.panels import CATEGORY_PANELS
from catalog.services import categories
from catalog.views.sheet import SheetView
from erp.crud import (
    Column,
    LineEditor,
    Panel,
    Related,
    Resource,
    Section,
    register,
)


@register
class CategoryResource(Resource):
    model = Category
    label_new = _("New category")
    icon = "category"
    menu_order = 30
    description = _("The shelves of the catalogue, as a tree.")
    columns = [
        Column("name", is_wide=True),
        "code",
        "parent",
        Column(
            "product_count", label=_("Products"), kind="number", annotate=Count("products", distinct=True)
        ),
    ]
    ordering = ["tree_id", "lft"]
    filters = ["parent"]
    search = ["name", "code"]
    subtitle = "code"
    sections = [Section(_("Category"), ["name", "code", "parent"])]
    lines = [
        LineEditor(
            model=CategoryAttribute,
            fk="category",
            columns=[Column("attribute", is_wide=True)],
            label=_("Attributes of its products"),
        )
    ]
    related = [
        Related(_("categories below"), "children", filter_name="parent"),
        Related(_("products"), "products", filter_name="category"),
    ]
    view_classes = {"detail": SheetView}
    create_service = categories.create_category_records
    update_service = categories.update_category_records
    delete_service = categories.delete_category_records
    importable = True
    import_key = "code"

    @property
    def panels(self) -> Sequence[Panel]:  # type: ignore[override]
        """Its own, and what the apps above show of a category."""
        return [*CATEGORY_PANELS, *category_panels.values()]
