"""The open items of a company, laid out so that what a bank line may settle is found without looking at all of them.

Built once for a run over thousands of lines: by amount, by the forms in which people write a reference, by partner.
"""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from functools import lru_cache

from django.db.models import Q

from accounting.models import Item
from accounting.scoring import OpenItem, words
from accounting.types import ZERO
from erp.money import round_money
from erp.text import fold

# Items older than this are not proposed by themselves; they are still found by search.
DAYS_BACK = 400
DAYS_AHEAD = 5
MOST_ITEMS = 3000
# A run over many lines looks at all open items, up to a number that no company has.
MOST_OF_ALL = 200_000
# A reference is written in at most so many parts, and says nothing below so many characters.
MOST_PARTS = 6
LEAST_LENGTH = 5
# Where hundreds of items have the same amount, amount alone proves nothing.
MOST_ALIKE = 30

_GROUPS = re.compile(r"[a-z]+|[0-9]+")
_WORDS = re.compile(r"[0-9a-z]+")


class OpenItems:
    """The items of a company that are open, in one currency: signed, a debit is positive."""

    def __init__(self, items: Sequence[OpenItem]) -> None:
        self.items = items
        self.by_pk = {item.pk: item for item in items}
        self.by_account: dict[int, list[OpenItem]] = defaultdict(list)
        self._by_amount: dict[Decimal, list[OpenItem]] = defaultdict(list)
        self._by_form: dict[str, list[tuple[OpenItem, str]]] = defaultdict(list)
        self.by_partner: dict[int, list[OpenItem]] = defaultdict(list)
        self._partners_by_word: dict[str, set[int]] = defaultdict(set)
        names: dict[int, str] = {}
        for item in items:
            self.by_account[item.account_id].append(item)
            self._by_amount[item.amount].append(item)
            for reference in item.references:
                for form in forms(reference):
                    self._by_form[form].append((item, reference))
            if item.partner_id is not None:
                self.by_partner[item.partner_id].append(item)
                names[item.partner_id] = item.partner_name
        for partner_id, name in names.items():
            if known := words(name):
                self._partners_by_word[max(known, key=len)].add(partner_id)

    def of_amount(self, amount: Decimal) -> list[OpenItem]:
        return self._by_amount.get(amount, [])

    def mentioned(self, texts: Iterable[str]) -> dict[int, str]:
        """By item: the reference of it that one of the texts mentions, however it is written."""
        found: dict[int, str] = {}
        for form in {form for text in texts for form in written(text)}:
            for item, reference in self._by_form.get(form, ()):
                found.setdefault(item.pk, reference)
        return found

    def partners_named(self, text_words: set[str]) -> set[int]:
        """Partners whose longest word stands in the text; whether the others do is for `scoring.names`."""
        return {pk for word in text_words for pk in self._partners_by_word.get(word, ())}


@lru_cache(maxsize=20_000)
def forms(reference: str) -> frozenset[str]:
    """How people write a reference: with and without its separators, zeros and leading letters.

    >>> sorted(forms("FA-2026-00012"))
    ['202600012', 'fa-2026-12', 'fa202600012', 'fa202612']
    """
    groups = _GROUPS.findall(fold(reference))
    packed = "".join(groups)
    if len(packed) < LEAST_LENGTH:
        return frozenset()
    bare = [_bare(group) for group in groups]
    found = {packed, "".join(bare), "-".join(bare)}
    digits = groups[1:]
    # Without its letters, where two numbers are left: with their zeros, or bare where they can't be a date.
    if len(digits) > 1 and all(group.isdigit() for group in digits):
        found.add("".join(digits))
        if len(digits) > 2 or int(digits[1]) > 31:
            found.add("-".join(bare[1:]))
    return frozenset(one for one in found if len(one) >= LEAST_LENGTH)


def written(text: str) -> Iterator[str]:
    """Everything in a text that may be a reference: runs of its groups of letters and digits, and of its words."""
    folded = fold(text)
    groups = _GROUPS.findall(folded)
    bare = [_bare(group) for group in groups]
    for start in range(len(groups)):
        packed = ""
        for end in range(start + 1, min(start + MOST_PARTS, len(groups)) + 1):
            packed += groups[end - 1]
            if len(packed) >= LEAST_LENGTH:
                yield packed
                yield "".join(bare[start:end])
                if end - start > 1:
                    yield "-".join(bare[start:end])
    tokens = _WORDS.findall(folded)
    for start in range(len(tokens)):
        packed = ""
        for token in tokens[start : start + 3]:
            packed += token
            if len(packed) >= LEAST_LENGTH:
                yield packed


def _bare(group: str) -> str:
    return group.lstrip("0") or "0" if group.isdigit() else group


def open_items(
    company_id: int,
    currency: str,
    books_currency: str,
    *,
    around: dt.date | None = None,
    until: dt.date | None = None,
) -> OpenItems:
    """The open items of a company as lines in `currency` see them.

    `around`: the day of the one line that is asked about (the latest items of its time); without it, all up to `until`.
    Items in another currency than the books' are there for lines of that currency, at their amount in it.
    """
    found = Item.objects.filter(company=company_id, is_open=True)
    if currency != books_currency:
        found = found.filter(currency=currency)
    if around is not None:
        found = found.filter(
            date__gte=around - dt.timedelta(days=DAYS_BACK), date__lte=around + dt.timedelta(days=DAYS_AHEAD)
        )
    elif until is not None:
        found = found.filter(date__lte=until + dt.timedelta(days=DAYS_AHEAD))
    rows = (
        found.filter(~Q(residual=0))
        .order_by("-date", "-pk")
        .values_list(
            "pk", "residual", "debit", "credit", "amount_currency", "date", "account_id", "account__kind", "partner_id",
            "partner__name", "label", "entry__reference", "entry__invoice__number", "entry__invoice__shop_reference",
            "entry__invoice__order_reference", "entry__payment__invoice__number",
            "entry__payment__invoice__shop_reference", "entry__payment__reference",
        )[: MOST_ITEMS if around is not None else MOST_OF_ALL]
    )  # fmt: skip
    items = [_item(row, is_foreign=currency != books_currency) for row in rows.iterator(chunk_size=2000)]
    items.reverse()
    return OpenItems(items)


def _item(row: Sequence[object], *, is_foreign: bool) -> OpenItem:
    (
        pk,
        residual,
        debit,
        credit,
        amount_currency,
        date,
        account_id,
        kind,
        partner_id,
        name,
        label,
        *references,
    ) = row
    amount: Decimal = residual or ZERO  # type: ignore[assignment]
    balance: Decimal = debit - credit  # type: ignore[operator]
    if is_foreign and amount != balance and balance:
        amount = share_of(amount_currency, amount, balance)  # type: ignore[arg-type]
    elif is_foreign:
        amount = amount_currency  # type: ignore[assignment]
    return OpenItem(
        pk=pk,  # type: ignore[arg-type]
        amount=amount,
        date=date,  # type: ignore[arg-type]
        account_id=account_id,  # type: ignore[arg-type]
        account_kind=kind,  # type: ignore[arg-type]
        partner_id=partner_id,  # type: ignore[arg-type]
        partner_name=name or "",  # type: ignore[arg-type]
        label=label,  # type: ignore[arg-type]
        references=tuple(dict.fromkeys(str(one) for one in references if one)),
    )


def share_of(amount_currency: Decimal, residual: Decimal, balance: Decimal) -> Decimal:
    """What is open of an item in its own currency: its amount there in the proportion that is open in the books."""
    return round_money(amount_currency * residual / balance)
