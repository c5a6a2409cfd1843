"""What the states of the Union charge, from when to when, by category of articles.

Rates from 1 January 2025 on, as the states publish them; the authority to check one against is the European Commission's
"Taxes in Europe" database. Northern Ireland by the United Kingdom's VAT Act 1994, sections 2 and 29A; Corsica by CGI article
297, overseas France by article 296. Before a company declares with them, its accountant should look over the list. A
state's higher reduced rate stands under "intermediate", its lower one (or only one) under "reduced": the categories are
those of the French code, and which articles a state taxes at its reduced rates is its own law. Where a state has no rate for
a category, its standard rate is charged, which is never too little.
"""

import csv
import datetime as dt
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from accounting.charts import DATA


class Rate(NamedTuple):
    """`percent` as on an invoice; `market` and `zone` as in `territories`; `ends_on` null: until now."""

    market: str
    zone: str
    category: str
    percent: Decimal
    starts_on: dt.date | None
    ends_on: dt.date | None


@cache
def rates() -> tuple[Rate, ...]:
    """All rates that are known, states in alphabetical order."""
    with (DATA / "eu_vat_rates.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(
            Rate(
                row["market"],
                row["zone"],
                row["category"],
                Decimal(row["percent"]),
                _day(row["starts_on"]),
                _day(row["ends_on"]),
            )
            for row in csv.DictReader(lines)
        )


def _day(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
