"""What apps above add to the kernel's pages, from their `resources.py`."""

from erp.crud import Related
from erp.registry import Registry

partner_related: Registry[Related] = Registry("counts of partners", Related)
