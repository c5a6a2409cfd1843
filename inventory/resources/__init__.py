"""The screens, API, export, search and permissions of the inventory, one module a subject."""

from inventory.resources import moves, places, stock, valuation, variant_panels

__all__ = ["moves", "places", "stock", "valuation", "variant_panels"]
