"""Products: what the sheet describes."""

from collections.abc import Sequence

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from catalog.extensions import product_panels
from catalog.lifecycles import ACTIVE, ARCHIVED, DRAFT, END_OF_LIFE
from catalog.models import (
    Picture,
    Product,
    ProductAttribute,
    Relation,
    Translation,
    Variant,
)
from catalog.panels import PRODUCT_PANELS
from catalog.services import lifecycle, records
from catalog.views.sheet import SheetView
from erp.attachments import read_permissions
from erp.crud import (
    Action,
    Column,
    LineEditor,
    Panel,
    Related,
    Resource,
    SavedViewDefault,
    Section,
    register,
    without_screen,
)


@register
class ProductResource(Resource):
    model = Product
    label_new = _("New product")
    icon = "box"
    menu_order = 10
    menu_section = "lookup"
    description = _(
        "What you sell: a product has a text, a category, a unit, and one or more variants. Start with one."
    )
    columns = [
        Column("name", is_wide=True),
        "code",
        "category",
        Column(
            "variant_count", label=_("Variants"), kind="number", annotate=Count("variants", distinct=True)
        ),
        "unit",
        "tax_category",
        "kind",
        "tracking",
        "status",
        "season",
        "origin",
        "customs_code",
        "created_at",
    ]
    default_columns = ["name", "code", "category", "variant_count", "season", "status"]
    ordering = ["sort_key", "id"]
    filters = ["status", "category", "kind", "tracking", "season", "tax_category", "origin"]
    search = ["name", "code"]
    subtitle = "code"
    header = ["code", "category"]
    sections = [
        Section(_("Product"), ["name", "code", "category", "kind", "tracking", "status"]),
        Section(_("Sale"), ["unit", "tax_category", "season"]),
        Section(_("Description"), ["description"]),
        Section(_("Customs"), ["customs_code", "origin"]),
    ]
    lines = [
        LineEditor(
            model=Variant,
            fk="product",
            columns=[
                "sku",
                Column("name", is_wide=True),
                "barcode",
                Column("sales_price", currency="currency_id"),
                "weight_kg",
                "is_active",
            ],
            ordering=["sort_key", "pk"],
            minimum=1,
            hidden={
                "attributes": "edited on the variant's page",
                "currency": "prices of the catalogue are in euros",
                "image": "shown on the variant's page",
                "length_cm": "edited on the variant's page",
                "width_cm": "edited on the variant's page",
                "height_cm": "edited on the variant's page",
                "volume_l": "shown on the variant's page",
                "packaging_barcodes": "kept for the search",
                "created_at": "shown on the variant's page",
                "updated_at": "shown on the variant's page",
            },
        ),
        LineEditor(
            model=Relation,
            fk="product",
            columns=["kind", Column("other", is_wide=True)],
            label=_("Substitutes and accessories"),
        ),
        LineEditor(
            model=Translation,
            fk="product",
            columns=["language", Column("name", is_wide=True), "description"],
            label=_("In other languages"),
        ),
    ]
    related = [Related(_("variants"), "variants", filter_name="product")]
    view_classes = {"detail": SheetView}
    actions = [
        Action(
            "activate",
            _("Put on sale"),
            service=lifecycle.activate_products,
            permission="catalog.archive_product",
            statuses=[DRAFT, END_OF_LIFE, ARCHIVED],
            bulk=True,
            primary=True,
            icon="player-play",
        ),
        Action(
            "end",
            _("End its life"),
            service=lifecycle.end_products,
            permission="catalog.archive_product",
            statuses=[ACTIVE],
            bulk=True,
            icon="hourglass-low",
            confirm=_("It is sold until the stock is gone, and bought no more."),
        ),
        Action(
            "archive",
            _("Archive"),
            service=lifecycle.archive_products,
            permission="catalog.archive_product",
            statuses=[DRAFT, ACTIVE, END_OF_LIFE],
            bulk=True,
            icon="archive",
            confirm=_("Its variants are no longer offered. Their past stays."),
        ),
    ]
    views = [
        SavedViewDefault("active", _("On sale"), {"status": [ACTIVE]}),
        SavedViewDefault("draft", _("Drafts"), {"status": [DRAFT]}),
        SavedViewDefault("end_of_life", _("End of life"), {"status": [END_OF_LIFE]}),
        SavedViewDefault("archived", _("Archived"), {"status": [ARCHIVED]}),
    ]
    create_service = records.create_product_records
    update_service = records.update_product_records
    importable = True
    import_key = "code"

    @property
    def panels(self) -> Sequence[Panel]:  # type: ignore[override]
        """The sheet's own, and what the apps above show of a product."""
        return [*PRODUCT_PANELS, *product_panels.values()]


# The gallery shows its pictures to whoever may look at the product.
read_permissions.register("catalog.picture", "catalog.view_product")

without_screen("shown in the gallery of its product", Picture)
without_screen("chosen where variants are made", ProductAttribute)
