"""The free stock behind an order's lines, and the orders that wait for some."""

from collections import defaultdict
from collections.abc import Collection, Iterable

from django.db.models import DateField, DecimalField, F, Min, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Cast, Coalesce, Floor, Now

from catalog.choices import RelationKind
from catalog.lifecycles import SOLD
from catalog.models import KitComponent, Relation
from inventory.models import Level
from inventory.selectors.levels import availability, pickable
from sales.choices import LineKind, ReservationState
from sales.models import Order
from sales.services.writing import GOES_ON


def free_for_line() -> Coalesce:
    """For querysets of order lines: the free stock of the line's article where its order ships from.

    Of kits: as many as their components make there.
    """
    levels = (
        Level.objects.filter(
            pickable(Cast(Now(), DateField())),
            variant=OuterRef("variant"),
            location__warehouse=OuterRef("order__warehouse"),
        )
        .order_by()
        .values("variant")
        .annotate(free=Sum("available"))
    )
    quantity = DecimalField(max_digits=16, decimal_places=4)
    parts = (
        Level.objects.filter(
            pickable(Cast(Now(), DateField())),
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
