"""The reports by name: what each asks for, and how its figures become a sheet."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounting.choices import AccountKind
from accounting.models import Account, Journal
from accounting.reports.layout import Places
from accounting.reports.layouts_fr import LAYOUTS
from accounting.reports.sheet import Cell, Column, Kind, Level, Row, Sheet, row
from accounting.reports.statements import statement_sheets
from accounting.reports.vat import ec_sales_list, oss_return
from accounting.selectors.aged import AgedLine, aged_balances, totals
from accounting.selectors.journal_totals import journal_months
from accounting.selectors.ledger_pages import PAGE, Cursor, LedgerLine, LedgerPage, ledger_page, partner_page
from accounting.selectors.trial_balance import (
    TrialBalance,
    TrialLine,
    balance_sheet,
    income_statement,
    trial_balance,
)
from accounting.types import ZERO
from erp.errors import DomainError
from erp.models import Company, Partner


@dataclass(frozen=True)
class Asked:
    """What a report is asked for. `page`: rows of one page and the last row seen before it; without, all rows."""

    company: Company
    start: dt.date
    end: dt.date
    account: Account | None = None
    partner: Partner | None = None
    line: str = ""
    with_closing: bool = False
    after: Cursor | None = None
    is_paged: bool = False

    @property
    def size(self) -> int | None:
        return PAGE if self.is_paged else None

    @property
    def days(self) -> str:
        return _("from %(start)s to %(end)s") % {"start": day(self.start), "end": day(self.end)}

    def address(self, report: str, **values: Any) -> str:
        """A report of the same company and days."""
        known = {"company": self.company.pk, "from": self.start.isoformat(), "to": self.end.isoformat()}
        return f"{reverse(f'accounting_report_{report}')}?{urlencode(known | values)}"

    def items(self, **values: Any) -> str:
        """The list of items with these filters, posted ones of these days."""
        known = {
            "is_posted": "yes",
            "date_after": self.start.isoformat(),
            "date_before": self.end.isoformat(),
        }
        return f"{reverse('accounting.item.list')}?{urlencode(known | values)}"


@dataclass(frozen=True)
class Report:
    """`asks`: which of "account", "partner" its page lets choose; `is_of_day`: only the last day counts."""

    key: str
    label: Any
    icon: str
    build: Callable[[Asked], list[Sheet]]
    asks: str = ""
    is_of_day: bool = False


def day(date: dt.date) -> str:
    return date_format(date, "SHORT_DATE_FORMAT")


def _trial_balance(asked: Asked) -> list[Sheet]:
    balance = trial_balance(asked.company.pk, asked.start, asked.end, with_closing=asked.with_closing)
    title, subtitle = _("Trial balance"), asked.days
    if asked.line:
        balance = replace(balance, lines=_on_line(balance, asked), earlier=ZERO)
        subtitle = f"{_line_label(asked)}, {subtitle}"
    rows: list[Row] = []
    for digit, lines in _by_class(balance.lines):
        rows += [
            row(
                line.account.code,
                Cell(line.account.label, asked.address("general_ledger", account=line.account.pk)),
                line.opening or None,
                Cell(line.moved.debit or None, asked.items(account=line.account.pk)),
                Cell(line.moved.credit or None, asked.items(account=line.account.pk)),
                *_sides(line.closing),
            )
            for line in lines
        ]
        rows.append(_sum(_("Class %(digit)s") % {"digit": digit}, TrialBalance(lines, ZERO), Level.GROUP))
    if balance.earlier:
        rows.append(
            row(
                "",
                _("Results of earlier years, not closed"),
                balance.earlier,
                None,
                None,
                *_sides(balance.earlier),
            )
        )
    rows.append(_sum(_("Total"), balance, Level.TOTAL))
    columns = [
        Column(_("Account")),
        Column(_("Label"), is_wide=True),
        Column(_("Opening balance"), Kind.MONEY),
        Column(_("Debit"), Kind.MONEY),
        Column(_("Credit"), Kind.MONEY),
        Column(_("Debit balance"), Kind.MONEY),
        Column(_("Credit balance"), Kind.MONEY),
    ]
    return [Sheet(title, subtitle, columns, rows, asked.company.currency_id)]


def _sum(label: str, balance: TrialBalance, level: Level) -> Row:
    debit = sum((line.closing for line in balance.lines if line.closing > 0), max(balance.earlier, ZERO))
    credit = -sum((line.closing for line in balance.lines if line.closing < 0), min(balance.earlier, ZERO))
    moved = balance.moved
    return row("", label, balance.opening, moved.debit, moved.credit, debit, credit, level=level)


def _sides(balance: Decimal) -> tuple[Decimal | None, Decimal | None]:
    return (balance if balance > 0 else None, -balance if balance < 0 else None)


def _by_class(lines: Iterable[TrialLine]) -> list[tuple[str, list[TrialLine]]]:
    classes: dict[str, list[TrialLine]] = {}
    for line in lines:
        classes.setdefault(line.account.code[:1], []).append(line)
    return list(classes.items())


def _on_line(balance: TrialBalance, asked: Asked) -> list[TrialLine]:
    """The accounts that stand on a line of the statements."""
    layout = _layout(asked)
    places = Places([*layout.balance_sheet, layout.income_statement])
    found = ((line, places.of(line.account.code, line.closing)) for line in balance.lines)
    return [line for line, place in found if place is not None and place.line == asked.line]


def _line_label(asked: Asked) -> str:
    layout = _layout(asked)
    lines = (line for one in [*layout.balance_sheet, layout.income_statement] for line, _side in one.lines)
    return next((str(line.label) for line in lines if line.key == asked.line), asked.line)


LEDGER_COLUMNS = (
    Column(gettext_lazy("Date"), Kind.DATE),
    Column(gettext_lazy("Entry")),
    Column(gettext_lazy("Label"), is_wide=True),
    Column(gettext_lazy("Partner")),
    Column(gettext_lazy("Letter")),
    Column(gettext_lazy("Debit"), Kind.MONEY),
    Column(gettext_lazy("Credit"), Kind.MONEY),
    Column(gettext_lazy("Balance"), Kind.MONEY),
)


def _general_ledger(asked: Asked) -> list[Sheet]:
    if asked.account is not None:
        page = ledger_page(asked.account, asked.start, asked.end, after=asked.after, size=asked.size)
        return [_ledger_sheet(asked, str(asked.account), page)]
    if asked.is_paged:
        return [_accounts(asked)]
    lines = trial_balance(asked.company.pk, asked.start, asked.end).lines
    return [
        _ledger_sheet(asked, str(line.account), ledger_page(line.account, asked.start, asked.end, size=None))
        for line in lines
    ]


def _accounts(asked: Asked) -> Sheet:
    """The accounts to choose from, those that have a balance or moved."""
    lines = trial_balance(asked.company.pk, asked.start, asked.end).lines
    rows = [
        row(
            line.account.code,
            Cell(line.account.label, asked.address("general_ledger", account=line.account.pk)),
            line.opening,
            line.moved.debit,
            line.moved.credit,
            line.closing,
        )
        for line in lines
    ]
    columns = [
        Column(_("Account")),
        Column(_("Label"), is_wide=True),
        *(
            Column(label, Kind.MONEY)
            for label in (_("Opening balance"), _("Debit"), _("Credit"), _("Balance"))
        ),
    ]
    return Sheet(_("General ledger"), asked.days, columns, rows, asked.company.currency_id)


def _ledger_sheet(asked: Asked, name: str, page: LedgerPage) -> Sheet:
    rows = [
        _carried(asked, page),
        *(_ledger_row(line, Cell(line.partner, _partner(asked, line))) for line in page.lines),
    ]
    rows.append(
        row(
            None,
            "",
            _("Balance") if page.after is None else _("To carry over"),
            "",
            "",
            sum((line.debit for line in page.lines), ZERO),
            sum((line.credit for line in page.lines), ZERO),
            page.closing,
            level=Level.TOTAL,
        )
    )
    return Sheet(
        _("General ledger"),
        f"{name}, {asked.days}",
        LEDGER_COLUMNS,
        rows,
        asked.company.currency_id,
        after=_cursor(page),
    )


def _carried(asked: Asked, page: LedgerPage) -> Row:
    label = _("Carried over") if asked.after else _("Opening balance")
    return row(None, "", label, "", "", None, None, page.carried, level=Level.GROUP)


def _cursor(page: LedgerPage) -> str:
    return f"{page.after[0].isoformat()}.{page.after[1]}" if page.after else ""


def _partner(asked: Asked, line: LedgerLine | AgedLine) -> str:
    """Where the statement of a line's partner is."""
    return asked.address("partner_statement", partner=line.partner_id) if line.partner_id else ""


