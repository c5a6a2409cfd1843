"""Reconciling bank lines with what they settle, and undoing it."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounting.choices import ReconciliationOrigin
from accounting.models import BankLine, Item, Match, Reconciliation
from accounting.services.bank_plans import Plan, plan_lines
from accounting.services.ledger import post_entries, reverse_entries
from accounting.services.matching import MatchGroup, match_items, undo_matches
from accounting.types import ZERO, BankMatchDraft
from erp.changelog import Change, log_changes
from erp.errors import DomainError
from erp.locks import lock

__all__ = [
    "Plan",
    "plan_reconciliation",
    "reconcile_bank_line",
    "reconcile_bank_lines",
    "undo_reconciliation",
    "undo_reconciliations",
]


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


def reconcile_bank_lines(
    drafts: Sequence[BankMatchDraft], *, origin: str = ReconciliationOrigin.BANK
) -> list[Reconciliation]:
    """Book bank lines and match them with the open items they settle, in a constant number of statements.

    Money in: Dr 512 / Dr fees / Cr the accounts of the items, which are then settled as far as the line and the fee go;
    money out the other way round. Raises `DomainError`: "bank_line.matched", "item.not_open", "item.currency",
    "bank_line.rate", "reconciliation.nothing", "reconciliation.difference", "reconciliation.exchange", "tax.account", or
    what posting raises.
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
        plans = plan_lines(drafts, lines, items)
        entries = post_entries([plan.entry for plan in plans])
        counterparts: dict[int, list[int]] = defaultdict(list)
        settled = {draft.bank_line_id: {items[pk].account_id for pk in draft.item_ids} for draft in drafts}
        accounts = {
            entry.pk: settled[draft.bank_line_id] for draft, entry in zip(drafts, entries, strict=True)
        }
        for pk, entry_id, account_id in Item.objects.filter(
            entry__in=entries, account__in={item.account_id for item in items.values()}, is_open=True
        ).values_list("pk", "entry", "account"):
            # A rule may book to an account that other lines of the run settle: it settles nothing itself.
            if account_id in accounts[entry_id]:
                counterparts[entry_id].append(pk)
        return match_items(
            [
                MatchGroup(
                    lines[draft.bank_line_id].company_id,
                    (*draft.item_ids, *counterparts[entry.pk]),
                    bank_line_id=draft.bank_line_id,
                    entry_id=entry.pk,
                    score=draft.score,
                    reasons=draft.reasons,
                    rule_id=draft.rule_id,
                )
                for draft, entry in zip(drafts, entries, strict=True)
            ],
            origin=origin,
        )


def plan_reconciliation(draft: BankMatchDraft) -> Plan:
    """What reconciling would post, for a screen to show before; refuses what `reconcile_bank_lines` would refuse."""
    lines = BankLine.objects.filter(pk=draft.bank_line_id).select_related(
        "bank_account__account", "bank_account__journal", "company", "statement"
    )
    items = Item.objects.filter(pk__in=draft.item_ids).select_related("account")
    return plan_lines([draft], {line.pk: line for line in lines}, {item.pk: item for item in items})[0]


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
