"""When an invoice is due."""

import calendar
import datetime as dt

from erp.models import PaymentTerms


def due_date(date: dt.date, terms: PaymentTerms | None) -> dt.date:
    """`date` plus the days of the terms, then the end of that month where they say so; `date` itself without terms."""
    if terms is None:
        return date
    due = date + dt.timedelta(days=terms.days)
    if terms.is_end_of_month:
        due = due.replace(day=calendar.monthrange(due.year, due.month)[1])
    return due
