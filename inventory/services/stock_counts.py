"""Counts: filled with what should be there, entered line by line, posted by what each line really lacked."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from erp.bulk import write_rows
from erp.documents import created_by, lock_documents, refuse_unless, transition
from erp.errors import DomainError
from erp.scope import current_scope
from erp.services.records import RecordDraft
from inventory.choices import ON_HAND, CountKind, CountStatus
from inventory.models import Level, Location, Position, StockCount, StockCountLine, Warehouse
from inventory.selectors.counting import due_levels
from inventory.services.articles import check_lots, check_quantities, sku_of
from inventory.services.counts import adjust_stock
from inventory.services.documents import (
    ZERO,
    Day,
    cancel_documents,
    create_documents,
    day_or_today,
    insert_documents,
    lines_of,
)
from inventory.services.locking import lock_positions
from inventory.types import Count

SOURCE = "inventory.stockcount"
# Location, variant, lot.
Place = tuple[int, int, int | None]
# What somebody counts in a day, at most.
CYCLE = 100


@dataclass(frozen=True)
class CountEntry:
    """What somebody found at a location."""

    location_id: int
    variant_id: int
    quantity: Decimal
    unit_cost: Decimal | None = None
    lot_id: int | None = None

    @property
    def place(self) -> Place:
        return self.location_id, self.variant_id, self.lot_id


def create_counts(drafts: Sequence[RecordDraft]) -> list[StockCount]:
    """Make counts as typed, and fill those without lines with what should be there: see `fill_counts`."""
    with transaction.atomic():
        counts: list[StockCount] = create_documents(drafts)
        warehouses = Warehouse.objects.in_bulk({count.warehouse_id for count in counts})
        for count in counts:
            count.recount_percent = warehouses[count.warehouse_id].recount_percent
            count.approval_limit = warehouses[count.warehouse_id].approval_limit
        write_rows(counts, "recount_percent", "approval_limit")
        fill_counts(
            [count for count, draft in zip(counts, drafts, strict=True) if not draft.lines.get("lines")]
        )
    return counts


def fill_counts(counts: Sequence[StockCount]) -> None:
    """One line for each article that lies, by the books, where a count goes: in the warehouse, in its zone, or what is due
    of it (at most 100). In the order in which one walks past.
    """
    lines = []
    for count in counts:
        if count.kind == CountKind.CHOSEN:
            continue
        levels = Level.objects.filter(location__warehouse=count.warehouse_id).exclude(on_hand=0)
        if count.kind == CountKind.CYCLIC:
            levels = due_levels(count.warehouse_id, count.date)
        if count.zone_id:
            zone = Location.objects.get(pk=count.zone_id)
            levels = levels.filter(location__in=zone.get_descendants(include_self=True))
        found = levels.values_list("company_id", "location_id", "variant_id", "lot_id").order_by(
            "location__tree_id", "location__lft", "variant__sort_key", "pk"
        )
        if count.kind == CountKind.CYCLIC:
            found = found[:CYCLE]
        lines += [
            StockCountLine(
                company_id=company_id,
                count=count,
                position=position,
                location_id=location_id,
                variant_id=variant_id,
                lot_id=lot_id,
            )
            for position, (company_id, location_id, variant_id, lot_id) in enumerate(found, start=1)
        ]
    StockCountLine.objects.bulk_create(lines, batch_size=2000)


def count_levels(levels: Sequence[Level], *, date: Day = None) -> list[StockCount]:
    """A count of chosen levels, for each warehouse."""
    by_warehouse: dict[int, list[Level]] = {}
    warehouses = dict(
        Location.objects.filter(pk__in={level.location_id for level in levels}).values_list("pk", "warehouse")
    )
    for level in levels:
        warehouse_id = warehouses[level.location_id]
        if warehouse_id is None:
            raise DomainError(
                "stock.location", _("Only what lies in a warehouse can be counted."), "location"
            )
        by_warehouse.setdefault(warehouse_id, []).append(level)
    with transaction.atomic():
        known = Warehouse.objects.in_bulk(by_warehouse)
        counts = [
            StockCount(
                company_id=known[pk].company_id,
                warehouse_id=pk,
                kind=CountKind.CHOSEN,
                date=day_or_today(date),
                recount_percent=known[pk].recount_percent,
                approval_limit=known[pk].approval_limit,
                created_by_id=created_by(),
            )
            for pk in sorted(by_warehouse)
        ]
        insert_documents(
            counts,
            [
                StockCountLine(
                    company_id=level.company_id,
                    count=count,
                    position=position,
                    location_id=level.location_id,
                    variant_id=level.variant_id,
                    lot_id=level.lot_id,
                )
                for count in counts
                for position, level in enumerate(by_warehouse[count.warehouse_id], start=1)
            ],
        )
    return counts


def enter_counts(count: StockCount, entries: Sequence[CountEntry]) -> list[StockCountLine]:
    """Write what was found, each against what the books say at this very moment; an article that the count does not know
    at a location yet is added.

    A line whose difference is large is to be counted again; what is found then is what holds. Raises `DomainError`
    "count.closed" unless the count is open, "stock.quantity", "stock.location". A constant number of statements.
    """
    with transaction.atomic():
        (locked,) = lock_documents([count])
        if locked.status != CountStatus.COUNTING:
            raise DomainError(
                "count.closed",
                _("%(count)s is not open for counting any more. Reload the page to see where it stands."),
                params={"count": str(locked)},
            )
        tracked = check_quantities(((entry.variant_id, entry.quantity) for entry in entries), zero=True)
        check_lots(
            tracked, ((locked.company_id, one.variant_id, one.quantity, one.lot_id) for one in entries)
        )
        _check_places(locked, entries)
        lines = {
            (line.location_id, line.variant_id, line.lot_id): line
            for line in lines_of([locked], StockCountLine, "count")[locked.pk]
        }
        # Nothing of these articles moves between reading the books and writing them down.
        lock_positions((locked.company_id, entry.variant_id) for entry in entries)
        books: dict[Place, Decimal] = {
            (location_id, variant_id, lot_id): on_hand
            for location_id, variant_id, lot_id, on_hand in Level.objects.filter(
                location__in={entry.location_id for entry in entries},
                variant__in={entry.variant_id for entry in entries},
            ).values_list("location_id", "variant_id", "lot_id", "on_hand")
        }
        known = set(lines)
        now, who = timezone.now(), current_scope().actor_id
        touched = []
        for entry in entries:
            place = entry.place
            line = lines.get(place) or StockCountLine(
                company_id=locked.company_id,
                count=locked,
                position=len(lines) + 1,
                location_id=entry.location_id,
                variant_id=entry.variant_id,
                lot_id=entry.lot_id,
            )
            lines[place] = line
            _enter(line, entry, books.get(place, ZERO), locked.recount_percent)
            line.counted_at, line.counted_by_id = now, who
            touched.append(line)
        StockCountLine.objects.bulk_create(
            [line for line in touched if (line.location_id, line.variant_id, line.lot_id) not in known]
        )
        write_rows(
            [line for line in touched if (line.location_id, line.variant_id, line.lot_id) in known],
            "counted",
            "expected",
            "first_counted",
            "needs_recount",
            "unit_cost",
            "counted_at",
            "counted_by",
        )
    return touched


def post_counts(
    counts: Sequence[StockCount], *, date: Day = None, absent_are_gone: bool = False
) -> list[StockCount]:
    """Bring the books to what was found; counts whose differences are worth more than their limit wait for approval.

    What moved since a line was counted stays moved. Lines nobody counted are left alone, or, with `absent_are_gone`, are
    taken for nothing there. Raises `DomainError` "count.recount" while lines are to be counted again, "count.nothing",
    and what `adjust_stock` refuses; then nothing is posted. A constant number of statements.
    """
    with transaction.atomic():
        locked = lock_documents(counts)
        lines = lines_of(locked, StockCountLine, "count")
        if absent_are_gone:
            for count in locked:
                _nothing_there(count, lines[count.pk])
        for count in locked:
            if count.status == CountStatus.COUNTING:
                _check_complete(count, lines[count.pk])
        values = _values(locked, lines)
        waiting = [
            count
            for count in locked
            if count.status == CountStatus.COUNTING
            and count.approval_limit is not None
            and values[count.pk] > count.approval_limit
        ]
        refuse_unless(locked, CountStatus.POSTED)
        ready = [count for count in locked if count not in waiting]
        _post(ready, lines, day_or_today(date))
        transition(waiting, CountStatus.TO_APPROVE)
        transition(ready, CountStatus.POSTED)
    return locked


def approve_counts(counts: Sequence[StockCount], *, date: Day = None) -> None:
    """Post counts that waited for it."""
    with transaction.atomic():
        locked = lock_documents(counts)
        if any(count.status != CountStatus.TO_APPROVE for count in locked):
            raise DomainError(
                "count.not_waiting", _("Only counts that wait for approval can be approved. Reload the page.")
            )
        _post(locked, lines_of(locked, StockCountLine, "count"), day_or_today(date))
        transition(locked, CountStatus.POSTED)


def send_back_counts(counts: Sequence[StockCount], *, note: str = "") -> None:
    """Have all differences counted again instead of approving them."""
    with transaction.atomic():
        locked = lock_documents(counts)
        transition(locked, CountStatus.COUNTING, note=note)
        again = [
            line
            for lines in lines_of(locked, StockCountLine, "count").values()
            for line in lines
            if line.difference
        ]
        for line in again:
            line.needs_recount = True
        write_rows(again, "needs_recount")


def cancel_counts(counts: Sequence[StockCount], *, note: str = "") -> None:
    """Give counts up. The books stay as they are; where they were brought to what was found, they are brought back.

    Raises what `reverse_moves` refuses: "move.used" when something that was found is gone since.
    """
    cancel_documents(counts, note=note)


def _enter(line: StockCountLine, entry: CountEntry, book: Decimal, percent: Decimal) -> None:
    is_second = line.needs_recount
    if is_second:
        line.first_counted = line.counted
    line.counted, line.expected = entry.quantity, book
    line.unit_cost = entry.unit_cost if entry.unit_cost is not None else line.unit_cost
    is_large = entry.quantity != book and abs(entry.quantity - book) * 100 >= book * percent
    line.needs_recount = is_large and not is_second


def _check_places(count: StockCount, entries: Sequence[CountEntry]) -> None:
    if len({entry.place for entry in entries}) < len(entries):
        raise DomainError(
            "stock.counted_twice",
            _("An article is counted twice at one location. Add its quantities up."),
            "quantity",
        )
    wanted = {entry.location_id for entry in entries}
    if Location.objects.filter(pk__in=wanted, warehouse=count.warehouse_id, kind__in=ON_HAND).count() < len(
        wanted
    ):
        raise DomainError(
            "stock.location",
            _("That location is not one of the warehouse where goods can lie. Choose another one."),
            "location",
        )


def _nothing_there(count: StockCount, lines: Sequence[StockCountLine]) -> None:
    entries = [
        CountEntry(line.location_id, line.variant_id, ZERO, lot_id=line.lot_id)
        for line in lines
        if line.counted is None
    ]
    if not entries:
        return
    entered = {line.pk: line for line in enter_counts(count, entries)}
    for line in lines:
        if line.pk in entered:
            line.__dict__.update(entered[line.pk].__dict__)
            line.needs_recount = False
    write_rows([line for line in lines if line.pk in entered], "needs_recount")


def _check_complete(count: StockCount, lines: Sequence[StockCountLine]) -> None:
    if not any(line.counted is not None for line in lines):
        raise DomainError(
            "count.nothing",
            _("Nothing of %(count)s is counted yet: type what was found."),
            params={"count": str(count)},
        )
    if again := [line for line in lines if line.needs_recount]:
        raise DomainError(
            "count.recount",
            _("%(sku)s differs a lot from the books: count it a second time, then post."),
            "counted",
            {"sku": sku_of(again[0].variant_id)},
        )


def _values(
    counts: Sequence[StockCount], lines: Mapping[int, Sequence[StockCountLine]]
) -> dict[int, Decimal]:
    """What the differences of each count are worth, missing and found added up, at the average cost of today."""
    differing = [line for some in lines.values() for line in some if _difference(line)]
    costs = {
        (position.company_id, position.variant_id): position.average_cost or ZERO
        for position in Position.objects.filter(
            company__in={line.company_id for line in differing},
            variant__in={line.variant_id for line in differing},
        )
    }
    return {
        count.pk: sum(
            (
                abs(_difference(line))
                * (line.unit_cost or costs.get((line.company_id, line.variant_id), ZERO))
                for line in lines[count.pk]
            ),
            ZERO,
        )
        for count in counts
    }


def _difference(line: StockCountLine) -> Decimal:
    return ZERO if line.counted is None else line.counted - (line.expected or ZERO)


def _post(counts: Sequence[StockCount], lines: Mapping[int, Sequence[StockCountLine]], date: dt.date) -> None:
    adjust_stock(
        [
            Count(
                company_id=line.company_id,
                location_id=line.location_id,
                variant_id=line.variant_id,
                quantity=line.counted or ZERO,
                expected=line.expected or ZERO,
                unit_cost=line.unit_cost,
                lot_id=line.lot_id,
                source_kind=SOURCE,
                source_id=count.pk,
                source_line_id=line.pk,
                label=count.number or "",
            )
            for count in counts
            for line in lines[count.pk]
            if line.counted is not None
        ],
        date=date,
    )
