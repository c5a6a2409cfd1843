"""Sums of the books by account, from closed periods where they cover the days and from the items where they do not."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, Sum

from accounting.choices import PeriodKind, PeriodStatus
from accounting.models import Entry, FiscalYear, Item, Period
from accounting.types import ZERO

FIRST_DAY = dt.date(1, 1, 1)
ONE_DAY = dt.timedelta(days=1)
# First and last day, both included.
Span = tuple[dt.date, dt.date]
# Id, first and last day.
PeriodRow = tuple[int, dt.date, dt.date]


@dataclass(frozen=True, slots=True)
class Moved:
    """Debits and credits of an account over some days, in the company's currency."""

    debit: Decimal = ZERO
    credit: Decimal = ZERO

    @property
    def balance(self) -> Decimal:
        return self.debit - self.credit

    def __add__(self, other: "Moved") -> "Moved":
        return Moved(self.debit + other.debit, self.credit + other.credit)


NOTHING = Moved()


def year_start(company_id: int, day: dt.date) -> dt.date:
    """The first day of the fiscal year of `day`; of the calendar year where the company has none there."""
    year = FiscalYear.objects.filter(company=company_id, start_date__lte=day, end_date__gte=day).first()
    return year.start_date if year else day.replace(month=1, day=1)


def moved_by_account(
    company_id: int, spans: Sequence[Span], *, account_id: int | None = None
) -> dict[int, list[Moved]]:
    """By account id: what it moved in the months of each of `spans` (in order of time, none touching another); two
    statements. What closes a year and opens the next is left out: see `turned_by_account`.

    Accounts that moved nothing may be missing.
    """
    spans = list(spans)
    wanted = [(first, last) for first, last in spans if first <= last]
    if not wanted:
        return {}
    sealed, between = _known_periods(company_id, wanted)
    gaps = _uncovered(wanted, sealed)
    between = [row for row in between if any(first <= row[1] <= last for first, last in gaps)]
    found: dict[int, list[Moved]] = {}
    statement, parameters = _statement(company_id, spans, gaps, sealed, between, account_id)
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        for account, *sums in cursor.fetchall():
            moved = [Moved(*sums[at : at + 2]) for at in range(0, len(sums), 2)]
            before = found.get(account)
            found[account] = [a + b for a, b in zip(before, moved, strict=True)] if before else moved
    return found


def turned_by_account(company_id: int, day: dt.date, *, account_id: int | None = None) -> dict[int, Decimal]:
    """By account id: what the closings of years before `day` and the openings by `day` changed of its balance. That is the
    result, brought from charges and income to the account of the profit or the loss: all else closes and opens again."""
    items = Item.objects.filter(
        Q(entry__period__kind=PeriodKind.CLOSING, entry__period__end_date__lt=day)
        | Q(entry__period__kind=PeriodKind.OPENING, entry__period__start_date__lte=day),
        entry__period__company=company_id,
        is_posted=True,
        **({"account": account_id} if account_id else {}),
    )
    rows = items.order_by().values_list("account").annotate(balance=Sum(F("debit") - F("credit")))
    return dict(rows)


def closed_by_account(company_id: int, day: dt.date) -> dict[int, Moved]:
    """By account id: what the closing of the year that ends on `day` moved; nothing where none does."""
    rows = (
        Item.objects.filter(
            entry__period__company=company_id,
            entry__period__kind=PeriodKind.CLOSING,
            entry__period__end_date=day,
            is_posted=True,
        )
        .order_by()
        .values_list("account")
        .annotate(debits=Sum("debit"), credits=Sum("credit"))
    )
    return {account: Moved(debit, credit) for account, debit, credit in rows}


def _known_periods(company_id: int, spans: Sequence[Span]) -> tuple[list[PeriodRow], list[PeriodRow]]:
    """The closed months that lie wholly in one of the spans, and what stands between years and has entries; by date."""
    rows = (
        Period.objects.filter(
            Q(kind=PeriodKind.MONTH, status=PeriodStatus.CLOSED)
            | Q(~Q(kind=PeriodKind.MONTH), Exists(Entry.objects.filter(period=OuterRef("pk")))),
            company=company_id,
            end_date__lte=spans[-1][1],
        )
        .order_by("start_date")
        .values_list("pk", "start_date", "end_date", "kind")
    )
    within = [row for row in rows if any(first <= row[1] and row[2] <= last for first, last in spans)]
    return (
        [row[:3] for row in within if row[3] == PeriodKind.MONTH],
        [row[:3] for row in within if row[3] != PeriodKind.MONTH],
    )