def _ledger_row(line: LedgerLine, about: Any) -> Row:
    return row(
        line.date,
        Cell(line.entry, reverse("accounting.entry.detail", args=[line.entry_id])),
        line.label,
        about,
        line.letter,
        line.debit or None,
        line.credit or None,
        line.balance,
    )


def _journals(asked: Asked) -> list[Sheet]:
    rows: list[Row] = []
    count, total = 0, ZERO
    by_journal: dict[Journal, list[Any]] = {}
    for month in journal_months(asked.company.pk, asked.start, asked.end):
        by_journal.setdefault(month.journal, []).append(month)
    for journal, months in by_journal.items():
        for month in months:
            known = {"journal": journal.pk, "period": month.period.pk, "status": "posted"}
            url = f"{reverse('accounting.entry.list')}?{urlencode(known)}"
            rows.append(
                row(journal.code, Cell(month.period.code, url), month.entries, month.amount, month.amount)
            )
        entries, amount = sum(one.entries for one in months), sum((one.amount for one in months), ZERO)
        rows.append(row(journal.code, journal.name, entries, amount, amount, level=Level.GROUP))
        count, total = count + entries, total + amount
    rows.append(row("", _("Total"), count, total, total, level=Level.TOTAL))
    columns = [
        Column(_("Journal")),
        Column(_("Period"), is_wide=True),
        Column(_("Entries"), Kind.COUNT),
        Column(_("Debit"), Kind.MONEY),
        Column(_("Credit"), Kind.MONEY),
    ]
    return [Sheet(_("Journals"), asked.days, columns, rows, asked.company.currency_id)]


