"""What customers owe and what suppliers are owed, by how late it is (balance âgée)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import connection

from accounting.choices import AccountKind
from accounting.types import ZERO

# Days late from which the second, third… bucket begins; the first is what is not due yet.
LATE_FROM = (1, 31, 61, 91)


@dataclass(frozen=True, slots=True)
class AgedLine:
    """What is open with a partner: not due, then late by `LATE_FROM`; a debit is positive for customers, a credit for
    suppliers."""

    partner_id: int | None
    number: str
    name: str
    buckets: tuple[Decimal, ...]

    @property
    def total(self) -> Decimal:
        return sum(self.buckets, ZERO)


def aged_balances(company_id: int, kind: AccountKind, day: dt.date) -> list[AgedLine]:
    """The open items of customers or suppliers at the end of `day`, by partner, the largest first.

    Of an earlier day, what was open then: a match counts only if both of its items had been booked by that day.
    """
    edges = [day - dt.timedelta(days=late) for late in LATE_FROM]
    # A bucket is open on both ends for the first and the last.
    bounds = list(zip([None, *edges], [*edges, None], strict=True))
    sums, parameters = [], []
    for latest, earliest in bounds:
        conditions = []
        if latest is not None:
            conditions.append("due <= %s")
            parameters.append(latest)
        if earliest is not None:
            conditions.append("due > %s")
            parameters.append(earliest)
        sums.append(f"coalesce(sum(amount) FILTER (WHERE {' AND '.join(conditions)}), 0)")
    sign = 1 if kind == AccountKind.RECEIVABLE else -1
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH chosen AS MATERIALIZED (
                SELECT id FROM accounting_account WHERE company_id = %s AND kind = %s AND is_reconcilable
            ), summed AS MATERIALIZED (
                SELECT partner_id, {", ".join(f"{one} AS bucket_{at}" for at, one in enumerate(sums))} FROM (
                    SELECT item.partner_id, coalesce(item.due_date, item.date) AS due, item.residual AS amount
                    FROM chosen JOIN accounting_item AS item ON item.account_id = chosen.id
                    WHERE item.company_id = %s AND item.is_open AND item.date <= %s
                    UNION ALL
                    SELECT item.partner_id, coalesce(item.due_date, item.date), match.amount
                    FROM chosen JOIN accounting_item AS later ON later.account_id = chosen.id
                    CROSS JOIN LATERAL (
                        SELECT credit_item_id AS id, -amount AS amount FROM accounting_match
                        WHERE debit_item_id = later.id AND NOT is_undone
                        UNION ALL
                        SELECT debit_item_id, amount FROM accounting_match
                        WHERE credit_item_id = later.id AND NOT is_undone
                    ) AS match
                    JOIN accounting_item AS item ON item.id = match.id
                    WHERE later.company_id = %s AND later.is_posted AND later.date > %s AND item.date <= %s
                ) AS open GROUP BY partner_id
            )
            SELECT summed.*, coalesce(partner.number, ''), coalesce(partner.name, '')
            FROM summed LEFT JOIN erp_partner AS partner ON partner.id = summed.partner_id
            """,  # noqa: S608 (made of the words above)
            [company_id, kind, *parameters, company_id, day, company_id, day, day],
        )
        rows = cursor.fetchall()
    lines = [
        AgedLine(partner, number, name, tuple(sign * one for one in buckets))
        for partner, *buckets, number, name in rows
        if any(buckets)
    ]
    return sorted(lines, key=lambda line: (-line.total, line.name, line.partner_id or 0))


def totals(lines: Sequence[AgedLine]) -> tuple[Decimal, ...]:
    """The sum of each bucket."""
    return tuple(sum((line.buckets[at] for line in lines), ZERO) for at in range(len(LATE_FROM) + 1))
