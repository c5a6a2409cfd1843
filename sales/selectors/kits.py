"""The kits of an order, for people."""

from dataclasses import dataclass
from decimal import Decimal

from catalog.models import Variant
from catalog.selectors.kits import parts_of
from sales.models import Order
from sales.services.kits import components_of


@dataclass(frozen=True)
class ShownPart:
    """A component with how much of it the whole line takes."""

    variant: Variant
    total: Decimal

    @property
    def variant_id(self) -> int:
        return int(self.variant.pk)


@dataclass(frozen=True)
class KitLine:
    description: str
    parts: list[ShownPart]


def kit_lines(order: Order) -> list[KitLine]:
    """As confirmed, or for a draft as kits are made now. At most four queries."""
    lines = [line for line in order.lines.all() if line.variant_id]
    kept = components_of(line.pk for line in lines)
    now = parts_of(line.variant_id for line in lines if line.variant_id) if not kept else {}
    found = {line.pk: kept.get(line.pk) or now.get(line.variant_id or 0) for line in lines}
    articles = Variant.objects.in_bulk(
        {part.variant_id for parts in found.values() if parts for part in parts}
    )
    return [
        KitLine(
            line.description,
            [
                ShownPart(articles[part.variant_id], line.quantity * part.quantity)
                for part in parts
                if part.variant_id in articles
            ],
        )
        for line in lines
        if (parts := found[line.pk])
    ]
