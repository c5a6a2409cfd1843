"""Opening, in, out, closing: in quantity and in value, and the value over time."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from inventory.selectors.reports.asked import ARTICLES, Asked, rows_of

ZERO = Decimal(0)

# What a row of the report is about: its key and its name.
KEYS = {
    "variant": ("variant.id", "variant.sku || ' · ' || variant.name"),
    "category": ("root.id", "root.name"),
    "warehouse": ("warehouse.id", "warehouse.name"),
    "month": ("date_trunc('month', change.date)::date", "NULL::text"),
    "all": ("0", "NULL::text"),
}
NAMED = """
    JOIN catalog_variant AS variant ON variant.id = {of}.variant_id
    JOIN catalog_product AS product ON product.id = variant.product_id
    JOIN catalog_category AS category ON category.id = product.category_id
    JOIN catalog_category AS root ON root.tree_id = category.tree_id AND root.parent_id IS NULL
    LEFT JOIN inventory_warehouse AS warehouse ON warehouse.id = {of}.warehouse_id
"""

# What moves changed of all that the company owns; places inside do not count.
OF_COMPANY = """
    SELECT move.variant_id, NULL::bigint AS warehouse_id, move.date, move.amount,
           move.quantity * (destination.is_owned::int - origin.is_owned::int) AS quantity
    FROM inventory_move AS move
    JOIN inventory_location AS origin ON origin.id = move.origin_id
    JOIN inventory_location AS destination ON destination.id = move.destination_id
    WHERE move.company_id = ANY (%(companies)s) AND move.date >= %(start)s
"""
# What moves changed at warehouses: what goes from one to another leaves here and arrives there.
OF_WAREHOUSES = """
    SELECT move.variant_id, side.warehouse_id, move.date, 0::numeric AS amount, move.quantity * side.sign AS quantity
    FROM inventory_move AS move
    JOIN inventory_location AS origin ON origin.id = move.origin_id
    JOIN inventory_location AS destination ON destination.id = move.destination_id
    CROSS JOIN LATERAL (VALUES
        (destination.warehouse_id, destination.kind, 1), (origin.warehouse_id, origin.kind, -1)
    ) AS side(warehouse_id, kind, sign)
    WHERE move.company_id = ANY (%(companies)s) AND move.date >= %(start)s AND side.kind IN ('stock', 'quarantine')
      AND origin.warehouse_id IS DISTINCT FROM destination.warehouse_id
      AND (%(warehouse)s::bigint IS NULL OR side.warehouse_id = %(warehouse)s)
"""
NOW_OF_COMPANY = """
    SELECT variant_id, NULL::bigint AS warehouse_id, quantity, amount
    FROM inventory_position WHERE company_id = ANY (%(companies)s)
"""
NOW_OF_WAREHOUSES = """
    SELECT level.variant_id, location.warehouse_id, level.on_hand AS quantity, 0::numeric AS amount
    FROM inventory_level AS level JOIN inventory_location AS location ON location.id = level.location_id
    WHERE level.company_id = ANY (%(companies)s) AND location.kind IN ('stock', 'quarantine')
      AND (%(warehouse)s::bigint IS NULL OR location.warehouse_id = %(warehouse)s)
"""
IS_IN = "change.date <= %(end)s AND (change.quantity > 0 OR (change.quantity = 0 AND change.amount > 0))"
IS_OUT = "change.date <= %(end)s AND (change.quantity < 0 OR (change.quantity = 0 AND change.amount < 0))"


@dataclass
class Movement:
    """Of an article, a category, a warehouse or a month. Values in the company's currency; `out` is above zero."""

    key: Any
    name: str
    opening: Decimal = ZERO
    opening_value: Decimal = ZERO
    came: Decimal = ZERO
    came_value: Decimal = ZERO
    went: Decimal = ZERO
    went_value: Decimal = ZERO

    @property
    def closing(self) -> Decimal:
        return self.opening + self.came - self.went

    @property
    def closing_value(self) -> Decimal:
        return self.opening_value + self.came_value - self.went_value

    @property
    def is_empty(self) -> bool:
        return not (self.opening or self.came or self.went or self.opening_value or self.closing_value)


def stock_movements(asked: Asked, by: str = "variant") -> list[Movement]:
    """By variant, category (of the first level), warehouse, or month; those with something to say, by name.

    At a warehouse, and by warehouses, there are quantities alone: the stock is valued for the company as a whole. Two
    queries.
    """
    if by == "month":
        return _by_month(asked)
    changes = {
        key: (name, *figures) for key, name, *figures in rows_of(_changes_query(asked, by), asked.parameters)
    }
    rows: list[Movement] = []
    for key, name, quantity, value in _present(asked, by, changes):
        _name, came, came_value, went, went_value, after, after_value = changes.get(
            key, (name, ZERO, ZERO, ZERO, ZERO, ZERO, ZERO)
        )
        rows.append(
            Movement(
                key,
                name,
                opening=quantity - after - came - went,
                opening_value=value - after_value - came_value - went_value,
                came=came,
                came_value=came_value,
                went=-went,
                went_value=-went_value,
            )
        )
    return sorted((row for row in rows if not row.is_empty), key=lambda row: row.name or "")


