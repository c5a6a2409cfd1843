"""Writes of price lists and of single rows of theirs."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, TypeVar

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from catalog.models import PriceList, PriceRow
from erp.errors import DomainError
from erp.locks import advisory_lock
from erp.services.records import RecordChange, RecordDraft, create_records, delete_records, update_records

Written = TypeVar("Written", RecordDraft, RecordChange)

ZERO = Decimal(0)
ADDED = ("min_quantity", "percent", "amount")

# Two people could close a circle with one row each.
LEANING = "prices:leaning"


def create_price_list_records(drafts: Sequence[RecordDraft]) -> list[PriceList]:
    """Lists with their rows. Raises as `erp.services.records.create_records`, and "price_list.circle"."""
    return _without_circle(lambda: create_records([_with_rows_completed(draft) for draft in drafts]))


def update_price_list_records(changes: Sequence[RecordChange]) -> list[PriceList]:
    """Lists with their rows. Raises as `erp.services.records.update_records`, and "price_list.circle"."""
    return _without_circle(lambda: update_records([_with_rows_completed(change) for change in changes]))


def create_price_row_records(drafts: Sequence[RecordDraft]) -> list[PriceRow]:
    """Rows of lists that are there already, as a file or a program brings them. Raises "price_list.circle" as well."""
    return _without_circle(lambda: create_records([_completed(draft) for draft in drafts]))


def update_price_row_records(changes: Sequence[RecordChange]) -> list[PriceRow]:
    """Rows, one by one. Raises "price_list.circle" as well."""
    return _without_circle(lambda: update_records([_completed(change) for change in changes]))


def delete_price_row_records(rows: Sequence[PriceRow]) -> None:
    """Take rows out of their lists."""
    delete_records(rows)


def _with_rows_completed(written: Written) -> Written:
    """The list's rows without empty figures."""
    rows = written.lines.get("rows")
    if rows is None:
        return written
    completed = [replace(row, values=_without_gaps(row.values)) for row in rows]
    return replace(written, lines={**written.lines, "rows": completed})


def _completed(written: Written) -> Written:
    """The row without empty figures; it is seen by those who see its list, and so is what is logged about it."""
    values = _without_gaps(written.values)
    if (price_list := values.get("price_list")) is not None:
        values["visible_to"] = price_list.visible_to
    return replace(written, values=values)


def _without_gaps(values: Mapping[str, Any]) -> dict[str, Any]:
    """A formula's cell that was emptied adds nothing."""
    return {name: ZERO if value is None and name in ADDED else value for name, value in values.items()}


def _without_circle(write: Callable[[], list[Any]]) -> list[Any]:
    """What `write` writes, unless lists would lean on themselves: then nothing is written."""
    with transaction.atomic():
        advisory_lock(LEANING)
        written = write()
        if circle := find_circle():
            raise DomainError(
                "price_list.circle",
                _(
                    "The list “%(name)s” would be computed on itself. Choose another list for its formula, or a fixed price."
                ),
                "rows",
                {"name": PriceList.objects.get(pk=circle[0]).name},
            )
    return written


def find_circle() -> list[int]:
    """The ids of lists that lean on each other in a circle, or none. One query."""
    leans: dict[int, set[int]] = defaultdict(set)
    pairs = PriceRow.objects.filter(base_list__isnull=False).values_list("price_list_id", "base_list_id")
    for list_id, base_id in pairs.distinct():
        leans[list_id].add(base_id)
    # What leans on nothing is in no circle; taking it away bares the next.
    while free := {base for bases in leans.values() for base in bases} - leans.keys():
        leans = _pruned(leans, free)
    return sorted(leans)


def _pruned(leans: dict[int, set[int]], free: Iterable[int]) -> dict[int, set[int]]:
    gone = set(free)
    left = {list_id: bases - gone for list_id, bases in leans.items()}
    return {list_id: bases for list_id, bases in left.items() if bases}
