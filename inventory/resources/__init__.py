"""The screens, API, export, search and permissions of the inventory, one module a subject."""

from inventory.resources import (
    corrections,
    costing,
    lots,
    moves,
    places,
    safety,
    scans,
    stock,
    strategies,
    valuation,
    variant_panels,
)

__all__ = [
    "corrections",
    "costing",
    "lots",
    "moves",
    "places",
    "safety",
    "scans",
    "stock",
    "strategies",
    "valuation",
    "variant_panels",
]
