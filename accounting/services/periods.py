"""Closing and reopening periods."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounting.choices import PeriodStatus
from accounting.lifecycles import DRAFT
from accounting.models import Entry, Period
from accounting.services.balances import seal_periods, unseal_periods
from erp.changelog import Change, log_changes
from erp.errors import DomainError
from erp.locks import lock


def close_periods(periods: Sequence[Period]) -> None:
    """Take no more entries in these periods. Raises `DomainError` "period.has_drafts" while one waits to be posted."""
    with transaction.atomic():
        draft = Entry.objects.filter(period__in=periods, status=DRAFT).select_related("period").first()
        if draft is not None:
            raise DomainError(
                "period.has_drafts",
                _("%(period)s has entries that are not posted. Post or delete them, then close the period."),
                params={"period": draft.period.code},
            )
        _set_status(periods, PeriodStatus.CLOSED)


def open_closed_periods(periods: Sequence[Period]) -> None:
    """Let closed periods take entries again; the change log tells who did."""
    with transaction.atomic():
        _set_status(periods, PeriodStatus.OPEN)


def _set_status(periods: Sequence[Period], status: PeriodStatus) -> None:
    locked = lock(Period.objects.filter(pk__in=[period.pk for period in periods]))
    changed = [period for period in locked if period.status != status]
    Period.objects.filter(pk__in=[period.pk for period in changed]).update(status=status)
    if status == PeriodStatus.CLOSED:
        seal_periods(changed)
    else:
        unseal_periods(changed)
    log_changes(
        Change(period, status, before={"status": period.status}, after={"status": status.value})
        for period in changed
    )
