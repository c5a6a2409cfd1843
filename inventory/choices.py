"""Enumerations of the inventory."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class LocationKind(models.TextChoices):
    """What a location is. Goods in stock, in quarantine and in transit are the company's: counted and valued."""

    VIEW = "view", pgettext_lazy("location", "View")
    STOCK = "stock", _("Stock")
    QUARANTINE = "quarantine", _("Quarantine")
    TRANSIT = "transit", _("In transit")
    CUSTOMER = "customer", _("Customers")
    SUPPLIER = "supplier", _("Suppliers")
    LOSS = "loss", _("Inventory differences")
    PRODUCTION = "production", _("Production")


# Goods there are the company's: `Location.is_owned`, which the triggers on moves read.
OWNED = frozenset({LocationKind.STOCK, LocationKind.QUARANTINE, LocationKind.TRANSIT})
# Goods there lie in a warehouse.
ON_HAND = frozenset({LocationKind.STOCK, LocationKind.QUARANTINE})
# Only there may goods be picked for an order: what is in quarantine is counted and valued, and waits.
PICKABLE = frozenset({LocationKind.STOCK, LocationKind.VIEW})


class LotKind(models.TextChoices):
    """A lot is a quantity that was made together; a serial number is one piece."""

    LOT = "lot", pgettext_lazy("lot", "Lot")
    SERIAL = "serial", pgettext_lazy("lot", "Serial number")


class Priority(models.IntegerChoices):
    """Who is served first when there is not enough: the higher number."""

    LOW = 10, pgettext_lazy("priority", "Low")
    NORMAL = 20, pgettext_lazy("priority", "Normal")
    HIGH = 30, pgettext_lazy("priority", "High")
    URGENT = 40, pgettext_lazy("priority", "Urgent")


class ScanMode(models.TextChoices):
    """What a person with a scanner does."""

    PUT_AWAY = "put_away", pgettext_lazy("scanner", "Put away")
    MOVE = "move", pgettext_lazy("scanner", "Move")
    PICK = "pick", pgettext_lazy("scanner", "Pick")
    COUNT = "count", pgettext_lazy("scanner", "Count")
