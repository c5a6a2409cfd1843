"""Reconciling bank lines with what they settle, and undoing it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounting.choices import AccountKind, AccountRole, ReconciliationOrigin
from accounting.models import BankLine, Item, Match, PaymentProvider, Reconciliation
from accounting.selectors.chart import account_codes, code_of
from accounting.services.ledger import one_sided, post_entries, reverse_entries
from accounting.services.matching import MatchGroup, match_items, undo_matches
from accounting.types import ZERO, BankMatchDraft, EntryDraft, ItemDraft
from erp.changelog import Change, log_changes
from erp.documents import kind_of
from erp.errors import DomainError
from erp.locks import lock


@dataclass(frozen=True)
class Plan:
    """What reconciling a bank line would post. `difference`: what the line and fee leave over the items."""

    entry: EntryDraft
    difference: Decimal
    is_written_off: bool
    is_kept_open: bool


def reconcile_bank_line(
    bank_line: BankLine,
    item_ids: Sequence[int] = (),
    *,
    fee_amount: Decimal = ZERO,
    fee_account: str = "",
    remainder_account: str = "",
    keep_open: bool = False,
) -> Reconciliation:
    """Reconcile one bank line; see `reconcile_bank_lines`."""
    return reconcile_bank_lines(
        [
            BankMatchDraft(
                bank_line.pk, tuple(item_ids), fee_amount, fee_account, remainder_account, keep_open=keep_open
            )
        ]
    )[0]


def reconcile_bank_lines(drafts: Sequence[BankMatchDraft]) -> list[Reconciliation]:
    """Book bank lines and match them with the open items they settle, in a constant number of statements.

    Money in: Dr 512 / Dr fees / Cr the accounts of the items, which are then settled as far as the line and the fee go;
    money out the other way round. Raises `DomainError`: "bank_line.matched", "item.not_open", "item.currency",
    "reconciliation.nothing", "reconciliation.difference", or what posting raises.
    """
    if not drafts:
        return []
    with transaction.atomic():
        lines = {
            line.pk: line
            for line in lock(
                BankLine.objects.filter(pk__in=[draft.bank_line_id for draft in drafts]).select_related(
                    "bank_account__account", "bank_account__journal", "company", "statement"
                )
            )
        }
        items = {
            item.pk: item
            for item in lock(
                Item.objects.filter(pk__in=[pk for draft in drafts for pk in draft.item_ids]).select_related(
                    "account"
                )
            )
        }
        plans = _plans(drafts, lines, items)
        entries = post_entries([plan.entry for plan in plans])
        counterparts: dict[int, list[int]] = defaultdict(list)
        for pk, entry_id in Item.objects.filter(
            entry__in=entries, account__in={item.account_id for item in items.values()}, is_open=True
        ).values_list("pk", "entry"):
            counterparts[entry_id].append(pk)
        return match_items(
            [
                MatchGroup(
                    lines[draft.bank_line_id].company_id,
                    (*draft.item_ids, *counterparts[entry.pk]),
                    bank_line_id=draft.bank_line_id,
                    entry_id=entry.pk,
                )
                for draft, entry in zip(drafts, entries, strict=True)
            ],
            origin=ReconciliationOrigin.BANK,
        )


def plan_reconciliation(draft: BankMatchDraft) -> Plan:
    """What reconciling would post, for a screen to show before; refuses what `reconcile_bank_lines` would refuse."""
    lines = BankLine.objects.filter(pk=draft.bank_line_id).select_related(
        "bank_account__account", "bank_account__journal", "company", "statement"
    )
    items = Item.objects.filter(pk__in=draft.item_ids).select_related("account")
    return _plans([draft], {line.pk: line for line in lines}, {item.pk: item for item in items})[0]


def undo_reconciliations(reconciliations: Sequence[Reconciliation]) -> None:
    """Take matches back: what they settled is open again, the entry of a bank line is reversed on its own date.

    The reconciliation stays, marked as undone. Raises `DomainError` "reconciliation.undone" for one that is, and
    "period.closed" where the entry stands in a closed period.
    """
    with transaction.atomic():
        locked = lock(
            Reconciliation.objects.filter(pk__in=[one.pk for one in reconciliations]).select_related(
                "entry", "bank_line"
            )
        )
        for reconciliation in locked:
            if reconciliation.undone_at is not None:
                raise DomainError(
                    "reconciliation.undone",
                    _("%(reconciliation)s has been undone already. Reload the page."),
                    params={"reconciliation": reconciliation.number},
                )
        lock(_items_of(locked))
        _refuse_used_elsewhere(locked)
        undo_matches(locked)
        booked = [reconciliation for reconciliation in locked if reconciliation.entry is not None]
        reversals = reverse_entries([one.entry for one in booked if one.entry is not None])
        by_original = {reversal.reversal_of_id: reversal for reversal in reversals}
        for reconciliation in booked:
            reconciliation.reversal = by_original[reconciliation.entry_id]
        Reconciliation.objects.bulk_update(booked, ["reversal"])
        _log_undone(locked)


def undo_reconciliation(reconciliation: Reconciliation) -> None:
    """Undo one; see `undo_reconciliations`."""
    undo_reconciliations([reconciliation])


def _items_of(reconciliations: Sequence[Reconciliation]) -> QuerySet[Item]:
    matches = Match.objects.filter(reconciliation__in=reconciliations, is_undone=False)
    ids = matches.values("debit_item").union(matches.values("credit_item"))
    return Item.objects.filter(pk__in=ids)


def _refuse_used_elsewhere(reconciliations: Sequence[Reconciliation]) -> None:
    """An entry whose rest was matched with something else afterwards can't be taken back before that is."""
    entries = [reconciliation.entry_id for reconciliation in reconciliations if reconciliation.entry_id]
    used = (
        Match.objects.filter(is_undone=False)
        .filter(Q(debit_item__entry__in=entries) | Q(credit_item__entry__in=entries))
        .exclude(reconciliation__in=reconciliations)
        .select_related("reconciliation")
        .first()
    )
    if used is not None:
        raise DomainError(
            "reconciliation.used",
            _("What was left open is matched by %(reconciliation)s. Undo that one first."),
            params={"reconciliation": used.reconciliation.number},
        )


