"""Invoices as PDF."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from accounting.models import Invoice
from accounting.services.printing import invoice_file_name, invoice_pdf
from erp.crud.access import narrow, require

VIEW = "accounting.view_invoice"
LANGUAGES = {"fr", "en"}


@require_GET
def invoice_document(request: HttpRequest, pk: int) -> HttpResponse:
    """The PDF of an invoice, in its customer's language or the one asked for."""
    require(request.user, VIEW)
    invoice = get_object_or_404(narrow(Invoice.objects.all(), request.user, VIEW), pk=pk)  # type: ignore[arg-type]
    require(request.user, VIEW, invoice)
    asked = request.GET.get("language", "")
    language = asked if asked in LANGUAGES else ""
    content = invoice_pdf([invoice], language=language)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{invoice_file_name(invoice)}"'
    return response
