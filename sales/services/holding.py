"""What orders hear of their reservations when others let go of them; and taking over for an order that comes first."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal

from django.db import transaction

from erp.bulk import write_rows
from erp.changelog import Change, log_changes
from erp.locks import lock
from erp.models import Partner
from inventory.models import Reservation
from inventory.owners import ReservationOwner, document_partners, reservation_owners
from inventory.services.letting_go import losses_of, take_over
from inventory.types import Demand
from sales.choices import LineKind
from sales.models import Delivery, Order, OrderLine
from sales.services.kits import components_of
from sales.services.writing import (
    DELIVERY_SOURCE,
    SOURCE,
    Batch,
    demand_of,
    lines_of,
    lock_orders,
    reservation_of,
)


def take_over_for(orders: Iterable[Order]) -> list[Order]:
    """Set aside for orders what they miss: what is free, then what orders of a lower priority hold.

    Raises `DomainError` "stock.nothing_to_take"; then nothing changes.
    """
    with transaction.atomic():
        served = {order.pk: order for order in orders}
        others = {
            loss.reservation.source_id
            for loss in losses_of(_demands(served.values(), lines_of(list(served.values()))))
            if loss.reservation.source_kind == SOURCE
        }
        # All of them at once, in the order of their keys, as everywhere.
        batch = lock_orders([*served.values(), *Order.objects.filter(pk__in=others - served.keys())])
        winners = [order for order in batch.orders if order.pk in served]
        take_over(_demands(winners, batch.lines), locked={(SOURCE, pk) for pk in others})
    return winners


def what_others_lose(orders: Sequence[Order]) -> list[str]:
    """Who would lose what, in sentences."""
    return [str(loss) for loss in losses_of(_demands(orders, lines_of(orders)))]


def set_priority(orders: Iterable[Order], *, priority: int) -> list[Order]:
    """Who is served first from now on; what is set aside for the orders already is held with it too."""
    with transaction.atomic():
        locked = lock_orders(orders).orders
        changed = [order for order in locked if order.priority != int(priority)]
        log_changes(
            Change(order, "update", before={"priority": order.priority}, after={"priority": int(priority)})
            for order in changed
        )
        for order in changed:
            order.priority = int(priority)
        write_rows(changed, "priority")
        Reservation.objects.filter(source_kind=SOURCE, source_id__in=[order.pk for order in changed]).update(
            priority=int(priority)
        )
    return list(locked)


def _demands(orders: Iterable[Order], lines: Mapping[int, Sequence[OrderLine]]) -> list[Demand]:
    return [
        demand_of(order, line)
        for order in orders
        for line in lines[order.pk]
        if line.kind == LineKind.GOODS and line.waiting
    ]


def _lock(order_ids: Collection[int]) -> list[Order]:
    return lock(Order.objects.filter(pk__in=order_ids))


def _note(changes: Mapping[int, Decimal], held_back: bool) -> None:
    """Write what lines gained or lost, and what that makes of their orders. Five statements."""
    touched = set(OrderLine.objects.filter(pk__in=changes).values_list("order_id", flat=True))
    orders = list(Order.objects.filter(pk__in=touched))
    batch = Batch(orders, lines_of(orders))
    changed = [line for order in orders for line in batch.lines[order.pk] if line.pk in changes]
    for line in changed:
        line.reserved += changes[line.pk]
    write_rows(changed, "reserved")
    for order in orders:
        order.reservation = reservation_of(batch.lines[order.pk])
        order.is_held_back = held_back and any(changes.get(line.pk, 0) < 0 for line in batch.lines[order.pk])
    write_rows(orders, "reservation", "is_held_back")


def _customers(delivery_ids: Collection[int]) -> dict[int, Partner]:
    return {
        delivery.pk: delivery.order.partner
        for delivery in Delivery.objects.filter(pk__in=delivery_ids).select_related("order__partner")
    }


document_partners.register(DELIVERY_SOURCE, _customers)
reservation_owners.register(SOURCE, ReservationOwner(_lock, _note, components_of))
