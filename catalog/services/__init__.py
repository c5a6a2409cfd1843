"""Every write of the catalog."""

from catalog.services.attributes import create_attributes, set_attributes, use_attributes
from catalog.services.categories import create_categories, move_category
from catalog.services.compositions import (
    add_packagings,
    relate_products,
    set_components,
    translate_products,
)
from catalog.services.generation import generate_variants
from catalog.services.images import set_images
from catalog.services.lifecycle import activate_products, archive_products, end_products
from catalog.services.prices import change_prices
from catalog.services.products import create_products, share_products

__all__ = [
    "activate_products",
    "add_packagings",
    "archive_products",
    "change_prices",
    "create_attributes",
    "create_categories",
    "create_products",
    "end_products",
    "generate_variants",
    "move_category",
    "relate_products",
    "set_attributes",
    "set_components",
    "set_images",
    "share_products",
    "translate_products",
    "use_attributes",
]
