"""What people do by hand from a screen."""

import datetime
from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from catalog.models import Variant
from erp.errors import DomainError
from inventory.models import Level, Location, Move, Position, Reservation, Warehouse
from inventory.services.counts import adjust_stock
from inventory.services.receipts import post_receipts
from inventory.services.reservations import release_reservations
from inventory.services.transfers import transfer_stock
from inventory.types import Count, Receipt, ReceiptLine, Transfer


def receive_into(
    warehouses: Sequence[Warehouse],
    *,
    variant: Variant,
    quantity: Decimal,
    unit_cost: Decimal,
    date: datetime.date,
    label: str = "",
) -> list[Move]:
    """Goods without a purchase order, into the warehouse's stock: see `post_receipts`."""
    line = ReceiptLine(variant.pk, quantity, unit_cost)
    return post_receipts([Receipt(w.company_id, w.pk, [line], date, label=label) for w in warehouses])


def receive_more(
    positions: Sequence[Position],
    *,
    warehouse: Warehouse,
    quantity: Decimal,
    unit_cost: Decimal,
    date: datetime.date,
    label: str = "",
) -> list[Move]:
    """More of an article that the company knows already: see `post_receipts`."""
    return post_receipts(
        [
            Receipt(p.company_id, warehouse.pk, [ReceiptLine(p.variant_id, quantity, unit_cost)], date, label=label)
            for p in positions
        ]
    )


def count_levels(
    levels: Sequence[Level],
    *,
    quantity: Decimal,
    date: datetime.date,
    unit_cost: Decimal | None = None,
    label: str = "",
) -> list[Move]:
    """What was found at a location: see `adjust_stock`."""
    counts = [Count(level.company_id, level.location_id, level.variant_id, quantity, unit_cost) for level in levels]
    return adjust_stock(counts, date=date, label=label)


def move_levels(
    levels: Sequence[Level], *, destination: Location, quantity: Decimal, date: datetime.date
) -> list[Move]:
    """Some of what lies at a location to another one of its warehouse: see `transfer_stock`."""
    return transfer_stock(
        [
            Transfer(level.company_id, level.variant_id, quantity, level.location_id, destination.pk)
            for level in levels
        ],
        date=date,
    )


def release(reservations: Sequence[Reservation]) -> None:
    """Let go of what is set aside for the lines of these reservations."""
    if not reservations:
        raise DomainError("stock.nothing", _("Nothing is selected. Select reservations first."))
    by_kind: dict[str, list[Reservation]] = {}
    for reservation in reservations:
        by_kind.setdefault(reservation.source_kind, []).append(reservation)
    for kind, rows in sorted(by_kind.items()):
        release_reservations(kind, {row.source_id for row in rows}, line_ids={row.source_line_id for row in rows})
