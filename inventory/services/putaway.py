"""Where goods that came in are best put. Proposals only: who carries them decides, and transfers them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from catalog.models import Variant
from inventory.choices import LocationKind, PutawayStrategy
from inventory.models import Level, Location, PutawayRule, Warehouse
from inventory.services.capacities import Load, loads_of, pieces_of, room_for
from inventory.types import PlaceProposal, PutawayLine

ZERO = Decimal(0)


def propose_places(lines: Sequence[PutawayLine]) -> list[list[PlaceProposal]]:
    """For each line, in order: the locations its goods go to, and how much to each.

    Follows the most precise rule of the line's warehouse (`PutawayRule`) and fills no location beyond its capacity; what
    an earlier line takes is no longer free for the next. What finds no place goes to the warehouse's stock, marked as
    `is_overflow`; so do goods without a rule, unmarked. Seven queries, however many lines.
    """
    if not lines:
        return []
    plan = _Plan(lines)
    return [plan.places_for(line) for line in lines]


class _Plan:
    """The warehouses as they will be once the lines before are put away."""

    def __init__(self, lines: Sequence[PutawayLine]) -> None:
        variant_ids = {line.variant_id for line in lines}
        warehouse_ids = {line.warehouse_id for line in lines}
        self.pieces = pieces_of(variant_ids)
        self.articles: dict[int, tuple[int, int, int, int]] = {
            pk: tuple(rest)  # type: ignore[misc]
            for pk, *rest in Variant.objects.filter(pk__in=variant_ids).values_list(
                "pk",
                "product_id",
                "product__category__tree_id",
                "product__category__lft",
                "product__unit__decimals",
            )
        }
        self.stock: Mapping[int, int | None] = dict(
            Warehouse.objects.filter(pk__in=warehouse_ids).values_list("pk", "stock_location_id")
        )
        self.rules: dict[int, list[PutawayRule]] = defaultdict(list)
        for rule in PutawayRule.objects.filter(warehouse__in=warehouse_ids).select_related(
            "category", "location"
        ):
            self.rules[rule.warehouse_id].append(rule)
        self.bins = list(
            Location.objects.filter(
                warehouse__in=self.rules, kind=LocationKind.STOCK, is_active=True
            ).order_by("code")
        )
        self.loads: dict[int, Load] = defaultdict(Load, loads_of([place.pk for place in self.bins]))
        # Where an article lies already, by (warehouse, variant).
        self.homes: dict[int, set[int]] = defaultdict(set)
        for variant_id, location_id in Level.objects.filter(
            variant__in=variant_ids, location__in=[place.pk for place in self.bins], on_hand__gt=0
        ).values_list("variant_id", "location_id"):
            self.homes[variant_id].add(location_id)

    def places_for(self, line: PutawayLine) -> list[PlaceProposal]:
        rule = self._rule_for(line)
        missing = line.quantity
        proposals: list[PlaceProposal] = []
        if rule is not None:
            for place in self._candidates(rule, line):
                quantity = self._fill(place, line, missing)
                if quantity:
                    proposals.append(PlaceProposal(place.pk, quantity))
                    missing -= quantity
                if not missing:
                    break
        if missing and (stock := self.stock.get(line.warehouse_id)):
            proposals.append(PlaceProposal(stock, missing, is_overflow=rule is not None))
        return proposals

    def _rule_for(self, line: PutawayLine) -> PutawayRule | None:
        product_id, tree, left, _decimals = self.articles[line.variant_id]
        best: PutawayRule | None = None
        rank = -1
        for rule in self.rules.get(line.warehouse_id, ()):
            category = rule.category
            if rule.product_id is not None:
                fits, here = rule.product_id == product_id, 1_000_000
            elif category is not None:
                fits = category.tree_id == tree and category.lft <= left <= category.rght
                here = category.level + 1
            else:
                fits, here = True, 0
            if fits and here > rank:
                best, rank = rule, here
        return best

    def _candidates(self, rule: PutawayRule, line: PutawayLine) -> Iterable[Location]:
        around = rule.location
        if rule.strategy == PutawayStrategy.FIXED:
            return [place for place in self.bins if place.pk == around.pk]
        # Bins are the places that have none below them.
        inside = [
            place
            for place in self.bins
            if place.tree_id == around.tree_id
            and around.lft <= place.lft <= around.rght
            and place.rght == place.lft + 1
        ]
        empty = [place for place in inside if not self.loads[place.pk].quantity]
        if rule.strategy == PutawayStrategy.NEAREST:
            return empty
        homes = self.homes[line.variant_id]
        return [
            *(place for place in inside if place.pk in homes),
            *(place for place in empty if place.pk not in homes),
        ]

    def _fill(self, place: Location, line: PutawayLine, wanted: Decimal) -> Decimal:
        """How much of it goes there; it is there from then on."""
        piece = self.pieces[line.variant_id]
        room = room_for(place, self.loads[place.pk], piece)
        unit = Decimal(1).scaleb(-self.articles[line.variant_id][3])
        quantity = wanted if room is None else min(wanted, room // unit * unit)
        if quantity > 0:
            self.loads[place.pk] += piece.times(quantity)
            self.homes[line.variant_id].add(place.pk)
        return max(quantity, ZERO)
