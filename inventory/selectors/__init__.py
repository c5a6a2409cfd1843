"""Reads of the inventory."""

from inventory.selectors.levels import OnHand, availability, stock_on_hand
from inventory.selectors.valuation import costs_of, layers_of, stock_value

__all__ = ["OnHand", "availability", "costs_of", "layers_of", "stock_on_hand", "stock_value"]
