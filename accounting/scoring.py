"""How bank lines and open items are compared: pure functions, amounts as `Decimal`, no database."""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from erp.money import round_money
from erp.text import fold

_SEPARATORS = re.compile(r"[^0-9a-z]+")
# Above these a subset sum is not searched further: a proposal has to come at once, not always.
MAX_SUBSET_ITEMS = 40
MAX_SUBSET_STATES = 20_000
# Banks take up to this share of a payout where the provider's usual fee is not known.
PLAUSIBLE_FEE = Decimal("0.05")


@dataclass(frozen=True, slots=True)
class OpenItem:
    """An open item as seen from the bank line: `amount` is positive where it goes the line's way."""

    pk: int
    amount: Decimal
    date: dt.date
    account_id: int
    account_kind: str
    partner_id: int | None
    partner_name: str
    label: str
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FeeModel:
    """What a provider usually keeps: `percent` of each payment and `fixed` for each."""

    percent: Decimal = Decimal(0)
    fixed: Decimal = Decimal(0)

    @property
    def is_known(self) -> bool:
        return bool(self.percent or self.fixed)

    def of(self, item: OpenItem) -> Decimal:
        """The usual fee of one payment; none of a refund."""
        return round_money(item.amount * self.percent / 100 + self.fixed) if item.amount > 0 else Decimal(0)


@dataclass(frozen=True, slots=True)
class Payout:
    """Payments that may make up a payout. `expected_fee` is what the provider would usually keep of them."""

    items: tuple[OpenItem, ...]
    fee: Decimal
    expected_fee: Decimal

    @property
    def last_date(self) -> dt.date:
        return max(item.date for item in self.items)


def squeeze(text: str) -> str:
    """Letters and digits alone, folded: "FA-2026-00012" and "fa 2026 00012" are the same."""
    return _SEPARATORS.sub("", fold(text))


def words(text: str) -> set[str]:
    return {word for word in _SEPARATORS.split(fold(text)) if len(word) > 2}


def mentions(squeezed_text: str, reference: str) -> bool:
    """Whether the text holds the reference, whatever stands between its parts. Very short ones say nothing."""
    wanted = squeeze(reference)
    if len(wanted) < 5:
        return False
    at = squeezed_text.find(wanted)
    while at >= 0:
        # 12345 is not in 812345: a number ends where the digits end.
        before, after = squeezed_text[at - 1 : at], squeezed_text[at + len(wanted) : at + len(wanted) + 1]
        if not (wanted[0].isdigit() and before.isdigit()) and not (wanted[-1].isdigit() and after.isdigit()):
            return True
        at = squeezed_text.find(wanted, at + 1)
    return False


def names(text_words: set[str], name: str) -> bool:
    """Whether every word of the name (two at least, or one long one) is in the text."""
    wanted = words(name)
    return bool(wanted) and wanted <= text_words and (len(wanted) > 1 or len(next(iter(wanted))) > 4)


def payout_windows(items: Sequence[OpenItem], amount: Decimal, fees: FeeModel) -> Iterator[Payout]:
    """Runs of whole days whose payments, less a plausible fee, make `amount`. `items` are sorted by date."""
    days = sorted({item.date for item in items})
    starts = {day: next(i for i, item in enumerate(items) if item.date == day) for day in days}
    ends = {day: max(i for i, item in enumerate(items) if item.date == day) + 1 for day in days}
    totals, expected = [Decimal(0)], [Decimal(0)]
    for item in items:
        totals.append(totals[-1] + item.amount)
        expected.append(expected[-1] + fees.of(item))
    for first in range(len(days)):
        for last in range(first, len(days)):
            start, end = starts[days[first]], ends[days[last]]
            gross, usual = totals[end] - totals[start], expected[end] - expected[start]
            if is_plausible_fee(gross - amount, gross, usual):
                yield Payout(tuple(items[start:end]), gross - amount, usual)


def is_plausible_fee(fee: Decimal, gross: Decimal, usual: Decimal) -> bool:
    if fee < 0 or gross <= 0:
        return False
    limit = usual * 2 if usual else gross * PLAUSIBLE_FEE
    return fee <= limit


def payout_subset(items: Sequence[OpenItem], amount: Decimal, fees: FeeModel) -> Payout | None:
    """Payments that make `amount` to the cent, each less its usual fee; None where none is found quickly."""
    pool = list(items)[-MAX_SUBSET_ITEMS:]
    nets = [item.amount - fees.of(item) for item in pool]
    chosen = subset_sum([_cents(net) for net in nets], _cents(amount))
    if not chosen:
        return None
    found = tuple(pool[index] for index in chosen)
    fee = sum((item.amount for item in found), Decimal(0)) - amount
    return Payout(found, fee, fee)


def subset_sum(values: Sequence[int], target: int) -> list[int] | None:
    """Indexes of values that sum to the target, earliest ones first; None where there are none, or too many to try."""
    reached: dict[int, tuple[int, int] | None] = {0: None}
    for index, value in enumerate(values[:MAX_SUBSET_ITEMS]):
        fresh = {}
        for total in reached:
            if total + value not in reached and total + value not in fresh:
                fresh[total + value] = (index, total)
        reached.update(fresh)
        if target in reached and target:
            return _trace(reached, target)
        if len(reached) > MAX_SUBSET_STATES:
            return None
    return None


def _trace(reached: dict[int, tuple[int, int] | None], target: int) -> list[int]:
    indexes = []
    step = reached[target]
    while step is not None:
        indexes.append(step[0])
        step = reached[step[1]]
    return indexes[::-1]


def _cents(amount: Decimal) -> int:
    return int(amount.scaleb(2))
