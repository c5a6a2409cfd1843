"""Several steps of an order at once: ship what is reserved; or all of it, from draft to invoice, for batches."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounting.models import Invoice
from erp.errors import DomainError
from erp.locks import lock
from sales.choices import DeliveryStatus, InvoiceState, OrderStatus
from sales.models import Delivery, Order
from sales.services.confirmation import confirm
from sales.services.deliveries import lines_of_deliveries, make_deliveries, not_picked, send_off
from sales.services.invoicing import invoice
from sales.services.writing import GOES_ON, Batch, Dates, day_of, lock_orders


@dataclass(frozen=True)
class Fulfilment:
    """What came of it. Orders that wait for stock are in neither list, or were delivered in part."""

    deliveries: list[Delivery]
    invoices: list[Invoice]


def ship_orders(orders: Iterable[Order], *, dates: Dates = None) -> list[Delivery]:
    """Ship all that is reserved for each order: its deliveries still to pick, and one more of what is on none.

    Raises `DomainError` "order.nothing_to_ship" when nothing is reserved for one of them.
    """
    with transaction.atomic():
        batch = lock_orders(orders)
        for order in batch.orders:
            if not _has_something(batch, order):
                raise DomainError(
                    "order.nothing_to_ship",
                    _("Nothing is reserved for %(order)s. Confirm it, or receive what it waits for."),
                    params={"order": str(order)},
                )
        return _ship(batch, dates)


def fulfil_orders(orders: Iterable[Order], *, dates: Dates = None, post: bool = True) -> Fulfilment:
    """Take each order as far as its stock goes: drafts are confirmed, what is reserved is shipped, and what is shipped
    completely is invoiced. `dates`: the day of shipping and invoicing of each order.
    """
    with transaction.atomic():
        batch = lock_orders(orders, "channel")
        confirm(batch.only(lambda order: order.status == OrderStatus.DRAFT))
        deliveries = _ship(batch.only(lambda order: _has_something(batch, order)), dates)
        to_invoice = batch.only(
            lambda order: order.status == OrderStatus.SHIPPED and order.invoice_state == InvoiceState.NONE
        )
        return Fulfilment(deliveries, invoice(to_invoice, post=post, dates=dates))


def _has_something(batch: Batch, order: Order) -> bool:
    return order.status in GOES_ON and any(line.reserved for line in batch.lines[order.pk])


def _ship(batch: Batch, dates: Dates) -> list[Delivery]:
    picked = lock(Delivery.objects.filter(order__in=batch.orders, status=DeliveryStatus.DRAFT))
    picked_lines = lines_of_deliveries(picked)
    open_lines = not_picked(batch)
    made, made_lines = make_deliveries(
        [order for order in batch.orders if open_lines[order.pk]], open_lines, dates
    )
    leaving = [*picked, *made]
    days = {delivery.pk: day_of(dates, delivery.order_id) for delivery in leaving}
    send_off(leaving, [*picked_lines, *made_lines], batch, days)
    return leaving
