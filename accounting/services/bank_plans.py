"""What reconciling a bank line posts: the entry, worked out before anything is written.

Money in: Dr 512 / Dr fees / Cr the accounts of the items; money out the other way round. What is left over is written
off, kept open, goes to an account (with tax), or is what a rate made of amounts in another currency (656/756).
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from accounting.choices import AccountKind, AccountRole
from accounting.models import Account, BankLine, Item, PaymentProvider, Tax
from accounting.selectors.chart import account_codes, code_of
from accounting.selectors.match_index import share_of
from accounting.services.ledger import one_sided
from accounting.types import ZERO, BankMatchDraft, EntryDraft, ItemDraft
from erp.documents import kind_of
from erp.errors import DomainError
from erp.models import CurrencyRate
from erp.money import round_money

EURO = "EUR"


@dataclass(frozen=True)
class Plan:
    """What reconciling a bank line would post. `difference`: what the line and fee leave over the items.

    `difference` is in the line's currency; `exchange` in the books': what the rates made, zero in one currency.
    """

    entry: EntryDraft
    difference: Decimal
    is_written_off: bool
    is_kept_open: bool
    exchange: Decimal = ZERO


@dataclass(frozen=True)
class _Settings:
    """What the plans of a run need of the companies, read once."""

    codes: Mapping[int, Mapping[str, str]]
    fee_codes: Mapping[int, str]
    taxes: Mapping[int, Tax]
    kinds: Mapping[tuple[int, str], str]
    rates: Mapping[tuple[str, dt.date], Decimal]


def plan_lines(
    drafts: Sequence[BankMatchDraft], lines: Mapping[int, BankLine], items: Mapping[int, Item]
) -> list[Plan]:
    """The plan of each draft, in a constant number of queries. Raises what `reconcile_bank_lines` raises."""
    settings = _settings(drafts, lines)
    return [_plan(draft, lines.get(draft.bank_line_id), items, settings) for draft in drafts]


def _settings(drafts: Sequence[BankMatchDraft], lines: Mapping[int, BankLine]) -> _Settings:
    companies = {line.company_id for line in lines.values()}
    fee_codes = {
        provider.clearing_account_id: provider.fee_account.code
        for provider in PaymentProvider.objects.filter(
            company_id__in=companies, fee_account__isnull=False
        ).select_related("fee_account")
        if provider.fee_account is not None
    }
    parts = [split for draft in drafts for split in draft.splits]
    tax_ids = {draft.remainder_tax_id for draft in drafts} | {split.tax_id for split in parts}
    tax_ids.discard(None)
    wanted = {draft.remainder_account for draft in drafts} | {split.account_code for split in parts}
    wanted = wanted - {""} if tax_ids else set()
    return _Settings(
        account_codes(companies),
        fee_codes,
        Tax.objects.filter(company_id__in=companies)
        .select_related("sale_account", "purchase_account")
        .in_bulk(tax_ids)
        if tax_ids
        else {},
        {
            (company_id, code): kind
            for company_id, code, kind in Account.objects.filter(
                company_id__in=companies, code__in=wanted
            ).values_list("company_id", "code", "kind")
        }
        if wanted
        else {},
        _rates(lines.values()),
    )


def _rates(lines: Collection[BankLine]) -> dict[tuple[str, dt.date], Decimal]:
    """Units of the books' currency for one of the line's, by currency and day, for lines in another one."""
    foreign = [line for line in lines if line.currency_id != line.company.currency_id]
    if not foreign:
        return {}
    currencies = {line.currency_id for line in foreign} | {line.company.currency_id for line in foreign}
    quoted: dict[str, list[tuple[dt.date, Decimal]]] = defaultdict(list)
    for code, date, rate in (
        CurrencyRate.objects.filter(currency__in=currencies, date__lte=max(line.date for line in foreign))
        .order_by("date")
        .values_list("currency_id", "date", "rate")
    ):
        quoted[code].append((date, rate))

    def units_for_a_euro(code: str, day: dt.date) -> Decimal | None:
        if code == EURO:
            return Decimal(1)
        return next((rate for date, rate in reversed(quoted[code]) if date <= day), None)

    found = {}
    for line in foreign:
        own, books = (
            units_for_a_euro(line.currency_id, line.date),
            units_for_a_euro(line.company.currency_id, line.date),
        )
        if own and books:
            found[line.currency_id, line.date] = books / own
    return found


def _plan(
    draft: BankMatchDraft, line: BankLine | None, items: Mapping[int, Item], settings: _Settings
) -> Plan:
    line = _check_line(line)
    chosen = _check_items(draft, line, items)
    if line.currency_id != line.company.currency_id:
        return _foreign_plan(draft, line, chosen, settings)
    settled = sum((item.residual or ZERO for item in chosen), ZERO)
    difference = line.amount + draft.fee_amount - settled - _split_off(draft, line)
    is_kept_open = bool(difference and draft.keep_open and chosen and not draft.remainder_account)
    is_exchange = bool(difference and draft.is_exchange and not is_kept_open and not draft.remainder_account)
    is_written_off = bool(difference and not is_kept_open and not is_exchange and not draft.remainder_account)
    booked = [one_sided(line.bank_account.account.code, line.amount)]
    booked += _fee(draft, line, chosen, settings)
    booked += _counterparts(chosen, difference if is_kept_open else ZERO)
    for split in draft.splits:
        booked += _to_account(line, split.account_code, split.tax_id, None, -split.amount, settings)
    if draft.remainder_account and difference:
        booked += _remainder(draft, line, -difference, settings)
    elif is_exchange:
        if any(item.currency_id == line.currency_id for item in chosen):
            raise DomainError(
                "reconciliation.exchange",
                _(
                    "Only items in another currency leave a difference of exchange. Write the rest off, or name an account."
                ),
            )
        booked.append(_exchange(line, -difference, settings))
    elif is_written_off:
        _check_tolerance(line, difference)
        role = AccountRole.DIFFERENCE_GAIN if difference > 0 else AccountRole.DIFFERENCE_LOSS
        booked.append(one_sided(code_of(settings.codes, line.company_id, role), -difference))
    return Plan(
        _entry(draft, line, booked),
        difference,
        is_written_off,
        is_kept_open,
        difference if is_exchange else ZERO,
    )


def _foreign_plan(draft: BankMatchDraft, line: BankLine, chosen: Sequence[Item], settings: _Settings) -> Plan:
    """A line in another currency than the books': the bank at the day's rate, the items at theirs, the rest 656/756."""
    rate = settings.rates.get((line.currency_id, line.date))
    if rate is None:
        raise DomainError(
            "bank_line.rate",
            _("There is no rate of %(currency)s on %(date)s or before. Enter it under Currency rates."),
            params={"currency": line.currency_id, "date": line.date},
        )
    if other := next((item for item in chosen if item.currency_id != line.currency_id), None):
        raise DomainError(
            "item.currency",
            _("“%(item)s” is in %(other)s, the line in %(currency)s. Choose items in the line's currency."),
            params={"item": other.label, "other": other.currency_id, "currency": line.currency_id},
        )
    books = line.company.currency_id

    def in_books(amount: Decimal) -> Decimal:
        return round_money(amount * rate, books)

    def booked_item(code: str, amount: Decimal, balance: Decimal) -> ItemDraft:
        return replace(one_sided(code, balance), currency=line.currency_id, amount_currency=amount)

    owed = [
        (item, share_of(item.amount_currency, item.residual or ZERO, item.debit - item.credit))
        for item in chosen
    ]
    settled = sum((amount for _item, amount in owed), ZERO)
    difference = line.amount + draft.fee_amount - settled - _split_off(draft, line)
    is_kept_open = bool(difference and draft.keep_open and chosen and not draft.remainder_account)
    is_written_off = bool(difference and not is_kept_open and not draft.remainder_account)
    booked = [booked_item(line.bank_account.account.code, line.amount, in_books(line.amount))]
    if draft.fee_amount:
        [fee] = _fee(draft, line, chosen, settings)
        booked.append(booked_item(fee.account_code, draft.fee_amount, in_books(draft.fee_amount)))
    for split in draft.splits:
        booked += _to_account(line, split.account_code, split.tax_id, None, -in_books(split.amount), settings)
    left = settled + difference if is_kept_open else settled
    for item, amount in owed:
        # What is paid of an item comes off at the rate at which it stands in the books.
        paid = min(abs(left), abs(amount)) * (1 if amount > 0 else -1) if is_kept_open else amount
        left -= paid
        balance = item.residual or ZERO
        part = balance if paid == amount else round_money(balance * paid / amount, books)
        if part:
            partner_id = None if item.account.kind == AccountKind.CLEARING else item.partner_id
            booked.append(replace(booked_item(item.account.code, -paid, -part), partner_id=partner_id))
    if draft.remainder_account and difference:
        booked += _remainder(draft, line, -in_books(difference), settings)
    elif is_written_off:
        _check_tolerance(line, difference)
        role = AccountRole.DIFFERENCE_GAIN if difference > 0 else AccountRole.DIFFERENCE_LOSS
        booked.append(one_sided(code_of(settings.codes, line.company_id, role), -in_books(difference)))
    rest = -sum((item.debit - item.credit for item in booked), ZERO)
    if rest:
        booked.append(_exchange(line, rest, settings))
    return Plan(_entry(draft, line, booked), difference, is_written_off, is_kept_open, -rest)


def _fee(
    draft: BankMatchDraft, line: BankLine, chosen: Sequence[Item], settings: _Settings
) -> list[ItemDraft]:
    if not draft.fee_amount:
        return []
    fees = draft.fee_account or next(
        (settings.fee_codes[item.account_id] for item in chosen if item.account_id in settings.fee_codes), ""
    )
    return [one_sided(fees or code_of(settings.codes, line.company_id, AccountRole.FEES), draft.fee_amount)]


def _remainder(
    draft: BankMatchDraft, line: BankLine, balance: Decimal, settings: _Settings
) -> list[ItemDraft]:
    return _to_account(
        line, draft.remainder_account, draft.remainder_tax_id, draft.remainder_partner_id, balance, settings
    )


def _to_account(
    line: BankLine,
    account_code: str,
    tax_id: int | None,
    partner_id: int | None,
    balance: Decimal,
    settings: _Settings,
) -> list[ItemDraft]:
    """What goes to an account that was named: all of it, or net and tax where it contains one."""
    if tax_id is None:
        return [one_sided(account_code, balance, partner_id=partner_id)]
    tax = settings.taxes.get(tax_id)
    is_income = settings.kinds.get((line.company_id, account_code)) == AccountKind.INCOME
    account = (tax.sale_account if is_income else tax.purchase_account) if tax else None
    if tax is None or account is None:
        raise DomainError(
            "tax.account",
            _("“%(tax)s” has no account for this. Choose another tax, or complete it under Taxes."),
            "remainder_tax",
            {"tax": tax.name if tax else f"#{tax_id}"},
        )
    net = round_money(balance / (1 + tax.percent / 100), line.company.currency_id)
    found = [one_sided(account_code, net, partner_id=partner_id)]
    return [*found, one_sided(account.code, balance - net)] if balance != net else found


def _split_off(draft: BankMatchDraft, line: BankLine) -> Decimal:
    if any(split.amount * line.amount <= 0 for split in draft.splits):
        raise DomainError(
            "reconciliation.split",
            _("The parts of a line go the line's way: give amounts above zero."),
            "split_amount",
        )
    return sum((split.amount for split in draft.splits), ZERO)


def _exchange(line: BankLine, balance: Decimal, settings: _Settings) -> ItemDraft:
    role = AccountRole.EXCHANGE_LOSS if balance > 0 else AccountRole.EXCHANGE_GAIN
    return one_sided(code_of(settings.codes, line.company_id, role), balance)


def _check_tolerance(line: BankLine, difference: Decimal) -> None:
    if abs(difference) > line.bank_account.tolerance:
        raise DomainError(
            "reconciliation.difference",
            _(
                "%(difference)s is left over, more than the %(tolerance)s that may be written off. Choose other items, "
                "give the fee, leave the rest open, or name an account for it."
            ),
            params={"difference": difference, "tolerance": line.bank_account.tolerance},
        )


def _entry(draft: BankMatchDraft, line: BankLine, booked: Sequence[ItemDraft]) -> EntryDraft:
    said = draft.label or " ".join((line.counterparty or line.description).split())
    return EntryDraft(
        company_id=line.company_id,
        journal_code=line.bank_account.journal.code,
        date=line.date,
        label=said[:200] or line.statement.identification,
        reference=line.reference or line.end_to_end_id,
        items=booked,
        source_kind=kind_of(line),
        source_id=line.pk,
    )


def _check_line(line: BankLine | None) -> BankLine:
    if line is None:
        raise DomainError("bank_line.unknown", _("The bank line is not there any more. Reload the page."))
    if line.is_matched:
        raise DomainError(
            "bank_line.matched", _("This bank line is reconciled already. Reload the page to see with what.")
        )
    if line.currency_id != line.bank_account.currency_id:
        raise DomainError(
            "bank_line.currency",
            _("The line is in %(line)s, the account in %(account)s. Book it by an entry at the day's rate."),
            params={"line": line.currency_id, "account": line.bank_account.currency_id},
        )
    return line


def _check_items(draft: BankMatchDraft, line: BankLine, items: Mapping[int, Item]) -> list[Item]:
    if draft.fee_amount < 0:
        raise DomainError("reconciliation.fee", _("The fee is zero or more."), "fee_amount")
    if not draft.item_ids and not draft.remainder_account and not draft.splits:
        raise DomainError(
            "reconciliation.nothing", _("Choose the items that this line settles, or an account for it.")
        )
    for pk in draft.item_ids:
        item = items.get(pk)
        if item is None or not item.is_posted or not item.residual or item.company_id != line.company_id:
            raise DomainError(
                "item.not_open",
                _("“%(item)s” is settled already, or can't be matched. Reload the page to see what is open."),
                params={"item": item.label if item else f"#{pk}"},
            )
    return [items[pk] for pk in dict.fromkeys(draft.item_ids)]


def _counterparts(chosen: Sequence[Item], kept_open: Decimal) -> list[ItemDraft]:
    """What takes the items off their accounts: one item an account and partner, one an account for clearing accounts.

    `kept_open` is added to the last: paid too much (or too little), it stays on the partner's account.
    """
    sums: dict[tuple[str, int | None], Decimal] = defaultdict(Decimal)
    for item in chosen:
        partner_id = None if item.account.kind == AccountKind.CLEARING else item.partner_id
        sums[item.account.code, partner_id] += item.residual or ZERO
    if kept_open:
        sums[list(sums)[-1]] += kept_open
    return [
        one_sided(code, -balance, partner_id=partner_id)
        for (code, partner_id), balance in sums.items()
        if balance
    ]
