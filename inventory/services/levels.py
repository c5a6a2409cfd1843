"""What lies free at locations, asked before it is taken from there."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from erp.errors import DomainError
from inventory.models import Level
from inventory.services.articles import sku_of

# Variant, location, lot: a level.
Place = tuple[int, int, int | None]


def check_free(wanted: Iterable[tuple[Place, Decimal]]) -> None:
    """Raises `DomainError` "stock.not_enough" when less is free at a place than is wanted from there: what is set aside
    stays. One query; the caller holds the positions' locks."""
    rows = list(wanted)
    free: dict[Place, Decimal] = defaultdict(Decimal)
    for variant_id, location_id, lot_id, available in Level.objects.filter(
        variant__in={place[0] for place, _quantity in rows},
        location__in={place[1] for place, _quantity in rows},
    ).values_list("variant_id", "location_id", "lot_id", "available"):
        free[variant_id, location_id, lot_id] = available
    for place, quantity in rows:
        if free[place] < quantity:
            raise DomainError(
                "stock.not_enough",
                _(
                    "%(sku)s: %(wanted)s wanted, %(available)s free at this location. Move less, or release some."
                ),
                "quantity",
                {
                    "sku": sku_of(place[0]),
                    "wanted": f"{quantity.normalize():f}",
                    "available": f"{free[place].normalize():f}",
                },
            )
        free[place] -= quantity
