"""The work sheets of the warehouse: one page, made for a phone, on which somebody receives, counts, picks or inspects.

A sheet is a document's lines as cards, each with one figure to type; what they become is the sheet's own service.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from erp.models import Document
from erp.registry import Registry


@dataclass(frozen=True)
class SheetRow:
    """A card. `wanted`: how much is expected, where that is shown; `value`: what the box holds before anybody types.

    `sku` and `barcode` are what a scanner may read. `is_done`: there is nothing more to do here. `lot`: which one;
    `takes_lot`: it is typed, as the label says.
    """

    key: int
    article: str
    sku: str
    barcode: str = ""
    place: str = ""
    wanted: Decimal | None = None
    value: Decimal | None = None
    unit: str = ""
    remark: Any = ""
    lot: str = ""
    takes_lot: bool = False
    is_done: bool = False


@dataclass(frozen=True)
class SheetEntry:
    """What somebody typed on a card; `choice` is one of the sheet's choices, or ""."""

    quantity: Decimal
    choice: str = ""
    lot: str = ""
    expires_on: dt.date | None = None


@dataclass(frozen=True)
class Extra:
    """Something found that no card asked for: an article by SKU or barcode, at a location by code."""

    code: str
    place: str
    quantity: Decimal


@dataclass(frozen=True)
class Sheet:
    """A work sheet of the documents of `model` in `statuses`, for who holds `permission`.

    `submit(document, entries, flags, extra)` does it. `choices(row)` are reasons offered on each card, `flags` are boxes to
    tick below. `stays`: saving leaves one on the page while cards remain. `takes_extra`: what no card asks for may be added.
    """

    model: type[Document]
    permission: str
    statuses: Sequence[str]
    title: Any
    verb: Any
    rows: Callable[[Any], Sequence[SheetRow]]
    submit: Callable[[Any, Mapping[int, SheetEntry], frozenset[str], Extra | None], Any]
    hint: Any = ""
    choice_label: Any = ""
    choices: Sequence[tuple[str, Any]] = ()
    flags: Sequence[tuple[str, Any]] = field(default_factory=tuple)
    quantity_label: Any = ""
    stays: bool = False
    takes_extra: bool = False


sheets: Registry[Sheet] = Registry("work sheets", Sheet)
