"""What accounting does in the background."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounting.models import Invoice
from accounting.services.printing import invoice_pdf
from accounting.services.screens import PRINT_INVOICES
from erp.jobs import JobHandle, job_kind


@job_kind(PRINT_INVOICES, label=gettext_lazy("Invoices to print"), permission="accounting.view_invoice")
def print_invoices(job: JobHandle, *, ids: Sequence[int]) -> None:
    """One PDF with the invoices `ids`, by date and number."""
    invoices = list(Invoice.objects.filter(pk__in=ids).order_by("date", "number", "pk"))
    job.progress(0, len(invoices), _("Making the document"))
    job.attach(_("invoices.pdf"), invoice_pdf(invoices))
    job.progress(len(invoices), len(invoices))
