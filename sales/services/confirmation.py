"""Confirming orders, which sets goods aside for them, and setting aside what comes in later."""

from collections.abc import Iterable, Mapping, Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from erp.documents import transition
from erp.errors import DomainError
from erp.search import index_records
from inventory.services.reservations import reserve_lines
from inventory.types import Demand
from sales.choices import LineKind, OrderStatus, ReservationState
from sales.models import Order, OrderLine
from sales.services.writing import (
    GOES_ON,
    SOURCE,
    advance,
    lines_of,
    lock_documents,
    refuse_unless,
    reservation_of,
    write_rows,
)


def confirm_orders(orders: Iterable[Order]) -> None:
    """Confirm draft orders, oldest first, and set aside what there is of their goods.

    What is missing is no reason to refuse: the order waits for stock (`reservation`), unless its channel says otherwise:
    then `DomainError` "order.not_enough". An order without goods has nothing to ship and is shipped at once. Raises
    "transition.refused" for an order that is no draft. Nothing is written when one of them is refused.
    """
    with transaction.atomic():
        locked = lock_documents(orders, "channel")
        refuse_unless(locked, OrderStatus.CONFIRMED)
        lines = lines_of(locked)
        _reserve(locked, lines)
        _refuse_short(locked, lines)
        transition(locked, OrderStatus.CONFIRMED)
        index_records(locked)
        advance([order for order in locked if not _goods(lines[order.pk])], lines)


def reserve_waiting(orders: Iterable[Order]) -> list[Order]:
    """Set aside for confirmed orders what has become available, oldest first; the orders that got something.

    Orders that are not waiting (any more) are passed over.
    """
    with transaction.atomic():
        locked = [
            order
            for order in lock_documents(orders)
            if order.status in GOES_ON and order.reservation != ReservationState.FULL
        ]
        lines = lines_of(locked)
        return _reserve(locked, lines)


def _reserve(orders: Sequence[Order], lines: Mapping[int, Sequence[OrderLine]]) -> list[Order]:
    """Reserve what is missing; write lines and the orders' reservation. The orders that got something."""
    waiting = [
        (order, line)
        for order in sorted(orders, key=lambda order: (order.placed_at, order.pk))
        for line in _goods(lines[order.pk])
        if line.waiting
    ]
    got = reserve_lines(
        [
            Demand(
                company_id=order.company_id,
                warehouse_id=order.warehouse_id,
                variant_id=line.variant_id or 0,
                quantity=line.waiting,
                source_kind=SOURCE,
                source_id=order.pk,
                source_line_id=line.pk,
            )
            for order, line in waiting
        ]
    )
    changed = []
    for _order, line in waiting:
        if quantity := got.get(line.pk):
            line.reserved += quantity
            changed.append(line)
    write_rows(changed, "reserved")
    for order in orders:
        order.reservation = reservation_of(lines[order.pk])
    write_rows(orders, "reservation")
    served = {line.order_id for line in changed}
    return [order for order in orders if order.pk in served]


def _goods(lines: Iterable[OrderLine]) -> list[OrderLine]:
    return [line for line in lines if line.kind == LineKind.GOODS]


def _refuse_short(orders: Iterable[Order], lines: Mapping[int, Sequence[OrderLine]]) -> None:
    for order in orders:
        if order.channel.allows_partial_reservation or order.reservation == ReservationState.FULL:
            continue
        missing = next(line for line in _goods(lines[order.pk]) if line.waiting)
        raise DomainError(
            "order.not_enough",
            _(
                "%(order)s: %(missing)s of %(article)s are missing, and its channel confirms only what is all in stock."
                " Lower the quantity, wait for a receipt, or allow it in the channel's settings."
            ),
            params={
                "order": str(order),
                "missing": f"{missing.waiting.normalize():f}",
                "article": missing.description,
            },
        )
