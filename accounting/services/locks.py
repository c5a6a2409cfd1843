"""Locking days, for most people or for everybody and for good."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounting.lifecycles import DRAFT
from accounting.models import Entry, LockDates
from accounting.selectors.chart import is_locked_for_most
from erp.changelog import Change, difference, log_changes
from erp.crud.access import may_in
from erp.errors import DomainError
from erp.locks import lock
from erp.scope import current_scope
from erp.services.records import RecordChange, version_of

DATES = ("soft_date", "hard_date")


def change_lock_dates(changes: Sequence[RecordChange]) -> list[LockDates]:
    """Set until when the books are locked. Raises `DomainError` "lock.right", "lock.backwards", "lock.future",
    "lock.has_drafts", "record.changed_meanwhile"; nothing is written then.
    """
    with transaction.atomic():
        locked = {
            one.pk: one
            for one in lock(LockDates.objects.filter(pk__in=[change.record.pk for change in changes]))
        }
        log = []
        for change in changes:
            dates = locked[change.record.pk]
            if change.version and version_of(dates) != change.version:
                raise DomainError(
                    "record.changed_meanwhile",
                    _("These dates were changed since you opened them. Check what you typed and save again."),
                )
            before = {name: getattr(dates, name) for name in DATES}
            after = before | {name: change.values[name] for name in DATES if name in change.values}
            if after["hard_date"] != before["hard_date"]:
                _check_hard(dates, after["hard_date"])
            for name, value in after.items():
                setattr(dates, name, value)
            was, became = difference(before, after)
            if became:
                log.append(Change(dates, "update", before=was, after=became))
        LockDates.objects.bulk_update(locked.values(), DATES)
        log_changes(log)
    return list(locked.values())


def say_locked_are_allowed(found: Iterable[tuple[dt.date, Any]]) -> None:
    """Tell the database that who acts may post on the locked days among these, each with the period that `open_periods`
    found for it, which has asked for the right. It holds until the transaction ends, for the companies concerned."""
    companies = {period.company_id for day, period in found if is_locked_for_most(period, day)}
    if companies:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('erp.posts_in_locked', %s::bigint[]::text, true)", [sorted(companies)]
            )


def _check_hard(dates: LockDates, wanted: dt.date | None) -> None:
    actor = current_scope().actor
    if actor is None or not may_in(actor, "accounting.lock_books", dates.company_id):
        raise DomainError(
            "lock.right",
            _("You may not lock the books for good. Lock them for most, or ask who has that right."),
            "hard_date",
        )
    if dates.hard_date is not None and (wanted is None or wanted < dates.hard_date):
        raise DomainError(
            "lock.backwards",
            _("The books are locked for good until %(until)s: this date only moves forward."),
            "hard_date",
            {"until": date_format(dates.hard_date, "SHORT_DATE_FORMAT")},
        )
    if wanted is not None and wanted > timezone.localdate():
        raise DomainError(
            "lock.future",
            _("Days to come can't be locked for good. Take a day that has passed."),
            "hard_date",
        )
    draft = (
        Entry.objects.filter(company=dates.company_id, status=DRAFT, date__lte=wanted)
        .order_by("date")
        .first()
    )
    if draft is not None:
        raise DomainError(
            "lock.has_drafts",
            _("An entry of %(date)s is not posted: “%(label)s”. Post or delete what waits, then lock."),
            "hard_date",
            {"date": date_format(draft.date, "SHORT_DATE_FORMAT"), "label": draft.label},
        )
