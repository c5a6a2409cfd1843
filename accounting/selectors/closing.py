"""What closes a year and opens the next: wanted, and booked so far."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.db import connection
from django.db.models import F, Q, Sum
from django.urls import reverse
from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounting.choices import AccountKind, AccountRole, PeriodKind, PeriodStatus
from accounting.extensions import ClosingFinding, closing_checks
from accounting.lifecycles import DRAFT
from accounting.models import Account, BankLine, Entry, FiscalYear, Invoice, Item, Period
from accounting.selectors.balances import (
    FIRST_DAY,
    NOTHING,
    ONE_DAY,
    moved_by_account,
    turned_by_account,
)
from accounting.selectors.chart import account_codes, code_of
from accounting.selectors.trial_balance import RESULT_KINDS
from accounting.types import ZERO

# How the piece of each of the three entries begins.
RESULT, CLOSING, OPENING = "RES", "CLO", "AN"
# Their balance is carried over item by item: who owes what, and since when.
AUXILIARY = frozenset({AccountKind.RECEIVABLE, AccountKind.PAYABLE})


class Carried(NamedTuple):
    """What an item of a closing or an opening stands for."""

    account: str
    partner_id: int | None = None
    label: str = ""
    due_date: dt.date | None = None


Balances = dict[Carried, Decimal]


@dataclass(frozen=True)
class Turn:
    """The three entries between a year and the next, as balances (a debit is positive) that sum to zero.

    `result` brings charges and income to the account of the profit or the loss, `closing` balances all other accounts off,
    `opening` opens them again in the next year.
    """

    result: Balances
    closing: Balances
    opening: Balances


@dataclass(frozen=True)
class YearState:
    """How far a year is: `turn` is booked when anything of it is; `is_final` once all its periods are closed."""

    year: FiscalYear
    following: FiscalYear | None
    profit: Decimal
    has_turn: bool
    is_current: bool
    is_final: bool
    entries: list[Entry]


def following_year(year: FiscalYear) -> FiscalYear | None:
    """The fiscal year that begins the day after this one ends."""
    return FiscalYear.objects.filter(company=year.company_id, start_date=year.end_date + ONE_DAY).first()


def wanted_turn(year: FiscalYear) -> Turn:
    """What the entries between this year and the next have to say, from the books as they are.

    Raises `DomainError` "account.no_default" where no account is set for the profit or the loss.
    """
    company = year.company_id
    accounts = Account.objects.filter(company=company).in_bulk()
    spans = [(FIRST_DAY, year.start_date - ONE_DAY), (year.start_date, year.end_date)]
    turned = turned_by_account(company, year.start_date)
    sums = moved_by_account(company, spans)
    result: Balances = {}
    balances: Balances = {}
    for pk in sums.keys() | turned.keys():
        before, moved = sums.get(pk, [NOTHING, NOTHING])
        account = accounts[pk]
        if account.kind in RESULT_KINDS:
            result[Carried(account.code)] = -moved.balance
        else:
            balances[Carried(account.code)] = before.balance + moved.balance + turned.get(pk, ZERO)
    left = -sum(result.values(), ZERO)
    if left:
        role = AccountRole.LOSS if left > 0 else AccountRole.PROFIT
        line = Carried(code_of(account_codes([company]), company, role))
        result[line] = left
        balances[line] = balances.get(line, ZERO) + left
    carried = _item_by_item(year, accounts, balances)
    return Turn(
        _without_zero(result),
        _without_zero({line: -amount for line, amount in balances.items()}),
        _without_zero(carried),
    )


def booked_turn(year: FiscalYear) -> Turn:
    """What the entries between this year and the next say so far."""
    rows = (
        Item.objects.filter(
            company=year.company_id,
            is_posted=True,
            entry__source_kind="accounting.fiscalyear",
            entry__source_id=year.pk,
        )
        .order_by()
        .values_list("entry__reference", "entry__label", "account__code", "partner", "label", "due_date")
        .annotate(balance=Sum(F("debit") - F("credit")))
    )
    found: dict[str, Balances] = defaultdict(dict)
    for reference, entry_label, code, partner_id, label, due_date, balance in rows:
        part = reference.partition("-")[0]
        # An item without words of its own says what its entry says.
        label = "" if label == entry_label else label
        line = Carried(code, partner_id, label, due_date) if part == OPENING else Carried(code)
        found[part][line] = found[part].get(line, ZERO) + balance
    return Turn(*(_without_zero(found[part]) for part in (RESULT, CLOSING, OPENING)))


def year_state(year: FiscalYear) -> YearState:
    """How far a year is closed."""
    wanted, booked = wanted_turn(year), booked_turn(year)
    entries = Entry.objects.filter(
        company=year.company_id, source_kind="accounting.fiscalyear", source_id=year.pk
    )
    codes = account_codes([year.company_id])[year.company_id]
    results = {codes.get(AccountRole.PROFIT), codes.get(AccountRole.LOSS)}
    profit = -sum((amount for line, amount in wanted.result.items() if line.account in results), ZERO)
    return YearState(
        year,
        following_year(year),
        profit,
        bool(booked.opening or booked.result),
        wanted == booked,
        not Period.objects.filter(fiscal_year=year, status=PeriodStatus.OPEN)
        .exclude(kind=PeriodKind.OPENING)
        .exists(),
        list(entries.select_related("company", "journal").order_by("pk")),
    )


def closing_findings(year: FiscalYear) -> list[ClosingFinding]:
    """What to look at before this year is closed for good, what stands in the way first."""
    found = [*_own_findings(year), *(one for check in closing_checks.values() for one in check(year))]
    return sorted(found, key=lambda one: not one.is_blocking)


def _own_findings(year: FiscalYear) -> list[ClosingFinding]:
    days = {"date_after": year.start_date.isoformat(), "date_before": year.end_date.isoformat()}
    found = []

    def add(title: object, count: int, resource: str, *, is_blocking: bool = False, **query: str) -> None:
        if count:
            address = f"{reverse(f'{resource}.list')}?{urlencode(days | query)}"
            found.append(ClosingFinding(title, str(count), address, is_blocking))

    within = {
        "company": year.company_id,
        "date__gte": year.start_date,
        "date__lte": year.end_date,
    }
    if following_year(year) is None:
        found.append(
            ClosingFinding(
                gettext_lazy("There is no next fiscal year: create it in the administration"),
                "",
                is_blocking=True,
            )
        )
    earlier = earlier_result(year)
    if earlier:
        found.append(
            ClosingFinding(
                gettext_lazy(
                    "Results of earlier years are not brought to an account: close those years first"
                ),
                localize(earlier),
                reverse("accounting_closing"),
                is_blocking=True,
            )
        )
    add(
        gettext_lazy("Entries that are not posted"),
        Entry.objects.filter(**within, status=DRAFT).count(),
        "accounting.entry",
        is_blocking=True,
        status=DRAFT,
    )
    suspense = _suspense(year)
    if suspense is not None:
        account, balance = suspense
        address = f"{reverse('accounting.item.list')}?{urlencode(days | {'account': account.pk})}"
        found.append(
            ClosingFinding(
                gettext_lazy("The suspense account is not empty"),
                f"{account.code}: {localize(balance)}",
                address,
                is_blocking=True,
            )
        )
    add(
        gettext_lazy("Invoices that are not posted"),
        Invoice.objects.filter(**within, status=DRAFT).count(),
        "accounting.invoice",
        status=DRAFT,
    )
    add(
        gettext_lazy("Bank lines that are not reconciled"),
        BankLine.objects.filter(**within, is_matched=False).count(),
        "accounting.bankline",
        is_matched="no",
    )
    add(
        gettext_lazy("Payments under way that no bank line has confirmed"),
        Item.objects.filter(**within, is_open=True, account__kind=AccountKind.CLEARING).count(),
        "accounting.item",
        is_open="yes",
    )
    add(
        gettext_lazy("Items of customers and suppliers without a partner"),
        Item.objects.filter(
            **within, is_open=True, account__kind__in=list(AUXILIARY), partner__isnull=True
        ).count(),
        "accounting.item",
        is_open="yes",
    )
    return found


def earlier_result(year: FiscalYear) -> Decimal:
    """Charges and income of earlier years that are on no account of equity yet."""
    day = year.start_date
    accounts = set(
        Account.objects.filter(company=year.company_id, kind__in=list(RESULT_KINDS)).values_list(
            "pk", flat=True
        )
    )
    sums = moved_by_account(year.company_id, [(FIRST_DAY, day - ONE_DAY)])
    turned = turned_by_account(year.company_id, day)
    return -sum((sums.get(pk, [NOTHING])[0].balance + turned.get(pk, ZERO) for pk in accounts), ZERO)


def _suspense(year: FiscalYear) -> tuple[Account, Decimal] | None:
    """The company's suspense account with what stands on it at the end of the year, if anything does."""
    account = Account.objects.filter(
        company=year.company_id,
        code=account_codes([year.company_id])[year.company_id].get(AccountRole.SUSPENSE),
    ).first()
    if account is None:
        return None
    balance = (
        Item.objects.filter(
            ~Q(entry__period__kind__in=[PeriodKind.OPENING, PeriodKind.CLOSING]),
            account=account,
            is_posted=True,
            date__lte=year.end_date,
        ).aggregate(total=Sum(F("debit") - F("credit")))["total"]
        or ZERO
    )
    return (account, balance) if balance else None


