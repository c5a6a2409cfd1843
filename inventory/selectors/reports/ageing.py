"""How long what lies in stock has been there: by the layers that are still open."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from inventory.selectors.reports.asked import ARTICLES, Asked, rows_of

ZERO = Decimal(0)
# The last days of the age classes; what is older is in one more.
LIMITS = (30, 90, 180, 365)


@dataclass(frozen=True)
class Age:
    """Of an article or category: quantity and value in each class of age, the youngest first."""

    key: Any
    name: str
    quantities: tuple[Decimal, ...]
    values: tuple[Decimal, ...]

    @property
    def quantity(self) -> Decimal:
        return sum(self.quantities, ZERO)

    @property
    def value(self) -> Decimal:
        return sum(self.values, ZERO)


def stock_ages(asked: Asked, by: str = "variant") -> list[Age]:
    """What is open on the last day asked for, as it stands now, by variant or by category of the first level; what is
    worth most first. One query."""
    key, name = {
        "variant": ("variant.id", "variant.sku || ' · ' || variant.name"),
        "category": ("root.id", "root.name"),
    }[by]
    younger = [f"layer.date > %(end)s::date - {days}" for days in LIMITS]
    older = ["true", *(f"NOT ({condition})" for condition in younger)]
    filters = [f"{above} AND {below}" for above, below in zip(older, [*younger, "true"], strict=True)]
    sums = ", ".join(
        f"coalesce(sum(layer.remaining) FILTER (WHERE {one}), 0),"
        f" coalesce(sum(layer.remaining_amount) FILTER (WHERE {one}), 0)"
        for one in filters
    )
    rows = rows_of(
        f"""
        SELECT {key}, {name}, {sums}
        FROM inventory_layer AS layer
        JOIN catalog_variant AS variant ON variant.id = layer.variant_id
        JOIN catalog_product AS product ON product.id = variant.product_id
        JOIN catalog_category AS category ON category.id = product.category_id
        JOIN catalog_category AS root ON root.tree_id = category.tree_id AND root.parent_id IS NULL
        WHERE layer.company_id = ANY (%(companies)s) AND layer.is_open AND {ARTICLES}
        GROUP BY 1, 2
        """,  # noqa: S608 (made of this module's own words)
        asked.parameters,
    )
    ages = [Age(key, name, tuple(figures[0::2]), tuple(figures[1::2])) for key, name, *figures in rows]
    return sorted(ages, key=lambda age: (-age.value, age.name))


def class_days(end: dt.date) -> list[tuple[dt.date | None, dt.date | None]]:
    """The first and last day of receipt of each class of age."""
    days: list[tuple[dt.date | None, dt.date | None]] = []
    latest: dt.date | None = None
    for limit in LIMITS:
        first = end - dt.timedelta(days=limit - 1)
        days.append((first, latest))
        latest = first - dt.timedelta(days=1)
    return [*days, (None, latest)]
