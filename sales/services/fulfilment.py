"""All the steps of an order at once, for batches: confirm, deliver, ship, invoice."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from accounting.models import Invoice
from erp.errors import DomainError
from sales.choices import DeliveryStatus, InvoiceState, OrderStatus
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


def ship_orders(orders: Iterable[Order], *, dates: Dates = None) -> list[Delivery]:
    """Ship all that is reserved for each order: its deliveries still to pick, and one more of what is on none.

    Raises `DomainError` "order.nothing_to_ship" when nothing is reserved for one of them.
    """
    with transaction.atomic():
        locked = lock_documents(orders)
        ready = _ready(locked)
        for order in locked:
            if order.status not in GOES_ON or order.pk not in ready:
                raise DomainError(
                    "order.nothing_to_ship",
                    _("Nothing is reserved for %(order)s. Confirm it, or receive what it waits for."),
                    params={"order": str(order)},
                )
        picked = list(Delivery.objects.filter(order__in=locked, status=DeliveryStatus.DRAFT))
        open_orders = set(
            OrderLine.objects.filter(order__in=locked, reserved__gt=0)
            .annotate(
                picked=Coalesce(
                    Sum(
                        "delivery_lines__quantity",
                        filter=Q(delivery_lines__delivery__status=DeliveryStatus.DRAFT),
                    ),
                    Decimal(0),
                )
            )
            .filter(reserved__gt=F("picked"))
            .values_list("order_id", flat=True)
        )
        leaving = picked + create_deliveries(
            [order for order in locked if order.pk in open_orders], dates=dates
        )
        ship_deliveries(
            leaving, dates={delivery.pk: day_of(dates, delivery.order_id) for delivery in leaving}
        )
        lock_documents(locked)
    return leaving


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


def _ready(orders: Iterable[Order]) -> set[int]:
    """The orders that something is reserved for."""
    lines = OrderLine.objects.filter(order__in=list(orders), reserved__gt=0)
    return set(lines.order_by().values_list("order_id", flat=True))
