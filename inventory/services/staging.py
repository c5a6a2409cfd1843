"""Goods that are set aside change their place and stay set aside."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from erp.bulk import write_rows
from erp.errors import DomainError
from inventory.models import Move, Reservation
from inventory.services.articles import sku_of
from inventory.services.locking import lock_positions
from inventory.services.moves import MoveDraft, write_moves

# Kind and id of the line that goods are set aside for, article, location, lot.
Key = tuple[str, int, int, int, int | None]


@dataclass(frozen=True)
class Staging:
    """What goes from one location to another. `keeps`: it stays set aside for the line; else it is let go of."""

    company_id: int
    variant_id: int
    quantity: Decimal
    origin_id: int
    destination_id: int
    reserved_kind: str
    reserved_line_id: int
    source_kind: str
    source_id: int
    source_line_id: int
    lot_id: int | None = None
    label: str = ""
    keeps: bool = True

    @property
    def key(self) -> Key:
        return self.reserved_kind, self.reserved_line_id, self.variant_id, self.origin_id, self.lot_id


def stage_reserved(stagings: Sequence[Staging], *, date: dt.date) -> list[Move]:
    """Move goods with what sets them aside. Raises `DomainError` "stock.not_reserved" when less is set aside there; then
    nothing moves. A constant number of statements.
    """
    if not stagings:
        return []
    with transaction.atomic():
        lock_positions((one.company_id, one.variant_id) for one in stagings)
        rows = _rows(stagings)
        kept: dict[tuple[Key, int], Reservation] = {}
        for one in stagings:
            for taken, row in _take(one, rows[one.key]):
                if one.keeps:
                    there = kept.get((one.key, one.destination_id))
                    if there is None:
                        kept[one.key, one.destination_id] = _at(one, row, taken)
                    else:
                        there.quantity += taken
        touched = [row for some in rows.values() for row in some]
        Reservation.objects.filter(pk__in=[row.pk for row in touched if not row.quantity]).delete()
        write_rows([row for row in touched if row.quantity], "quantity")
        moves = write_moves(
            [
                MoveDraft(
                    company_id=one.company_id,
                    variant_id=one.variant_id,
                    quantity=one.quantity,
                    origin_id=one.origin_id,
                    destination_id=one.destination_id,
                    date=date,
                    source_kind=one.source_kind,
                    source_id=one.source_id,
                    source_line_id=one.source_line_id,
                    label=one.label,
                    lot_id=one.lot_id,
                )
                for one in stagings
            ]
        )
        Reservation.objects.bulk_create(kept.values())
    return moves


def _rows(stagings: Sequence[Staging]) -> dict[Key, list[Reservation]]:
    condition = Q(pk__in=[])
    by_kind: dict[str, set[int]] = defaultdict(set)
    for one in stagings:
        by_kind[one.reserved_kind].add(one.reserved_line_id)
    for kind, line_ids in by_kind.items():
        condition |= Q(source_kind=kind, source_line_id__in=line_ids)
    wanted = {one.key for one in stagings}
    rows: dict[Key, list[Reservation]] = defaultdict(list)
    for row in Reservation.objects.filter(condition).order_by("pk"):
        key = row.source_kind, row.source_line_id, row.variant_id, row.location_id, row.lot_id
        if key in wanted:
            rows[key].append(row)
    return rows


def _take(one: Staging, rows: Sequence[Reservation]) -> list[tuple[Decimal, Reservation]]:
    missing, taken = one.quantity, []
    for row in rows:
        quantity = min(row.quantity, missing)
        if quantity:
            row.quantity -= quantity
            missing -= quantity
            taken.append((quantity, row))
    if missing:
        raise DomainError(
            "stock.not_reserved",
            _("%(sku)s: only %(reserved)s of %(wanted)s are set aside. Reserve the rest, or deliver less."),
            "quantity",
            {
                "sku": sku_of(one.variant_id),
                "reserved": f"{(one.quantity - missing).normalize():f}",
                "wanted": f"{one.quantity.normalize():f}",
            },
        )
    return taken


def _at(one: Staging, row: Reservation, quantity: Decimal) -> Reservation:
    """Without an end: what somebody holds in his hands does not go to others by the clock."""
    return Reservation(
        company_id=row.company_id,
        variant_id=row.variant_id,
        location_id=one.destination_id,
        lot_id=row.lot_id,
        quantity=quantity,
        priority=row.priority,
        source_kind=row.source_kind,
        source_id=row.source_id,
        source_line_id=row.source_line_id,
        is_partial=row.is_partial,
    )
