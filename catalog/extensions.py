"""What apps above add to the catalog's pages, from their `resources.py`."""

from erp.crud import Panel
from erp.registry import Registry

variant_panels: Registry[Panel] = Registry("panels of variants", Panel)
product_panels: Registry[Panel] = Registry("panels of products", Panel)
category_panels: Registry[Panel] = Registry("panels of categories", Panel)
