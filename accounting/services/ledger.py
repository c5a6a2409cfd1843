"""Posting: entries become part of the books here, and only here."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, Sum
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounting.choices import PeriodKind, ReconciliationOrigin
from accounting.lifecycles import POSTED
from accounting.models import Account, Entry, Item
from accounting.selectors.chart import Coded, accounts_by_code, journals_by_code, open_periods
from accounting.services.locks import say_locked_are_allowed
from accounting.services.matching import MatchGroup, match_items
from accounting.types import ZERO, EntryDraft, ItemDraft
from erp.documents import created_by, transition
from erp.errors import DomainError
from erp.insertion import insertion
from erp.locks import lock

# (company, journal, fiscal year)
Counter = tuple[int, int, int]


def post_entries(drafts: Sequence[EntryDraft]) -> list[Entry]:
    """Create posted entries, in the order given, in a constant number of statements.

    Raises `DomainError`: "entry.unbalanced", "entry.empty", "account.unknown", "journal.unknown", "period.closed",
    "period.locked", "period.locked_for_good", "period.missing"; nothing is written then. The journals' counters are held until the transaction ends.
    """
    with transaction.atomic():
        entries = write_entries(drafts)
        number_entries(entries)
    return entries


def write_entries(drafts: Sequence[EntryDraft]) -> list[Entry]:
    """The first half of `post_entries`, which refuses what it refuses: entries that are complete but for their numbers.

    `number_entries` must follow in the same transaction, after all other work: others wait from there on.
    """
    if not drafts:
        return []
    for draft in drafts:
        _check(draft)
    accounts = accounts_by_code(
        (draft.company_id, item.account_code) for draft in drafts for item in draft.items
    )
    journals = journals_by_code((draft.company_id, draft.journal_code) for draft in drafts)
    periods = {
        (kind, *where): period
        for kind in {draft.period_kind for draft in drafts}
        for where, period in open_periods(
            ((draft.company_id, draft.date) for draft in drafts if draft.period_kind == kind), kind
        ).items()
    }
    say_locked_are_allowed((day, period) for (_kind, _company_id, day), period in periods.items())
    author = created_by()
    with transaction.atomic():
        entries = Entry.objects.bulk_create(
            Entry(
                company_id=draft.company_id,
                journal=journals[draft.company_id, draft.journal_code],
                period=periods[draft.period_kind, draft.company_id, draft.date],
                date=draft.date,
                label=draft.label[:200],
                reference=draft.reference[:80],
                amount=sum((item.debit for item in draft.items), ZERO),
                source_kind=draft.source_kind,
                source_id=draft.source_id,
                reversal_of_id=draft.reversal_of_id,
                created_by_id=author,
            )
            for draft in drafts
        )
        _write_items(entries, drafts, accounts)
    return entries


def number_entries(entries: Sequence[Entry]) -> None:
    """The second half of `post_entries`: the journals' next numbers, and posted."""
    if entries:
        transition(entries, POSTED, numbers=_take_entry_numbers(entries))


def post_drafts(entries: Sequence[Entry]) -> None:
    """Post entries that were written by hand, under the same rules as `post_entries`."""
    ids = [entry.pk for entry in entries]
    with transaction.atomic():
        locked = lock(Entry.objects.filter(pk__in=ids).select_related("journal"))
        _check_stored(locked)
        periods = open_periods((entry.company_id, entry.date) for entry in locked)
        say_locked_are_allowed((day, period) for (_company_id, day), period in periods.items())
        for entry in locked:
            entry.period = periods[entry.company_id, entry.date]
        with connection.cursor() as cursor:
            cursor.execute(
                """
                UPDATE accounting_entry AS entry SET period_id = placed.period_id,
                    amount = (SELECT coalesce(sum(item.debit), 0) FROM accounting_item AS item
                              WHERE item.entry_id = entry.id)
                FROM unnest(%s::bigint[], %s::bigint[]) AS placed(id, period_id) WHERE entry.id = placed.id
                """,
                [[entry.pk for entry in locked], [entry.period_id for entry in locked]],
            )
            cursor.execute(
                """
                UPDATE accounting_item AS item
                SET is_posted = true, date = entry.date,
                    residual = CASE WHEN account.is_reconcilable THEN item.debit - item.credit END
                FROM accounting_entry AS entry, accounting_account AS account
                WHERE item.entry_id = entry.id AND account.id = item.account_id AND entry.id = ANY (%s)
                  AND entry.status = 'draft'
                """,
                [ids],
            )
        transition(locked, POSTED, numbers=_take_entry_numbers(locked))


