"""Deliveries: pick lists made from what is reserved, and their departure."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from erp.bulk import write_rows
from erp.changelog import Change, difference, log_changes
from erp.documents import created_by, lock_documents, log_created, number_documents, refuse_unless, transition
from erp.errors import DomainError
from erp.locks import lock
from erp.search import index_records
from inventory.services.issues import issue_reserved
from inventory.types import Issue
from sales.choices import DeliveryStatus
from sales.models import Delivery, DeliveryLine, Order, OrderLine
from sales.services.kits import goods_of
from sales.services.writing import (
    DELIVERY_SOURCE,
    GOES_ON,
    SOURCE,
    Batch,
    Dates,
    advance,
    day_of,
    lines_of,
    lock_orders,
    reservation_of,
)

BATCH = 1000


def create_deliveries(orders: Iterable[Order], *, dates: Dates = None) -> list[Delivery]:
    """One draft delivery for each order, of all that is reserved and not on another draft delivery yet.

    Raises `DomainError` "order.nothing_to_deliver" when there is nothing of the kind for one of them.
    """
    with transaction.atomic():
        batch = lock_orders(orders)
        open_lines = not_picked(batch)
        for order in batch.orders:
            if order.status not in GOES_ON or not open_lines[order.pk]:
                raise DomainError(
                    "order.nothing_to_deliver",
                    _(
                        "%(order)s has nothing reserved that is not on a delivery already. Confirm it, or receive what it"
                        " waits for."
                    ),
                    params={"order": str(order)},
                )
        deliveries, _lines = make_deliveries(batch.orders, open_lines, dates)
    return deliveries


def ship_deliveries(deliveries: Iterable[Delivery], *, dates: Dates = None) -> None:
    """The goods leave: stock and its value go down at FIFO cost, the orders move on.

    `dates`: the day it counts for; null: today. Raises "transition.refused" for a delivery that is not to be picked any
    more, and what `inventory.services.issues.issue_reserved` refuses. Nothing is written when one is refused.
    """
    with transaction.atomic():
        locked, orders = lock_deliveries(deliveries)
        refuse_unless(locked, DeliveryStatus.SHIPPED)
        send_off(
            locked,
            lines_of_deliveries(locked),
            Batch(orders, lines_of(orders)),
            {delivery.pk: day_of(dates, delivery.pk) for delivery in locked},
        )


def not_picked(batch: Batch) -> dict[int, list[tuple[OrderLine, Decimal]]]:
    """By order: its lines and how much is reserved for each that is on no draft delivery."""
    picked = dict(
        DeliveryLine.objects.filter(delivery__order__in=batch.orders, delivery__status=DeliveryStatus.DRAFT)
        .order_by()
        .values_list("order_line_id")
        .annotate(Sum("quantity"))
    )
    return {
        order.pk: [
            (line, quantity)
            for line in batch.lines[order.pk]
            if (quantity := line.reserved - picked.get(line.pk, Decimal(0))) > 0
        ]
        for order in batch.orders
    }


def make_deliveries(
    orders: Iterable[Order], open_lines: Mapping[int, Sequence[tuple[OrderLine, Decimal]]], dates: Dates
) -> tuple[list[Delivery], list[DeliveryLine]]:
    """Draft deliveries of what `not_picked` says of (locked) orders."""
    author = created_by()
    deliveries: list[Delivery] = []
    delivery_lines: list[DeliveryLine] = []
    for order in orders:
        delivery = Delivery(
            company_id=order.company_id,
            order=order,
            warehouse_id=order.warehouse_id,
            date=day_of(dates, order.pk),
            shipping_address=order.shipping_address,
            carrier_name=order.carrier_name,
            created_by_id=author,
        )
        deliveries.append(delivery)
        delivery_lines += [
            DeliveryLine(
                company_id=order.company_id,
                delivery=delivery,
                position=position,
                order_line=line,
                variant_id=line.variant_id or 0,
                quantity=quantity,
            )
            for position, (line, quantity) in enumerate(open_lines[order.pk], start=1)
        ]
    number_documents(deliveries)
    Delivery.objects.bulk_create(deliveries, batch_size=BATCH)
    for line in delivery_lines:
        line.delivery_id = line.delivery.pk
    DeliveryLine.objects.bulk_create(delivery_lines, batch_size=BATCH)
    log_created(deliveries)
    index_records(deliveries)
    return deliveries, delivery_lines


def lines_of_deliveries(deliveries: Sequence[Delivery]) -> list[DeliveryLine]:
    """In the order in which they leave."""
    return list(
        DeliveryLine.objects.filter(delivery__in=deliveries).order_by("delivery_id", "position", "id")
    )


def send_off(
    deliveries: Sequence[Delivery],
    leaving: Sequence[DeliveryLine],
    batch: Batch,
    dates: Mapping[int, dt.date],
) -> None:
    """The lines `leaving` of draft deliveries leave; `batch` are their orders. Everything is locked."""
    order_lines = {line.pk: line for order in batch.orders for line in batch.lines[order.pk]}
    now = timezone.now()
    for delivery in deliveries:
        delivery.date, delivery.shipped_at = dates[delivery.pk], now
    changed: dict[int, OrderLine] = {}
    for row in leaving:
        line = changed.setdefault(row.order_line_id, order_lines[row.order_line_id])
        line.reserved -= row.quantity
        line.delivered += row.quantity
    write_rows(list(changed.values()), "reserved", "delivered")
    for order in batch.orders:
        order.reservation = reservation_of(batch.lines[order.pk])
    transition(deliveries, DeliveryStatus.SHIPPED, also=("date", "shipped_at"))
    advance(batch, also=("reservation",))
    # Last, since it takes numbers of a journal that everybody who ships waits for.
    _issue(leaving, {delivery.pk: delivery for delivery in deliveries}, order_lines)


def cancel_deliveries(deliveries: Iterable[Delivery], *, note: str = "") -> None:
    """Take back draft deliveries. The goods stay reserved for their orders."""
    with transaction.atomic():
        locked, _orders = lock_deliveries(deliveries)
        transition(locked, DeliveryStatus.CANCELLED, note=note)


def change_deliveries(changes: Sequence[tuple[Delivery, dict[str, str]]]) -> None:
    """Write carrier and tracking number, which are often known only when the parcel has left."""
    with transaction.atomic():
        locked, _orders = lock_deliveries([delivery for delivery, _values in changes])
        names = ("carrier_name", "tracking_number")
        logged = []
        for delivery, values in changes:
            before = {name: getattr(delivery, name) for name in names}
            for name in names:
                setattr(delivery, name, values.get(name, before[name]))
            was, is_now = difference(before, {name: getattr(delivery, name) for name in names})
            if is_now:
                logged.append(Change(delivery, "update", before=was, after=is_now))
        write_rows(locked, *names)
        log_changes(logged)
        index_records(locked)


def lock_deliveries(deliveries: Iterable[Delivery]) -> tuple[list[Delivery], list[Order]]:
    """The deliveries and their orders: orders first, as everywhere."""
    given = list(deliveries)
    orders = lock(Order.objects.filter(pk__in={delivery.order_id for delivery in given}))
    return lock_documents(given), orders


def _issue(
    leaving: Sequence[DeliveryLine], deliveries: dict[int, Delivery], order_lines: Mapping[int, OrderLine]
) -> None:
    """The goods leave; of a kit, its components."""
    issue_reserved(
        [
            Issue(
                company_id=row.company_id,
                warehouse_id=deliveries[row.delivery_id].warehouse_id,
                variant_id=part.variant_id,
                quantity=row.quantity * part.quantity,
                source_kind=DELIVERY_SOURCE,
                source_id=row.delivery_id,
                source_line_id=row.pk,
                reserved_kind=SOURCE,
                reserved_line_id=row.order_line_id,
                label=deliveries[row.delivery_id].number or "",
                date=deliveries[row.delivery_id].date,
            )
            for row in leaving
            for part in goods_of(order_lines[row.order_line_id])
        ],
        date=timezone.localdate(),
    )
