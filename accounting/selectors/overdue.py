"""Customers' invoices that are late, and how far each was recalled."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from accounting.choices import InvoiceKind
from accounting.lifecycles import POSTED, SENT
from accounting.models import DunningBlock, Invoice
from erp.registry import Registry

# What apps above leave out: sales that a marketplace collects, invoices under an open claim.
never_recalled: Registry[Callable[["QuerySet[Invoice]"], "QuerySet[Invoice]"]] = Registry(
    "invoices never recalled"
)


def overdue_invoices(company_id: int, day: dt.date) -> "QuerySet[Invoice]":
    """Posted invoices of a company with something left to pay and due before `day`."""
    return Invoice.objects.filter(
        company=company_id,
        kind=InvoiceKind.INVOICE,
        status=POSTED,
        payment_status__in=["unpaid", "partial"],
        due_date__lt=day,
    )


def recallable(company_id: int, day: dt.date) -> "QuerySet[Any]":
    """Those that may be recalled on `day`: not blocked, not left out by an app above.

    Each says `reached`, the days late of the highest level it was recalled at, and `last_reminder`, the latest date on
    which its customer was written to about it; null for both before the first.
    """
    blocks = DunningBlock.objects.filter(
        Q(until__isnull=True) | Q(until__gte=day), company=company_id, partner=OuterRef("partner")
    ).filter(Q(invoice__isnull=True) | Q(invoice=OuterRef("pk")))
    found = overdue_invoices(company_id, day).filter(~Exists(blocks))
    for narrow in never_recalled.values():
        found = narrow(found)
    sent = Q(reminder_lines__reminder__status=SENT)
    return found.annotate(
        reached=Max("reminder_lines__level__days_late", filter=sent),
        last_reminder=Max("reminder_lines__reminder__date", filter=sent),
    )