def _present(asked: Asked, by: str, changes: dict[Any, tuple[Any, ...]]) -> Iterable[tuple[Any, ...]]:
    """What there is now, by key; nothing of what has moved and is gone."""
    present = rows_of(_now_query(asked, by), asked.parameters)
    known = {row[0] for row in present}
    yield from present
    yield from ((key, values[0], ZERO, ZERO) for key, values in changes.items() if key not in known)


def _is_of_warehouses(asked: Asked, by: str) -> bool:
    return by == "warehouse" or asked.warehouse_id is not None


def _changes_query(asked: Asked, by: str) -> str:
    key, name = KEYS[by]
    source = OF_WAREHOUSES if _is_of_warehouses(asked, by) else OF_COMPANY
    # Only words of this module are put together; what was asked for goes in as parameters.
    return f"""
        SELECT {key}, {name},
               coalesce(sum(change.quantity) FILTER (WHERE {IS_IN}), 0),
               coalesce(sum(change.amount) FILTER (WHERE {IS_IN}), 0),
               coalesce(sum(change.quantity) FILTER (WHERE {IS_OUT}), 0),
               coalesce(sum(change.amount) FILTER (WHERE {IS_OUT}), 0),
               coalesce(sum(change.quantity) FILTER (WHERE change.date > %(end)s), 0),
               coalesce(sum(change.amount) FILTER (WHERE change.date > %(end)s), 0)
        FROM ({source}) AS change {NAMED.format(of="change")}
        WHERE {ARTICLES}
        GROUP BY 1, 2
    """  # noqa: S608


def _now_query(asked: Asked, by: str) -> str:
    key, name = KEYS["all" if by == "month" else by]
    source = NOW_OF_WAREHOUSES if _is_of_warehouses(asked, by) else NOW_OF_COMPANY
    return f"""
        SELECT {key}, {name}, coalesce(sum(held.quantity), 0), coalesce(sum(held.amount), 0)
        FROM ({source}) AS held {NAMED.format(of="held")}
        WHERE {ARTICLES}
        GROUP BY 1, 2
    """  # noqa: S608


def _by_month(asked: Asked) -> list[Movement]:
    changes: dict[dt.date, Sequence[Decimal]] = {
        month: figures for month, _name, *figures in rows_of(_changes_query(asked, "month"), asked.parameters)
    }
    present = rows_of(_now_query(asked, "month"), asked.parameters)
    quantity, value = (present[0][2], present[0][3]) if present else (ZERO, ZERO)
    # Backwards to the first day: all that has changed since is taken off.
    quantity -= sum((f[0] + f[2] + f[4] for f in changes.values()), ZERO)
    value -= sum((f[1] + f[3] + f[5] for f in changes.values()), ZERO)
    rows = []
    for month in months(asked.start, asked.end):
        came, came_value, went, went_value, *_after = changes.get(month, (ZERO,) * 6)
        row = Movement(
            month, "", quantity, value, came=came, came_value=came_value, went=-went, went_value=-went_value
        )
        quantity, value = row.closing, row.closing_value
        rows.append(row)
    return rows


def months(start: dt.date, end: dt.date) -> list[dt.date]:
    """The first days of the months that the days from `start` to `end` fall in."""
    month, found = start.replace(day=1), []
    while month <= end:
        found.append(month)
        month = (month + dt.timedelta(days=32)).replace(day=1)
    return found


def last_day(month: dt.date) -> dt.date:
    return (month + dt.timedelta(days=32)).replace(day=1) - dt.timedelta(days=1)


@dataclass(frozen=True)
class ValueOverTime:
    """`values`: by (first day of a month, category's id), what was in stock at the end of it (or of today)."""

    months: list[dt.date]
    names: dict[int, str]
    values: dict[tuple[dt.date, int], Decimal]

    def total(self, month: dt.date) -> Decimal:
        return sum((self.values[month, key] for key in self.names), ZERO)


def value_by_month(asked: Asked) -> ValueOverTime:
    """What the stock was worth at the end of each month, by category of the first level. Two queries."""
    changes = rows_of(
        f"""
        SELECT date_trunc('month', change.date)::date, root.id, root.name, sum(change.amount)
        FROM ({OF_COMPANY}) AS change {NAMED.format(of="change")}
        WHERE change.amount <> 0 AND {ARTICLES}
        GROUP BY 1, 2, 3
        """,  # noqa: S608
        asked.parameters,
    )
    names: dict[int, str] = {}
    worth: dict[int, Decimal] = {}
    for key, name, _quantity, value in rows_of(_now_query(asked, "category"), asked.parameters):
        names[key], worth[key] = name, value
    by_month: dict[tuple[dt.date, int], Decimal] = {}
    for month, key, name, amount in changes:
        names.setdefault(key, name)
        by_month[month, key] = amount
    wanted = months(asked.start, asked.end)
    values: dict[tuple[dt.date, int], Decimal] = {}
    for key in names:
        value = worth.get(key, ZERO)
        value -= sum((a for (month, k), a in by_month.items() if k == key and month > wanted[-1]), ZERO)
        for month in reversed(wanted):
            values[month, key] = value
            value -= by_month.get((month, key), ZERO)
    kept = {key for key in names if any(values[month, key] for month in wanted)}
    ordered = sorted(kept, key=lambda key: (-values[wanted[-1], key], names[key]))
    return ValueOverTime(wanted, {key: names[key] for key in ordered}, values)
