"""What a report is asked about."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection


@dataclass(frozen=True)
class Asked:
    """Companies, days from and to (both included), and what it is narrowed to. Categories: with all below them."""

    companies: Sequence[int]
    start: dt.date
    end: dt.date
    warehouse_id: int | None = None
    category_ids: Sequence[int] | None = None
    variant_id: int | None = None

    @property
    def parameters(self) -> dict[str, Any]:
        return {
            "companies": list(self.companies),
            "start": self.start,
            "end": self.end,
            "warehouse": self.warehouse_id,
            "categories": list(self.category_ids) if self.category_ids is not None else None,
            "variant": self.variant_id,
        }

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1


# Of the articles asked for; joins the variant and its product.
ARTICLES = """
    (%(variant)s::bigint IS NULL OR variant.id = %(variant)s)
    AND (%(categories)s::bigint[] IS NULL OR product.category_id = ANY (%(categories)s))
"""


def rows_of(query: str, parameters: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return cursor.fetchall()
