"""What the reconciliation screen shows: lines that wait, balances, items to choose from."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q, QuerySet, Sum

from accounting.models import BankAccount, BankLine, BankStatement, Item
from accounting.selectors.bank_reconciliation import balance_in_currency
from accounting.types import ZERO

# More lines than a person does in a sitting; the count says how many there are.
MOST_LINES = 150
MOST_FOUND = 40


@dataclass(frozen=True)
class Standing:
    """Where a bank account stands. `difference`: bank less books, explained by the open lines when all is well."""

    bank_balance: Decimal | None
    book_balance: Decimal
    open_count: int
    open_amount: Decimal

    @property
    def difference(self) -> Decimal | None:
        return None if self.bank_balance is None else self.bank_balance - self.book_balance

    @property
    def unexplained(self) -> Decimal | None:
        return None if self.difference is None else self.difference - self.open_amount


def accounts_with_work(accounts: "QuerySet[BankAccount]") -> list[BankAccount]:
    """Active bank accounts with `open_count`, those with most to do first."""
    return list(
        accounts.filter(is_active=True)
        .select_related("company", "currency", "account")
        .annotate(open_count=Count("lines", filter=Q(lines__is_matched=False)))
        .order_by("-open_count", "name", "pk")
    )


def open_lines(account: BankAccount) -> list[BankLine]:
    """The lines that wait, oldest first."""
    return list(
        BankLine.objects.filter(bank_account=account, is_matched=False)
        .select_related("statement", "bank_account", "company")
        .order_by("date", "pk")[:MOST_LINES]
    )


def standing(account: BankAccount) -> Standing:
    """The bank's balance by its latest statement, the books', and what waits between them."""
    latest = (
        BankStatement.objects.filter(bank_account=account, closing_balance__isnull=False)
        .order_by("-date", "-pk")
        .first()
    )
    waiting = BankLine.objects.filter(bank_account=account, is_matched=False).aggregate(
        count=Count("pk"), amount=Sum("amount")
    )
    return Standing(
        latest.closing_balance if latest else None,
        balance_in_currency(account),
        waiting["count"],
        waiting["amount"] or ZERO,
    )


def items_by_id(ids: Collection[int]) -> dict[int, Item]:
    """Items as the screen shows them."""
    return Item.objects.select_related("account", "partner", "entry", "company").in_bulk(set(ids))


def find_items(line: BankLine, query: str) -> list[Item]:
    """Open items by amount, reference, label or partner; those of the line's direction first."""
    text = query.strip()
    if not text:
        return []
    condition = (
        Q(label__icontains=text)
        | Q(entry__reference__icontains=text)
        | Q(entry__number__iexact=text)
        | Q(partner__name__icontains=text)
        | Q(account__code__startswith=text)
        | Q(entry__invoice__shop_reference__iexact=text)
    )
    amount = _amount(text)
    if amount is not None:
        condition |= Q(residual__in=[amount, -amount])
    found = (
        Item.objects.filter(condition, company=line.company_id, is_open=True)
        .select_related("account", "partner", "entry", "company")
        .order_by("-date", "-pk")[: MOST_FOUND * 2]
    )
    is_fitting = [item for item in found if (item.residual or ZERO) * line.amount > 0]
    others = [item for item in found if item not in is_fitting]
    return [*is_fitting, *others][:MOST_FOUND]


def _amount(text: str) -> Decimal | None:
    digits = (
        text.replace("\u202f", "").replace("\xa0", "").replace(" ", "").replace("€", "").replace(",", ".")
    )
    whole, _dot, cents = digits.lstrip("-").partition(".")
    return (
        Decimal(digits) if whole.isdigit() and (not cents or cents.isdigit()) and len(digits) < 16 else None
    )