OPEN_THEN = """
    SELECT account.code, item.partner_id, entry.number, coalesce(nullif(item.label, ''), entry.label), item.due_date,
           sum(open.amount)
    FROM (
        SELECT item.id, item.residual AS amount FROM accounting_item AS item
        WHERE item.company_id = %(company)s AND item.is_open AND item.date <= %(day)s AND item.account_id = ANY (%(accounts)s)
        UNION ALL
        SELECT match.id, match.amount FROM accounting_item AS later CROSS JOIN LATERAL (
            SELECT credit_item_id AS id, -amount AS amount FROM accounting_match
            WHERE debit_item_id = later.id AND NOT is_undone
            UNION ALL
            SELECT debit_item_id, amount FROM accounting_match WHERE credit_item_id = later.id AND NOT is_undone
        ) AS match
        WHERE later.company_id = %(company)s AND later.is_posted AND later.date > %(day)s
          AND later.account_id = ANY (%(accounts)s)
    ) AS open
    JOIN accounting_item AS item ON item.id = open.id AND item.date <= %(day)s
    JOIN accounting_entry AS entry ON entry.id = item.entry_id
    JOIN accounting_account AS account ON account.id = item.account_id
    GROUP BY item.id, entry.id, account.id HAVING sum(open.amount) <> 0
    ORDER BY account.code, item.date, item.id
"""


