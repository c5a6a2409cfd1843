"""The screens, API, export, search and permissions of the inventory, one module a subject."""

from inventory.resources import (
    corrections,
    costing,
    counts,
    lots,
    moves,
    pickings,
    places,
    receipts,
    returns,
    safety,
    scans,
    stock,
    strategies,
    transfers,
    valuation,
    variant_panels,
)

__all__ = [
    "corrections",
    "costing",
    "counts",
    "lots",
    "moves",
    "pickings",
    "places",
    "receipts",
    "returns",
    "safety",
    "scans",
    "stock",
    "strategies",
    "transfers",
    "valuation",
    "variant_panels",
]
