"""What the inventory answers when the apps below it ask."""

from catalog.extensions import price_figures
from inventory.selectors.valuation import average_costs

price_figures.register("cost", average_costs)
