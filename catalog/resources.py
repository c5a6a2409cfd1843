"""Screens, API, import, export, search and permissions of the catalog."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.postgres.aggregates import JSONBAgg
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from catalog import price_resources, publication_resources  # noqa: F401  they register their own
from catalog.choices import ThumbnailSize
from catalog.extensions import category_panels, product_panels, variant_panels
from catalog.forms import ImageForm, PriceForm
from catalog.lifecycles import ACTIVE, ARCHIVED, DRAFT, END_OF_LIFE
from catalog.models import (
    Attribute,
    AttributeValue,
    Category,
    CategoryAttribute,
    KitComponent,
    Packaging,
    Picture,
    Product,
    ProductAttribute,
    Relation,
    Season,
    TaxCategory,
    Thumbnail,
    Translation,
    Unit,
    Variant,
    VariantValue,
)
from catalog.panels import CATEGORY_PANELS, PRODUCT_PANELS, VARIANT_PANELS
from catalog.selectors.matrix import value_names
from catalog.services import attributes, categories, lifecycle, manual, records
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


@dataclass(frozen=True)
class FileKey:
    """Stands for an attachment of which only the key is known."""

    pk: int


def thumbnail_of(variant: Variant) -> FileKey | None:
    pk = getattr(variant, "thumbnail", None)
    return FileKey(pk) if pk else None


def status_word(variant: Variant) -> str:
    """The product's, or that the variant alone is out of use."""
    status = variant.product.status
    if not variant.is_active and status != ARCHIVED:
        return gettext("Not offered")
    return str(Product.lifecycle.labels[status])


THUMBNAIL = Column(
    "thumbnail",
    label=_("Image"),
    kind="image",
    annotate=Subquery(
        Thumbnail.objects.filter(variant=OuterRef("pk"), size=ThumbnailSize.SMALL).values("file_id")[:1]
    ),
    value=thumbnail_of,
    sortable=False,
)


# In both languages: which one shows is the reader's.
VALUES = Column(
    "value_pairs",
    label=_("Attributes"),
    kind="text",
    annotate=Subquery(
        VariantValue.objects.filter(variant=OuterRef("pk"))
        .order_by()
        .values("variant")
        .annotate(
            pairs=JSONBAgg(
                JSONObject(fr="value__name_fr", en="value__name_en"),
                order_by=("attribute__position", "attribute"),
            )
        )
        .values("pairs")
    ),
    value=lambda variant: value_names(getattr(variant, "value_pairs", None)),
    sortable=False,
)


@register
class ProductResource(Resource):
    model = Product
    label_new = _("New product")
    icon = "box"
    menu_order = 10
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


@register
class VariantResource(Resource):
    model = Variant
    label_new = _("New variant")
    icon = "barcode"
    menu_order = 20
    description = _("What is stocked and sold, by its SKU. Variants are made with their product.")
    columns = [
        THUMBNAIL,
        "sku",
        Column("name", is_wide=True),
        "product",
        Column("product__category", label=_("Category")),
        "barcode",
        Column("sales_price", currency="currency_id"),
        Column("product__status", label=_("Status"), kind="text", value=status_word, sortable=False),
        "weight_kg",
        "volume_l",
        VALUES,
        "is_active",
        "created_at",
    ]
    default_columns = [
        "thumbnail",
        "sku",
        "name",
        "product__category",
        "barcode",
        "sales_price",
        "product__status",
    ]
    ordering = ["sort_key", "id"]
    filters = [
        "product__category",
        "product",
        "product__status",
        "is_active",
        "product__kind",
        "product__season",
    ]
    search = ["name", "sku", "barcode", "product__code", "packaging_barcodes"]
    subtitle = "sku"
    header = ["sku", "barcode", Column("sales_price", currency="currency_id")]
    sections = [
        Section(_("Variant"), ["product", "sku", "name", "barcode", "is_active"]),
        Section(_("Sale"), [Column("sales_price", currency="currency_id"), "currency"]),
        Section(
            _("Goods"), ["attributes", "weight_kg", "length_cm", "width_cm", "height_cm", "volume_l", "image"]
        ),
    ]
    hidden = {"packaging_barcodes": "kept for the search; the packagings show them"}
    lines = [
        LineEditor(
            model=Packaging,
            fk="variant",
            columns=["kind", Column("quantity"), "barcode", "weight_kg", "is_bought"],
            label=_("Packagings"),
        ),
        LineEditor(
            model=KitComponent,
            fk="kit",
            columns=[Column("component", is_wide=True), "quantity"],
            label=_("Components of the kit"),
        ),
    ]
    actions = [
        Action(
            "change_price",
            _("Change the price"),
            service=manual.set_price,
            permission="catalog.change_price",
            form=PriceForm,
            bulk=True,
            icon="tag",
        ),
        Action(
            "set_image",
            _("Set the picture"),
            service=manual.set_picture,
            form=ImageForm,
            bulk=True,
            icon="photo",
        ),
    ]
    views = [
        SavedViewDefault(
            "active", _("On sale"), {"is_active": "yes", "product__status": [ACTIVE, END_OF_LIFE]}
        ),
        SavedViewDefault("inactive", _("Not offered"), {"is_active": "no"}),
    ]
    view_classes = {"detail": SheetView}
    create_service = records.create_variant_records
    update_service = records.update_variant_records
    importable = True
    import_key = "sku"

    @property
    def panels(self) -> Sequence[Panel]:  # type: ignore[override]
        """What the apps above show of a variant."""
        return [*VARIANT_PANELS, *variant_panels.values()]


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


