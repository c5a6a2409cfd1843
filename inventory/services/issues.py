"""Goods that leave for customers."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from django.db import connection, transaction
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from erp.errors import DomainError
from inventory.choices import LocationKind
from inventory.models import Level, Lot, Move, Reservation, Warehouse
from inventory.services.articles import sku_of
from inventory.services.bookkeeping import Against
from inventory.services.holdings import open_holdings
from inventory.services.locking import Held, lock_positions
from inventory.services.moves import MoveDraft, write_moves
from inventory.services.places import book_styles, company_places, currencies_of
from inventory.types import Issue

ZERO = Decimal(0)


def issue_reserved(issues: Sequence[Issue], *, date: dt.date) -> list[Move]:
    """Let goods that were reserved leave for customers: moves, their cost by the method of each position, one entry for
    each source document.

    Layers are used up in the order of `issues`. An issue whose goods were reserved at several locations makes a move for
    each, and for each lot. Where the warehouse may go below zero, what is not reserved leaves too, at a provisional cost
    where nothing is held. Raises `DomainError` "stock.not_reserved" when less is set aside than leaves, "lot.blocked",
    "lot.expired", "stock.quantity"; then nothing leaves. A constant number of statements, however many issues and whatever lies behind them.
    """
    if not issues:
        return []
    with transaction.atomic():
        if any(issue.quantity <= 0 for issue in issues):
            raise DomainError("stock.quantity", _("Type a quantity above zero."), "quantity")
        places = company_places(issue.company_id for issue in issues)
        positions = lock_positions((issue.company_id, issue.variant_id) for issue in issues)
        picked = _take_reserved(issues)
        _refuse_lots({lot_id for shelves in picked for _place, lot_id, _quantity in shelves if lot_id}, date)
        needs: dict[Held, Decimal] = defaultdict(Decimal)
        for issue in issues:
            needs[issue.company_id, issue.variant_id] += issue.quantity
        holdings = open_holdings(positions, currencies_of(places), needs=needs)
        drafts = []
        for issue, shelves in zip(issues, picked, strict=True):
            for location_id, lot_id, quantity in shelves:
                drafts.append(
                    MoveDraft(
                        company_id=issue.company_id,
                        variant_id=issue.variant_id,
                        quantity=quantity,
                        origin_id=location_id,
                        destination_id=places[issue.company_id][LocationKind.CUSTOMER],
                        date=issue.date or date,
                        source_kind=issue.source_kind,
                        source_id=issue.source_id,
                        source_line_id=issue.source_line_id,
                        label=issue.label or gettext("Goods delivered"),
                        valued=holdings[issue.company_id, issue.variant_id].take(quantity),
                        against=Against.SALE,
                        lot_id=lot_id,
                    )
                )
        return write_moves(drafts, holdings.values(), styles=book_styles(places))


def _take_reserved(issues: Sequence[Issue]) -> list[list[tuple[int, int | None, Decimal]]]:
    """For each issue, the (location, lot, quantity) it takes of what was reserved for it; the reservations are used up. What is
    not reserved leaves the warehouse's stock all the same where that may go below zero."""
    waiting: dict[tuple[int, int, str, int], list[Reservation]] = defaultdict(list)
    for row in Reservation.objects.filter(of_lines([issue.reservation for issue in issues])).order_by(
        # What was picked already stands where nothing is picked from.
        "location__is_pickable",
        "pk",
    ):
        waiting[row.company_id, row.variant_id, row.source_kind, row.source_line_id].append(row)
    taken: list[list[tuple[int, int | None, Decimal]]] = []
    used: list[int] = []
    cut: dict[int, Reservation] = {}
    short: list[tuple[int, Decimal]] = []
    for number, issue in enumerate(issues):
        rows = waiting[issue.company_id, issue.variant_id, *issue.reservation]
        missing, shelves = issue.quantity, []
        for row in rows:
            if not missing:
                break
            if not row.quantity or issue.lot_id not in {None, row.lot_id}:
                continue
            quantity = min(row.quantity, missing)
            shelves.append((row.location_id, row.lot_id, quantity))
            row.quantity -= quantity
            missing -= quantity
            cut[row.pk] = row
            if not row.quantity:
                used.append(row.pk)
                cut.pop(row.pk)
        if missing:
            short.append((number, missing))
        taken.append(shelves)
    if used:
        Reservation.objects.filter(pk__in=used).delete()
    write_quantities(list(cut.values()))
    if short:
        places = _may_fall_short([(issues[number], missing) for number, missing in short])
        for number, missing in short:
            issue = issues[number]
            taken[number].append((places[issue.warehouse_id], issue.lot_id, missing))
    return taken


