"""What apps above add to the catalog's pages, from their `resources.py`."""

from collections.abc import Callable, Collection, Mapping
from decimal import Decimal

from erp.crud import Panel
from erp.registry import Registry

variant_panels: Registry[Panel] = Registry("panels of variants", Panel)
product_panels: Registry[Panel] = Registry("panels of products", Panel)
category_panels: Registry[Panel] = Registry("panels of categories", Panel)
price_list_panels: Registry[Panel] = Registry("panels of price lists", Panel)

# Figures that prices are made of and that apps above know, each in one query:
# "cost": (company ids, variant ids) → {(company, variant): cost of one unit, net, in the company's currency};
# "tax_percent": (company ids, tax category ids) → {(company, tax category): percent charged at home}.
PriceFigures = Callable[[Collection[int], Collection[int]], Mapping[tuple[int, int], Decimal]]
price_figures: Registry[PriceFigures] = Registry("figures of prices")
