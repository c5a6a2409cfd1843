"""Products, their variants and the pictures of those."""

from decimal import Decimal
from typing import Any, ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from mptt.models import TreeForeignKey

from catalog.choices import ArticleStatus, ProductKind, ThumbnailSize, Tracking
from catalog.fields import CodesField
from catalog.identifiers import check_barcode, check_customs_code
from catalog.lifecycles import PRODUCT
from catalog.models.facts import Season, TaxCategory, Unit
from catalog.models.tree import Category
from erp.documents import Lifecycle
from erp.models import Attachment, Country, Currency, ReferenceModel, SortKeyModel


def _measure(label: Any) -> Any:
    return models.DecimalField(
        label,
        max_digits=8,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal("0.01"), _("Dimensions are above zero."))],
    )


class Product(SortKeyModel, ReferenceModel):
    """What a sheet of the catalogue describes: one text, one category, one unit; sold as one or more variants.

    `status` is written by `erp.documents.transition` alone (`catalog.services.lifecycle`).
    """

    lifecycle: ClassVar[Lifecycle] = PRODUCT

    code = models.CharField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=160)
    description = models.TextField(_("description"), blank=True)
    category = TreeForeignKey(
        Category, on_delete=models.PROTECT, related_name="products", verbose_name=_("category")
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("unit"))
    tax_category = models.ForeignKey(
        TaxCategory, on_delete=models.PROTECT, related_name="+", verbose_name=_("tax category")
    )
    kind = models.CharField(_("kind"), max_length=8, choices=ProductKind.choices, default=ProductKind.GOODS)
    tracking = models.CharField(
        _("tracking"),
        max_length=6,
        choices=Tracking.choices,
        default=Tracking.NONE,
        help_text=_(
            "Lots have one expiry date each; serial numbers name every piece. Choose before the first receipt."
        ),
    )
    status = models.CharField(
        _("status"), max_length=12, choices=ArticleStatus.choices, default=ArticleStatus.DRAFT, editable=False
    )
    season = models.ForeignKey(
        Season,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="products",
        verbose_name=_("season"),
    )
    customs_code = models.CharField(
        _("customs code"),
        max_length=10,
        blank=True,
        validators=[check_customs_code],
        help_text=_("Combined nomenclature: 8 digits, or 10 for imports (TARIC)."),
    )
    origin = models.ForeignKey(
        Country,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("country of origin"),
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")
        ordering = ["sort_key", "id"]
        indexes = [models.Index(fields=["sort_key", "id"], name="catalog_product_sort")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind=ProductKind.GOODS) | models.Q(tracking=Tracking.NONE),
                name="catalog_product_tracking",
                violation_error_message=_("A service has no lots: choose “Not tracked”."),
            )
        ]
        permissions = [
            ("archive_product", _("Can put products on sale, end and archive them")),
            ("share_product", _("Can choose which companies see products")),
        ]

    def __str__(self) -> str:
        return self.name


