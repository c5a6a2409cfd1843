"""The balance sheet and the income statement as sheets."""

from collections.abc import Callable, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounting.reports.layout import NONE, Amount, Group, Side, Statement, Subtotal
from accounting.reports.sheet import Cell, Column, Kind, Level, Row, Sheet, row
from accounting.selectors.trial_balance import StatementAmounts
from accounting.types import ZERO


def statement_sheets(
    pages: Sequence[StatementAmounts], subtitle: str, currency: str, address: Callable[[str], str]
) -> list[Sheet]:
    """A sheet for each page; `address` says where a line's accounts are shown."""
    return [_sheet(page, subtitle, currency, address) for page in pages]


def _sheet(page: StatementAmounts, subtitle: str, currency: str, address: Callable[[str], str]) -> Sheet:
    statement = page.statement
    columns = [Column(_("Line"), is_wide=True)]
    if statement.has_depreciation:
        columns += [
            Column(pgettext("balance sheet", "Gross"), Kind.MONEY),
            Column(_("Depreciation"), Kind.MONEY),
        ]
    columns += [
        Column(pgettext("balance sheet", "Net"), Kind.MONEY),
        Column(_("The year before"), Kind.MONEY),
    ]
    notes = []
    if page.homeless:
        notes.append(
            _("These accounts stand on no line: %(codes)s. Give them codes of the chart.")
            % {"codes": ", ".join(page.homeless)}
        )
    return Sheet(statement.label, subtitle, columns, _rows(page, address), currency, notes)


def _rows(page: StatementAmounts, address: Callable[[str], str]) -> list[Row]:
    statement, rows = page.statement, []
    running, since = (ZERO, ZERO), (ZERO, ZERO)
    total, total_before = NONE, NONE
    for part in statement.parts:
        if isinstance(part, Subtotal):
            value, before = running if part.is_running else since
            rows.append(_row(statement, part.label, Amount(value), Amount(before), Level.TOTAL))
            since = (ZERO, ZERO)
            continue
        rows.append(row(part.label, *[None] * (4 if statement.has_depreciation else 2), level=Level.HEADING))
        now, then = NONE, NONE
        for line in part.lines:
            amount, before_amount = page.amounts.get(line.key, NONE), page.before.get(line.key, NONE)
            rows.append(
                _row(statement, Cell(line.label, address(line.key)), amount, before_amount, Level.ITEM)
            )
            now, then = now + amount, then + before_amount
        if part.total:
            rows.append(_row(statement, part.total, now, then, Level.GROUP))
        total, total_before = total + now, total_before + then
        running, since = _signed(part, running, now, then), _signed(part, since, now, then)
    if statement.total:
        rows.append(_row(statement, statement.total, total, total_before, Level.TOTAL))
    return rows


def _signed(part: Group, sums: tuple[Decimal, Decimal], now: Amount, then: Amount) -> tuple[Decimal, Decimal]:
    """Income adds to a result, charges take from it."""
    sign = 1 if part.side is Side.CREDIT else -1
    return sums[0] + sign * now.net, sums[1] + sign * then.net


def _row(statement: Statement, label: object, amount: Amount, before: Amount, level: Level) -> Row:
    url = label.url if isinstance(label, Cell) else ""
    gross = (amount.gross or None, amount.deducted or None) if statement.has_depreciation else ()
    net = amount.net if level is not Level.ITEM else amount.net or None
    return row(label, *gross, Cell(net, url), before.net or None, level=level)