@register
class AttributeResource(Resource):
    model = Attribute
    label_new = _("New attribute")
    icon = "color-swatch"
    menu_order = 70
    description = _(
        "What the variants of a product differ in: size, colour, capacity. Start with one and its values."
    )
    columns = [
        Column("name", label=_("Name"), is_wide=True),
        "code",
        Column("value_count", label=_("Values"), kind="number", annotate=Count("values", distinct=True)),
        "name_en",
        "name_fr",
        "position",
    ]
    default_columns = ["name", "code", "value_count"]
    ordering = ["position", "code"]
    sections = [Section(_("Attribute"), ["code", "name_fr", "name_en", "position"])]
    lines = [
        LineEditor(
            model=AttributeValue,
            fk="attribute",
            columns=["code", Column("name_fr", is_wide=True), "name_en", "colour"],
            label=_("Values"),
        )
    ]
    create_service = attributes.create_attribute_records
    update_service = attributes.update_attribute_records
    has_attachments = False


@register
class UnitResource(Resource):
    model = Unit
    icon = "ruler-2"
    menu_order = 80
    description = _("What quantities are counted in.")
    columns = [
        Column("name", label=_("Name"), is_wide=True),
        "code",
        "dimension",
        Column("factor", kind="number"),
        "decimals",
        "name_en",
        "name_fr",
    ]
    default_columns = ["name", "code", "dimension", "factor", "decimals"]
    ordering = ["code"]
    filters = ["dimension"]
    sections = [Section(_("Unit"), ["code", "name_en", "name_fr", "dimension", "factor", "decimals"])]
    has_attachments = False


@register
class SeasonResource(Resource):
    model = Season
    label_new = _("New season")
    icon = "calendar-event"
    menu_order = 75
    description = _("The collections that products belong to. Start with the next one.")
    columns = [
        Column("name", label=_("Name"), is_wide=True),
        "code",
        "starts_on",
        "ends_on",
        Column(
            "product_count", label=_("Products"), kind="number", annotate=Count("products", distinct=True)
        ),
        "name_en",
        "name_fr",
    ]
    default_columns = ["name", "code", "starts_on", "ends_on", "product_count"]
    ordering = ["starts_on", "code"]
    sections = [Section(_("Season"), ["code", "name_fr", "name_en", "starts_on", "ends_on"])]
    related = [Related(_("products"), "products", filter_name="season")]
    has_attachments = False


@register
class TaxCategoryResource(Resource):
    model = TaxCategory
    label = _("tax category")
    icon = "receipt-tax"
    menu_order = 90
    description = _("What an article's tax rate is chosen by, in each country.")
    columns = [Column("name", label=_("Name"), is_wide=True), "code", "name_en", "name_fr", "position"]
    default_columns = ["name", "code"]
    ordering = ["position", "code"]
    sections = [Section(_("Tax category"), ["code", "name_en", "name_fr", "position"])]
    has_attachments = False


# A small picture of an article is shown to whoever may look at the article.
read_permissions.register("catalog.thumbnail", "catalog.view_variant")
read_permissions.register("catalog.picture", "catalog.view_product")


without_screen("shown as the picture of its variant", Thumbnail)
without_screen("shown in the gallery of its product", Picture)
without_screen("chosen where variants are made", ProductAttribute)
without_screen("shown as the attributes of its variant", VariantValue)
