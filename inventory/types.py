"""Values that the inventory's services take. Quantities are in the variant's unit, above zero unless said otherwise."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from catalog.types import Part
from inventory.choices import AdjustmentKind, Priority


@dataclass(frozen=True)
class WarehouseDraft:
    """A warehouse to make, with its locations. `site_id` names where it stands."""

    company_id: int
    code: str
    name: str
    site_id: int | None = None
    allows_negative: bool = False


@dataclass(frozen=True)
class LotDraft:
    """A lot, or a serial number, as a label or a delivery note names it."""

    company_id: int
    variant_id: int
    number: str
    expires_on: dt.date | None = None
    best_before: dt.date | None = None
    manufactured_on: dt.date | None = None
    supplier_lot: str = ""
    note: str = ""


@dataclass(frozen=True)
class ReceiptLine:
    """What came in. `unit_cost`: for one unit, in the receipt's currency, net of recoverable tax, 6 decimals at most.

    `location_id` null: the warehouse's stock; the company's transit: goods on the way. `lot_id`: needed where the article
    is tracked (`inventory.services.lots`).
    """

    variant_id: int
    quantity: Decimal
    unit_cost: Decimal
    location_id: int | None = None
    source_line_id: int | None = None
    lot_id: int | None = None


@dataclass(frozen=True)
class Receipt:
    """What one document brought into one warehouse.

    `currency` of its costs, "" for the company's; `rate`: units of the company's currency for one, null: that of the day.
    """

    company_id: int
    warehouse_id: int
    lines: Sequence[ReceiptLine]
    date: dt.date
    source_kind: str = ""
    source_id: int | None = None
    label: str = ""
    currency: str = ""
    rate: Decimal | None = None


@dataclass(frozen=True)
class Demand:
    """What a document's line wants set aside. Higher priorities are served first, then the order of the demands.

    `lot_id`: of that lot alone; null: whichever the removal strategy gives. `expires_at`: when it may be let go of.
    `parts`: of a kit, what one of it takes; whole kits are set aside, of their components.
    """

    company_id: int
    warehouse_id: int
    variant_id: int
    quantity: Decimal
    source_kind: str
    source_id: int
    source_line_id: int
    lot_id: int | None = None
    priority: int = Priority.NORMAL
    expires_at: dt.datetime | None = None
    parts: Sequence[Part] = ()

    @property
    def takes(self) -> Sequence[Part]:
        """What one of it takes of which variant: itself, unless it is a kit."""
        return self.parts or (Part(self.variant_id, Decimal(1)),)


@dataclass(frozen=True)
class Issue:
    """What leaves for a customer. It takes what was reserved for the line `reserved_line_id` of `reserved_kind`.

    `source_*` is the document that the move and the entry come from (a delivery); what was reserved was often reserved
    for another (the order): `reserved_*`, by default the source itself. `date` null: the date of the call. `lot_id`:
    only what was reserved of that lot.
    """

    company_id: int
    warehouse_id: int
    variant_id: int
    quantity: Decimal
    source_kind: str
    source_id: int
    source_line_id: int
    reserved_kind: str = ""
    reserved_line_id: int | None = None
    label: str = ""
    date: dt.date | None = None
    lot_id: int | None = None

    @property
    def reservation(self) -> tuple[str, int]:
        return self.reserved_kind or self.source_kind, self.reserved_line_id or self.source_line_id


@dataclass(frozen=True)
class Return:
    """What comes back from a customer. `issued_*` names the line of the issue that it gives back.

    `lot_id`: needed where that line issued several lots and not all of them come back.
    """

    company_id: int
    warehouse_id: int
    variant_id: int
    quantity: Decimal
    source_kind: str
    source_id: int
    source_line_id: int
    issued_kind: str
    issued_line_id: int
    location_id: int | None = None
    label: str = ""
    lot_id: int | None = None


@dataclass(frozen=True)
class PutawayLine:
    """Goods of a warehouse that look for a place."""

    company_id: int
    warehouse_id: int
    variant_id: int
    quantity: Decimal
    lot_id: int | None = None


@dataclass(frozen=True)
class PlaceProposal:
    """How much goes to a location. `is_overflow`: the rule's places are full, this is what is left over."""

    location_id: int
    quantity: Decimal
    is_overflow: bool = False


@dataclass(frozen=True)
class Count:
    """What was found at a location: `quantity` may be zero.

    `unit_cost` values what was found beyond what was known; null: the average of what is held, or the last known cost.
    `expected` is what the books said when it was counted, for a count that is posted later: what moved meanwhile does not
    matter. Null: what they say now. `source_line_id` and `label` name the line behind it, where each has its own.
    """

    company_id: int
    location_id: int
    variant_id: int
    quantity: Decimal
    unit_cost: Decimal | None = None
    lot_id: int | None = None
    expected: Decimal | None = None
    source_kind: str = ""
    source_id: int | None = None
    source_line_id: int | None = None
    label: str = ""
    date: dt.date | None = None


@dataclass(frozen=True)
class Transfer:
    """What moves between two locations of one warehouse, or between a warehouse and the company's transit."""

    company_id: int
    variant_id: int
    quantity: Decimal
    origin_id: int
    destination_id: int
    source_kind: str = ""
    source_id: int | None = None
    source_line_id: int | None = None
    lot_id: int | None = None
    label: str = ""
    date: dt.date | None = None


@dataclass(frozen=True)
class ScanDraft:
    """An act at the shelf, as a scanner sends it. `key`: made by the device, so that it may be sent again.

    Goods go from `origin_id` to `destination_id`; of a count, `quantity` is what was found at `origin_id`.
    """

    key: UUID
    company_id: int
    mode: str
    variant_id: int
    quantity: Decimal
    origin_id: int | None = None
    destination_id: int | None = None
    lot_id: int | None = None


@dataclass(frozen=True)
class SupplierReturn:
    """What goes back to a supplier. `received_*` names the line of the receipt whose layer it takes first.

    `location_id` null: the warehouse's stock.
    """

    company_id: int
    warehouse_id: int
    variant_id: int
    quantity: Decimal
    source_kind: str
    source_id: int
    source_line_id: int
    received_kind: str = ""
    received_line_id: int | None = None
    location_id: int | None = None
    label: str = ""
    lot_id: int | None = None


@dataclass(frozen=True)
class Arrival:
    """Goods on the way that have come: `move_id` is the receipt that put them there. `location_id` null: the stock."""

    company_id: int
    warehouse_id: int
    move_id: int
    quantity: Decimal
    location_id: int | None = None
    source_kind: str = ""
    source_id: int | None = None
    source_line_id: int | None = None
    label: str = ""


@dataclass(frozen=True)
class LateCost:
    """A cost of a receipt that is known after it, in the company's currency; below zero: a rebate.

    `move_id` is the receipt's move. `key` names the cost in the company: the same key posts once, whoever tries again.
    `date` null: the date of the call.
    """

    company_id: int
    move_id: int
    amount: Decimal
    kind: AdjustmentKind
    key: str
    label: str = ""
    source_kind: str = ""
    source_id: int | None = None
    date: dt.date | None = None
