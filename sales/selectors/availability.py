"""The free stock behind an order's lines, and the orders that wait for some."""

from collections.abc import Collection

from django.db.models import DateField, DecimalField, F, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Cast, Now

from inventory.models import Level
from inventory.selectors.levels import pickable
from sales.choices import LineKind, ReservationState
from sales.models import Order
from sales.services.writing import GOES_ON


def free_for_line() -> Subquery:
    """For querysets of order lines: the free stock of the line's article where its order ships from."""
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
