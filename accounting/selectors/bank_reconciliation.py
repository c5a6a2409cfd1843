"""The bank reconciliation statement (état de rapprochement): the bank's balance, the books', and what stands between."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import F, Q, QuerySet, Sum

from accounting.choices import PeriodKind
from accounting.models import BankAccount, BankLine, BankStatement, Item
from accounting.types import ZERO

MOST_ROWS = 500


@dataclass(frozen=True)
class BankReconciliation:
    """How a bank account stands at the end of `date`, in its currency.

    bank balance = book balance + what the bank has and the books have not (`open_lines`) − what the books have and the
    bank has not (`book_items`) + `before` (the balance with which the first statement begins) + `unexplained` (statements
    that are missing or do not add up). `open_amount` and `book_amount` are of all rows, also of those not listed.
    """

    date: dt.date
    statement: BankStatement | None
    bank_balance: Decimal | None
    book_balance: Decimal
    before: Decimal
    open_lines: Sequence[BankLine]
    open_count: int
    open_amount: Decimal
    book_items: Sequence[Item]
    book_count: int
    book_amount: Decimal
    faulty: Sequence[BankStatement]

    @property
    def book_removed(self) -> Decimal:
        return -self.book_amount

    @property
    def explained(self) -> Decimal:
        return self.book_balance + self.open_amount - self.book_amount + self.before

    @property
    def unexplained(self) -> Decimal | None:
        return None if self.bank_balance is None else self.bank_balance - self.explained


def bank_reconciliation(account: BankAccount, date: dt.date) -> BankReconciliation:
    """The statement of an account at a day. What was reconciled since counts as reconciled."""
    statements = BankStatement.objects.filter(bank_account=account, date__lte=date)
    latest = statements.filter(closing_balance__isnull=False).order_by("-date", "-pk").first()
    first = statements.filter(opening_balance__isnull=False).order_by("date", "pk").first()
    # Up to the day of the statement that is compared: what came after it is in no bank balance.
    day = latest.date if latest else date
    lines = BankLine.objects.filter(bank_account=account, date__lte=day, is_matched=False)
    booked = booked_items(account).filter(date__lte=day)
    own = booked.filter(
        Q(entry__reconciliation__isnull=True), Q(entry__undone_reconciliation__isnull=True)
    ).exclude(entry__reversal__reversal_of__isnull=False)
    own = own.exclude(entry__reversal_of__isnull=False)
    return BankReconciliation(
        day,
        latest,
        latest.closing_balance if latest else None,
        _total(booked),
        (first.opening_balance or ZERO) if first else ZERO,
        list(lines.order_by("date", "pk").select_related("statement")[:MOST_ROWS]),
        lines.count(),
        lines.aggregate(total=Sum("amount"))["total"] or ZERO,
        list(own.select_related("entry", "partner").order_by("date", "pk")[:MOST_ROWS]),
        own.count(),
        _total(own),
        list(
            statements.filter(balance_difference__isnull=False)
            .exclude(balance_difference=0)
            .order_by("date", "pk")[:MOST_ROWS]
        ),
    )


def booked_items(account: BankAccount) -> "QuerySet[Item]":
    """The posted items on the account's account in the books, without what closes and opens years."""
    return Item.objects.filter(
        company=account.company_id,
        account=account.account_id,
        is_posted=True,
        entry__period__kind=PeriodKind.MONTH,
    )


def balance_in_currency(account: BankAccount) -> Decimal:
    """What the books say the account holds, in the account's currency."""
    return _total(booked_items(account))


def _total(items: "QuerySet[Item]") -> Decimal:
    return items.aggregate(total=Sum(F("amount_currency")))["total"] or ZERO
