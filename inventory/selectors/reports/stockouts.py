"""On how many days an article was not there, and what that may have cost."""

from dataclasses import dataclass
from decimal import Decimal

from erp.money import round_quantity
from inventory.selectors.reports.asked import ARTICLES, Asked, rows_of

ZERO = Decimal(0)


@dataclass(frozen=True)
class StockOut:
    """Of an article: days of the period that ended with nothing on hand, what left for customers on the period's days."""

    variant_id: int
    sku: str
    name: str
    is_out: bool
    days_out: int
    days: int
    issued: Decimal

    @property
    def share(self) -> Decimal:
        """Of the period, in percent."""
        return round_quantity(Decimal(100 * self.days_out) / self.days, 1)

    @property
    def lost(self) -> Decimal | None:
        """What may have been asked for meanwhile: what left on a day that ended with stock, for each day that did not.
        None where it was never there, and nothing says how much it would have been."""
        there = self.days - self.days_out
        return round_quantity(self.issued / there * self.days_out, 1) if there > 0 else None


# What was there at the end of each day on which something changed, from today backwards; and for how long it stayed so.
STOCK_OUTS = f"""
WITH changed AS (
    SELECT move.variant_id, move.date,
           sum(move.quantity * (destination.is_owned::int - origin.is_owned::int)) AS quantity,
           coalesce(sum(move.quantity) FILTER (
               WHERE destination.kind = 'customer' AND move.date <= %(end)s), 0) AS issued
    FROM inventory_move AS move
    JOIN inventory_location AS origin ON origin.id = move.origin_id
    JOIN inventory_location AS destination ON destination.id = move.destination_id
    WHERE move.company_id = ANY (%(companies)s) AND move.date >= %(start)s
    GROUP BY 1, 2
), held AS (
    SELECT variant_id, sum(quantity) AS quantity
    FROM inventory_position WHERE company_id = ANY (%(companies)s) GROUP BY variant_id
), steps AS (
    -- At the end of the day: all that changed later taken off what there is now.
    SELECT changed.variant_id, changed.date, changed.issued,
           held.quantity - coalesce(sum(changed.quantity) OVER later, 0) AS stock,
           lead(changed.date) OVER (PARTITION BY changed.variant_id ORDER BY changed.date) AS until
    FROM changed JOIN held ON held.variant_id = changed.variant_id
    WINDOW later AS (PARTITION BY changed.variant_id ORDER BY changed.date DESC
                     ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
), before AS (
    -- From the first day of the period to the first change.
    SELECT held.variant_id, held.quantity - coalesce(sum(changed.quantity), 0) AS stock,
           coalesce(min(changed.date), %(end)s::date + 1) AS until
    FROM held LEFT JOIN changed ON changed.variant_id = held.variant_id
    GROUP BY held.variant_id, held.quantity
), spans AS (
    SELECT variant_id, stock, %(start)s::date AS since, least(until, %(end)s::date + 1) AS until, 0::numeric AS issued
    FROM before
    UNION ALL
    SELECT variant_id, stock, date, least(coalesce(until, %(end)s::date + 1), %(end)s::date + 1), issued
    FROM steps WHERE date <= %(end)s
)
SELECT variant.id, variant.sku, variant.name, held.quantity <= 0,
       coalesce(sum(spans.until - spans.since) FILTER (WHERE spans.stock <= 0), 0)::int, sum(spans.issued)
FROM spans
JOIN held ON held.variant_id = spans.variant_id
JOIN catalog_variant AS variant ON variant.id = spans.variant_id
JOIN catalog_product AS product ON product.id = variant.product_id
WHERE {ARTICLES}
GROUP BY variant.id, variant.sku, variant.name, held.quantity
HAVING sum(spans.until - spans.since) FILTER (WHERE spans.stock <= 0) > 0
ORDER BY 5 DESC, variant.sku
"""  # noqa: S608 (made of the words above)


def stock_outs(asked: Asked) -> list[StockOut]:
    """The articles that were out of stock on some days of the period, the longest first. One query.

    Articles that the companies never had are not looked at.
    """
    return [
        StockOut(pk, sku, name, is_out, days_out, asked.days, issued)
        for pk, sku, name, is_out, days_out, issued in rows_of(STOCK_OUTS, asked.parameters)
    ]