def _item_by_item(year: FiscalYear, accounts: Mapping[int, Account], balances: Balances) -> Balances:
    """The balances, those of customers and suppliers as the items that were open at the end of the year."""
    auxiliary = [
        account for account in accounts.values() if account.is_reconcilable and account.kind in AUXILIARY
    ]
    values: dict[str, Any] = {
        "company": year.company_id,
        "day": year.end_date,
        "accounts": [one.pk for one in auxiliary],
    }
    with connection.cursor() as cursor:
        cursor.execute(OPEN_THEN, values)
        rows = cursor.fetchall()
    carried = dict(balances)
    for code, partner_id, number, label, due_date, amount in rows:
        line = Carried(code, partner_id, f"{number} {label}"[:200], due_date)
        carried[line] = carried.get(line, ZERO) + amount
        carried[Carried(code)] = carried.get(Carried(code), ZERO) - amount
    return carried


def _without_zero(balances: Balances) -> Balances:
    return {line: amount for line, amount in balances.items() if amount}


def findings_that_block(year: FiscalYear) -> list[str]:
    """Their titles, in words."""
    return [
        _("%(title)s (%(says)s)") % {"title": one.title, "says": one.says} if one.says else str(one.title)
        for one in closing_findings(year)
        if one.is_blocking
    ]
