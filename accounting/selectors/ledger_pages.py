"""The general ledger and the statement of a partner: items one after the other, with the balance they lead to."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db import connection

from accounting.choices import AccountKind, PeriodKind
from accounting.models import Account
from accounting.selectors.balances import (
    FIRST_DAY,
    NOTHING,
    ONE_DAY,
    Moved,
    moved_by_account,
    turned_by_account,
    year_start,
)
from accounting.selectors.trial_balance import RESULT_KINDS
from accounting.types import ZERO

PAGE = 100
# What closes a year and opens the next is no movement of its months; there are a few such entries a year.
OF_MONTHS = """item.entry_id NOT IN (SELECT turn.id FROM accounting_entry AS turn
    JOIN accounting_period AS period ON period.id = turn.period_id WHERE period.kind <> 'month')"""
# The last item seen: its day and id.
Cursor = tuple[dt.date, int]


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """An item as the ledger shows it; `balance` is that of the account after it, `letter` what it is reconciled by."""

    id: int
    date: dt.date
    entry_id: int
    entry: str
    label: str
    partner_id: int | None
    partner: str
    due_date: dt.date | None
    debit: Decimal
    credit: Decimal
    residual: Decimal | None
    letter: str
    balance: Decimal = ZERO


@dataclass(frozen=True)
class LedgerPage:
    """`opening`: the balance at the first day; `carried`: the one that this page begins with; `after`: where the next
    page begins, None on the last."""

    opening: Decimal
    carried: Decimal
    lines: Sequence[LedgerLine]
    after: Cursor | None

    @property
    def closing(self) -> Decimal:
        """The balance that this page ends with."""
        return self.lines[-1].balance if self.lines else self.carried


COLUMNS = """
    SELECT item.id, item.date, item.entry_id, entry.number, coalesce(nullif(item.label, ''), entry.label),
           item.partner_id, coalesce(partner.name, ''), item.due_date, item.debit,
           item.credit, item.residual, coalesce(letter.number, '')
    FROM accounting_item AS item
    JOIN accounting_entry AS entry ON entry.id = item.entry_id
    LEFT JOIN erp_partner AS partner ON partner.id = item.partner_id
    LEFT JOIN accounting_reconciliation AS letter ON letter.id = item.reconciliation_id
"""


def ledger_page(
    account: Account,
    start: dt.date,
    end: dt.date,
    *,
    after: Cursor | None = None,
    size: int | None = PAGE,
) -> LedgerPage:
    """`size` items (None: all) of an account from `start` to `end`, those after the cursor.

    The opening balance of charges and income begins with the fiscal year of `start`.
    """
    company = account.company_id
    begin = year_start(company, start) if account.kind in RESULT_KINDS else FIRST_DAY
    opening = _moved(company, account.pk, begin, start - ONE_DAY).balance
    if account.kind not in RESULT_KINDS:
        opening += turned_by_account(company, start, account_id=account.pk).get(account.pk, ZERO)
    carried = opening
    if after is not None:
        carried += _moved(company, account.pk, start, after[0] - ONE_DAY).balance
        carried += _moved_that_day(company, account.pk, after)
    lines = _lines("item.account_id = %s", [company, account.pk], start, end, after, size)
    return _page(opening, carried, lines, size)


def partner_page(
    company_id: int,
    partner_id: int,
    start: dt.date,
    end: dt.date,
    *,
    after: Cursor | None = None,
    size: int | None = PAGE,
) -> LedgerPage:
    """The same of a partner, over all accounts of customers and suppliers."""
    accounts = list(
        Account.objects.filter(
            company=company_id, kind__in=[AccountKind.RECEIVABLE, AccountKind.PAYABLE]
        ).values_list("pk", flat=True)
    )
    condition = "item.account_id = ANY (%s) AND item.partner_id = %s"
    values: list[Any] = [company_id, accounts, partner_id]
    seen = after or (FIRST_DAY, 0)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT coalesce(sum(debit - credit) FILTER (WHERE item.date < %s), 0),
                   coalesce(sum(debit - credit) FILTER (WHERE item.date < %s OR (item.date, item.id) <= (%s, %s)), 0)
            FROM accounting_item AS item
            WHERE item.company_id = %s AND {condition} AND item.is_posted AND item.date <= %s AND {OF_MONTHS}
            """,  # noqa: S608 (made of the words above)
            [start, start, *seen, *values, max(start, seen[0])],
        )
        opening, carried = cursor.fetchone()
    return _page(opening, carried, _lines(condition, values, start, end, after, size), size)


def count_items(account: Account, start: dt.date, end: dt.date) -> int:
    """How many items the ledger of the account has in these days."""
    return account.items.filter(
        company=account.company_id,
        is_posted=True,
        date__gte=start,
        date__lte=end,
        entry__period__kind=PeriodKind.MONTH,
    ).count()


def _moved(company_id: int, account_id: int, first: dt.date, last: dt.date) -> Moved:
    return moved_by_account(company_id, [(first, last)], account_id=account_id).get(account_id, [NOTHING])[0]


def _moved_that_day(company_id: int, account_id: int, cursor: Cursor) -> Decimal:
    with connection.cursor() as database:
        database.execute(
            "SELECT coalesce(sum(debit - credit), 0) FROM accounting_item AS item WHERE company_id = %s"  # noqa: S608
            f" AND account_id = %s AND is_posted AND date = %s AND id <= %s AND {OF_MONTHS}",
            [company_id, account_id, *cursor],
        )
        return Decimal(database.fetchone()[0])


def _lines(
    condition: str,
    values: Sequence[Any],
    start: dt.date,
    end: dt.date,
    after: Cursor | None,
    size: int | None,
) -> list[LedgerLine]:
    """One more than `size`, to tell whether there is another page."""
    beyond = "AND (item.date, item.id) > (%s, %s)" if after else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            {COLUMNS}
            WHERE item.company_id = %s AND {condition} AND item.is_posted AND item.date >= %s AND item.date <= %s {beyond}
              AND {OF_MONTHS}
            ORDER BY item.date, item.id {"" if size is None else "LIMIT %s"}
            """,
            [
                *values,
                max(start, after[0]) if after else start,
                end,
                *(after or ()),
                *([] if size is None else [size + 1]),
            ],
        )
        return [LedgerLine(*row) for row in cursor.fetchall()]


def _page(opening: Decimal, carried: Decimal, lines: list[LedgerLine], size: int | None) -> LedgerPage:
    is_more = size is not None and len(lines) > size
    shown, balance = [], carried
    for line in lines[:size]:
        balance += line.debit - line.credit
        shown.append(replace(line, balance=balance))
    return LedgerPage(opening, carried, shown, (shown[-1].date, shown[-1].id) if is_more else None)
