"""What kits are made of."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from catalog.choices import ProductKind
from catalog.models import KitComponent
from catalog.types import Part


def parts_of(kit_ids: Iterable[int]) -> dict[int, list[Part]]:
    """By kit: its components in their order. What is no kit is left out, a set that is packed ahead too. One query."""
    return _recipes(kit_ids, kit__product__kind=ProductKind.KIT)


def recipes_of(variant_ids: Iterable[int]) -> dict[int, list[Part]]:
    """By article: what one is packed of, kit or set. One query."""
    return _recipes(variant_ids)


def _recipes(variant_ids: Iterable[int], **conditions: object) -> dict[int, list[Part]]:
    found: dict[int, list[Part]] = defaultdict(list)
    rows = KitComponent.objects.filter(kit__in=set(variant_ids), **conditions)
    rows = rows.order_by("kit", "position", "pk")
    for kit_id, component_id, quantity in rows.values_list("kit_id", "component_id", "quantity"):
        found[kit_id].append(Part(component_id, quantity))
    return dict(found)


def kits_with(variant_ids: Iterable[int]) -> dict[int, set[int]]:
    """By component: the kits it is part of. One query."""
    found: dict[int, set[int]] = defaultdict(set)
    rows = KitComponent.objects.filter(component__in=set(variant_ids), kit__product__kind=ProductKind.KIT)
    for component_id, kit_id in rows.values_list("component_id", "kit_id"):
        found[component_id].add(kit_id)
    return dict(found)


def whole_kits(parts: Sequence[Part], available: Mapping[int, Decimal]) -> Decimal:
    """How many whole kits the available quantities of their components make.

    >>> whole_kits([Part(1, Decimal(2)), Part(2, Decimal(1))], {1: Decimal(7), 2: Decimal(5)})
    Decimal('3')
    """
    return min(
        (max(available.get(p.variant_id, Decimal(0)), Decimal(0)) // p.quantity for p in parts),
        default=Decimal(0),
    )
