"""Screens, API, import, export, search and permissions of the catalog."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.postgres.aggregates import JSONBAgg
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.utils.translation import gettext_lazy as _

from catalog import price_resources, publication_resources  # noqa: F401  they register their own
from catalog.choices import ThumbnailSize
from catalog.extensions import product_panels, variant_panels
from catalog.forms import ImageForm, PriceForm
from catalog.models import (
    Attribute,
    AttributeValue,
    Category,
    CategoryAttribute,
    Product,
    ProductAttribute,
    TaxCategory,
    Thumbnail,
    Unit,
    Variant,
    VariantValue,
)
from catalog.panels import VARIANTS
from catalog.selectors.matrix import value_names
from catalog.services import attributes, categories, manual, products, records
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
class Picture:
    """Stands for an attachment of which only the key is known."""

    pk: int


def thumbnail_of(variant: Variant) -> Picture | None:
    pk = getattr(variant, "thumbnail", None)
    return Picture(pk) if pk else None


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
        "is_active",
        "created_at",
    ]
    default_columns = ["name", "code", "category", "variant_count", "tax_category", "is_active"]
    ordering = ["sort_key", "id"]
    filters = ["category", "kind", "tracking", "tax_category", "is_active"]
    search = ["name", "code"]
    subtitle = "code"
    header = ["code", "category"]
    sections = [
        Section(_("Product"), ["name", "code", "category", "kind", "tracking", "is_active"]),
        Section(_("Sale"), ["unit", "tax_category"]),
        Section(_("Description"), ["description"]),
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
                "created_at": "shown on the variant's page",
                "updated_at": "shown on the variant's page",
            },
        )
    ]
    related = [Related(_("variants"), "variants", filter_name="product")]
    view_classes = {"detail": SheetView}
    actions = [
        Action(
            "archive",
            _("Archive"),
            service=products.archive_products,
            permission="catalog.archive_product",
            when=lambda product: product.is_active,
            bulk=True,
            icon="archive",
            confirm=_("Its variants are no longer offered. Their past stays."),
        ),
        Action(
            "restore",
            _("Bring back"),
            service=products.restore_products,
            permission="catalog.archive_product",
            when=lambda product: not product.is_active,
            bulk=True,
            icon="archive-off",
        ),
    ]
    views = [
        SavedViewDefault("active", _("On sale"), {"is_active": "yes"}),
        SavedViewDefault("archived", _("Archived"), {"is_active": "no"}),
    ]
    create_service = records.create_product_records
    update_service = records.update_product_records
    importable = True
    import_key = "code"

    @property
    def panels(self) -> Sequence[Panel]:  # type: ignore[override]
        """What the apps above show of a product."""
        return [VARIANTS, *product_panels.values()]


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
        "weight_kg",
        VALUES,
        "is_active",
        "created_at",
    ]
    default_columns = ["thumbnail", "sku", "name", "product__category", "barcode", "sales_price", "is_active"]
    ordering = ["sort_key", "id"]
    filters = ["product__category", "product", "is_active", "product__kind"]
    search = ["name", "sku", "barcode", "product__code"]
    subtitle = "sku"
    header = ["sku", "barcode", Column("sales_price", currency="currency_id")]
    sections = [
        Section(_("Variant"), ["product", "sku", "name", "barcode", "is_active"]),
        Section(_("Sale"), [Column("sales_price", currency="currency_id"), "currency"]),
        Section(_("Goods"), ["attributes", "weight_kg", "image"]),
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
        SavedViewDefault("active", _("On sale"), {"is_active": "yes"}),
        SavedViewDefault("archived", _("Archived"), {"is_active": "no"}),
    ]
    view_classes = {"detail": SheetView}
    create_service = records.create_variant_records
    update_service = records.update_variant_records
    importable = True
    import_key = "sku"

    @property
    def panels(self) -> Sequence[Panel]:  # type: ignore[override]
        """What the apps above show of a variant."""
        return list(variant_panels.values())


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
    create_service = categories.create_category_records
    update_service = categories.update_category_records
    delete_service = categories.delete_category_records
    importable = True
    import_key = "code"


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
    columns = [Column("name", label=_("Name"), is_wide=True), "code", "decimals", "name_en", "name_fr"]
    default_columns = ["name", "code", "decimals"]
    ordering = ["code"]
    sections = [Section(_("Unit"), ["code", "name_en", "name_fr", "decimals"])]
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


without_screen("shown as the picture of its variant", Thumbnail)
without_screen("chosen where variants are made", ProductAttribute)
without_screen("shown as the attributes of its variant", VariantValue)
