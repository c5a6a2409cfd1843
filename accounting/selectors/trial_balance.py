"""The trial balance (balance générale) and what is made of it: the balance sheet and the income statement."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from accounting.choices import AccountKind
from accounting.models import Account
from accounting.reports.layout import Amount, Layout, Statement, amounts_by_line
from accounting.selectors.balances import FIRST_DAY, NOTHING, ONE_DAY, Moved, moved_by_account, year_start
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


def trial_balance(company_id: int, start: dt.date, end: dt.date) -> TrialBalance:
    """Every account that moved by `end`, by code. Charges and income begin with the fiscal year of `start`."""
    begin = year_start(company_id, start)
    spans = [(FIRST_DAY, begin - ONE_DAY), (begin, start - ONE_DAY), (start, end)]
    if begin == start:
        del spans[1]
    sums = moved_by_account(company_id, spans)
    lines, earlier = [], ZERO
    for account in Account.objects.filter(company=company_id, pk__in=sums).order_by("code"):
        older, *rest = sums[account.pk]
        opening = sum((one.balance for one in rest[:-1]), ZERO)
        if account.kind in RESULT_KINDS:
            earlier += older.balance
        else:
            opening += older.balance
        if opening or rest[-1] != NOTHING:
            lines.append(TrialLine(account, opening, rest[-1]))
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
    for code, kind, sums in _moved_by_code(company_id, spans):
        if kind in RESULT_KINDS:
            results = [total - one.balance for total, one in zip(results, sums, strict=True)]
        else:
            before[code] = sums[0].balance + sums[1].balance
            balances[code] = before[code] + sums[2].balance
    pages = layout.balance_sheet
    now, homeless = amounts_by_line(
        pages, balances, {"result": results[2], "earlier": results[0] + results[1]}
    )
    then, _homeless = amounts_by_line(pages, before, {"result": results[1], "earlier": results[0]})
    return [StatementAmounts(page, now, then, homeless) for page in pages]


def income_statement(company_id: int, layout: Layout, start: dt.date, end: dt.date) -> StatementAmounts:
    """Income and charges from `start` to `end`, beside those of the same days a year earlier."""
    earlier = (a_year_before(start), min(a_year_before(end), start - ONE_DAY))
    now: dict[str, Decimal] = {}
    then: dict[str, Decimal] = {}
    for code, kind, (before, moved) in _moved_by_code(company_id, [earlier, (start, end)]):
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
    company_id: int, spans: Sequence[tuple[dt.date, dt.date]]
) -> list[tuple[str, str, list[Moved]]]:
    """Code, kind and sums of each account that moved."""
    sums = moved_by_account(company_id, spans)
    accounts = Account.objects.filter(company=company_id, pk__in=sums).order_by("code")
    return [(code, kind, sums[pk]) for pk, code, kind in accounts.values_list("pk", "code", "kind")]