class Variant(SortKeyModel, ReferenceModel):
    """What is stocked and sold.

    `sales_price` is net of taxes, for one unit, in `currency`. `attributes` tells it from its sisters, by codes
    ({"colour": "red"}): triggers make it of its values (`VariantValue`), and no two variants of a product have the same.
    `visible_to` is its product's: a trigger keeps it so.
    """

    product = models.ForeignKey(
        Product, on_delete=models.PROTECT, related_name="variants", verbose_name=_("product")
    )
    sku = models.CharField(_("SKU"), max_length=40, unique=True)
    barcode = models.CharField(_("barcode"), max_length=14, blank=True, validators=[check_barcode])
    # Kept by a trigger, so that scanning a case finds the article.
    packaging_barcodes = models.TextField(_("barcodes of packagings"), blank=True, default="", editable=False)
    name = models.CharField(
        _("name"), max_length=200, blank=True, help_text=_("Left empty: the product's name.")
    )
    attributes = CodesField(
        _("attributes"),
        default=dict,
        blank=True,
        help_text=_("By their codes, for instance couleur=CEL; taille=L."),
    )
    sales_price = models.DecimalField(
        _("sales price, net"),
        max_digits=16,
        decimal_places=6,
        validators=[MinValueValidator(0, _("A price can't be negative: type zero or more."))],
    )
    currency = models.ForeignKey(
        Currency, on_delete=models.PROTECT, default="EUR", related_name="+", verbose_name=_("currency")
    )
    weight_kg = models.DecimalField(
        _("weight in kg"),
        max_digits=10,
        decimal_places=4,
        null=True,
        blank=True,
        validators=[MinValueValidator(0, _("A weight can't be negative."))],
    )
    length_cm = _measure(_("length in cm"))
    width_cm = _measure(_("width in cm"))
    height_cm = _measure(_("height in cm"))
    volume_l = models.GeneratedField(
        expression=models.F("length_cm") * models.F("width_cm") * models.F("height_cm") / 1000,
        output_field=models.DecimalField(_("volume in litres"), max_digits=20, decimal_places=4),
        db_persist=True,
        verbose_name=_("volume in litres"),
    )
    image = models.ForeignKey(
        Attachment,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("image"),
    )
    is_active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)

    class Meta:
        verbose_name = _("variant")
        verbose_name_plural = _("variants")
        ordering = ["sort_key", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["product", "attributes"],
                condition=~models.Q(attributes={}),
                name="catalog_variant_attributes",
                violation_error_message=_("The product has a variant of these attributes already."),
            ),
            models.UniqueConstraint(
                fields=["barcode"],
                condition=~models.Q(barcode=""),
                name="catalog_variant_barcode",
                violation_error_message=_("Another variant has this barcode."),
            ),
            models.CheckConstraint(
                condition=models.Q(sales_price__gte=0),
                name="catalog_variant_price",
                violation_error_message=_("A price can't be negative: type zero or more."),
            ),
            models.CheckConstraint(
                condition=models.Q(length_cm__isnull=True) | models.Q(length_cm__gt=0),
                name="catalog_variant_length",
                violation_error_message=_("Dimensions are above zero."),
            ),
            models.CheckConstraint(
                condition=models.Q(width_cm__isnull=True) | models.Q(width_cm__gt=0),
                name="catalog_variant_width",
                violation_error_message=_("Dimensions are above zero."),
            ),
            models.CheckConstraint(
                condition=models.Q(height_cm__isnull=True) | models.Q(height_cm__gt=0),
                name="catalog_variant_height",
                violation_error_message=_("Dimensions are above zero."),
            ),
            models.CheckConstraint(
                condition=models.Q(weight_kg__isnull=True) | models.Q(weight_kg__gte=0),
                name="catalog_variant_weight",
                violation_error_message=_("A weight can't be negative."),
            ),
        ]
        indexes = [models.Index(fields=["sort_key", "id"], name="catalog_variant_sort")]
        permissions = [("change_price", _("Can change sales prices"))]

    def __str__(self) -> str:
        return f"{self.sku} · {self.name}"


class Thumbnail(models.Model):
    """The image of a variant at one size, made once by `catalog.services.images`."""

    variant = models.ForeignKey(
        Variant, on_delete=models.CASCADE, related_name="thumbnails", verbose_name=_("variant")
    )
    size = models.PositiveSmallIntegerField(_("size"), choices=ThumbnailSize.choices)
    file = models.ForeignKey(
        Attachment, on_delete=models.CASCADE, null=True, related_name="+", verbose_name=_("file")
    )

    class Meta:
        verbose_name = _("thumbnail")
        verbose_name_plural = _("thumbnails")
        ordering = ["variant", "size"]
        constraints = [models.UniqueConstraint(fields=["variant", "size"], name="catalog_thumbnail_size")]

    def __str__(self) -> str:
        return f"{self.variant_id} {self.size}"

    @property
    def visible_to(self) -> list[int] | None:
        """Its file is seen by those who see the variant."""
        return self.variant.visible_to
