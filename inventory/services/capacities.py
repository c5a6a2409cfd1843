"""What locations hold: pieces, weight and volume, and what is refused beyond."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import DecimalField, F, Q, Sum, Value
from django.db.models.expressions import Combinable
from django.utils.translation import gettext_lazy as _

from catalog.models import Variant
from erp.errors import DomainError
from erp.locks import lock
from inventory.choices import CapacityRule, LocationKind
from inventory.models import Level, Location

if TYPE_CHECKING:
    from inventory.services.moves import MoveDraft

ZERO = Decimal(0)


@dataclass(frozen=True)
class Load:
    """Pieces, kg and litres. What an article does not say weighs nothing and takes no room."""

    quantity: Decimal = ZERO
    weight_kg: Decimal = ZERO
    volume_l: Decimal = ZERO

    def __add__(self, other: "Load") -> "Load":
        return Load(
            self.quantity + other.quantity,
            self.weight_kg + other.weight_kg,
            self.volume_l + other.volume_l,
        )

    def times(self, quantity: Decimal) -> "Load":
        return Load(self.quantity * quantity, self.weight_kg * quantity, self.volume_l * quantity)


def volume_at(path: str = "") -> Combinable:
    """Litres of one unit, as the article's sheet says, where it says its dimensions."""
    if any(field.name == "volume_l" for field in Variant._meta.get_fields()):
        return F(f"{path}volume_l")
    return Value(None, output_field=DecimalField())


def pieces_of(variant_ids: Collection[int]) -> dict[int, Load]:
    """What one unit of each variant loads. One query."""
    return {
        pk: Load(Decimal(1), weight or ZERO, volume or ZERO)
        for pk, weight, volume in Variant.objects.filter(pk__in=variant_ids).values_list(
            "pk", "weight_kg", volume_at()
        )
    }


def loads_of(location_ids: Collection[int]) -> dict[int, Load]:
    """What lies at each location now. One query."""
    rows = (
        Level.objects.filter(location__in=location_ids, on_hand__gt=0)
        .order_by()
        .values_list("location")
        .annotate(
            quantity=Sum("on_hand"),
            weight=Sum(F("on_hand") * F("variant__weight_kg")),
            volume=Sum(F("on_hand") * volume_at("variant__")),
        )
    )
    return {
        pk: Load(quantity or ZERO, weight or ZERO, volume or ZERO) for pk, quantity, weight, volume in rows
    }


def room_for(location: Location, load: Load, piece: Load) -> Decimal | None:
    """How many pieces still go to a location that carries `load`; null: as many as one likes."""
    rooms = [
        (limit - used) / one
        for limit, used, one in (
            (location.max_quantity, load.quantity, piece.quantity),
            (location.max_weight_kg, load.weight_kg, piece.weight_kg),
            (location.max_volume_l, load.volume_l, piece.volume_l),
        )
        if limit is not None and one > 0
    ]
    return max(min(rooms), ZERO) if rooms else None


def check_capacities(drafts: "Collection[MoveDraft]") -> None:
    """Raises `DomainError` "location.full" where moves would bring more to a location than it holds, in warehouses that
    refuse it. A count may: it says what is there. The caller holds the positions' locks; what is limited is locked after.

    No query for goods that leave (their value does), one where nothing is limited, five otherwise.
    """
    drafts = [draft for draft in drafts if draft.valued.amount >= 0]
    if not drafts:
        return
    limited = lock(
        Location.objects.filter(
            ~Q(max_quantity=None) | ~Q(max_weight_kg=None) | ~Q(max_volume_l=None),
            pk__in={draft.destination_id for draft in drafts},
            warehouse__capacity_rule=CapacityRule.REFUSE,
        )
    )
    if not limited:
        return
    counted = set(
        Location.objects.filter(
            pk__in={draft.origin_id for draft in drafts}, kind=LocationKind.LOSS
        ).values_list("pk", flat=True)
    )
    drafts = [draft for draft in drafts if draft.origin_id not in counted]
    pieces = pieces_of({draft.variant_id for draft in drafts})
    change = _changes(drafts, pieces)
    loads = loads_of([location.pk for location in limited])
    for location in limited:
        after = loads.get(location.pk, Load()) + change[location.pk]
        for limit, brings, load, unit in (
            (location.max_quantity, change[location.pk].quantity, after.quantity, ""),
            (location.max_weight_kg, change[location.pk].weight_kg, after.weight_kg, " kg"),
            (location.max_volume_l, change[location.pk].volume_l, after.volume_l, " l"),
        ):
            if limit is not None and brings > 0 and load > limit:
                raise DomainError(
                    "location.full",
                    _(
                        "%(location)s holds %(limit)s, and would have to hold %(load)s. Put the rest elsewhere."
                    ),
                    "location",
                    {
                        "location": location.code,
                        "limit": f"{limit.normalize():f}{unit}",
                        "load": f"{load.normalize():f}{unit}",
                    },
                )


def _changes(drafts: "Iterable[MoveDraft]", pieces: Mapping[int, Load]) -> dict[int, Load]:
    change: dict[int, Load] = defaultdict(Load)
    for draft in drafts:
        load = pieces[draft.variant_id]
        change[draft.destination_id] += load.times(draft.quantity)
        change[draft.origin_id] += load.times(-draft.quantity)
    return change
