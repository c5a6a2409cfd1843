"""The catalog's tables, one module an aggregate."""

from catalog.models.facts import TaxCategory, Unit
from catalog.models.products import Product, Thumbnail, Variant
from catalog.models.tree import Category

__all__ = ["Category", "Product", "TaxCategory", "Thumbnail", "Unit", "Variant"]
