"""What one unit of a document's currency is worth in the company's, on a day."""

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.db import connection
from django.utils.translation import gettext_lazy as _

from erp.errors import DomainError
from inventory.types import Receipt

# (company id, currency of the document, day)
Rated = tuple[int, str, dt.date]
EURO = "EUR"


def rates_of(receipts: Iterable[Receipt], currencies: Mapping[int, str]) -> dict[Rated, Decimal]:
    """The rate of the day of each receipt that names none: the latest known. One statement, none without foreign currency.

    Raises `DomainError` "stock.no_rate" where none is known.
    """
    rates: dict[Rated, Decimal] = {}
    wanted: set[tuple[str, dt.date]] = set()
    foreign: list[Rated] = []
    for receipt in receipts:
        own = currencies[receipt.company_id]
        key = receipt.company_id, receipt.currency, receipt.date
        if receipt.rate is not None:
            continue
        if receipt.currency in {"", own}:
            rates[key] = Decimal(1)
            continue
        foreign.append(key)
        wanted |= {(code, receipt.date) for code in (own, receipt.currency) if code != EURO}
    if not foreign:
        return rates
    per_euro = _per_euro(wanted)
    for company_id, currency, day in foreign:
        rates[company_id, currency, day] = _of(per_euro, currencies[company_id], day) / _of(
            per_euro, currency, day
        )
    return rates


def _of(per_euro: Mapping[tuple[str, dt.date], Decimal], currency: str, day: dt.date) -> Decimal:
    if currency == EURO:
        return Decimal(1)
    if (currency, day) not in per_euro:
        raise DomainError(
            "stock.no_rate",
            _("No rate of %(currency)s is known on %(date)s. Enter it, or give the rate of the document."),
            "rate",
            {"currency": currency, "date": day},
        )
    return per_euro[currency, day]


def _per_euro(wanted: Iterable[tuple[str, dt.date]]) -> dict[tuple[str, dt.date], Decimal]:
    pairs = sorted(set(wanted))
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT wanted.currency, wanted.day, known.rate
            FROM unnest(%s::text[], %s::date[]) AS wanted(currency, day)
            CROSS JOIN LATERAL (
                SELECT rate FROM erp_currencyrate
                WHERE currency_id = wanted.currency AND date <= wanted.day ORDER BY date DESC LIMIT 1
            ) AS known
            """,
            [[currency for currency, _day in pairs], [day for _currency, day in pairs]],
        )
        return {(currency, day): rate for currency, day, rate in cursor.fetchall()}
