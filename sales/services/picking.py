"""Deliveries as the warehouse picks them."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from erp.bulk import write_rows
from erp.documents import refuse_unless, transition
from erp.errors import DomainError
from erp.locks import lock
from erp.models import User
from inventory.models import Picking
from inventory.picking import PickSource, Want, pick_sources
from inventory.services.pickings import create_pickings
from sales.choices import DeliveryStatus
from sales.models import Delivery, DeliveryLine, Order, OrderLine
from sales.services.deliveries import lines_of_deliveries, lock_deliveries, ship_deliveries
from sales.services.kits import goods_of
from sales.services.writing import DELIVERY_SOURCE, SOURCE, kit_parts, lines_of, reservation_of


def pick_deliveries(
    deliveries: Sequence[Delivery], *, method: str = "batch", assigned_to: User | None = None
) -> list[Picking]:
    """Walks for draft deliveries: see `inventory.services.pickings.create_pickings`."""
    return create_pickings(
        DELIVERY_SOURCE,
        [delivery.pk for delivery in deliveries],
        method=method,
        assigned_to=assigned_to,
    )


def lock_wants(ids: Sequence[int]) -> list[Want]:
    """What draft deliveries take, of kits their components, locked with their orders. Raises "transition.refused" for
    another one.
    """
    deliveries, orders = lock_deliveries(list(Delivery.objects.filter(pk__in=ids)))
    refuse_unless(deliveries, DeliveryStatus.SHIPPED)
    order_lines = {line.pk: line for some in lines_of(orders).values() for line in some}
    by_id = {delivery.pk: delivery for delivery in deliveries}
    return [
        Want(
            company_id=line.company_id,
            warehouse_id=by_id[line.delivery_id].warehouse_id,
            variant_id=part.variant_id,
            quantity=line.quantity * part.quantity,
            source_id=line.delivery_id,
            source_line_id=line.pk,
            reserved_kind=SOURCE,
            reserved_id=by_id[line.delivery_id].order_id,
            reserved_line_id=line.order_line_id,
        )
        for line in lines_of_deliveries(deliveries)
        for part in goods_of(order_lines[line.order_line_id])
    ]


def shorten(missing: Mapping[int, Decimal]) -> None:
    """So much of delivery lines was not there: they deliver less, their orders have less set aside. A delivery of which
    nothing is left is cancelled. Raises `DomainError` "picking.kit" for a component: a kit is delivered whole.
    """
    with transaction.atomic():
        wanted = DeliveryLine.objects.filter(pk__in=missing)
        deliveries, orders = lock_deliveries(list(Delivery.objects.filter(pk__in=wanted.values("delivery"))))
        rows = lock(wanted)
        order_lines = {line.pk: line for some in lines_of(orders).values() for line in some}
        _refuse_parts([order_lines[row.order_line_id] for row in rows])
        for row in rows:
            row.quantity -= missing[row.pk]
            order_lines[row.order_line_id].reserved -= missing[row.pk]
        touched: dict[int, OrderLine] = {row.order_line_id: order_lines[row.order_line_id] for row in rows}
        DeliveryLine.objects.filter(pk__in=[row.pk for row in rows if row.quantity <= 0]).delete()
        write_rows([row for row in rows if row.quantity > 0], "quantity")
        write_rows(list(touched.values()), "reserved")
        _set_reservations(orders, order_lines)
        left = set(DeliveryLine.objects.filter(delivery__in=deliveries).values_list("delivery_id", flat=True))
        transition(
            [delivery for delivery in deliveries if delivery.pk not in left],
            DeliveryStatus.CANCELLED,
            note=_("Nothing of it was found in the warehouse."),
        )


def _refuse_parts(lines: Sequence[OrderLine]) -> None:
    for line in lines:
        if kit_parts(line):
            raise DomainError(
                "picking.kit",
                _(
                    "%(article)s is a kit and is delivered whole: bring the missing piece, or leave this stop open and have"
                    " the order changed."
                ),
                "picked",
                {"article": line.description},
            )


def ship(ids: Sequence[int], date: dt.date) -> None:
    """They leave with what was picked. Raises what `ship_deliveries` refuses."""
    deliveries = list(Delivery.objects.filter(pk__in=ids))
    if len(deliveries) < len(ids):
        raise DomainError(
            "document.gone", _("Some of these deliveries do not exist any more. Reload the page.")
        )
    ship_deliveries(deliveries, dates=date)


def _set_reservations(orders: Sequence[Order], order_lines: Mapping[int, OrderLine]) -> None:
    for order in orders:
        order.reservation = reservation_of(line for line in order_lines.values() if line.order_id == order.pk)
    write_rows(orders, "reservation")


pick_sources.register(DELIVERY_SOURCE, PickSource(lock_wants, shorten, ship))