def _uncovered(spans: Sequence[Span], sealed: Sequence[PeriodRow]) -> list[Span]:
    """The days of `spans` that no closed period covers; neighbours joined to one."""
    gaps: list[Span] = []
    for first, last in spans:
        start = first
        for _pk, begins, ends in sealed:
            if begins < first or ends > last:
                continue
            if start < begins:
                gaps.append((start, begins - ONE_DAY))
            start = ends + ONE_DAY
        if start <= last:
            gaps.append((start, last))
    joined: list[Span] = []
    for first, last in gaps:
        if joined and joined[-1][1] + ONE_DAY >= first:
            joined[-1] = (joined[-1][0], last)
        else:
            joined.append((first, last))
    return joined


def _sums(day: str, spans: Sequence[Span], sign: str = "") -> tuple[str, list[Any]]:
    """A debit and a credit for each span, of rows whose day is `day`."""
    parts: list[str] = []
    parameters: list[Any] = []
    for span in spans:
        for side in ("debit", "credit"):
            # No span begins before the first day: a comparison less for each row.
            since = "" if span[0] == FIRST_DAY else f"{day} >= %s AND "
            parts.append(f"{sign}coalesce(sum({side}) FILTER (WHERE {since}{day} <= %s), 0)")
            parameters += [span[1]] if span[0] == FIRST_DAY else list(span)
    return ", ".join(parts), parameters


def _statement(
    company_id: int,
    spans: Sequence[Span],
    gaps: Sequence[Span],
    sealed: Sequence[PeriodRow],
    between: Sequence[PeriodRow],
    account_id: int | None,
) -> tuple[str, list[Any]]:
    """The items of the gaps, less those of them that stand between years, and the sums of the closed periods.

    With closed periods in between, each account's gap is looked up by itself: the index begins with the account, and
    servers before PostgreSQL 18 can't skip to a date in it.
    """
    parts: list[str] = []
    parameters: list[Any] = []
    sums, values = _sums("item.date", spans)
    if gaps and not sealed:
        only = "AND item.account_id = %s" if account_id else ""
        parts.append(
            f"SELECT item.account_id, {sums} FROM accounting_item AS item WHERE item.company_id = %s {only}"  # noqa: S608
            " AND item.is_posted AND item.date >= %s AND item.date <= %s GROUP BY item.account_id"
        )
        parameters += [*values, company_id, *([account_id] if account_id else []), gaps[0][0], gaps[-1][1]]
    elif gaps:
        only = "AND account.id = %s" if account_id else ""
        parts.append(
            f"""
            SELECT account.id, moved.* FROM accounting_account AS account CROSS JOIN LATERAL (
                SELECT {sums} FROM unnest(%s::date[], %s::date[]) AS gap(first_day, last_day)
                JOIN accounting_item AS item ON item.date >= gap.first_day AND item.date <= gap.last_day
                WHERE item.company_id = %s AND item.account_id = account.id AND item.is_posted
            ) AS moved WHERE account.company_id = %s {only}
            """  # noqa: S608
        )
        parameters += [*values, [gap[0] for gap in gaps], [gap[1] for gap in gaps], company_id, company_id]
        parameters += [account_id] if account_id else []
    if between:
        sums, values = _sums("item.date", spans, sign="-")
        only = "AND item.account_id = %s" if account_id else ""
        parts.append(
            f"""
            SELECT item.account_id, {sums} FROM accounting_entry AS entry
            JOIN accounting_item AS item ON item.entry_id = entry.id
            WHERE entry.company_id = %s AND entry.period_id = ANY (%s) AND item.is_posted {only} GROUP BY item.account_id
            """  # noqa: S608
        )
        parameters += [*values, company_id, [pk for pk, _begins, _ends in between]]
        parameters += [account_id] if account_id else []
    if sealed:
        sums, values = _sums("period.end_date", spans)
        only = "AND balance.account_id = %s" if account_id else ""
        parts.append(
            f"""
            SELECT balance.account_id, {sums} FROM accounting_accountbalance AS balance
            JOIN accounting_period AS period ON period.id = balance.period_id
            WHERE balance.company_id = %s {only} AND balance.period_id = ANY (%s) GROUP BY balance.account_id
            """  # noqa: S608
        )
        parameters += [*values, company_id, *([account_id] if account_id else [])]
        parameters.append([pk for pk, _begins, _ends in sealed])
    return " UNION ALL ".join(parts), parameters
