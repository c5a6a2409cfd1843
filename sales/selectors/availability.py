"""The free stock behind an order's lines, the orders that wait for some, and what sales tells the inventory of both.

What can be promised is said by `inventory.selectors.availability` alone.
"""

from collections.abc import Collection, Mapping
from decimal import Decimal

from django.db.models import DecimalField, F, OuterRef, QuerySet, Subquery, Sum

from inventory.extensions import Expected
from inventory.models import Level
from inventory.selectors.availability import PICKED_FROM, Figures, available_to_promise
from sales.choices import LineKind, ReservationState
from sales.models import Channel, Order, OrderLine
from sales.services.writing import GOES_ON, SOURCE


def free_for_line() -> Subquery:
    """For querysets of order lines: the free stock of the line's article where its order ships from."""
    levels = (
        Level.objects.filter(
            PICKED_FROM, variant=OuterRef("variant"), location__warehouse=OuterRef("order__warehouse")
        )
        .order_by()
        .values("variant")
        .annotate(free=Sum("available"))
    )
    return Subquery(levels.values("free"), output_field=DecimalField(max_digits=16, decimal_places=4))


def waiting_orders(company_id: int, variant_ids: Collection[int]) -> QuerySet[Order]:
    """Confirmed orders of the company that wait for one of these articles: the highest priority first, then the oldest.

    Those that somebody let go of wait until somebody reserves for them.
    """
    return (
        Order.objects.filter(
            company_id=company_id,
            status__in=GOES_ON,
            lines__kind=LineKind.GOODS,
            lines__variant__in=variant_ids,
            lines__quantity__gt=F("lines__reserved") + F("lines__delivered"),
        )
        .exclude(reservation=ReservationState.FULL)
        .exclude(is_held_back=True)
        .order_by("-priority", "placed_at", "pk")
        .distinct()
    )


def waiting_lines(variant_ids: Collection[int] | None) -> list[Expected]:
    """What confirmed orders want and have not been given yet: wanted at once. One query."""
    lines = OrderLine.objects.filter(
        order__status__in=GOES_ON, kind=LineKind.GOODS, quantity__gt=F("reserved") + F("delivered")
    ).exclude(order__reservation=ReservationState.FULL)
    if variant_ids is not None:
        lines = lines.filter(variant__in=variant_ids)
    rows = lines.order_by("order__placed_at", "pk").values_list(
        "company_id",
        "variant_id",
        "order__warehouse_id",
        F("quantity") - F("reserved") - F("delivered"),
        "order_id",
        "order__number",
    )
    return [
        Expected(company_id, variant_id or 0, warehouse_id, None, quantity, SOURCE, order_id, number or "")
        for company_id, variant_id, warehouse_id, quantity, order_id, number in rows
    ]


def kept_back(channel: str, variant_ids: Collection[int]) -> Mapping[int, Decimal]:
    """What the channel of that code does not sell of each article. One query."""
    kept = Channel.objects.filter(code=channel, stock_buffer__gt=0).order_by("pk").first()
    return dict.fromkeys(variant_ids, kept.stock_buffer) if kept else {}


def for_orders(
    variant_ids: Collection[int], warehouse_ids: Collection[int]
) -> dict[tuple[int, int], Figures]:
    """By (variant, warehouse): what orders that ship from there can be given, now and later."""
    found = available_to_promise(variant_ids, warehouse_ids=warehouse_ids)
    return {(v, w): figures.at(w) for v, figures in found.items() for w in set(warehouse_ids)}
