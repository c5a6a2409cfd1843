"""Lower of cost and market: stock worth less than it cost is depreciated at year end, and taken back when it is not."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max, Sum
from django.utils.translation import gettext_lazy as _

from accounting.choices import AccountRole, JournalCode
from accounting.services.ledger import post_entries
from accounting.types import EntryDraft, ItemDraft
from erp.bulk import write_rows
from erp.documents import kind_of, lock_documents, refuse_unless, transition
from erp.errors import DomainError
from erp.money import round_money
from inventory.lifecycles import CANCELLED, POSTED
from inventory.models import Depreciation, DepreciationLine
from inventory.selectors.valuation import value_by_variant
from inventory.services.bookkeeping import Accounts, accounts_of
from inventory.services.locking import Held, lock_positions

ZERO = Decimal(0)


def post_depreciations(documents: Sequence[Depreciation]) -> list[Depreciation]:
    """Compare what articles cost at the end of the document's day with what they would fetch, and book how much more or
    less depreciation that needs than was booked before: debit 6817 / credit 397, or debit 397 / credit 7817, on the
    accounts of the articles' categories where those have some. Earlier days first.

    The stock account keeps the cost. Raises `DomainError` "transition.refused", "depreciation.empty",
    "depreciation.later" (a later one is posted already), and what `post_entries` raises. A constant number of statements,
    and one for each day.
    """
    with transaction.atomic():
        locked = sorted(lock_documents(documents, "company"), key=lambda one: (one.date, one.pk))
        refuse_unless(locked, POSTED)
        lines = _lines(locked)
        for document in locked:
            if not lines[document.pk]:
                raise DomainError(
                    "depreciation.empty", _("Enter the articles and what one of them would fetch."), "lines"
                )
        lock_positions(_held(locked, lines))
        _refuse_later(locked, lines)
        _fill(locked, lines)
        changed = [line for document in locked for line in lines[document.pk]]
        write_rows(changed, "quantity", "amount", "required", "change")
        accounts = accounts_of(
            {document.company_id for document in locked}, {line.variant_id for line in changed}
        )
        drafts = {document.pk: _items(document, lines[document.pk], accounts) for document in locked}
        booked = [document for document in locked if drafts[document.pk]]
        entries = post_entries(
            [
                EntryDraft(
                    company_id=document.company_id,
                    journal_code=JournalCode.MISC,
                    date=document.date,
                    label=document.label,
                    items=drafts[document.pk],
                    source_kind=kind_of(document),
                    source_id=document.pk,
                )
                for document in booked
            ]
        )
        for document, entry in zip(booked, entries, strict=True):
            document.entry = entry
        write_rows(booked, "entry")
        transition(locked, POSTED)
    return locked


def drop_depreciations(documents: Sequence[Depreciation]) -> None:
    """Drafts that come to nothing."""
    with transaction.atomic():
        transition(lock_documents(documents), CANCELLED)


def depreciation_needed(document: Depreciation) -> list[DepreciationLine]:
    """The lines with what they need as things stand: cost at the day, whole depreciation, change. Not saved."""
    lines = _lines([document])
    _fill([document], lines)
    return lines[document.pk]


def _lines(documents: Sequence[Depreciation]) -> dict[int, list[DepreciationLine]]:
    found: dict[int, list[DepreciationLine]] = {document.pk: [] for document in documents}
    rows = DepreciationLine.objects.filter(depreciation__in=found).select_related("variant").order_by("pk")
    for line in rows:
        found[line.depreciation_id].append(line)
    return found


def _held(documents: Sequence[Depreciation], lines: Mapping[int, Sequence[DepreciationLine]]) -> list[Held]:
    return [(document.company_id, line.variant_id) for document in documents for line in lines[document.pk]]


def _refuse_later(documents: Sequence[Depreciation], lines: Mapping[int, Sequence[DepreciationLine]]) -> None:
    latest = {
        (company_id, variant_id): date
        for company_id, variant_id, date in _posted(documents, lines).annotate(
            latest=Max("depreciation__date")
        )
    }
    for document in documents:
        for line in lines[document.pk]:
            day = latest.get((document.company_id, line.variant_id))
            if day is not None and day > document.date:
                raise DomainError(
                    "depreciation.later",
                    _(
                        "A later depreciation of one of these articles is posted already. Date this one after it."
                    ),
                    "date",
                )


def _posted(documents: Sequence[Depreciation], lines: Mapping[int, Sequence[DepreciationLine]]) -> Any:
    """What is posted of the articles of documents, by company and variant."""
    return (
        DepreciationLine.objects.filter(
            company__in={document.company_id for document in documents},
            depreciation__status=POSTED,
            variant__in={line.variant_id for some in lines.values() for line in some},
        )
        .order_by()
        .values_list("company_id", "variant_id")
    )


def _fill(documents: Sequence[Depreciation], lines: Mapping[int, Sequence[DepreciationLine]]) -> None:
    """Write to the lines what they need, of the documents in their order: each counts on what those before it book."""
    booked: dict[Held, Decimal] = defaultdict(Decimal)
    for company_id, variant_id, change in _posted(documents, lines).annotate(booked=Sum("change")):
        booked[company_id, variant_id] = change
    values: dict[tuple[int, object], dict[int, tuple[Decimal, Decimal]]] = {}
    for document in documents:
        day = document.company_id, document.date
        if day not in values:
            asked = [
                line.variant_id
                for other in documents
                if (other.company_id, other.date) == day
                for line in lines[other.pk]
            ]
            values[day] = value_by_variant(document.company, document.date, variant_ids=asked)
        for line in lines[document.pk]:
            held = document.company_id, line.variant_id
            line.quantity, line.amount = values[day].get(line.variant_id, (ZERO, ZERO))
            market = round_money(max(line.quantity, ZERO) * line.market_value, document.company.currency_id)
            line.required = max(line.amount - market, ZERO)
            line.change = line.required - booked[held]
            booked[held] = line.required


def _items(document: Depreciation, lines: Sequence[DepreciationLine], accounts: Accounts) -> list[ItemDraft]:
    """What is more, and what is taken back: each account once on each side."""
    items: list[ItemDraft] = []
    for sign, other in ((1, AccountRole.DEPRECIATION_CHARGE), (-1, AccountRole.DEPRECIATION_BACK)):
        on_other: dict[str, Decimal] = defaultdict(Decimal)
        on_stock: dict[str, Decimal] = defaultdict(Decimal)
        for line in lines:
            if (amount := sign * (line.change or ZERO)) > 0:
                on_other[accounts.code(document.company_id, other, line.variant_id)] += amount
                on_stock[
                    accounts.code(document.company_id, AccountRole.STOCK_DEPRECIATION, line.variant_id)
                ] += amount
        debits, credits_ = (on_other, on_stock) if sign > 0 else (on_stock, on_other)
        items += [ItemDraft(code, debit=amount) for code, amount in debits.items()]
        items += [ItemDraft(code, credit=amount) for code, amount in credits_.items()]
    return items
