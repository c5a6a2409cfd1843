"""Cancelling orders of which nothing has left."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from erp.bulk import write_rows
from erp.documents import lock_documents, refuse_unless, transition
from erp.errors import DomainError
from inventory.services.reservations import release_reservations
from sales.choices import DeliveryStatus, InvoiceState, OrderStatus, ReservationState
from sales.models import Delivery, Order
from sales.services.deliveries import cancel_deliveries
from sales.services.writing import SOURCE, lines_of

SHIPPED = (OrderStatus.PARTIALLY_SHIPPED, OrderStatus.SHIPPED, OrderStatus.DONE)


def cancel_orders(orders: Iterable[Order], *, note: str = "") -> None:
    """Cancel drafts and confirmed orders: what is reserved is let go, deliveries still to pick are cancelled.

    Raises `DomainError` "order.shipped" when goods have left (they come back by a return), "order.invoiced" when there
    is an invoice (a credit note takes it back), "transition.refused" otherwise. Payments stay: they are paid back in
    accounting.
    """
    with transaction.atomic():
        locked = lock_documents(orders)
        _check(locked)
        refuse_unless(locked, OrderStatus.CANCELLED)
        cancel_deliveries(Delivery.objects.filter(order__in=locked, status=DeliveryStatus.DRAFT), note=note)
        release_reservations(SOURCE, [order.pk for order in locked])
        changed = [line for lines in lines_of(locked).values() for line in lines if line.reserved]
        for line in changed:
            line.reserved *= 0
        write_rows(changed, "reserved")
        for order in locked:
            order.reservation = ReservationState.NONE
        write_rows(locked, "reservation")
        transition(locked, OrderStatus.CANCELLED, note=note)


def _check(orders: Iterable[Order]) -> None:
    for order in orders:
        if order.status in SHIPPED:
            raise DomainError(
                "order.shipped",
                _(
                    "%(order)s has been shipped, at least in part, and can't be cancelled. Make a return instead."
                ),
                params={"order": str(order)},
            )
        if order.invoice_state != InvoiceState.NONE:
            raise DomainError(
                "order.invoiced",
                _(
                    "%(order)s has an invoice. Take that back first, by a credit note or by giving up its draft."
                ),
                params={"order": str(order)},
            )
