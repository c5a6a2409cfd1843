"""What the services share: locking orders, how far an order is, the day something happens."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.contrib.postgres.aggregates import JSONBAgg
from django.db.models import OuterRef, Subquery, TextField
from django.db.models.functions import Cast, JSONObject
from django.utils import timezone

from catalog.types import Part
from erp.bulk import write_rows
from erp.documents import lock_documents, transition
from inventory.types import Demand
from sales.choices import InvoiceState, LineKind, OrderStatus, ReservationState
from sales.models import Order, OrderLine, OrderLineComponent

# One day for all, or one for each document by its primary key; null: today.
Dates = dt.date | Mapping[int, dt.date] | None
SOURCE = "sales.order"
DELIVERY_SOURCE = "sales.delivery"
# The components of a kit's line, quantities as text; null for other goods.
PARTS = Subquery(
    OrderLineComponent.objects.filter(order_line=OuterRef("pk"))
    .order_by()
    .values("order_line")
    .annotate(
        parts=JSONBAgg(
            JSONObject(variant="variant_id", quantity=Cast("quantity", TextField())), order_by="position"
        )
    )
    .values("parts")
)
GOES_ON = (OrderStatus.CONFIRMED, OrderStatus.PARTIALLY_SHIPPED)


def day_of(dates: Dates, pk: int) -> dt.date:
    """The day that `dates` gives the document `pk`."""
    if isinstance(dates, Mapping):
        return dates[pk]
    return dates or timezone.localdate()


def demand_of(order: Order, line: OrderLine) -> Demand:
    """What the line still wants set aside, by the order's priority."""
    return Demand(
        company_id=order.company_id,
        warehouse_id=order.warehouse_id,
        variant_id=line.variant_id or 0,
        quantity=line.waiting,
        source_kind=SOURCE,
        source_id=order.pk,
        source_line_id=line.pk,
        priority=order.priority,
        parts=kit_parts(line),
    )


def kit_parts(line: OrderLine) -> list[Part]:
    """The components of a kit's line as `lines_of` reads them; none for other goods."""
    parts = getattr(line, "parts", None) or ()
    return [Part(part["variant"], Decimal(part["quantity"])) for part in parts]


@dataclass(frozen=True)
class Batch:
    """Locked orders with their lines: what the steps of an order work on, so that a chain of steps reads them once."""

    orders: Sequence[Order]
    lines: Mapping[int, Sequence[OrderLine]]

    def only(self, wanted: Callable[[Order], bool]) -> "Batch":
        """The batch of the orders for which `wanted` holds."""
        return Batch([order for order in self.orders if wanted(order)], self.lines)

    def goods(self, order: Order) -> list[OrderLine]:
        return [line for line in self.lines[order.pk] if line.kind == LineKind.GOODS]


def lock_orders(orders: Iterable[Order], *related: str) -> Batch:
    """Lock orders (see `lock_documents`) and read their lines."""
    locked = lock_documents(orders, *related)
    return Batch(locked, lines_of(locked))


def lines_of(orders: Iterable[Order]) -> dict[int, list[OrderLine]]:
    """The lines of the (locked) orders, by order; `parts` of a kit's say what it was confirmed with."""
    found: dict[int, list[OrderLine]] = defaultdict(list)
    lines = OrderLine.objects.filter(order_id__in=[order.pk for order in orders]).annotate(parts=PARTS)
    for line in lines.order_by("position", "id"):
        found[line.order_id].append(line)
    return found


def reservation_of(lines: Iterable[OrderLine]) -> ReservationState:
    """How much of the goods that are still to be delivered is set aside."""
    goods = [line for line in lines if line.kind == LineKind.GOODS]
    if all(line.reserved + line.delivered == line.quantity for line in goods):
        return ReservationState.FULL
    return ReservationState.PARTIAL if any(line.reserved for line in goods) else ReservationState.NONE


def advance(batch: Batch, *, also: Sequence[str] = ()) -> None:
    """Move orders on as far as what is delivered and invoiced carries them, and write the fields `also` of all of them."""
    arrived: dict[str, list[Order]] = defaultdict(list)
    for order in batch.orders:
        if order.status in GOES_ON and (to := _shipping_status(batch.goods(order))) != order.status:
            arrived[to].append(order)
    for to in (OrderStatus.PARTIALLY_SHIPPED, OrderStatus.SHIPPED):
        transition(arrived[to], to, also=also)
    if also:
        moved = {order.pk for orders in arrived.values() for order in orders}
        write_rows([order for order in batch.orders if order.pk not in moved], *also)
    transition(
        [
            order
            for order in batch.orders
            if order.status == OrderStatus.SHIPPED and order.invoice_state == InvoiceState.INVOICED
        ],
        OrderStatus.DONE,
    )


def _shipping_status(goods: Sequence[OrderLine]) -> str:
    if all(line.delivered == line.quantity for line in goods):
        return OrderStatus.SHIPPED
    return OrderStatus.PARTIALLY_SHIPPED if any(line.delivered for line in goods) else OrderStatus.CONFIRMED
