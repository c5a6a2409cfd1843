"""First in, first out: which layers an issue uses up, and what that is worth.

Each amount is rounded once, when a layer is cut, by `erp.money`; the piece and the rest always add up to what was there,
so the last piece takes all that remains.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import connection

from erp.money import allocate
from inventory.services.locking import Held

ZERO = Decimal(0)


@dataclass
class OpenLayer:
    """A layer while it is being cut: what remains of it, and what that is worth."""

    pk: int
    remaining: Decimal
    remaining_amount: Decimal


@dataclass(frozen=True)
class Piece:
    """What is taken of a layer; below zero: given back, of the consumption `restores`."""

    layer_id: int
    quantity: Decimal
    amount: Decimal
    restores_id: int | None = None


class Queue:
    """The open layers of one position, oldest first. `touched` are those that were cut."""

    def __init__(self, layers: Sequence[OpenLayer], currency: str) -> None:
        self.currency = currency
        self._layers = list(reversed(layers))
        self.touched: dict[int, OpenLayer] = {}

    def take(self, quantity: Decimal) -> list[Piece]:
        """The pieces that make up `quantity`. Raises `LookupError` if the layers hold less."""
        pieces = []
        while quantity > 0:
            if not self._layers:
                raise LookupError("The layers hold less than the levels: run manage.py verify.")
            layer = self._layers[-1]
            taken = min(quantity, layer.remaining)
            amount = part_of(layer.remaining_amount, taken, layer.remaining, self.currency)
            layer.remaining -= taken
            layer.remaining_amount -= amount
            quantity -= taken
            self.touched[layer.pk] = layer
            if not layer.remaining:
                self._layers.pop()
            pieces.append(Piece(layer.pk, taken, amount))
        return pieces


def part_of(amount: Decimal, part: Decimal, whole: Decimal, currency: str) -> Decimal:
    """The share of `amount` that `part` of `whole` has, rounded once; all of it for the whole."""
    return amount if part == whole else allocate(amount, [part, whole - part], currency)[0]


def open_queues(needs: Mapping[Held, Decimal], currencies: Mapping[int, str]) -> dict[Held, Queue]:
    """The layers that issues of `needs` (quantity by company and variant) will use up. One statement.

    Walks each position's open layers by index, oldest first, and stops as soon as they suffice: it costs what is
    consumed, however many layers stand behind. The caller holds the positions' locks.
    """
    if not needs:
        return {}
    pairs = list(needs)
    layers: dict[Held, list[OpenLayer]] = {pair: [] for pair in pairs}
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
    return {pair: Queue(found, currencies[pair[0]]) for pair, found in layers.items()}


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
