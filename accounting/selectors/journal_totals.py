"""The journals: what each of them took in each month."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Sum

from accounting.models import Entry, Journal, Period


@dataclass(frozen=True, slots=True)
class JournalMonth:
    """The entries of a journal in a period; `amount` is the sum of their debits, which is that of their credits."""

    journal: Journal
    period: Period
    entries: int
    amount: Decimal


def journal_months(company_id: int, start: dt.date, end: dt.date) -> list[JournalMonth]:
    """By journal and month, both in their order; posted entries alone."""
    rows = (
        Entry.objects.filter(company=company_id, is_posted=True, date__gte=start, date__lte=end)
        .order_by()
        .values("journal", "period")
        .annotate(entries=Count("pk"), total=Sum("amount"))
    )
    journals = Journal.objects.filter(company=company_id).in_bulk()
    periods = Period.objects.filter(company=company_id, start_date__lte=end, end_date__gte=start).in_bulk()
    months = [
        JournalMonth(journals[one["journal"]], periods[one["period"]], one["entries"], one["total"])
        for one in rows
    ]
    return sorted(months, key=lambda month: (month.journal.code, month.period.start_date, month.period.pk))
