"""Every write of the catalog."""

from catalog.services.attributes import create_attributes, set_attributes
from catalog.services.categories import create_categories, move_category
from catalog.services.generation import generate_variants
from catalog.services.images import set_images
from catalog.services.prices import change_prices
from catalog.services.products import archive_products, create_products, restore_products, share_products

__all__ = [
    "archive_products",
    "change_prices",
    "create_attributes",
    "create_categories",
    "create_products",
    "generate_variants",
    "move_category",
    "restore_products",
    "set_attributes",
    "set_images",
    "share_products",
]
