"""Why a bank line still waits, in a word: what the accountant sees of the whole list at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import pgettext_lazy

from accounting.models import BankAccount
from accounting.selectors.candidates import proposals
from accounting.selectors.match_index import open_items
from accounting.selectors.workbench import open_lines
from accounting.types import Candidate

CERTAIN = 80
LIKELY = 50
LEAD = 15


@dataclass(frozen=True)
class Left:
    """`tone`: "sure", "likely", "doubt" or "none"."""

    tone: str
    label: Any


SURE = Left("sure", pgettext_lazy("proposal", "certain"))
PROBABLE = Left("likely", pgettext_lazy("proposal", "likely"))
DOUBTFUL = Left("doubt", pgettext_lazy("proposal", "several fit"))
DIFFERENT = Left("doubt", pgettext_lazy("proposal", "amount differs"))
WEAK = Left("doubt", pgettext_lazy("proposal", "uncertain"))
NOTHING = Left("none", pgettext_lazy("proposal", "nothing fits"))


def reasons_left(account: BankAccount) -> dict[int, Left]:
    """By line of the list: why it waits."""
    lines = open_lines(account)
    if not lines:
        return {}
    index = open_items(
        account.company_id, account.currency_id, account.company.currency_id, until=lines[-1].date
    )
    return {pk: _left(found) for pk, found in proposals(lines, index=index).items()}


def _left(found: Sequence[Candidate]) -> Left:
    if not found:
        return NOTHING
    best = found[0]
    if any(one.score > best.score - LEAD and not set(one.item_ids) < set(best.item_ids) for one in found[1:]):
        return DOUBTFUL
    if best.difference:
        return DIFFERENT
    if best.score >= CERTAIN:
        return SURE
    return PROBABLE if best.score >= LIKELY else WEAK
