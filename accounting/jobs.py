"""What accounting does in the background."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounting.models import Account, BankAccount, Invoice
from accounting.reports.catalogue import BY_KEY, Asked
from accounting.services.automatic import match_lines
from accounting.services.bank import import_statement
from accounting.services.printing import invoice_pdf
from accounting.services.report_files import REPORT_FILE, report_file
from accounting.services.screens import IMPORT_STATEMENT, MATCH_LINES, PRINT_INVOICES
from erp.crud.access import RightMissing, may_in
from erp.crud.background import in_view
from erp.jobs import JobHandle, job_kind
from erp.models import Attachment, Company, Partner


@job_kind(PRINT_INVOICES, label=gettext_lazy("Invoices to print"), permission="accounting.view_invoice")
def print_invoices(job: JobHandle, *, ids: Sequence[int]) -> None:
    """One PDF with the invoices `ids`, by date and number."""
    invoices = list(Invoice.objects.filter(pk__in=ids).order_by("date", "number", "pk"))
    job.progress(0, len(invoices), _("Making the document"))
    job.attach(_("invoices.pdf"), invoice_pdf(invoices))
    job.progress(len(invoices), len(invoices))


@job_kind(MATCH_LINES, label=gettext_lazy("Bank lines to reconcile"), permission="accounting.reconcile_bank")
def match_bank_lines(job: JobHandle, *, bank_account: int) -> None:
    """Reconcile what leaves no doubt among the open lines of a bank account."""
    _match(job, BankAccount.objects.select_related("company").get(pk=bank_account))


@job_kind(
    IMPORT_STATEMENT, label=gettext_lazy("Statement to import"), permission="accounting.import_statement"
)
def import_large_statement(job: JobHandle, *, bank_account: int, name: str, attachment: int) -> None:
    """Import a large statement file, then reconcile what leaves no doubt."""
    account = BankAccount.objects.select_related("company").get(pk=bank_account)
    job.progress(0, 1, _("Reading the file"))
    with Attachment.objects.get(pk=attachment).content.open("rb") as file:
        content = file.read()
    with transaction.atomic():
        statements = import_statement(account, name, content)
    del content
    job.log(_("%(count)d statements imported.") % {"count": len(statements)})
    if job.job.created_by is not None and job.job.created_by.has_perm("accounting.reconcile_bank"):
        _match(job, account)
    else:
        job.progress(1, 1)


@job_kind(REPORT_FILE, label=gettext_lazy("Report of the books"), permission="accounting.view_item")
def make_report(
    job: JobHandle,
    *,
    report: str,
    suffix: str,
    company: int,
    start: str,
    end: str,
    account: int | None,
    partner: int | None,
    line: str,
    companies: Sequence[int],
    language: str,
) -> None:
    """The file of a report that takes long, to download from the job. Rights are those of when it is made."""
    with in_view(companies) as scope, translation.override(language):
        user: Any = scope.actor
        if not may_in(user, "accounting.view_item", company):
            raise RightMissing("accounting.view_item")
        asked = Asked(
            Company.objects.get(pk=company),
            dt.date.fromisoformat(start),
            dt.date.fromisoformat(end),
            account=Account.objects.get(pk=account, company=company) if account else None,
            partner=Partner.objects.get(pk=partner) if partner else None,
            line=line,
        )
        job.progress(0, 1, _("Making the document"))
        job.attach(f"{report}-{end}.{suffix}", report_file(BY_KEY[report], asked, suffix))
    job.progress(1, 1)


def _match(job: JobHandle, account: BankAccount) -> None:
    outcome = match_lines(account, progress=lambda done, total: job.progress(done, total, _("Reconciling")))
    job.log(
        _("%(lines)d lines looked at: %(score)d reconciled by their score, %(rule)d by bank rules.")
        % {"lines": outcome.lines, "score": outcome.by_score, "rule": outcome.by_rule}
    )
    for refusal in outcome.refusals:
        job.log(refusal)
