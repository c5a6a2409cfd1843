"""The screens, API, export, search and permissions of the inventory, one module a subject."""

from inventory.resources import lots, moves, places, safety, scans, stock, valuation, variant_panels

__all__ = ["lots", "moves", "places", "safety", "scans", "stock", "valuation", "variant_panels"]
