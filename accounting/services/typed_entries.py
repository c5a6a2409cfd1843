"""Entries as people type them: drafts, until they are posted under the same rules as all others."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounting.lifecycles import DRAFT
from accounting.models import Entry, Item
from accounting.selectors.chart import open_periods
from accounting.types import ZERO
from erp.changelog import Change, log_changes
from erp.documents import created_by, log_created
from erp.errors import DomainError
from erp.locks import lock
from erp.models import Company
from erp.scope import current_scope
from erp.services.lines import LineDraft
from erp.services.records import RecordChange, RecordDraft, version_of

ITEMS = "items"


def create_draft_entries(drafts: Sequence[RecordDraft]) -> list[Entry]:
    """Draft entries of the active company. Raises `DomainError` "entry.sides", "entry.incomplete", "period.closed"."""
    company = current_scope().active_company
    author = created_by()
    entries = [Entry(company=company, created_by_id=author, **_header(draft.values)) for draft in drafts]
    with transaction.atomic():
        _place(entries)
        entries = Entry.objects.bulk_create(entries)
        _write_items(
            {
                entry.pk: (entry, draft.lines.get(ITEMS, ()))
                for entry, draft in zip(entries, drafts, strict=True)
            },
            company,
        )
        log_created(entries)
    return entries


def update_draft_entries(changes: Sequence[RecordChange]) -> list[Entry]:
    """Change draft entries as typed. Raises as creating does, and "entry.posted", "record.changed_meanwhile"."""
    company = current_scope().active_company
    with transaction.atomic():
        entries = {
            entry.pk: entry
            for entry in lock(Entry.objects.filter(pk__in=[change.record.pk for change in changes]))
        }
        for change in changes:
            entry = entries[change.record.pk]
            if entry.status != DRAFT:
                raise DomainError(
                    "entry.posted",
                    _("%(entry)s is posted: correct it by a reversal."),
                    params={"entry": str(entry)},
                )
            if change.version and version_of(entry) != change.version:
                raise DomainError(
                    "record.changed_meanwhile",
                    _(
                        "This entry was changed since you opened it. What you typed is kept: check it and save again."
                    ),
                )
            for name, value in _header(change.values).items():
                setattr(entry, name, value)
        _place(list(entries.values()))
        replaced = {
            change.record.pk: (entries[change.record.pk], change.lines[ITEMS])
            for change in changes
            if ITEMS in change.lines
        }
        Item.objects.filter(entry__in=list(replaced)).delete()
        _write_items(replaced, company)
        log_changes(Change(entry, "update", after={"label": entry.label}) for entry in entries.values())
    return list(entries.values())


def delete_draft_entries(entries: Sequence[Entry]) -> None:
    """Throw drafts away. Raises `DomainError` "entry.posted" for one that is posted."""
    with transaction.atomic():
        locked = lock(Entry.objects.filter(pk__in=[entry.pk for entry in entries]))
        for entry in locked:
            if entry.status != DRAFT:
                raise DomainError(
                    "entry.posted",
                    _("%(entry)s is posted: correct it by a reversal."),
                    params={"entry": str(entry)},
                )
        log_changes(Change(entry, "delete", before={"label": entry.label}) for entry in locked)
        Item.objects.filter(entry__in=locked).delete()
        Entry.objects.filter(pk__in=[entry.pk for entry in locked]).delete()


def _header(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: values[name] for name in ("journal", "date", "label", "reference") if name in values}


def _place(entries: Sequence[Entry]) -> None:
    periods = open_periods((entry.company_id, entry.date) for entry in entries)
    for entry in entries:
        entry.period = periods[entry.company_id, entry.date]


def _write_items(typed: Mapping[int, tuple[Entry, Sequence[LineDraft]]], company: Company) -> None:
    sums: dict[int, Decimal] = defaultdict(Decimal)
    items = []
    for entry, lines in typed.values():
        for line in lines:
            item = _item(entry, line.values, company.currency_id)
            sums[entry.pk] += item.debit
            items.append(item)
    Item.objects.bulk_create(items)
    for entry, _lines in typed.values():
        entry.amount = sums[entry.pk]
    Entry.objects.bulk_update(
        [entry for entry, _lines in typed.values()],
        ["journal", "period", "date", "label", "reference", "amount"],
    )


def _item(entry: Entry, values: Mapping[str, Any], currency: str) -> Item:
    debit, credit = values.get("debit") or ZERO, values.get("credit") or ZERO
    if debit < 0 or credit < 0 or bool(debit) == bool(credit):
        raise DomainError("entry.sides", _("Each item has a debit or a credit, above zero."), "debit")
    if values.get("account") is None:
        raise DomainError("entry.incomplete", _("Each item has an account."), "account")
    return Item(
        company_id=entry.company_id,
        entry=entry,
        account=values["account"],
        partner=values.get("partner"),
        label=(values.get("label") or entry.label)[:200],
        debit=debit,
        credit=credit,
        currency_id=currency,
        amount_currency=debit - credit,
        date=entry.date,
        due_date=values.get("due_date"),
    )
