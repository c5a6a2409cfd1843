"""Reconciling without a person: what a rule of the user's says, and proposals that leave no doubt.

A proposal goes through where its score reaches the account's threshold, it adds up to the cent, no other proposal comes near,
and no other line of the run wants the same items. What was done so says so (its origin, score and reasons), and can be undone.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from django.db import transaction

from accounting.choices import ReconciliationOrigin
from accounting.models import BankAccount, BankLine, Reconciliation
from accounting.selectors.bank_rules import rules_of
from accounting.selectors.candidates import proposals
from accounting.selectors.match_index import OpenItems, open_items
from accounting.services.reconciliation import reconcile_bank_lines
from accounting.types import BankMatchDraft, Candidate
from erp.errors import DomainError

# Lines looked at and booked at a time: memory stays flat, and a refusal keeps little waiting.
BATCH = 250
# How far the best proposal has to stand above the next one.
LEAST_LEAD = 15


@dataclass
class Outcome:
    """What a run did: how many lines it looked at, how many it booked by rules and by proposals, what was refused."""

    lines: int = 0
    by_rule: int = 0
    by_score: int = 0
    refusals: list[str] = field(default_factory=list)

    @property
    def booked(self) -> int:
        return self.by_rule + self.by_score


def has_automatic_work(bank_account: BankAccount) -> bool:
    """Whether a run could book anything: a threshold is set, or a rule runs."""
    return bank_account.match_threshold is not None or bool(rules_of(bank_account.company_id))


def match_lines(
    bank_account: BankAccount, *, progress: Callable[[int, int], None] = lambda _done, _total: None
) -> Outcome:
    """Reconcile what leaves no doubt among the open lines of a bank account, batch by batch, each in a transaction."""
    outcome = Outcome()
    if not has_automatic_work(bank_account):
        return outcome
    ids = list(
        BankLine.objects.filter(bank_account=bank_account, is_matched=False)
        .order_by("date", "pk")
        .values_list("pk", flat=True)
    )
    if not ids:
        return outcome
    latest = BankLine.objects.filter(bank_account=bank_account, is_matched=False).latest("date").date
    index = open_items(
        bank_account.company_id,
        bank_account.currency_id,
        bank_account.company.currency_id,
        until=latest,
    )
    claimed: set[int] = set()
    for start in range(0, len(ids), BATCH):
        progress(start, len(ids))
        lines = list(
            BankLine.objects.filter(pk__in=ids[start : start + BATCH], is_matched=False)
            .select_related("company", "bank_account__account", "bank_account__journal", "statement")
            .defer("raw", "statement__warnings")
            .order_by("date", "pk")
        )
        _match_batch(bank_account, lines, index, claimed, outcome)
    progress(len(ids), len(ids))
    return outcome


def _match_batch(
    bank_account: BankAccount,
    lines: Sequence[BankLine],
    index: OpenItems,
    claimed: set[int],
    outcome: Outcome,
) -> None:
    outcome.lines += len(lines)
    found = proposals(lines, index=index)
    by_origin: dict[str, list[BankMatchDraft]] = {
        ReconciliationOrigin.RULE: [],
        ReconciliationOrigin.AUTOMATIC: [],
    }
    for line in lines:
        chosen = certain(found[line.pk], bank_account.match_threshold, claimed)
        if chosen is None:
            continue
        claimed.update(chosen.item_ids)
        origin = ReconciliationOrigin.RULE if chosen.rule else ReconciliationOrigin.AUTOMATIC
        by_origin[origin].append(draft_of(line.pk, chosen))
    outcome.by_rule += _book(by_origin[ReconciliationOrigin.RULE], ReconciliationOrigin.RULE, outcome)
    outcome.by_score += _book(
        by_origin[ReconciliationOrigin.AUTOMATIC], ReconciliationOrigin.AUTOMATIC, outcome
    )


def certain(
    candidates: Sequence[Candidate], threshold: int | None, claimed: set[int] | frozenset[int] = frozenset()
) -> Candidate | None:
    """The proposal that goes through by itself, if one does."""
    if not candidates:
        return None
    best = candidates[0]
    if best.rule is not None:
        return best
    rule = next((one for one in candidates if one.rule is not None), None)
    if threshold is None or best.score < threshold or best.difference or claimed & set(best.item_ids):
        return rule
    rivals = [
        one
        for one in candidates[1:]
        if one.rule is None
        and not set(one.item_ids) < set(best.item_ids)
        and one.score > best.score - LEAST_LEAD
    ]
    return None if rivals else best


def draft_of(line_id: int, chosen: Candidate) -> BankMatchDraft:
    """What taking a proposal as it is would book."""
    reasons = tuple(f"{reason.label} (+{reason.points})" for reason in chosen.reasons)
    rule = chosen.rule
    return BankMatchDraft(
        line_id,
        tuple(chosen.item_ids),
        fee_amount=chosen.fee,
        remainder_account=rule.account_code if rule else "",
        remainder_tax_id=rule.tax_id if rule else None,
        remainder_partner_id=rule.partner_id if rule else None,
        label=rule.label if rule else "",
        score=chosen.score,
        reasons=reasons,
        rule_id=rule.pk if rule else None,
    )


def _book(drafts: Sequence[BankMatchDraft], origin: str, outcome: Outcome) -> int:
    """Book them together; where one is refused, the halves apart, so that one closed month holds up nobody else."""
    return sum(len(done) for done in _halving(drafts, origin, outcome))


def _halving(
    drafts: Sequence[BankMatchDraft], origin: str, outcome: Outcome
) -> Iterator[list[Reconciliation]]:
    if not drafts:
        return
    try:
        with transaction.atomic():
            done = reconcile_bank_lines(drafts, origin=origin)
    except DomainError as refusal:
        if len(drafts) == 1:
            if len(outcome.refusals) < 20 and refusal.message not in outcome.refusals:
                outcome.refusals.append(refusal.message)
            return
    else:
        yield done
        return
    middle = len(drafts) // 2
    yield from _halving(drafts[:middle], origin, outcome)
    yield from _halving(drafts[middle:], origin, outcome)
