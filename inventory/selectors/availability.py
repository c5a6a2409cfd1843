"""What can be promised: of many variants at once, at each warehouse and over all of them, today and later.

The one place that says so; sales, shops and screens ask here. Its number of queries does not depend on how many variants
are asked for: one for what is there, and what each registered source takes (`inventory.extensions`).
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import connection
from django.db.models import Sum
from django.db.models.functions import Now, TruncDate
from django.utils import timezone

from catalog.selectors.kits import parts_of, whole_kits
from catalog.types import Part
from inventory.extensions import Expected, channel_buffers, demand_sources, incoming_sources
from inventory.models import Level
from inventory.selectors.levels import pickable

ZERO = Decimal(0)

# Levels that reservations take from; whoever asks what is free asks with it.
PICKED_FROM = pickable(TruncDate(Now()))


@dataclass(slots=True)
class Figures:
    """Quantities of a variant, in its unit, at one warehouse or over several.

    `blocked` lies where nothing is picked from (at the input, in quarantine, in a location closed for a while) or is of a
    lot that is blocked or has expired. `free` is
    on hand where it can be picked, less what is set aside there. `safety` is not to be promised, `buffer` not by the
    channel that asks. `in_transit` is between two warehouses and counts when its transfer says where it will arrive.
    """

    on_hand: Decimal = ZERO
    reserved: Decimal = ZERO
    blocked: Decimal = ZERO
    free: Decimal = ZERO
    in_transit: Decimal = ZERO
    safety: Decimal = ZERO
    buffer: Decimal = ZERO
    incoming: list[Expected] = field(default_factory=list)
    demand: list[Expected] = field(default_factory=list)

    @property
    def incoming_quantity(self) -> Decimal:
        return sum((one.quantity for one in self.incoming), ZERO)

    @property
    def demand_quantity(self) -> Decimal:
        return sum((one.quantity for one in self.demand), ZERO)

    @property
    def available(self) -> Decimal:
        """What can be promised now, counting on nothing that is still to come. Below zero: so much is missing."""
        return self.free - self.safety - self.buffer - self.demand_quantity

    def promised_at(self, day: dt.date) -> Decimal:
        """What can be promised for `day`: the least that will be there at the end of it and of any day after it.

        So goods that a later document was promised are not promised twice. What comes in or is wanted without a day:
        the former is not counted on, the latter is wanted at once.
        """
        return min(stock for _day, stock in self.course(day))

    def promise_date(self, quantity: Decimal, today: dt.date) -> dt.date | None:
        """The first day from `today` on for which `quantity` can be promised; None when nobody knows one."""
        course = self.course(today)
        found = None
        for day, stock in reversed(course):
            if stock < quantity:
                break
            found = day
        return found

    def course(self, first: dt.date) -> list[tuple[dt.date, Decimal]]:
        """What will be left at the end of `first` and of each later day on which something changes."""
        changes: dict[dt.date, Decimal] = defaultdict(Decimal)
        stock = self.free - self.safety - self.buffer
        for one in self.incoming:
            if one.date is not None and one.date > first:
                changes[one.date] += one.quantity
            elif one.date is not None:
                stock += one.quantity
        for one in self.demand:
            if one.date is not None and one.date > first:
                changes[one.date] -= one.quantity
            else:
                stock -= one.quantity
        course = [(first, stock)]
        for day in sorted(changes):
            stock += changes[day]
            course.append((day, stock))
        return course


@dataclass(slots=True)
class Availability(Figures):
    """A variant over the warehouses asked for, and at each of them (by the warehouse's id)."""

    variant_id: int = 0
    warehouses: dict[int, Figures] = field(default_factory=dict)

    def at(self, warehouse_id: int) -> Figures:
        return self.warehouses.get(warehouse_id) or Figures()


# What lies where, and what is to be kept: one statement, read along the index on the variant.
STOCK = """
SELECT variant_id, company_id, warehouse_id,
       coalesce(sum(on_hand) FILTER (WHERE kind <> 'transit'), 0),
       coalesce(sum(reserved) FILTER (WHERE kind <> 'transit'), 0),
       coalesce(sum(on_hand - reserved) FILTER (WHERE is_free), 0),
       coalesce(sum(on_hand - reserved) FILTER (WHERE kind <> 'transit' AND NOT is_free), 0),
       coalesce(sum(on_hand) FILTER (WHERE kind = 'transit'), 0),
       NULL::numeric
FROM (
    SELECT level.variant_id, location.company_id, location.warehouse_id, location.kind, level.on_hand, level.reserved,
           location.kind = 'stock' AND location.is_pickable AND location.is_active
           AND lot.is_blocked IS NOT TRUE AND coalesce(lot.expires_on >= %(today)s, true) AS is_free
    FROM inventory_level AS level
    JOIN inventory_location AS location ON location.id = level.location_id
    LEFT JOIN inventory_lot AS lot ON lot.id = level.lot_id
    WHERE level.variant_id = ANY (%(variants)s)
) AS held
GROUP BY variant_id, company_id, warehouse_id
UNION ALL
SELECT variant_id, company_id, warehouse_id, 0, 0, 0, 0, 0, quantity
FROM inventory_safetystock WHERE variant_id = ANY (%(variants)s)
"""


def available_to_promise(
    variant_ids: Iterable[int],
    *,
    warehouse_ids: Collection[int] | None = None,
    company_ids: Collection[int] | None = None,
    buffers: Mapping[int, Decimal] | None = None,
) -> dict[int, Availability]:
    """For every variant asked for, what there is and will be of it in the scope's companies (or those named).

    Of a kit there is what its components make, warehouse by warehouse, less what is wanted of them elsewhere.
    `warehouse_ids` narrows it to these warehouses; then what is in transit, and what a company keeps over all its
    warehouses, is left out. `buffers`: what the caller's channel keeps back of a variant, over all.
    """
    asked = list(dict.fromkeys(variant_ids))
    if not asked:
        return {}
    kits = parts_of(asked)
    wanted = list(dict.fromkeys([*asked, *(part.variant_id for parts in kits.values() for part in parts)]))
    found = {pk: Availability(variant_id=pk, buffer=(buffers or {}).get(pk, ZERO)) for pk in wanted}
    shelves = None if warehouse_ids is None else set(warehouse_ids)
    companies = None if company_ids is None else set(company_ids)
    safety = _read_stock(found, shelves, companies)
    for (variant_id, _company_id), (overall, by_warehouse) in safety.items():
        found[variant_id].safety += max(overall, by_warehouse)
    for source in incoming_sources.values():
        for one in source.find(wanted):
            for figures in _figures_of(found, one, shelves, companies):
                figures.incoming.append(one)
    for source in demand_sources.values():
        for one in source.find(wanted):
            for figures in _figures_of(found, one, shelves, companies):
                figures.demand.append(one)
    for kit_id, parts in kits.items():
        _assemble(found[kit_id], parts, found)
    return {pk: found[pk] for pk in asked}


def availability(variant_ids: Iterable[int], warehouse_ids: Iterable[int]) -> dict[tuple[int, int], Decimal]:
    """What can be reserved now, by (variant, warehouse): free at the locations that goods are picked from.

    Of kits: as many as their components make. Two queries.
    """
    variants, warehouses = set(variant_ids), set(warehouse_ids)
    kits = parts_of(variants)
    stocked = variants | {part.variant_id for parts in kits.values() for part in parts}
    rows = (
        Level.objects.filter(PICKED_FROM, variant__in=stocked, location__warehouse__in=warehouses)
        .order_by()
        .values_list("variant", "location__warehouse")
        .annotate(free=Sum("available"))
    )
    free = {(variant, warehouse): quantity for variant, warehouse, quantity in rows}
    for kit_id, parts in kits.items():
        for warehouse in warehouses:
            here = {part.variant_id: free.get((part.variant_id, warehouse), ZERO) for part in parts}
            free[kit_id, warehouse] = whole_kits(parts, here)
    return {(v, w): free.get((v, w), ZERO) for v in variants for w in warehouses}


def buffers_of(channel: str, variant_ids: Collection[int]) -> dict[int, Decimal]:
    """What the channel of that code keeps back of each variant, by whoever knows channels."""
    kept: dict[int, Decimal] = {}
    for source in channel_buffers.values():
        for variant_id, quantity in source(channel, variant_ids).items():
            kept[variant_id] = max(kept.get(variant_id, ZERO), quantity)
    return kept


def _read_stock(
    found: Mapping[int, Availability], shelves: set[int] | None, companies: set[int] | None
) -> dict[tuple[int, int], tuple[Decimal, Decimal]]:
    """Fill in what is there; what is to be kept, by (variant, company): over all, and the sum of the warehouses'."""
    safety: dict[tuple[int, int], tuple[Decimal, Decimal]] = {}
    with connection.cursor() as cursor:
        cursor.execute(STOCK, {"variants": list(found), "today": timezone.localdate()})
        rows = cursor.fetchall()
    for variant_id, company_id, warehouse_id, on_hand, reserved, free, blocked, in_transit, keep in rows:
        if companies is not None and company_id not in companies:
            continue
        if shelves is not None and warehouse_id not in shelves:
            continue
        total = found[variant_id]
        places = [total, _at(total, warehouse_id)] if warehouse_id else [total]
        if keep is not None:
            overall, by_warehouse = safety.get((variant_id, company_id), (ZERO, ZERO))
            if warehouse_id:
                places[1].safety = keep
                by_warehouse += keep
            else:
                overall = keep
            safety[variant_id, company_id] = overall, by_warehouse
            continue
        for figures in places:
            figures.on_hand += on_hand
            figures.reserved += reserved
            figures.free += free
            figures.blocked += blocked
            figures.in_transit += in_transit
    return safety


def _assemble(kit: Availability, parts: Sequence[Part], found: Mapping[int, Availability]) -> None:
    """Fill in what the components make at each warehouse now and on each day on which that changes, and the sum of it."""
    today = timezone.localdate()
    for warehouse_id in sorted({pk for part in parts for pk in found[part.variant_id].warehouses}):
        shelves = {part.variant_id: found[part.variant_id].at(warehouse_id) for part in parts}
        here = _at(kit, warehouse_id)
        courses = {pk: dict(figures.course(today)) for pk, figures in shelves.items()}
        left = {pk: course[today] for pk, course in courses.items()}
        here.on_hand = whole_kits(parts, {pk: figures.on_hand for pk, figures in shelves.items()})
        here.free = made = whole_kits(parts, left)
        here.reserved = here.on_hand - here.free
        for day in sorted({day for course in courses.values() for day in course} - {today}):
            left |= {pk: course[day] for pk, course in courses.items() if day in course}
            then = whole_kits(parts, left)
            if then != made:
                change = Expected(0, kit.variant_id, warehouse_id, day, abs(then - made))
                (here.incoming if then > made else here.demand).append(change)
            made = then
        kit.on_hand += here.on_hand
        kit.reserved += here.reserved
        kit.free += here.free
        kit.incoming += here.incoming
        kit.demand += here.demand
    _cap(kit, parts, found, today)


def _cap(kit: Availability, parts: Sequence[Part], found: Mapping[int, Availability], today: dt.date) -> None:
    """Over all warehouses no more kits can be promised than the parts' totals make: a company keeps some of a part over all
    of them, or an order wants one from anywhere. What that takes away is kept back, now or from a later day on."""
    totals = {part.variant_id: dict(found[part.variant_id].course(today)) for part in parts}
    made = dict(kit.course(today))
    left = {pk: course[today] for pk, course in totals.items()}
    here, kept = made[today], ZERO
    for day in sorted({today, *made, *(day for course in totals.values() for day in course)}):
        left |= {pk: course[day] for pk, course in totals.items() if day in course}
        here = made.get(day, here)
        # The buffer of the channel is of kits, beyond what can be made.
        more = max(here + kit.buffer - whole_kits(parts, left), ZERO) - kept
        if day == today:
            kit.safety += more
        elif more:
            change = Expected(0, kit.variant_id, None, day, abs(more))
            (kit.demand if more > 0 else kit.incoming).append(change)
        kept += more


def _at(total: Availability, warehouse_id: int) -> Figures:
    found = total.warehouses.get(warehouse_id)
    if found is None:
        found = total.warehouses[warehouse_id] = Figures()
    return found


def _figures_of(
    found: Mapping[int, Availability], one: Expected, shelves: set[int] | None, companies: set[int] | None
) -> list[Figures]:
    """What `one` adds to: the variant's total, and its warehouse; nothing where it was not asked for."""
    total = found.get(one.variant_id)
    if total is None or (shelves is not None and one.warehouse_id not in shelves):
        return []
    if companies is not None and one.company_id not in companies:
        return []
    return [total, _at(total, one.warehouse_id)] if one.warehouse_id else [total]