def reverse_entries(entries: Sequence[Entry], *, date: dt.date | None = None) -> list[Entry]:
    """Post the opposite of posted entries on `date` (default: each entry's own), linked to them.

    What was open of both is reconciled. Raises `DomainError` "entry.not_posted", "entry.already_reversed" or "entry.of_closing".
    """
    with transaction.atomic():
        originals = lock(
            Entry.objects.filter(pk__in=[entry.pk for entry in entries]).select_related("journal", "period")
        )
        _check_reversible(originals)
        items: dict[int, list[Item]] = defaultdict(list)
        for item in Item.objects.filter(entry__in=originals).select_related("account").order_by("pk"):
            items[item.entry_id].append(item)
        drafts = [_reversal(entry, items[entry.pk], date or entry.date) for entry in originals]
        reversals = post_entries(drafts)
        opposite: dict[int, list[Item]] = defaultdict(list)
        for item in Item.objects.filter(entry__in=reversals).order_by("pk"):
            opposite[item.entry_id].append(item)
        groups = [
            MatchGroup(original.company_id, (before.pk, after.pk))
            for original, reversal in zip(originals, reversals, strict=True)
            for before, after in zip(items[original.pk], opposite[reversal.pk], strict=True)
            if before.residual
        ]
        match_items(groups, origin=ReconciliationOrigin.REVERSAL)
    return reversals


def one_sided(code: str, balance: Decimal, **facts: Any) -> ItemDraft:
    """An item of that balance: a debit where it is positive, else a credit."""
    return ItemDraft(code, debit=max(balance, ZERO), credit=max(-balance, ZERO), **facts)


def _check(draft: EntryDraft) -> None:
    debit = sum((item.debit for item in draft.items), ZERO)
    credit = sum((item.credit for item in draft.items), ZERO)
    if len(draft.items) < 2:
        raise DomainError(
            "entry.empty", _("The entry “%(label)s” needs at least two items."), params={"label": draft.label}
        )
    if any(item.debit < 0 or item.credit < 0 or (item.debit and item.credit) for item in draft.items):
        raise DomainError(
            "entry.sides",
            _(
                "An item of “%(label)s” has both a debit and a credit, or a negative one. Give one side, positive."
            ),
            params={"label": draft.label},
        )
    if debit != credit:
        raise DomainError(
            "entry.unbalanced",
            _(
                "The entry “%(label)s” does not balance: debit %(debit)s, credit %(credit)s. Correct its items."
            ),
            params={"label": draft.label, "debit": debit, "credit": credit},
        )


def _write_items(
    entries: Sequence[Entry], drafts: Sequence[EntryDraft], accounts: Mapping[Coded, Account]
) -> None:
    """In the order of the drafts."""
    rows = [
        _item(entry, draft, item, accounts[draft.company_id, item.account_code])
        for entry, draft in zip(entries, drafts, strict=True)
        for item in draft.items
    ]
    names = (
        "company_id",
        "entry_id",
        "account_id",
        "partner_id",
        "label",
        "debit",
        "credit",
        "currency_id",
        "amount_currency",
        "date",
        "due_date",
        "residual",
    )
    columns = dict(zip(names, zip(*rows, strict=True), strict=True))
    insertion(Item, columns, same={"is_posted": True}).execute()


def _item(entry: Entry, draft: EntryDraft, item: ItemDraft, account: Account) -> tuple[Any, ...]:
    """The columns of `_write_items`."""
    balance = item.debit - item.credit
    return (
        draft.company_id,
        entry.pk,
        account.pk,
        item.partner_id,
        (item.label or draft.label)[:200],
        item.debit,
        item.credit,
        item.currency or entry.journal.company.currency_id,
        balance if item.amount_currency is None else item.amount_currency,
        draft.date,
        item.due_date,
        balance if account.is_reconcilable and draft.period_kind == PeriodKind.MONTH else None,
    )


