"""What variants are made of, packed in, and go together with."""

from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog.choices import PackagingKind, RelationKind, TranslatedLanguage
from catalog.identifiers import check_barcode
from catalog.models.products import Product, Variant

ABOVE_ZERO = _("The quantity must be above zero.")


class Packaging(models.Model):
    """Several of a variant together, with a barcode of their own: a case of 12, a pallet. `quantity` in the product's unit."""

    variant = models.ForeignKey(
        Variant, on_delete=models.CASCADE, related_name="packagings", verbose_name=_("variant")
    )
    kind = models.CharField(
        _("packaging"), max_length=8, choices=PackagingKind.choices, default=PackagingKind.CASE
    )
    quantity = models.DecimalField(
        _("quantity"),
        max_digits=16,
        decimal_places=4,
        validators=[MinValueValidator(Decimal("0.0001"), ABOVE_ZERO)],
    )
    barcode = models.CharField(_("barcode"), max_length=14, blank=True, validators=[check_barcode])
    weight_kg = models.DecimalField(
        _("gross weight in kg"),
        max_digits=10,
        decimal_places=4,
        null=True,
        blank=True,
        validators=[MinValueValidator(0, _("A weight can't be negative."))],
    )
    is_bought = models.BooleanField(
        _("bought by it"), default=False, help_text=_("Purchases are rounded up to whole ones.")
    )

    class Meta:
        verbose_name = _("packaging")
        verbose_name_plural = _("packagings")
        ordering = ["variant", "quantity", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["barcode"],
                condition=~Q(barcode=""),
                name="catalog_packaging_barcode",
                violation_error_message=_("Another packaging has this barcode."),
            ),
            models.UniqueConstraint(
                fields=["variant", "kind", "quantity"],
                name="catalog_packaging_once",
                violation_error_message=_("The variant has this packaging already."),
            ),
            models.UniqueConstraint(
                fields=["variant"],
                condition=Q(is_bought=True),
                name="catalog_packaging_bought",
                violation_error_message=_("A variant is bought by one packaging only: untick the other one."),
            ),
            models.CheckConstraint(
                condition=Q(quantity__gt=0),
                name="catalog_packaging_quantity",
                violation_error_message=ABOVE_ZERO,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} × {self.quantity.normalize():f}"


class KitComponent(models.Model):
    """How much of `component` one of the variant `kit` is made of: a kit, sold as one and stocked as its components, or
    goods that are packed ahead and stocked as themselves. A component is goods, never a kit: a trigger keeps it so."""

    kit = models.ForeignKey(
        Variant, on_delete=models.CASCADE, related_name="components", verbose_name=_("kit")
    )
    component = models.ForeignKey(
        Variant, on_delete=models.PROTECT, related_name="part_of", verbose_name=_("component")
    )
    quantity = models.DecimalField(
        _("quantity"),
        max_digits=16,
        decimal_places=4,
        default=1,
        validators=[MinValueValidator(Decimal("0.0001"), ABOVE_ZERO)],
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("component")
        verbose_name_plural = _("components")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kit", "component"],
                name="catalog_kitcomponent_once",
                violation_error_message=_("The kit has this component already: raise its quantity."),
            ),
            models.CheckConstraint(
                condition=Q(quantity__gt=0),
                name="catalog_kitcomponent_quantity",
                violation_error_message=ABOVE_ZERO,
            ),
            models.CheckConstraint(
                condition=~Q(kit=models.F("component")),
                name="catalog_kitcomponent_not_itself",
                violation_error_message=_("A kit can't contain itself."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.component_id} × {self.quantity}"


class Relation(models.Model):
    """A product to offer instead of another (substitute) or beside it (accessory)."""

    product = models.ForeignKey(
        Product, on_delete=models.CASCADE, related_name="relations", verbose_name=_("product")
    )
    kind = models.CharField(
        _("kind"), max_length=10, choices=RelationKind.choices, default=RelationKind.SUBSTITUTE
    )
    other = models.ForeignKey(
        Product, on_delete=models.CASCADE, related_name="related_from", verbose_name=_("offered product")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("related product")
        verbose_name_plural = _("related products")
        ordering = ["kind", "position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["product", "kind", "other"],
                name="catalog_relation_once",
                violation_error_message=_("This product is named already."),
            ),
            models.CheckConstraint(
                condition=~Q(product=models.F("other")),
                name="catalog_relation_not_itself",
                violation_error_message=_("A product can't stand for itself."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.other_id}"


class Translation(models.Model):
    """Name and description of a product in a language besides the catalogue's own (French)."""

    product = models.ForeignKey(
        Product, on_delete=models.CASCADE, related_name="translations", verbose_name=_("product")
    )
    language = models.CharField(
        _("language"), max_length=2, choices=TranslatedLanguage.choices, default=TranslatedLanguage.ENGLISH
    )
    name = models.CharField(_("name"), max_length=160)
    description = models.TextField(_("description"), blank=True)

    class Meta:
        verbose_name = _("translation")
        verbose_name_plural = _("translations")
        ordering = ["product", "language"]
        constraints = [
            models.UniqueConstraint(
                fields=["product", "language"],
                name="catalog_translation_once",
                violation_error_message=_("The product has a text in this language already."),
            )
        ]

    def __str__(self) -> str:
        return self.name
