"""Enumerations of the inventory."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class LocationKind(models.TextChoices):
    """What a location is. Goods in stock and in transit are the company's: counted and valued."""

    VIEW = "view", pgettext_lazy("location", "View")
    STOCK = "stock", _("Stock")
    TRANSIT = "transit", _("In transit")
    CUSTOMER = "customer", _("Customers")
    SUPPLIER = "supplier", _("Suppliers")
    LOSS = "loss", _("Inventory differences")


# Goods there are the company's. The trigger of inventory/migrations/0002_guards.py says the same.
OWNED = frozenset({LocationKind.STOCK, LocationKind.TRANSIT})
