"""The free stock behind an order's lines, the orders that wait for some, and what sales tells the inventory of both.

What can be promised is said by `inventory.selectors.availability` alone.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal

from django.db.models import DecimalField, F, Min, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce, Floor

from catalog.choices import RelationKind
from catalog.lifecycles import SOLD
from catalog.models import KitComponent, Relation
from inventory.extensions import Expected
from inventory.models import Level
from inventory.selectors.availability import PICKED_FROM, Figures, availability, available_to_promise
from sales.choices import LineKind, ReservationState
from sales.models import Channel, Order, OrderLine, OrderLineComponent
from sales.services.writing import GOES_ON, SOURCE


def free_for_line() -> Coalesce:
    """For querysets of order lines: the free stock of the line's article where its order ships from.

    Of kits: as many as their components make there.
    """
    levels = (
        Level.objects.filter(
            PICKED_FROM, variant=OuterRef("variant"), location__warehouse=OuterRef("order__warehouse")
        )
        .order_by()
        .values("variant")
        .annotate(free=Sum("available"))
    )
    quantity = DecimalField(max_digits=16, decimal_places=4)
    parts = (
        Level.objects.filter(
            PICKED_FROM,
            variant=OuterRef("component"),
            location__warehouse=OuterRef(OuterRef("order__warehouse")),
        )
        .order_by()
        .values("variant")
        .annotate(free=Sum("available"))
    )
    kits = (
        KitComponent.objects.filter(kit=OuterRef("variant"))
        .order_by()
        .annotate(
            whole=Floor(
                Coalesce(Subquery(parts.values("free")), Value(0), output_field=quantity) / F("quantity")
            )
        )
        .values("kit")
        .annotate(free=Min("whole"))
    )
    return Coalesce(
        Subquery(kits.values("free"), output_field=quantity),
        Subquery(levels.values("free"), output_field=quantity),
        output_field=quantity,
    )


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


def substitutes_in_stock(
    variant_ids: Iterable[int], warehouse_id: int, *, most: int = 3
) -> dict[int, list[str]]:
    """By article: SKUs of substitutes that are free in the warehouse, at most `most`; those without any are left out.

    At most four queries.
    """
    wanted = set(variant_ids)
    if not wanted:
        return {}
    offered: dict[int, list[tuple[int, str]]] = defaultdict(list)
    rows = Relation.objects.filter(
        kind=RelationKind.SUBSTITUTE,
        product__variants__in=wanted,
        other__status__in=SOLD,
        other__variants__is_active=True,
    ).order_by("position", "pk", "other__variants__sort_key")
    for asked, variant_id, sku in rows.values_list(
        "product__variants", "other__variants", "other__variants__sku"
    ):
        if asked in wanted:
            offered[asked].append((variant_id, sku))
    if not offered:
        return {}
    free = availability({pk for pairs in offered.values() for pk, _sku in pairs}, [warehouse_id])
    found = {
        asked: [sku for pk, sku in pairs if free[pk, warehouse_id] > 0][:most]
        for asked, pairs in offered.items()
    }
    return {asked: skus for asked, skus in found.items() if skus}


def waiting_lines(variant_ids: Collection[int] | None) -> list[Expected]:
    """What confirmed orders want and have not been given yet: wanted at once; of a kit, its components. Two queries."""
    waiting = {
        "order__status__in": GOES_ON,
        "kind": LineKind.GOODS,
        "quantity__gt": F("reserved") + F("delivered"),
    }
    lines = OrderLine.objects.filter(**waiting).exclude(order__reservation=ReservationState.FULL)
    articles = lines.filter(components=None)
    kits = OrderLineComponent.objects.filter(order_line__in=lines)
    if variant_ids is not None:
        articles, kits = articles.filter(variant__in=variant_ids), kits.filter(variant__in=variant_ids)
    columns = ("company_id", "variant_id", "warehouse", "still_wanted", "order_pk", "number")
    rows = [
        *articles.order_by("order__placed_at", "pk")
        .annotate(
            warehouse=F("order__warehouse"),
            still_wanted=F("quantity") - F("reserved") - F("delivered"),
            order_pk=F("order"),
            number=F("order__number"),
        )
        .values_list(*columns),
        *kits.order_by("order_line__order__placed_at", "pk")
        .annotate(
            warehouse=F("order_line__order__warehouse"),
            still_wanted=F("quantity")
            * (F("order_line__quantity") - F("order_line__reserved") - F("order_line__delivered")),
            order_pk=F("order_line__order"),
            number=F("order_line__order__number"),
        )
        .values_list(*columns),
    ]
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
