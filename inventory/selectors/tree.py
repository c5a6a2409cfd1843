"""A warehouse as a tree: what is where, and how full it is."""

from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Count, F, Sum

from inventory.models import Level, Location, Warehouse
from inventory.services.capacities import volume_at

ZERO = Decimal(0)


@dataclass
class Node:
    """A location with what lies there itself (`quantity`, `articles`) and in all below it (`total`)."""

    location: Location
    quantity: Decimal = ZERO
    reserved: Decimal = ZERO
    articles: int = 0
    weight_kg: Decimal = ZERO
    volume_l: Decimal = ZERO
    total: Decimal = ZERO
    children: list["Node"] = field(default_factory=list)

    @property
    def fill(self) -> int | None:
        """Per cent of the tightest of its capacities; null without any. More than 100 where too much lies there."""
        place = self.location
        rates = [
            used / limit
            for used, limit in (
                (self.quantity, place.max_quantity),
                (self.weight_kg, place.max_weight_kg),
                (self.volume_l, place.max_volume_l),
            )
            if limit
        ]
        return int(max(rates) * 100) if rates else None

    @property
    def tone(self) -> str:
        """How pressing its fill rate is."""
        return "red" if (self.fill or 0) > 100 else "yellow" if (self.fill or 0) >= 90 else "green"

    @property
    def bar(self) -> int:
        return min(self.fill or 0, 100)


def warehouse_tree(warehouse: Warehouse) -> list[Node]:
    """The roots of a warehouse's locations, in the order one walks. Two queries."""
    loads = {
        pk: values
        for pk, *values in Level.objects.filter(location__warehouse=warehouse, on_hand__gt=0)
        .order_by()
        .values_list("location")
        .annotate(
            quantity=Sum("on_hand"),
            set_aside=Sum("reserved"),
            articles=Count("variant", distinct=True),
            weight=Sum(F("on_hand") * F("variant__weight_kg")),
            volume=Sum(F("on_hand") * volume_at("variant__")),
        )
    }
    roots: list[Node] = []
    path: list[Node] = []
    for location in Location.objects.filter(warehouse=warehouse).order_by("tree_id", "lft"):
        node = Node(location)
        if location.pk in loads:
            quantity, reserved, articles, weight, volume = loads[location.pk]
            node.quantity, node.reserved, node.articles = quantity, reserved, articles
            node.weight_kg, node.volume_l = weight or ZERO, volume or ZERO
        while path and not _is_inside(location, path[-1].location):
            path.pop()
        (path[-1].children if path else roots).append(node)
        path.append(node)
        for above in path:
            above.total += node.quantity
    return roots


def _is_inside(location: Location, other: Location) -> bool:
    return location.tree_id == other.tree_id and other.lft < location.lft < other.rght
