"""Kits on orders: sold, invoiced and counted as one, set aside and shipped as their components."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal

from catalog.selectors.kits import parts_of
from catalog.types import Part
from sales.models import OrderLine, OrderLineComponent
from sales.services.writing import Batch, kit_parts

BATCH = 5000
ONE = Decimal(1)


def keep_components(batch: Batch) -> None:
    """Write down what the kits of orders that are being confirmed are made of now, there and on the lines. Two statements."""
    goods = [line for order in batch.orders for line in batch.goods(order)]
    kits = parts_of(line.variant_id for line in goods if line.variant_id)
    for line in goods:
        line.parts = [  # type: ignore[attr-defined]
            {"variant": part.variant_id, "quantity": str(part.quantity)}
            for part in kits.get(line.variant_id or 0, ())
        ]
    OrderLineComponent.objects.bulk_create(
        [
            OrderLineComponent(
                company_id=line.company_id,
                order_line=line,
                position=position,
                variant_id=part.variant_id,
                quantity=part.quantity,
            )
            for line in goods
            for position, part in enumerate(kits.get(line.variant_id or 0, ()), start=1)
        ],
        batch_size=BATCH,
    )


def components_of(line_ids: Iterable[int]) -> dict[int, list[Part]]:
    """By order line: what its kit is made of; lines of other goods are left out. One query."""
    found: dict[int, list[Part]] = defaultdict(list)
    rows = OrderLineComponent.objects.filter(order_line__in=set(line_ids)).order_by("position", "pk")
    for line_id, variant_id, quantity in rows.values_list("order_line_id", "variant_id", "quantity"):
        found[line_id].append(Part(variant_id, quantity))
    return dict(found)


def goods_of(line: OrderLine) -> Sequence[Part]:
    """What moves when one of `line` (from `lines_of`) does: the components of a kit, else the article itself."""
    return kit_parts(line) or (Part(line.variant_id or 0, ONE),)
