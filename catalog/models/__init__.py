"""The catalog's tables, one module an aggregate."""

from catalog.models.attributes import (
    Attribute,
    AttributeValue,
    CategoryAttribute,
    ProductAttribute,
    VariantValue,
)
from catalog.models.facts import TaxCategory, Unit
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
    "PriceList",
    "PriceRow",
    "PrintedCatalogue",
    "PrintedChoice",
    "Product",
    "ProductAttribute",
    "TaxCategory",
    "Thumbnail",
    "Unit",
    "Variant",
    "VariantValue",
]
