"""Reads of the inventory."""

from inventory.selectors.availability import Availability, Figures, availability, available_to_promise
from inventory.selectors.levels import OnHand, stock_on_hand
from inventory.selectors.valuation import costs_of, layers_of, stock_value

__all__ = [
    "Availability",
    "Figures",
    "OnHand",
    "availability",
    "available_to_promise",
    "costs_of",
    "layers_of",
    "stock_on_hand",
    "stock_value",
]