def _may_fall_short(lacking: Sequence[tuple[Issue, Decimal]]) -> dict[int, int]:
    """By warehouse, the location that what is not reserved leaves from. Raises `DomainError` "stock.not_reserved" for a
    warehouse that may not go below zero, or where the rest is set aside for others."""
    places: dict[int, int] = {
        pk: location_id
        for pk, location_id in Warehouse.objects.filter(
            pk__in={issue.warehouse_id for issue, _missing in lacking}, allows_negative=True
        ).values_list("pk", "stock_location_id")
        if location_id is not None
    }
    kept: dict[tuple[int, int], tuple[Decimal, Decimal]] = defaultdict(lambda: (ZERO, ZERO))
    if places:
        for variant_id, location_id, available, reserved in Level.objects.filter(
            variant__in={issue.variant_id for issue, _missing in lacking},
            location__in=set(places.values()),
        ).values_list("variant_id", "location_id", "available", "reserved"):
            free, aside = kept[variant_id, location_id]
            kept[variant_id, location_id] = free + available, aside + reserved
    for issue, missing in lacking:
        if issue.warehouse_id in places:
            place = issue.variant_id, places[issue.warehouse_id]
            free, aside = kept[place]
            kept[place] = free - missing, aside
            if not aside or free >= missing:
                continue
        raise DomainError(
            "stock.not_reserved",
            _("%(sku)s: only %(reserved)s of %(wanted)s are set aside. Reserve the rest, or deliver less."),
            "quantity",
            {
                "sku": sku_of(issue.variant_id),
                "reserved": f"{(issue.quantity - missing).normalize():f}",
                "wanted": f"{issue.quantity.normalize():f}",
            },
        )
    return places


def _refuse_lots(lot_ids: set[int], day: dt.date) -> None:
    """What was blocked or has expired since it was set aside does not leave. One query where there are lots."""
    if not lot_ids:
        return
    for lot in Lot.objects.filter(pk__in=lot_ids):
        if lot.is_blocked:
            raise DomainError(
                "lot.blocked",
                _("Lot %(lot)s is blocked: %(reason)s. Release what is set aside of it, and reserve again."),
                "lot",
                {"lot": lot.number, "reason": lot.blocked_reason or "—"},
            )
        if lot.expires_on is not None and lot.is_expired(day):
            raise DomainError(
                "lot.expired",
                _("Lot %(lot)s expired on %(day)s. Release what is set aside of it, and reserve again."),
                "lot",
                {"lot": lot.number, "day": date_format(lot.expires_on, "SHORT_DATE_FORMAT")},
            )


def of_lines(keys: Sequence[tuple[str, int]]) -> Q:
    by_kind: dict[str, set[int]] = defaultdict(set)
    for kind, line_id in keys:
        by_kind[kind].add(line_id)
    condition = Q(pk__in=[])
    for kind, ids in by_kind.items():
        condition |= Q(source_kind=kind, source_line_id__in=ids)
    return condition


def write_quantities(rows: Sequence[Reservation]) -> None:
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE inventory_reservation AS reservation SET quantity = cut.quantity
            FROM unnest(%s::bigint[], %s::numeric[]) AS cut(id, quantity) WHERE reservation.id = cut.id
            """,
            [[row.pk for row in rows], [row.quantity for row in rows]],
        )
