"""What accounting does in the background."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounting.lifecycles import DRAFT
from accounting.models import Account, BankAccount, ChainLink, FiscalYear, Invoice, Reminder
from accounting.reports.catalogue import BY_KEY, Asked
from accounting.selectors.chain import check_chain
from accounting.services.archives import ARCHIVE_YEAR, archive_name, year_archive
from accounting.services.automatic import match_lines
from accounting.services.bank import import_statement
from accounting.services.dunning import send_reminders
from accounting.services.printing import invoice_pdf
from accounting.services.report_files import REPORT_FILE, report_file
from accounting.services.screens import (
    CHECK_CHAIN,
    IMPORT_STATEMENT,
    MATCH_LINES,
    PRINT_INVOICES,
    SEND_REMINDERS,
)
from erp.crud.access import RightMissing, may_in
from erp.crud.background import in_view
from erp.errors import DomainError
from erp.jobs import JobHandle, job_kind
from erp.models import Attachment, Company, Partner

REMINDERS_AT_ONCE = 20


@job_kind(PRINT_INVOICES, label=gettext_lazy("Invoices to print"), permission="accounting.view_invoice")
def print_invoices(job: JobHandle, *, ids: Sequence[int]) -> None:
    """One PDF with the invoices `ids`, by date and number."""
    invoices = list(Invoice.objects.filter(pk__in=ids).order_by("date", "number", "pk"))
    job.progress(0, len(invoices), _("Making the document"))
    job.attach(_("invoices.pdf"), invoice_pdf(invoices))
    job.progress(len(invoices), len(invoices))


@job_kind(SEND_REMINDERS, label=gettext_lazy("Reminders to send"), permission="accounting.send_reminder")
def send_many_reminders(job: JobHandle, *, ids: Sequence[int]) -> None:
    """Send the reminders `ids`, some at a time: what was sent stays sent if the job is stopped."""
    sent = 0
    for start in range(0, len(ids), REMINDERS_AT_ONCE):
        job.progress(start, len(ids), _("Sending"))
        waiting = list(Reminder.objects.filter(pk__in=ids[start : start + REMINDERS_AT_ONCE], status=DRAFT))
        if waiting:
            sent += len(send_reminders(waiting))
    job.progress(len(ids), len(ids))
    job.log(_("%(sent)d reminders sent; of the others nothing was left to pay.") % {"sent": sent})


@job_kind(
    CHECK_CHAIN, label=gettext_lazy("Chain of entries to check"), permission="accounting.view_chainlink"
)
def follow_chain(job: JobHandle) -> None:
    """Follow the chain of the job's company; its log says what was found."""
    total = ChainLink.objects.count()
    said = _("Following the chain")
    report = check_chain(job.job.company_id, tell=lambda done: job.progress(done, total, said))
    job.log(
        _("%(count)d entries followed; the last hash is %(hash)s.")
        % {"count": report.links, "hash": report.last_hash}
    )
    for sentence in report.breaks:
        job.log(sentence)
    if not report.is_whole:
        raise DomainError("chain.broken", _("The books are not what they were: the log says where."))


@job_kind(ARCHIVE_YEAR, label=gettext_lazy("Year to archive"), permission="accounting.close_year")
def archive_year(job: JobHandle, *, year: int) -> None:
    """The signed archive of a fiscal year, to download from the job."""
    found = FiscalYear.objects.select_related("company").get(pk=year, company=job.job.company_id)
    total = ChainLink.objects.filter(entry__period__fiscal_year=found).count()
    said = _("Writing the archive")
    job.progress(0, total, said)
    job.attach(archive_name(found), year_archive(found, tell=lambda done: job.progress(done, total, said)))


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
    with_closing: bool,
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
            with_closing=with_closing,
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
