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


class CapacityRule(models.TextChoices):
    """What happens when more is brought to a location than it holds."""

    REFUSE = "refuse", pgettext_lazy("capacity", "Refuse")
    WARN = "warn", pgettext_lazy("capacity", "Let it pass, show it as overfull")


class PutawayStrategy(models.TextChoices):
    """Where goods that came in are put."""

    FIXED = "fixed", pgettext_lazy("put-away", "Always there")
    TOGETHER = "together", pgettext_lazy("put-away", "With the same article, else the nearest free place")
    NEAREST = "nearest", pgettext_lazy("put-away", "The nearest free place")


class RemovalStrategy(models.TextChoices):
    """What is taken first when goods are set aside."""

    FIFO = "fifo", pgettext_lazy("removal", "First in, first out (FIFO)")
    FEFO = "fefo", pgettext_lazy("removal", "First expired, first out (FEFO)")
    CLOSEST = "closest", pgettext_lazy("removal", "The closest location")


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


class ValuationMethod(models.TextChoices):
    """How what leaves is valued. Average and standard value the position as a whole, FIFO each layer."""

    FIFO = "fifo", _("First in, first out")
    AVERAGE = "average", _("Weighted average")
    STANDARD = "standard", _("Standard cost")


class BookkeepingStyle(models.TextChoices):
    """What stands against the stock account when goods come and go (docs/accounting.md)."""

    CONTINENTAL = "continental", _("Continental: purchases and change in stock")
    ANGLO_SAXON = "anglo_saxon", _("Anglo-Saxon: interim accounts and cost of sales")


class AdjustmentKind(models.TextChoices):
    """Why the value of the stock changed without a move."""

    LANDED_COST = "landed_cost", _("Landed cost")
    PRICE_DIFFERENCE = "price_difference", _("Price difference of the supplier's invoice")
    SHORTAGE = "shortage", _("Provisional cost settled")
    RESIDUE = "residue", _("Residue of nothing")
    STANDARD = "standard", _("Difference to the standard cost")
    REVALUATION = "revaluation", _("Revaluation")


class SplitMethod(models.TextChoices):
    """In proportion to what a late cost is shared out over receipts."""

    VALUE = "value", _("By value")
    QUANTITY = "quantity", pgettext_lazy("split", "By quantity")
    WEIGHT = "weight", _("By weight")
    VOLUME = "volume", _("By volume")
    EQUAL = "equal", _("Equally")


class RevaluationKind(models.TextChoices):
    COST = "cost", _("New cost of what is held")
    STANDARD = "standard", _("New standard cost")
    METHOD = "method", _("Other valuation method")