def _check_stored(entries: Sequence[Entry]) -> None:
    """Say in words what the database would refuse."""
    sums = {
        row["entry"]: row
        for row in Item.objects.filter(entry__in=entries)
        .order_by()
        .values("entry")
        .annotate(debit=Sum("debit"), credit=Sum("credit"), count=Count("pk"))
    }
    for entry in entries:
        row: Any = sums.get(entry.pk, {"debit": ZERO, "credit": ZERO, "count": 0})
        if row["count"] < 2:
            raise DomainError(
                "entry.empty",
                _("The entry “%(label)s” needs at least two items."),
                params={"label": entry.label},
            )
        if row["debit"] != row["credit"]:
            raise DomainError(
                "entry.unbalanced",
                _(
                    "The entry “%(label)s” does not balance: debit %(debit)s, credit %(credit)s. Correct its items."
                ),
                params={"label": entry.label, "debit": row["debit"], "credit": row["credit"]},
            )


def _check_reversible(entries: Sequence[Entry]) -> None:
    reversed_ids = set(Entry.objects.filter(reversal_of__in=entries).values_list("reversal_of", flat=True))
    for entry in entries:
        if entry.status != POSTED:
            raise DomainError(
                "entry.not_posted",
                _("Only a posted entry is reversed; %(entry)s is a draft and can be corrected."),
                params={"entry": str(entry)},
            )
        if entry.period.kind != PeriodKind.MONTH:
            raise DomainError(
                "entry.of_closing",
                _("%(entry)s belongs to the closing of a year. Take the closing back on its page instead."),
                params={"entry": str(entry)},
            )
        if entry.pk in reversed_ids:
            raise DomainError(
                "entry.already_reversed",
                _("%(entry)s has been reversed already; see its reversal."),
                params={"entry": str(entry)},
            )


def _reversal(entry: Entry, items: Sequence[Item], date: dt.date) -> EntryDraft:
    return EntryDraft(
        company_id=entry.company_id,
        journal_code=entry.journal.code,
        date=date,
        label=gettext("Reversal of %(entry)s: %(label)s") % {"entry": entry.number, "label": entry.label},
        reference=entry.reference,
        reversal_of_id=entry.pk,
        source_kind=entry.source_kind,
        source_id=entry.source_id,
        items=[
            ItemDraft(
                account_code=item.account.code,
                debit=item.credit,
                credit=item.debit,
                partner_id=item.partner_id,
                label=item.label,
                due_date=item.due_date,
                currency=item.currency_id,
                amount_currency=-item.amount_currency,
            )
            for item in items
        ],
    )


def _take_entry_numbers(entries: Sequence[Entry]) -> dict[int, str]:
    """The next numbers of each journal in its fiscal year: VE-2026-000123. Counters are taken in one order by all."""
    waiting: dict[Counter, list[Entry]] = defaultdict(list)
    for entry in entries:
        waiting[entry.company_id, entry.journal_id, entry.period.fiscal_year_id].append(entry)
    counters = sorted(waiting)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO accounting_journalcounter AS counter (company_id, journal_id, fiscal_year_id, last_value)
            SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[])
            ON CONFLICT (company_id, journal_id, fiscal_year_id)
            DO UPDATE SET last_value = counter.last_value + excluded.last_value
            RETURNING company_id, journal_id, fiscal_year_id, last_value
            """,
            [*map(list, zip(*counters, strict=True)), [len(waiting[counter]) for counter in counters]],
        )
        last_values = {tuple(row[:3]): row[3] for row in cursor.fetchall()}
    numbers = {}
    for counter, numbered in waiting.items():
        first = last_values[counter] - len(numbered) + 1
        for number, entry in enumerate(numbered, first):
            numbers[entry.pk] = f"{entry.journal.code}-{entry.period.fiscal_year.code}-{number:06d}"
    return numbers
