"""What came and is not invoiced, what is invoiced and did not come; matching invoices with receipts."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from accounting.models import SupplierInvoice
from catalog.models import Variant
from erp.crud import record_url
from erp.crud.access import may_on, narrow, require
from erp.errors import DomainError
from erp.models import Partner
from erp.scope import current_scope
from inventory.models import InvoicedReceipt, Move
from inventory.selectors.invoicing import OpenBillLine, OpenReceipt, open_bill_lines
from inventory.services.accruals import accrual_at, accrual_entries, post_accrual
from inventory.services.invoicing import match_bills

VIEW = "inventory.view_invoicedreceipt"
MATCH = "inventory.add_invoicedreceipt"
ACCRUE = "inventory.accrue_receipts"
# More are in the sums.
MOST = 200


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Both lists at the end of `?date=`, by default the last day of the month before."""
    require(request.user, VIEW)
    company = current_scope().active_company
    first = timezone.localdate().replace(day=1)
    day = _day(request.GET.get("date", "")) or first - dt.timedelta(days=1)
    accrual = accrual_at(company, day)
    charged = open_bill_lines(company_ids=[company.pk], day=day)
    shown: list[OpenReceipt | OpenBillLine] = [*accrual.receipts[:MOST], *charged[:MOST]]
    variants = Variant.objects.in_bulk({one.variant_id for one in shown})
    partners = Partner.objects.in_bulk({one.partner_id for one in shown if one.partner_id})
    moves = Move.objects.in_bulk([one.move_id for one in accrual.receipts[:MOST]])
    bills = SupplierInvoice.objects.in_bulk([one.invoice_id for one in charged[:MOST]])
    return render(
        request,
        "inventory/not_invoiced.html",
        {
            "day": day,
            "currency": company.currency_id,
            "accrual": accrual,
            "total": accrual.net + accrual.tax,
            "received": [
                (
                    one,
                    variants.get(one.variant_id),
                    partners.get(one.partner_id or 0),
                    record_url(moves[one.move_id]),
                )
                for one in accrual.receipts[:MOST]
            ],
            "charged": [
                (
                    one,
                    variants.get(one.variant_id),
                    partners.get(one.partner_id),
                    record_url(bills[one.invoice_id]),
                )
                for one in charged[:MOST]
                if one.invoice_id in bills
            ],
            "entries": [(entry, record_url(entry)) for entry in accrual_entries(company, day)],
            "may_accrue": request.user.has_perm(ACCRUE),
        },
    )


@require_POST
def accrue(request: HttpRequest) -> HttpResponse:
    """Post the accrual of a day."""
    require(request.user, ACCRUE)
    day = _day(request.POST.get("date", ""))
    if day is None:
        messages.error(request, _("Choose the day at whose end things are accrued."))
        return redirect("inventory_not_invoiced")
    try:
        with transaction.atomic():
            entries = post_accrual(current_scope().active_company, day)
    except DomainError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(
            request, _("Booked: %(entries)s.") % {"entries": ", ".join(str(entry) for entry in entries)}
        )
    return redirect(f"{reverse('inventory_not_invoiced')}?date={day.isoformat()}")


@require_POST
def match(request: HttpRequest, pk: int) -> HttpResponse:
    """Match a posted supplier invoice, or credit note, with receipts."""
    require(request.user, MATCH)
    bill = get_object_or_404(
        narrow(SupplierInvoice.objects.all(), request.user, "accounting.view_supplierinvoice"),  # type: ignore[arg-type]
        pk=pk,
    )
    require(request.user, MATCH, bill)
    try:
        with transaction.atomic():
            rows = match_bills([bill])
    except DomainError as refusal:
        messages.error(request, refusal.message)
    else:
        count = len(rows)
        text = ngettext("%(count)d receipt is matched.", "%(count)d receipts are matched.", count)
        messages.success(
            request,
            text % {"count": count} if count else _("No receipt of these articles waits for its invoice."),
        )
    return redirect(record_url(bill))


def bill_panel(record: Any, request: HttpRequest) -> Any:
    """On a supplier invoice: what of it is matched with which receipts, and the button that matches the rest."""
    if record.status != "posted" or not request.user.has_perm(VIEW):
        return ""
    rows = list(
        InvoicedReceipt.objects.filter(invoice_line__invoice=record)
        .select_related("move", "invoice_line__variant")
        .order_by("pk")
    )
    is_open = record.is_credit_note or bool(open_bill_lines([record]))
    if not rows and not is_open:
        return ""
    context = {
        "rows": [(row, row.amount - row.cost, record_url(row.move)) for row in rows],
        "difference": sum((row.amount - row.cost for row in rows), 0),
        "currency": record.company.currency_id,
        "bill": record,
        "is_open": is_open and may_on(request.user, MATCH, record),
    }
    return render_to_string("inventory/bill_receipts.html", context, request)


def _day(typed: str) -> dt.date | None:
    try:
        return parse_date(typed) if typed else None
    except ValueError:
        return None
