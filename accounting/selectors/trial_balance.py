"""The trial balance (balance générale) and what is made of it: the balance sheet and the income statement."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from accounting.choices import AccountKind
from accounting.models import Account
from accounting.reports.layout import Amount, Layout, Statement, amounts_by_line
from accounting.selectors.balances import (
    FIRST_DAY,
    NOTHING,
    ONE_DAY,
    Moved,
    closed_by_account,
    moved_by_account,
    turned_by_account,
    year_start,
)
from accounting.types import ZERO

RESULT_KINDS = frozenset({AccountKind.EXPENSE, AccountKind.INCOME})


@dataclass(frozen=True, slots=True)
class TrialLine:
    """An account over some days: balances are debit less credit, in the company's currency."""

    account: Account
    opening: Decimal
    moved: Moved

    @property
    def closing(self) -> Decimal:
        return self.opening + self.moved.balance


@dataclass(frozen=True)
class TrialBalance:
    """`earlier`: the balance of charges and income of years that no closing has brought to an account yet; it belongs to
    the opening balances, whose sum with it is zero."""

    lines: Sequence[TrialLine]
    earlier: Decimal

    @property
    def opening(self) -> Decimal:
        return sum((line.opening for line in self.lines), self.earlier)

    @property
    def moved(self) -> Moved:
        return sum((line.moved for line in self.lines), NOTHING)

    @property
    def closing(self) -> Decimal:
        return sum((line.closing for line in self.lines), self.earlier)


def trial_balance(
    company_id: int, start: dt.date, end: dt.date, *, with_closing: bool = False
) -> TrialBalance:
    """Every account that moved by `end`, by code. Charges and income begin with the fiscal year of `start`.

    `with_closing`: the entries that close a year which ends on `end` count as movements.
    """
    begin = year_start(company_id, start)
    spans = [(FIRST_DAY, begin - ONE_DAY), (begin, start - ONE_DAY), (start, end)]
    if begin == start:
        del spans[1]
    sums = moved_by_account(company_id, spans)
    turned = turned_by_account(company_id, begin)
    closed = closed_by_account(company_id, end) if with_closing else {}
    for pk in turned.keys() | closed.keys():
        sums.setdefault(pk, [NOTHING] * len(spans))
    lines, earlier = [], ZERO
    for account in Account.objects.filter(company=company_id, pk__in=sums).order_by("code"):
        older, *rest = sums[account.pk]
        opening = sum((one.balance for one in rest[:-1]), ZERO)
        before = older.balance + turned.get(account.pk, ZERO)
        moved = rest[-1] + closed.get(account.pk, NOTHING)
        if account.kind in RESULT_KINDS:
            earlier += before
        else:
            opening += before
        if opening or moved != NOTHING:
            lines.append(TrialLine(account, opening, moved))
    return TrialBalance(lines, earlier)


@dataclass(frozen=True)
class StatementAmounts:
    """A page's amounts now and for comparison, by line; assets and liabilities share them. `homeless`: codes of accounts
    that no line takes."""

    statement: Statement
    amounts: dict[str, Amount]
    before: dict[str, Amount]
    homeless: Sequence[str]

    @property
    def total(self) -> Decimal:
        return self._sum(self.amounts)

    @property
    def total_before(self) -> Decimal:
        return self._sum(self.before)

    def _sum(self, amounts: dict[str, Amount]) -> Decimal:
        """Of the lines of this page."""
        return sum(
            (amounts[line.key].net for line, _side in self.statement.lines if line.key in amounts), ZERO
        )


def balance_sheet(company_id: int, layout: Layout, day: dt.date) -> list[StatementAmounts]:
    """Assets and liabilities at the end of `day`, beside those at the end of the fiscal year before."""
    begin = year_start(company_id, day)
    begin_before = year_start(company_id, begin - ONE_DAY)
    spans = [(FIRST_DAY, begin_before - ONE_DAY), (begin_before, begin - ONE_DAY), (begin, day)]
    balances: dict[str, Decimal] = {}
    before: dict[str, Decimal] = {}
    results = [ZERO, ZERO, ZERO]
    turned = turned_by_account(company_id, begin)
    turned_before = turned_by_account(company_id, begin_before)
    kept = ZERO
    for pk, code, kind, sums in _moved_by_code(company_id, spans, turned):
        if kind in RESULT_KINDS:
            results = [total - one.balance for total, one in zip(results, sums, strict=True)]
            results[0] -= turned_before.get(pk, ZERO)
            kept -= turned.get(pk, ZERO) - turned_before.get(pk, ZERO)
        else:
            moved = sums[0].balance + sums[1].balance
            before[code] = moved + turned_before.get(pk, ZERO)
            balances[code] = moved + turned.get(pk, ZERO) + sums[2].balance
    pages = layout.balance_sheet
    now, homeless = amounts_by_line(
        pages, balances, {"result": results[2], "earlier": results[0] + results[1] + kept}
    )
    then, _homeless = amounts_by_line(pages, before, {"result": results[1], "earlier": results[0]})
    return [StatementAmounts(page, now, then, homeless) for page in pages]


def income_statement(company_id: int, layout: Layout, start: dt.date, end: dt.date) -> StatementAmounts:
    """Income and charges from `start` to `end`, beside those of the same days a year earlier."""
    earlier = (a_year_before(start), min(a_year_before(end), start - ONE_DAY))
    now: dict[str, Decimal] = {}
    then: dict[str, Decimal] = {}
    for _pk, code, kind, (before, moved) in _moved_by_code(company_id, [earlier, (start, end)]):
        if kind in RESULT_KINDS:
            now[code], then[code] = moved.balance, before.balance
    statement = layout.income_statement
    amounts, homeless = amounts_by_line([statement], now)
    return StatementAmounts(statement, amounts, amounts_by_line([statement], then)[0], homeless)


def a_year_before(day: dt.date) -> dt.date:
    """The same day of the year before; the last of February for a 29th, as the last of a month stays the last."""
    if day.month == 2 and (day + ONE_DAY).month == 3:
        return day.replace(year=day.year - 1, month=3, day=1) - ONE_DAY
    return day.replace(year=day.year - 1)


def _moved_by_code(
    company_id: int, spans: Sequence[tuple[dt.date, dt.date]], also: Iterable[int] = ()
) -> list[tuple[int, str, str, list[Moved]]]:
    """Id, code, kind and sums of each account that moved, and of those `also`."""
    sums = moved_by_account(company_id, spans)
    for pk in also:
        sums.setdefault(pk, [NOTHING] * len(spans))
    accounts = Account.objects.filter(company=company_id, pk__in=sums).order_by("code")
    return [(pk, code, kind, sums[pk]) for pk, code, kind in accounts.values_list("pk", "code", "kind")]