AGED = {
    AccountKind.RECEIVABLE: gettext_lazy("Aged receivables"),
    AccountKind.PAYABLE: gettext_lazy("Aged payables"),
}


def _aged(kind: AccountKind, asked: Asked) -> list[Sheet]:
    lines = aged_balances(asked.company.pk, kind, asked.end)
    rows = [
        row(
            line.number,
            Cell(line.name or _("Without a partner"), _partner(asked, line)),
            *(one or None for one in line.buckets),
            Cell(line.total, _open_items(asked, line.partner_id)),
        )
        for line in lines
    ]
    sums = totals(lines)
    rows.append(row("", _("Total"), *sums, sum(sums, ZERO), level=Level.TOTAL))
    columns = [
        Column(_("Number")),
        Column(_("Partner"), is_wide=True),
        Column(_("Not due"), Kind.MONEY),
        Column(_("1 to 30 days"), Kind.MONEY),
        Column(_("31 to 60 days"), Kind.MONEY),
        Column(_("61 to 90 days"), Kind.MONEY),
        Column(_("Over 90 days"), Kind.MONEY),
        Column(_("Total"), Kind.MONEY),
    ]
    subtitle = _("on %(day)s") % {"day": day(asked.end)}
    notes = [_("Late from the due date; of an earlier day, what was open then.")]
    return [Sheet(AGED[kind], subtitle, columns, rows, asked.company.currency_id, notes)]


