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


class ReceiptStatus(models.TextChoices):
    """Where a receipt of goods stands. Stored: nothing of it waits to be put away."""

    EXPECTED = "expected", pgettext_lazy("receipt", "Expected")
    RECEIVED = "received", _("To put away")
    STORED = "stored", pgettext_lazy("receipt", "Stored")
    CANCELLED = "cancelled", pgettext_lazy("stock document", "Cancelled")


class ReceiptReason(models.TextChoices):
    """Why other goods came than were expected."""

    SHORT = "short", pgettext_lazy("receipt", "Not delivered")
    OVER = "over", _("More than ordered")
    DAMAGED = "damaged", pgettext_lazy("receipt", "Refused, damaged")
    WRONG = "wrong", _("Refused, wrong article")


class TransferStatus(models.TextChoices):
    """Where a transfer stands. Within one warehouse it goes straight from draft to done."""

    DRAFT = "draft", pgettext_lazy("stock document", "Draft")
    SHIPPED = "shipped", _("On the way")
    RECEIVED = "received", pgettext_lazy("transfer", "Done")
    CANCELLED = "cancelled", pgettext_lazy("stock document", "Cancelled")


class LossReason(models.TextChoices):
    """Why goods are no longer there."""

    DAMAGED = "damaged", pgettext_lazy("loss", "Damaged")
    EXPIRED = "expired", pgettext_lazy("loss", "Expired")
    STOLEN = "stolen", pgettext_lazy("loss", "Stolen or lost")
    SAMPLE = "sample", pgettext_lazy("loss", "Sample or gift")
    USED = "used", _("Own use")
    CLAIM = "claim", _("Claimed from the carrier")


class ScrapStatus(models.TextChoices):
    """Where a write-off stands."""

    DRAFT = "draft", pgettext_lazy("stock document", "Draft")
    POSTED = "posted", pgettext_lazy("stock document", "Posted")
    CANCELLED = "cancelled", pgettext_lazy("stock document", "Cancelled")


class AssemblyKind(models.TextChoices):
    """What is done with a set."""

    PACK = "pack", pgettext_lazy("assembly", "Put together")
    TAKE_APART = "take_apart", pgettext_lazy("assembly", "Take apart")


class AssemblyStatus(models.TextChoices):
    """Where putting together, or taking apart, stands."""

    DRAFT = "draft", pgettext_lazy("stock document", "Draft")
    POSTED = "posted", pgettext_lazy("stock document", "Posted")
    CANCELLED = "cancelled", pgettext_lazy("stock document", "Cancelled")


class ShareMethod(models.TextChoices):
    """In proportion to what the cost of a set goes to its parts when it is taken apart."""

    COST = "cost", pgettext_lazy("assembly", "By what they cost")
    PRICE = "price", pgettext_lazy("assembly", "By what they sell for")


class CountStatus(models.TextChoices):
    """Where a count stands."""

    COUNTING = "counting", _("To count")
    TO_APPROVE = "to_approve", _("To approve")
    POSTED = "posted", pgettext_lazy("stock document", "Posted")
    CANCELLED = "cancelled", pgettext_lazy("stock document", "Cancelled")


class CountKind(models.TextChoices):
    """What a count covers."""

    FULL = "full", _("The whole warehouse")
    ZONE = "zone", _("A zone")
    CYCLIC = "cyclic", _("What is due")
    CHOSEN = "chosen", _("Chosen articles")


class PickingStatus(models.TextChoices):
    """Where a round of picking stands."""

    TO_PICK = "to_pick", _("To pick")
    PICKED = "picked", _("To pack")
    DONE = "done", pgettext_lazy("picking", "Shipped")
    CANCELLED = "cancelled", pgettext_lazy("stock document", "Cancelled")


class PickingMethod(models.TextChoices):
    """How many documents one walk serves, and who chose them."""

    SINGLE = "single", _("One by one")
    BATCH = "batch", _("Batch")
    WAVE = "wave", _("Wave")


class ShortReason(models.TextChoices):
    """Why less was picked than was set aside."""

    MISSING = "missing", pgettext_lazy("picking", "Not found")
    DAMAGED = "damaged", pgettext_lazy("picking", "Damaged")


class ReturnStatus(models.TextChoices):
    """Where goods that come back stand."""

    EXPECTED = "expected", pgettext_lazy("return", "Expected")
    RECEIVED = "received", _("To inspect")
    DONE = "done", pgettext_lazy("return", "Done")
    CANCELLED = "cancelled", pgettext_lazy("stock document", "Cancelled")


class ReturnReason(models.TextChoices):
    """Why a customer sends goods back."""

    WITHDRAWAL = "withdrawal", _("Changed their mind")
    DEFECTIVE = "defective", _("Defective")
    WRONG = "wrong", _("Wrong article")
    DAMAGED = "damaged", _("Damaged on the way")
    REFUSED = "refused", _("Refused or not collected")


class SupplierReturnStatus(models.TextChoices):
    """Where goods that go back to a supplier stand."""

    DRAFT = "draft", pgettext_lazy("stock document", "Draft")
    SENT = "sent", pgettext_lazy("supplier return", "Sent back")
    CANCELLED = "cancelled", pgettext_lazy("stock document", "Cancelled")


class SupplierReturnReason(models.TextChoices):
    """Why goods go back to a supplier."""

    DEFECTIVE = "defective", _("Defective")
    WRONG = "wrong", _("Wrong article")
    DAMAGED = "damaged", _("Damaged on the way")
    SURPLUS = "surplus", _("More than ordered")
    RECALL = "recall", _("Recalled by the maker")
    UNSOLD = "unsold", _("Unsold, taken back")


class Verdict(models.TextChoices):
    """What becomes of goods that came back."""

    RESTOCK = "restock", _("Back to stock")
    QUARANTINE = "quarantine", _("Stays in quarantine")
    SCRAP = "scrap", pgettext_lazy("return", "Thrown away")


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
