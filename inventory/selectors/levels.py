"""What is on hand, how much of it is set aside, and what may be."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, Sum
from django.db.models.expressions import Combinable

from catalog.selectors.kits import parts_of, whole_kits
from inventory.choices import ON_HAND, LocationKind
from inventory.models import Level

ZERO = Decimal(0)


@dataclass(frozen=True)
class OnHand:
    """Quantities of a variant, in its unit."""

    on_hand: Decimal = ZERO
    reserved: Decimal = ZERO

    @property
    def available(self) -> Decimal:
        return self.on_hand - self.reserved


NOTHING = OnHand()


def stock_on_hand(
    variant_ids: Iterable[int],
    company_ids: Iterable[int] | None = None,
    *,
    warehouse_ids: Iterable[int] | None = None,
) -> dict[int, OnHand]:
    """For every variant asked for: what lies in the warehouses of the scope's companies (or of those named). Two queries.

    Goods in transit are not on hand. Of kits: as many as their components make; none is reserved by itself.
    """
    wanted = set(variant_ids)
    kits = parts_of(wanted)
    stocked = wanted | {part.variant_id for parts in kits.values() for part in parts}
    levels = Level.objects.filter(variant__in=stocked, location__kind__in=ON_HAND)
    if company_ids is not None:
        levels = levels.filter(company__in=list(company_ids))
    if warehouse_ids is not None:
        levels = levels.filter(location__warehouse__in=list(warehouse_ids))
    found = {
        row["variant"]: OnHand(row["on_hand"], row["reserved"])
        for row in levels.order_by()
        .values("variant")
        .annotate(on_hand=Sum("on_hand"), reserved=Sum("reserved"))
    }
    for kit_id, parts in kits.items():
        found[kit_id] = OnHand(whole_kits(parts, {pk: level.available for pk, level in found.items()}))
    return {pk: found.get(pk, NOTHING) for pk in wanted}


def pickable(day: "dt.date | Combinable") -> Q:
    """Of levels: what may be set aside on `day`. Not in quarantine, not where nothing is picked; of no lot, or of one that
    is neither blocked nor expired."""
    return Q(
        Q(lot=None) | Q(lot__is_blocked=False) & (Q(lot__expires_on=None) | Q(lot__expires_on__gte=day)),
        location__kind=LocationKind.STOCK,
        location__is_pickable=True,
        location__is_active=True,
    )
