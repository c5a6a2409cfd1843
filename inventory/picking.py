"""What picking asks of the documents it serves. An app above the inventory registers its kind here."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from erp.registry import Registry


@dataclass(frozen=True)
class Want:
    """How much of a line is to be picked, and for which line it was set aside."""

    company_id: int
    warehouse_id: int
    variant_id: int
    quantity: Decimal
    source_id: int
    source_line_id: int
    reserved_kind: str
    reserved_id: int
    reserved_line_id: int


@dataclass(frozen=True)
class PickSource:
    """A kind of document that is picked.

    `lock_wants(ids)` locks the documents and says what is to be picked for each; it refuses one that no longer is.
    `shorten(missing)`, by line: so much can't be delivered with it after all and is no longer set aside.
    `ship(ids, date)`: what they say leaves; the goods are taken from where they are set aside.
    """

    lock_wants: Callable[[Sequence[int]], Sequence[Want]]
    shorten: Callable[[Mapping[int, Decimal]], Any]
    ship: Callable[[Sequence[int], dt.date], Any]


pick_sources: Registry[PickSource] = Registry("documents that are picked", PickSource)
