"""The catalog's tables, one module an aggregate."""

from catalog.models.attributes import (
    Attribute,
    AttributeValue,
    CategoryAttribute,
    ProductAttribute,
    VariantValue,
)
from catalog.models.compositions import KitComponent, Packaging, Relation, Translation
from catalog.models.facts import Season, TaxCategory, Unit
from catalog.models.gallery import Picture
from catalog.models.prices import CustomerGroup, CustomerGroupMember, PriceList, PriceRow
from catalog.models.products import Product, Thumbnail, Variant
from catalog.models.publications import PrintedCatalogue, PrintedChoice
from catalog.models.tree import Category

__all__ = [
    "Attribute",
    "AttributeValue",
    "Category",
    "CategoryAttribute",
    "CustomerGroup",
    "CustomerGroupMember",
    "KitComponent",
    "Packaging",
    "Picture",
    "PriceList",
    "PriceRow",
    "PrintedCatalogue",
    "PrintedChoice",
    "Product",
    "ProductAttribute",
    "Relation",
    "Season",
    "TaxCategory",
    "Thumbnail",
    "Translation",
    "Unit",
    "Variant",
    "VariantValue",
]
