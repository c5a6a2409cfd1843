"""What apps above tell the inventory of the future: what will come in, what is wanted, what a channel keeps back.

Each source is asked once, for many variants, and answers in a constant number of queries. It sees what the scope sees.
"""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from erp.registry import Registry


@dataclass(frozen=True, slots=True)
class Expected:
    """A quantity of a variant that comes into a warehouse, or is wanted from it, on `date` (null: nobody said when).

    `source_kind` and `source_id` name the document that says so; `label` is what people call it.
    """

    company_id: int
    variant_id: int
    warehouse_id: int | None
    date: dt.date | None
    quantity: Decimal
    source_kind: str = ""
    source_id: int | None = None
    label: str = ""


# The variants asked for; None: all of them.
Variants = Collection[int] | None


@dataclass(frozen=True)
class ExpectedSource:
    """`find(variants)` tells what is expected of them. `label`: what such documents are called."""

    label: Any
    find: Callable[[Variants], Iterable[Expected]]


# Transfers on the way, purchase orders.
incoming_sources: Registry[ExpectedSource] = Registry("sources of incoming goods", ExpectedSource)
# What is ordered and not yet set aside: orders that wait for stock.
demand_sources: Registry[ExpectedSource] = Registry("sources of demand", ExpectedSource)

# A channel's code and variants → what it does not sell of each.
Buffers = Callable[[str, Collection[int]], Mapping[int, Decimal]]
channel_buffers: Registry[Buffers] = Registry("buffers of channels")