def _open_items(asked: Asked, partner_id: int | None) -> str:
    if partner_id is None:
        return ""
    known = {"is_open": "yes", "partner": partner_id, "date_before": asked.end.isoformat()}
    return f"{reverse('accounting.item.list')}?{urlencode(known)}"


def _partner_statement(asked: Asked) -> list[Sheet]:
    if asked.partner is None:
        return [sheet for kind in AGED for sheet in _aged(kind, asked)]
    page = partner_page(
        asked.company.pk, asked.partner.pk, asked.start, asked.end, after=asked.after, size=asked.size
    )
    rows = [
        _carried(asked, page),
        *(_ledger_row(line, line.due_date) for line in page.lines),
    ]
    label = _("Balance") if page.after is None else _("To carry over")
    rows.append(row(None, "", label, None, "", None, None, page.closing, level=Level.TOTAL))
    columns = list(LEDGER_COLUMNS)
    columns[3] = Column(_("Due on"), Kind.DATE)
    return [
        Sheet(
            _("Statement of account"),
            f"{asked.partner}, {asked.days}",
            columns,
            rows,
            asked.company.currency_id,
            [_("A positive balance is owed to %(company)s.") % {"company": asked.company.name}],
            after=_cursor(page),
        )
    ]


def _balance_sheet(asked: Asked) -> list[Sheet]:
    pages = balance_sheet(asked.company.pk, _layout(asked), asked.end)
    return statement_sheets(
        pages,
        _("on %(day)s") % {"day": day(asked.end)},
        asked.company.currency_id,
        lambda key: asked.address("trial_balance", line=key),
    )


def _income_statement(asked: Asked) -> list[Sheet]:
    page = income_statement(asked.company.pk, _layout(asked), asked.start, asked.end)
    return statement_sheets(
        [page], asked.days, asked.company.currency_id, lambda key: asked.address("trial_balance", line=key)
    )


def _layout(asked: Asked) -> Any:
    """Raises `DomainError` "report.no_layout" for a country whose statements are not declared."""
    try:
        return LAYOUTS[asked.company.country_id]
    except KeyError:
        raise DomainError(
            "report.no_layout",
            _("There is no balance sheet and income statement for %(country)s yet; take the trial balance."),
            params={"country": asked.company.country_id},
        ) from None


REPORTS: Sequence[Report] = (
    Report("trial_balance", gettext_lazy("Trial balance"), "scale", _trial_balance),
    Report("general_ledger", gettext_lazy("General ledger"), "book-2", _general_ledger, asks="account"),
    Report("journals", gettext_lazy("Journals"), "notebook", _journals),
    Report(
        "aged_receivables",
        AGED[AccountKind.RECEIVABLE],
        "hourglass",
        partial(_aged, AccountKind.RECEIVABLE),
        is_of_day=True,
    ),
    Report(
        "aged_payables",
        AGED[AccountKind.PAYABLE],
        "hourglass-high",
        partial(_aged, AccountKind.PAYABLE),
        is_of_day=True,
    ),
    Report(
        "partner_statement",
        gettext_lazy("Statement of account"),
        "address-book",
        _partner_statement,
        asks="partner",
    ),
    Report("balance_sheet", gettext_lazy("Balance sheet"), "columns", _balance_sheet, is_of_day=True),
    Report("income_statement", gettext_lazy("Income statement"), "chart-line", _income_statement),
    Report("oss_return", gettext_lazy("OSS return"), "world-share", oss_return),
    Report("ec_sales_list", gettext_lazy("Sales within the Union"), "stars", ec_sales_list),
)
BY_KEY = {report.key: report for report in REPORTS}