def _log_undone(reconciliations: Sequence[Reconciliation]) -> None:
    log_changes(
        Change(one, "undo", after={"reversal": one.reversal.number if one.reversal else ""})
        for one in reconciliations
    )
    log_changes(
        Change(one.bank_line, "undo", after={"reconciliation": one.number})
        for one in reconciliations
        if one.bank_line is not None
    )


def _plans(
    drafts: Sequence[BankMatchDraft], lines: Mapping[int, BankLine], items: Mapping[int, Item]
) -> list[Plan]:
    companies = {line.company_id for line in lines.values()}
    codes = account_codes(companies)
    fee_codes = {
        provider.clearing_account_id: provider.fee_account.code
        for provider in PaymentProvider.objects.filter(
            company_id__in=companies, fee_account__isnull=False
        ).select_related("fee_account")
        if provider.fee_account is not None
    }
    return [_plan(draft, lines.get(draft.bank_line_id), items, codes, fee_codes) for draft in drafts]


def _plan(
    draft: BankMatchDraft,
    line: BankLine | None,
    items: Mapping[int, Item],
    codes: Mapping[int, Mapping[str, str]],
    fee_codes: Mapping[int, str],
) -> Plan:
    line = _check_line(line)
    chosen = _check_items(draft, line, items)
    settled = sum((item.residual or ZERO for item in chosen), ZERO)
    difference = line.amount + draft.fee_amount - settled
    is_kept_open = bool(difference and draft.keep_open and chosen and not draft.remainder_account)
    is_written_off = bool(difference and not is_kept_open and not draft.remainder_account)
    booked = [one_sided(line.bank_account.account.code, line.amount)]
    if draft.fee_amount:
        fees = draft.fee_account or next(
            (fee_codes[item.account_id] for item in chosen if item.account_id in fee_codes), ""
        )
        booked.append(one_sided(fees or code_of(codes, line.company_id, AccountRole.FEES), draft.fee_amount))
    booked += _counterparts(chosen, difference if is_kept_open else ZERO)
    if draft.remainder_account and difference:
        booked.append(one_sided(draft.remainder_account, -difference))
    elif is_written_off:
        if abs(difference) > line.bank_account.tolerance:
            raise DomainError(
                "reconciliation.difference",
                _(
                    "%(difference)s is left over, more than the %(tolerance)s that may be written off. Choose other items, "
                    "give the fee, leave the rest open, or name an account for it."
                ),
                params={"difference": difference, "tolerance": line.bank_account.tolerance},
            )
        role = AccountRole.DIFFERENCE_GAIN if difference > 0 else AccountRole.DIFFERENCE_LOSS
        booked.append(one_sided(code_of(codes, line.company_id, role), -difference))
    entry = EntryDraft(
        company_id=line.company_id,
        journal_code=line.bank_account.journal.code,
        date=line.date,
        label=" ".join((line.counterparty or line.description).split())[:200]
        or line.statement.identification,
        reference=line.reference or line.end_to_end_id,
        items=booked,
        source_kind=kind_of(line),
        source_id=line.pk,
    )
    return Plan(entry, difference, is_written_off, is_kept_open)


def _check_line(line: BankLine | None) -> BankLine:
    if line is None:
        raise DomainError("bank_line.unknown", _("The bank line is not there any more. Reload the page."))
    if line.is_matched:
        raise DomainError(
            "bank_line.matched", _("This bank line is reconciled already. Reload the page to see with what.")
        )
    if line.currency_id != line.company.currency_id:
        raise DomainError(
            "bank_line.currency",
            _("The line is in %(line)s, the books are in %(books)s. Book it by an entry at the day's rate."),
            params={"line": line.currency_id, "books": line.company.currency_id},
        )
    return line


def _check_items(draft: BankMatchDraft, line: BankLine, items: Mapping[int, Item]) -> list[Item]:
    if draft.fee_amount < 0:
        raise DomainError("reconciliation.fee", _("The fee is zero or more."), "fee_amount")
    if not draft.item_ids and not draft.remainder_account:
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
