"""What the variants of a product differ in: attributes, their values, and which of them a variant has."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.identifiers import check_attribute_code, check_colour
from catalog.models.facts import NamedFact
from catalog.models.products import Product, Variant
from catalog.models.tree import Category


class Attribute(NamedFact):
    """Something variants differ in: size, colour, capacity. Its code never changes once it is made."""

    code = models.CharField(_("code"), max_length=20, unique=True, validators=[check_attribute_code])
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("attribute")
        verbose_name_plural = _("attributes")
        ordering = ["position", "code"]


class AttributeValue(NamedFact):
    """A value of an attribute: red, XL. `code` names it in SKUs and files and never changes; `colour` is a swatch."""

    attribute = models.ForeignKey(
        Attribute, on_delete=models.CASCADE, related_name="values", verbose_name=_("attribute")
    )
    code = models.CharField(_("code"), max_length=20, validators=[check_attribute_code])
    colour = models.CharField(
        _("colour"),
        max_length=7,
        blank=True,
        validators=[check_colour],
        help_text=_("As #rrggbb: shown beside the value."),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("attribute value")
        verbose_name_plural = _("attribute values")
        ordering = ["attribute", "position", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["attribute", "code"],
                name="catalog_attributevalue_code",
                violation_error_message=_("This attribute has a value of this code already."),
            ),
            models.UniqueConstraint(fields=["id", "attribute"], name="catalog_attributevalue_of_attribute"),
        ]


class CategoryAttribute(models.Model):
    """What products of a category, and of those below it, usually differ in."""

    category = models.ForeignKey(
        Category, on_delete=models.CASCADE, related_name="attributes", verbose_name=_("category")
    )
    attribute = models.ForeignKey(
        Attribute, on_delete=models.PROTECT, related_name="+", verbose_name=_("attribute")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("attribute of a category")
        verbose_name_plural = _("attributes")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["category", "attribute"],
                name="catalog_categoryattribute_once",
                violation_error_message=_("The category has this attribute already."),
            )
        ]

    def __str__(self) -> str:
        return str(self.attribute)


class ProductAttribute(models.Model):
    """What the variants of one product differ in, in the order in which they are named. None: its category's."""

    product = models.ForeignKey(
        Product, on_delete=models.CASCADE, related_name="attributes", verbose_name=_("product")
    )
    attribute = models.ForeignKey(
        Attribute, on_delete=models.PROTECT, related_name="+", verbose_name=_("attribute")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("attribute of a product")
        verbose_name_plural = _("attributes")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["product", "attribute"], name="catalog_productattribute_once")
        ]

    def __str__(self) -> str:
        return str(self.attribute)


class VariantValue(models.Model):
    """The value that a variant has of an attribute. `Variant.attributes` is its picture, kept by triggers."""

    variant = models.ForeignKey(
        Variant, on_delete=models.CASCADE, related_name="values", verbose_name=_("variant")
    )
    attribute = models.ForeignKey(
        Attribute, on_delete=models.PROTECT, related_name="+", verbose_name=_("attribute"), db_index=False
    )
    value = models.ForeignKey(
        AttributeValue, on_delete=models.PROTECT, related_name="variants", verbose_name=_("value")
    )

    class Meta:
        verbose_name = _("value of a variant")
        verbose_name_plural = _("values of variants")
        ordering = ["variant", "attribute"]
        constraints = [
            models.UniqueConstraint(fields=["variant", "attribute"], name="catalog_variantvalue_once")
        ]

    def __str__(self) -> str:
        return str(self.value)
