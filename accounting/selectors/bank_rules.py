"""Which bank rules fit a line, and what a rule would have done in the past."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Prefetch

from accounting.choices import LineDirection
from accounting.models import BankLine, BankRule, Item, Reconciliation
from accounting.scoring import words
from accounting.types import ZERO

MONTHS_TRIED = 12
MOST_TRIED = 5000
MOST_SHOWN = 100


@dataclass(frozen=True)
class Trial:
    """A line of the past that a rule fits. `booked_to`: the accounts it went to; a rule that agrees names one of them."""

    line: BankLine
    booked_to: Sequence[str]
    agrees: bool | None


@dataclass(frozen=True)
class TrialResult:
    """What a rule would have done: `checked` lines looked at, `count` that fit, and how many went elsewhere."""

    checked: int
    count: int
    amount: Decimal
    agreeing: int
    differing: int
    trials: Sequence[Trial]


def rules_of(company_id: int) -> list[BankRule]:
    """The rules that run, in their order."""
    found = (
        BankRule.objects.filter(company=company_id, is_active=True)
        .select_related("account")
        .order_by("position", "pk")
    )
    return [rule for rule in found if rule.runs]


def fits(rule: BankRule, line: BankLine, text_words: Collection[str]) -> bool:
    """Whether every condition of the rule holds for the line; `text_words` are the folded words of what the bank says."""
    if rule.bank_account_id and rule.bank_account_id != line.bank_account_id:
        return False
    if rule.direction != LineDirection.ANY and (rule.direction == LineDirection.INBOUND) != (line.amount > 0):
        return False
    if rule.counterparty_iban and rule.counterparty_iban.replace(" ", "") != line.counterparty_iban:
        return False
    size = abs(line.amount)
    if rule.amount_from is not None and size < rule.amount_from:
        return False
    if rule.amount_to is not None and size > rule.amount_to:
        return False
    return words_of(rule.text) <= set(text_words)


def words_of(text: str) -> set[str]:
    """The words of a condition, as `scoring.words` folds those of a line."""
    return words(text)


def words_of_line(line: BankLine) -> set[str]:
    return words(f"{line.description} {line.counterparty} {line.reference} {line.end_to_end_id}")


def try_rule(rule: BankRule, *, today: dt.date) -> TrialResult:
    """What the rule would have matched in the last twelve months, newest first."""
    lines = (
        BankLine.objects.filter(
            company=rule.company_id, date__gte=today - dt.timedelta(days=31 * MONTHS_TRIED), date__lte=today
        )
        .order_by("-date", "-pk")
        .select_related("bank_account__account")
        .prefetch_related(
            Prefetch(
                "reconciliations",
                Reconciliation.objects.filter(undone_at=None).prefetch_related(
                    Prefetch("entry__items", Item.objects.select_related("account"))
                ),
            )
        )
    )
    if rule.bank_account_id:
        lines = lines.filter(bank_account=rule.bank_account_id)
    checked, amount, trials = 0, ZERO, []
    for line in lines[:MOST_TRIED].iterator(chunk_size=1000):
        checked += 1
        if fits(rule, line, words_of_line(line)):
            amount += line.amount
            trials.append(_trial(rule, line))
    return TrialResult(
        checked,
        len(trials),
        amount,
        sum(trial.agrees is True for trial in trials),
        sum(trial.agrees is False for trial in trials),
        trials[:MOST_SHOWN],
    )


def _trial(rule: BankRule, line: BankLine) -> Trial:
    booked = [
        item.account
        for reconciliation in line.reconciliations.all()
        if reconciliation.entry is not None
        for item in reconciliation.entry.items.all()
        if item.account_id != line.bank_account.account_id
    ]
    codes = list(dict.fromkeys(account.code for account in booked))
    agrees = None if not line.is_matched else rule.account_id in {account.pk for account in booked}
    return Trial(line, codes, agrees)
