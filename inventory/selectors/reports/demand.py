"""How fast articles leave: slow movers, and for how many days what is there will do."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from erp.money import round_quantity
from inventory.selectors.reports.asked import ARTICLES, Asked, rows_of

ZERO = Decimal(0)


@dataclass(frozen=True)
class Turnover:
    """Of an article: what is held and worth now, what left for customers in the days asked for, when it last did."""

    variant_id: int
    sku: str
    name: str
    on_hand: Decimal
    value: Decimal
    issued: Decimal
    last_issue: dt.date | None
    last_receipt: dt.date | None
    # How many days were asked for.
    days: int

    @property
    def daily(self) -> Decimal:
        """What left on a day, on average; 2 decimals."""
        return round_quantity(self.issued / self.days, 2)

    @property
    def coverage(self) -> int | None:
        """For how many whole days what is held will do at that rate; None when nothing left."""
        return int(self.on_hand * self.days / self.issued) if self.issued > 0 else None


# The last day is looked for from the latest move backwards, along the index on the variant.
TURNOVER = f"""
WITH issued AS (
    SELECT move.variant_id, sum(move.quantity) AS quantity
    FROM inventory_move AS move JOIN inventory_location AS place ON place.id = move.destination_id
    WHERE move.company_id = ANY (%(companies)s) AND move.date BETWEEN %(start)s AND %(end)s AND place.kind = 'customer'
    GROUP BY move.variant_id
), held AS (
    SELECT variant_id, sum(quantity) AS quantity, sum(amount) AS amount
    FROM inventory_position WHERE company_id = ANY (%(companies)s) GROUP BY variant_id
)
SELECT variant.id, variant.sku, variant.name, held.quantity, held.amount, coalesce(issued.quantity, 0),
       out.date, layer.date, %(end)s::date - %(start)s::date + 1
FROM held
JOIN catalog_variant AS variant ON variant.id = held.variant_id
JOIN catalog_product AS product ON product.id = variant.product_id
LEFT JOIN issued ON issued.variant_id = held.variant_id
LEFT JOIN LATERAL (
    SELECT move.date FROM inventory_move AS move
    WHERE move.variant_id = held.variant_id AND move.company_id = ANY (%(companies)s)
      AND move.destination_id IN (
          SELECT id FROM inventory_location WHERE kind = 'customer' AND company_id = ANY (%(companies)s))
    ORDER BY move.id DESC LIMIT 1
) AS out ON true
LEFT JOIN LATERAL (
    SELECT layer.date FROM inventory_layer AS layer
    WHERE layer.variant_id = held.variant_id AND layer.company_id = ANY (%(companies)s)
    ORDER BY layer.id DESC LIMIT 1
) AS layer ON true
WHERE {ARTICLES}
ORDER BY variant.sort_key, variant.id
"""  # noqa: S608 (made of the words above)


def turnovers(asked: Asked) -> list[Turnover]:
    """Of every article that the companies have or had. One query."""
    return [Turnover(*row) for row in rows_of(TURNOVER, asked.parameters)]


def slow_movers(asked: Asked) -> list[Turnover]:
    """What is there, came in before the days asked for, and has not left for a customer since they began; what is worth
    most first."""
    slow = [
        one
        for one in turnovers(asked)
        if one.on_hand > 0
        and (one.last_issue is None or one.last_issue < asked.start)
        and (one.last_receipt is None or one.last_receipt < asked.start)
    ]
    return sorted(slow, key=lambda one: (-one.value, one.sku))
