"""Variants: what is stocked and sold."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.postgres.aggregates import JSONBAgg
from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from catalog.choices import ThumbnailSize
from catalog.extensions import variant_panels
from catalog.forms import ImageForm, PriceForm
from catalog.lifecycles import ACTIVE, ARCHIVED, END_OF_LIFE
from catalog.models import (
    KitComponent,
    Packaging,
    Product,
    Thumbnail,
    Variant,
    VariantValue,
)
from catalog.panels import VARIANT_PANELS
from catalog.selectors.matrix import value_names
from catalog.services import manual, records
from catalog.views.sheet import SheetView
from erp.attachments import read_permissions
from erp.crud import (
    Action,
    Column,
    LineEditor,
    Panel,
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
            label=_("Components"),
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


# A small picture of an article is shown to whoever may look at the article.
read_permissions.register("catalog.thumbnail", "catalog.view_variant")

without_screen("shown as the picture of its variant", Thumbnail)
without_screen("shown as the attributes of its variant", VariantValue)
