"""What should be counted, and when."""

import datetime as dt
from decimal import Decimal

from django.db import connection
from django.db.models import QuerySet

from inventory.choices import ON_HAND
from inventory.models import Level

# Every so many days: the few articles that make most of the turnover often, the many others rarely.
CYCLE_DAYS = {"A": 30, "B": 90, "C": 180}
# Shares of the turnover at cost, of a year, that the classes reach to.
SHARE_A, SHARE_B = Decimal("0.8"), Decimal("0.95")


def due_levels(warehouse_id: int, date: dt.date) -> "QuerySet[Level]":
    """What lies in the warehouse and was not counted for as long as its class says. Two queries.

    Class A: the articles that together make the first 80 % of what left for customers within a year, at cost; B: those
    up to 95 %; C: the rest.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH turnover AS (
                SELECT move.variant_id, -sum(move.amount) AS amount
                FROM inventory_move AS move
                JOIN inventory_location AS origin ON origin.id = move.origin_id
                JOIN inventory_location AS destination ON destination.id = move.destination_id
                WHERE origin.warehouse_id = %(warehouse)s AND destination.kind = 'customer' AND move.date >= %(year)s
                GROUP BY move.variant_id
            ), ranked AS (
                SELECT variant_id, sum(amount) OVER (ORDER BY amount DESC, variant_id) - amount AS before,
                       sum(amount) OVER () AS total
                FROM turnover
            ), class AS (
                SELECT variant_id, CASE WHEN before < total * %(a)s THEN %(days_a)s
                                        WHEN before < total * %(b)s THEN %(days_b)s ELSE %(days_c)s END AS days
                FROM ranked
            ), counted AS (
                SELECT line.variant_id, line.location_id, line.lot_id, max(line.counted_at) AS at
                FROM inventory_stockcountline AS line
                JOIN inventory_stockcount AS count ON count.id = line.count_id
                WHERE count.warehouse_id = %(warehouse)s AND count.status <> 'cancelled'
                GROUP BY line.variant_id, line.location_id, line.lot_id
            )
            SELECT level.id
            FROM inventory_level AS level
            JOIN inventory_location AS location ON location.id = level.location_id
            LEFT JOIN class ON class.variant_id = level.variant_id
            LEFT JOIN counted ON counted.variant_id = level.variant_id AND counted.location_id = level.location_id
                 AND counted.lot_id IS NOT DISTINCT FROM level.lot_id
            WHERE location.warehouse_id = %(warehouse)s AND location.kind = ANY (%(kinds)s) AND level.on_hand > 0
              AND (counted.at IS NULL OR counted.at::date <= %(date)s::date - coalesce(class.days, %(days_c)s))
            ORDER BY coalesce(class.days, %(days_c)s), counted.at NULLS FIRST, level.id
            LIMIT 100
            """,
            {
                "warehouse": warehouse_id,
                "year": date - dt.timedelta(days=365),
                "a": SHARE_A,
                "b": SHARE_B,
                "days_a": CYCLE_DAYS["A"],
                "days_b": CYCLE_DAYS["B"],
                "days_c": CYCLE_DAYS["C"],
                "kinds": sorted(ON_HAND),
                "date": date,
            },
        )
        ids = [row[0] for row in cursor.fetchall()]
    return Level.objects.filter(pk__in=ids)
