"""Layers while they are cut, and how they are found and written.

Each amount is rounded once, when a layer is cut, by `erp.money`; the piece and the rest always add up to what was there,
so the last piece takes all that remains.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import connection
from django.db.models import Q

from erp.money import allocate
from inventory.models import Layer
from inventory.services.locking import Held

ZERO = Decimal(0)


@dataclass(eq=False)
class OpenLayer:
    """A layer while it is being cut: what remains of it, and what that is worth (null where the position is valued as a
    whole). `pk` is null until it is written."""

    pk: int | None
    remaining: Decimal
    remaining_amount: Decimal | None
    is_shortage: bool = False
    quantity: Decimal = ZERO
    amount: Decimal = ZERO


@dataclass(frozen=True)
class Piece:
    """What is taken of a layer; below zero: given back, of the consumption `restores`, or filled into a shortage."""

    layer: OpenLayer
    quantity: Decimal
    amount: Decimal
    restores_id: int | None = None
    is_settlement: bool = False


def part_of(amount: Decimal, part: Decimal, whole: Decimal, currency: str) -> Decimal:
    """The share of `amount` that `part` of `whole` has, rounded once; all of it for the whole."""
    return amount if part == whole else allocate(amount, [part, whole - part], currency)[0]


def layers_in_order(needs: Mapping[Held, Decimal]) -> dict[Held, list[OpenLayer]]:
    """The layers that issues of `needs` (quantity by company and variant) will use up, oldest first. One statement.

    Walks each position's open layers by index and stops as soon as they suffice: it costs what is consumed, however many
    layers stand behind. The caller holds the positions' locks.
    """
    pairs = [pair for pair, quantity in needs.items() if quantity > 0]
    layers: dict[Held, list[OpenLayer]] = {pair: [] for pair in pairs}
    if not pairs:
        return layers
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH RECURSIVE need (company_id, variant_id, quantity) AS (
                SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::numeric[])
            ), walk AS (
                SELECT need.*, 0::bigint AS id, 0::numeric AS remaining, 0::numeric AS amount, 0::numeric AS reached
                FROM need
                UNION ALL
                SELECT walk.company_id, walk.variant_id, walk.quantity, layer.id, layer.remaining,
                       layer.remaining_amount, walk.reached + layer.remaining
                FROM walk
                CROSS JOIN LATERAL (
                    SELECT next.id, next.remaining, next.remaining_amount FROM inventory_layer AS next
                    WHERE next.company_id = walk.company_id AND next.variant_id = walk.variant_id
                      AND next.is_open AND next.id > walk.id
                    ORDER BY next.id LIMIT 1
                ) AS layer
                WHERE walk.reached < walk.quantity
            )
            SELECT company_id, variant_id, id, remaining, amount FROM walk WHERE id > 0 ORDER BY id
            """,
            [
                [company_id for company_id, _variant_id in pairs],
                [variant_id for _company_id, variant_id in pairs],
                [needs[pair] for pair in pairs],
            ],
        )
        for company_id, variant_id, pk, remaining, amount in cursor.fetchall():
            layers[company_id, variant_id].append(OpenLayer(pk, remaining, amount))
    return layers


def shortages(pairs: Collection[Held]) -> dict[Held, OpenLayer]:
    """The layers that less than nothing remains of. One statement."""
    condition = Q(pk__in=[])
    for company_id, variant_id in pairs:
        condition |= Q(company_id=company_id, variant_id=variant_id)
    return {
        (layer.company_id, layer.variant_id): open_layer(layer)
        for layer in Layer.objects.filter(condition, is_short=True)
    }


def open_layer(layer: Layer) -> OpenLayer:
    return OpenLayer(
        layer.pk,
        layer.remaining,
        layer.remaining_amount,
        layer.is_shortage,
        layer.quantity,
        layer.amount,
    )


def write_layers(layers: Sequence[OpenLayer]) -> None:
    """Write what remains of layers. One statement; the caller holds the positions' locks."""
    if not layers:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE inventory_layer AS layer
            SET remaining = cut.remaining, remaining_amount = cut.amount
            FROM unnest(%s::bigint[], %s::numeric[], %s::numeric[]) AS cut(id, remaining, amount)
            WHERE layer.id = cut.id
            """,
            [
                [layer.pk for layer in layers],
                [layer.remaining for layer in layers],
                [layer.remaining_amount for layer in layers],
            ],
        )
