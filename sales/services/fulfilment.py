"""All the steps of an order at once, for batches: confirm, deliver, ship, invoice."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from accounting.models import Invoice
from sales.choices import InvoiceState, OrderStatus
from sales.models import Delivery, Order, OrderLine
from sales.services.confirmation import confirm_orders
from sales.services.deliveries import create_deliveries, ship_deliveries
from sales.services.invoicing import invoice_orders
from sales.services.writing import GOES_ON, Dates, day_of, lock_documents


@dataclass(frozen=True)
class Fulfilment:
    """What came of it. Orders that wait for stock are in neither list, or were delivered in part."""

    deliveries: list[Delivery]
    invoices: list[Invoice]


def fulfil_orders(orders: Iterable[Order], *, dates: Dates = None, post: bool = True) -> Fulfilment:
    """Take each order as far as its stock goes: drafts are confirmed, what is reserved is shipped, and what is shipped
    completely is invoiced. `dates`: the day of shipping and invoicing of each order.
    """
    with transaction.atomic():
        locked = lock_documents(orders)
        confirm_orders([order for order in locked if order.status == OrderStatus.DRAFT])
        going = [order for order in locked if order.status in GOES_ON]
        reserved = set(
            OrderLine.objects.filter(order__in=going, reserved__gt=0)
            .order_by()
            .values_list("order_id", flat=True)
        )
        deliveries = create_deliveries([order for order in going if order.pk in reserved], dates=dates)
        ship_deliveries(
            deliveries, dates={delivery.pk: day_of(dates, delivery.order_id) for delivery in deliveries}
        )
        lock_documents(locked)
        invoices = invoice_orders(
            [
                order
                for order in locked
                if order.status == OrderStatus.SHIPPED and order.invoice_state == InvoiceState.NONE
            ],
            post=post,
            dates=dates,
        )
        lock_documents(locked)
    return Fulfilment(deliveries, invoices)
