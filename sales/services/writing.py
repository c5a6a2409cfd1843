"""What the services share: locking orders, writing columns of many rows in one statement, the day something happens."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import connection, models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from erp.documents import transition
from erp.errors import DomainError
from erp.locks import lock
from erp.models import Document
from inventory.types import Demand
from sales.choices import InvoiceState, LineKind, OrderStatus, ReservationState
from sales.models import Order, OrderLine

M = TypeVar("M", bound=models.Model)
D = TypeVar("D", bound=Document)

# One day for all, or one for each document by its primary key; null: today.
Dates = dt.date | Mapping[int, dt.date] | None
SOURCE = "sales.order"
DELIVERY_SOURCE = "sales.delivery"
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
    )


def lock_documents(documents: Iterable[D], *related: str) -> list[D]:
    """The given documents, locked in primary-key order and read anew into the same objects.

    Raises `DomainError` "document.gone" when one of them is not visible in this scope (any more).
    """
    given = {document.pk: document for document in documents}
    if not given:
        return []
    model = type(next(iter(given.values())))
    fresh = lock(model._default_manager.filter(pk__in=given).select_related(*related))
    if len(fresh) < len(given):
        raise DomainError(
            "document.gone",
            _("Some of these documents do not exist here. Reload the list and choose again."),
        )
    for document in fresh:
        kept = given[document.pk]
        kept.__dict__.update(document.__dict__)
        kept.__dict__.pop("_prefetched_objects_cache", None)
    return [given[document.pk] for document in fresh]


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


def refuse_unless(documents: Iterable[Document], to: str) -> None:
    """Raises the refusal of `transition` before any work is done for documents that may not go to `to`."""
    for document in documents:
        labels = document.lifecycle.labels
        if not document.lifecycle.allows(document.status, to):
            raise DomainError(
                "transition.refused",
                _(
                    "%(document)s is “%(status)s” and can't become “%(to)s”. Reload the page to see where it stands."
                ),
                params={
                    "document": str(document),
                    "status": str(labels[document.status]),
                    "to": str(labels[to]),
                },
            )


def lines_of(orders: Iterable[Order]) -> dict[int, list[OrderLine]]:
    """The lines of the (locked) orders, by order."""
    found: dict[int, list[OrderLine]] = defaultdict(list)
    for line in OrderLine.objects.filter(order_id__in=[order.pk for order in orders]).order_by(
        "position", "id"
    ):
        found[line.order_id].append(line)
    return found


def write_rows(rows: Sequence[M], *names: str) -> None:
    """Write the named columns of `rows` (all of one model) as they stand in memory, in one statement."""
    if not rows:
        return
    model, quote = type(rows[0]), connection.ops.quote_name
    fields: list[Any] = [model._meta.get_field(name) for name in names]
    columns = [quote(field.column) for field in fields]
    types = [field.db_type(connection) for field in fields]
    has_stamp = any(field.name == "updated_at" for field in model._meta.concrete_fields)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            UPDATE {quote(model._meta.db_table)} AS kept
            SET {", ".join(f"{column} = fresh.{column}" for column in columns)}
                {", updated_at = %s" if has_stamp else ""}
            FROM unnest(%s::bigint[], {", ".join(f"%s::{kind}[]" for kind in types)})
                 AS fresh(id, {", ".join(columns)})
            WHERE kept.id = fresh.id
            """,  # noqa: S608 (names of our own columns)
            [
                *([timezone.now()] if has_stamp else []),
                [row.pk for row in rows],
                *(
                    [field.get_db_prep_save(getattr(row, field.attname), connection) for row in rows]
                    for field in fields
                ),
            ],
        )


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
