"""What is taken first when goods are set aside: the removal strategies."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone

from catalog.models import Variant
from inventory.choices import RemovalStrategy
from inventory.models import Level, RemovalRule
from inventory.selectors.levels import pickable
from inventory.types import Demand

# (warehouse id, variant id)
Place = tuple[int, int]
NEVER = dt.date.max


@dataclass
class Shelf:
    """What is still free of a variant (of one lot) at one location, while demands are served."""

    location_id: int
    lot_id: int | None
    available: Decimal


@dataclass(frozen=True)
class _Found:
    shelf: Shelf
    # The codes of locations are in the order in which one walks.
    way: str
    expires_on: dt.date | None
    arrived_at: dt.datetime
    pk: int


def free_shelves(demands: Sequence[Demand]) -> dict[Place, list[Shelf]]:
    """By (warehouse, variant): what can be set aside, in the order of the removal strategy of each.

    Three queries at most. Blocked lots, and those that have expired, are left out.
    """
    found: dict[Place, list[_Found]] = defaultdict(list)
    rows = Level.objects.filter(
        pickable(timezone.localdate()),
        company__in={demand.company_id for demand in demands},
        variant__in={part.variant_id for demand in demands for part in demand.takes},
        location__warehouse__in={demand.warehouse_id for demand in demands},
        available__gt=0,
    ).values_list(
        "location__warehouse",
        "variant_id",
        "location_id",
        "lot_id",
        "available",
        "location__code",
        "lot__expires_on",
        "lot__created_at",
        "filled_at",
        "pk",
    )
    for warehouse_id, variant_id, location_id, lot_id, free, code, expires_on, made, filled, pk in rows:
        found[warehouse_id, variant_id].append(
            _Found(Shelf(location_id, lot_id, free), code, expires_on, made or filled, pk)
        )
    strategies = _strategies({demand.company_id for demand in demands}, found)
    return defaultdict(
        list,
        {
            place: [one.shelf for one in sorted(shelves, key=lambda one: _order(strategies.get(place), one))]
            for place, shelves in found.items()
        },
    )


def _order(strategy: str | None, one: _Found) -> tuple[object, ...]:
    if strategy == RemovalStrategy.FIFO:
        return one.arrived_at, one.way, one.pk
    if strategy == RemovalStrategy.FEFO:
        return one.expires_on or NEVER, one.arrived_at, one.way, one.pk
    if strategy == RemovalStrategy.CLOSEST:
        return one.way, one.expires_on or NEVER, one.pk
    return one.expires_on or NEVER, one.way, one.pk


def _strategies(company_ids: set[int], places: Iterable[Place]) -> dict[Place, str]:
    """The strategy of each (warehouse, variant) that a rule speaks of."""
    rules = list(RemovalRule.objects.filter(company__in=company_ids).select_related("category", "warehouse"))
    if not rules:
        return {}
    wanted = list(places)
    categories = {
        pk: (company_tree, left)
        for pk, company_tree, left in Variant.objects.filter(
            pk__in={variant_id for _warehouse, variant_id in wanted}
        ).values_list("pk", "product__category__tree_id", "product__category__lft")
    }
    strategies: dict[Place, str] = {}
    for warehouse_id, variant_id in wanted:
        tree, left = categories[variant_id]
        best: tuple[int, bool] | None = None
        for rule in rules:
            if rule.warehouse_id not in {None, warehouse_id}:
                continue
            category = rule.category
            if category and not (category.tree_id == tree and category.lft <= left <= category.rght):
                continue
            rank = (category.level + 1 if category else 0, rule.warehouse_id is not None)
            if best is None or rank > best:
                best, strategies[warehouse_id, variant_id] = rank, rule.strategy
    return strategies
