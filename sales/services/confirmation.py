"""Confirming orders, which sets goods aside for them, and setting aside what comes in later."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from catalog.lifecycles import END_OF_LIFE
from catalog.models import Variant
from erp.bulk import write_rows
from erp.documents import refuse_unless, transition
from erp.errors import DomainError
from erp.search import index_records
from inventory.selectors.availability import availability
from inventory.services.reservations import reserve_lines
from sales.choices import OrderStatus, ReservationState
from sales.models import Order, OrderLine
from sales.services.kits import keep_components
from sales.services.writing import GOES_ON, Batch, advance, demand_of, kit_parts, lock_orders, reservation_of


def confirm_orders(orders: Iterable[Order]) -> None:
    """Confirm draft orders, oldest first, and set aside what there is of their goods.

    What is missing is no reason to refuse: the order waits for stock (`reservation`). Unless its channel says otherwise:
    then `DomainError` "order.not_enough"; or the article is at the end of its life and comes in no more: "order.ended".
    An order without goods has nothing to ship and is shipped at once. Raises "transition.refused" for an order that is no
    draft. Nothing is written when one of them is refused.
    """
    with transaction.atomic():
        confirm(lock_orders(orders, "channel"))


def confirm(batch: Batch) -> None:
    """As `confirm_orders`, of orders that are locked, with their channels."""
    refuse_unless(batch.orders, OrderStatus.CONFIRMED)
    keep_components(batch)
    _reserve(batch)
    _refuse_short(batch)
    transition(batch.orders, OrderStatus.CONFIRMED)
    index_records(batch.orders)
    advance(batch.only(lambda order: not batch.goods(order)))


def reserve_waiting(orders: Iterable[Order]) -> list[Order]:
    """Set aside for confirmed orders what has become available, oldest first; the orders that got something.

    Orders that are not waiting (any more) are passed over.
    """
    with transaction.atomic():
        batch = lock_orders(orders)
        return _reserve(
            batch.only(lambda order: order.status in GOES_ON and order.reservation != ReservationState.FULL)
        )


def _reserve(batch: Batch) -> list[Order]:
    """Reserve what is missing; write lines and the orders' reservation. The orders that got something."""
    waiting = [
        (order, line)
        for order in sorted(batch.orders, key=lambda order: (-order.priority, order.placed_at, order.pk))
        for line in batch.goods(order)
        if line.waiting
    ]
    got = reserve_lines([demand_of(order, line) for order, line in waiting])
    changed = []
    for _order, line in waiting:
        if quantity := got.get(line.pk):
            line.reserved += quantity
            changed.append(line)
    write_rows(changed, "reserved")
    for order in batch.orders:
        order.reservation = reservation_of(batch.lines[order.pk])
        order.is_held_back = False
    write_rows(batch.orders, "reservation", "is_held_back")
    served = {line.order_id for line in changed}
    return [order for order in batch.orders if order.pk in served]


def _refuse_short(batch: Batch) -> None:
    _refuse_ended(batch)
    for order in batch.orders:
        if order.channel.allows_partial_reservation or order.reservation == ReservationState.FULL:
            continue
        missing = next(line for line in batch.goods(order) if line.waiting)
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


def _refuse_ended(batch: Batch) -> None:
    """What is at the end of its life is sold until the stock is gone, not beyond: an article, a kit, or what a kit lacks."""
    short: dict[int, list[tuple[Order, OrderLine, Decimal]]] = defaultdict(list)
    for order in batch.orders:
        for line in batch.goods(order):
            if line.waiting and line.variant_id:
                short[line.variant_id].append((order, line, line.waiting))
                for part in kit_parts(line):
                    short[part.variant_id].append((order, line, line.waiting * part.quantity))
    if not short:
        return
    ended = Variant.objects.filter(pk__in=short, product__status=END_OF_LIFE).order_by("pk")
    articles = {variant.pk: variant for variant in ended}
    if not articles:
        return
    # What a kit waits for may be another of its parts: of this one enough may be left.
    left = availability(articles, {order.warehouse_id for order in batch.orders})
    for variant_id, variant in articles.items():
        for order, line, wanted in short[variant_id]:
            if variant_id == line.variant_id or left[variant_id, order.warehouse_id] < wanted:
                raise DomainError(
                    "order.ended",
                    _(
                        "%(order)s: %(article)s is at the end of its life and comes in no more; %(reserved)s are left."
                        " Lower the quantity, or offer a substitute."
                    ),
                    params={
                        "order": str(order),
                        "article": line.description if variant_id == line.variant_id else variant.name,
                        "reserved": f"{line.reserved.normalize():f}",
                    },
                )
