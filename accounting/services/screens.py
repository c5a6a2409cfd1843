"""What the actions of screens call: their forms' values, put into the services' words."""

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.core.files.base import File
from django.utils.translation import gettext_lazy as _

from accounting.choices import LineKind
from accounting.models import BankAccount, BankStatement, Invoice, Payment, PaymentProvider, Reminder
from accounting.services.automatic import has_automatic_work
from accounting.services.bank import import_statement
from accounting.services.credit_notes import create_credit_notes
from accounting.services.dunning import send_reminders
from accounting.services.payments import direction_of, record_payments
from accounting.types import PaymentDraft
from erp.attachments import attach
from erp.documents import kind_of
from erp.errors import DomainError
from erp.jobs import start_job
from erp.models import Job
from erp.scope import current_scope

PRINT_INVOICES = "accounting.print_invoices"
SEND_REMINDERS = "accounting.send_reminders"
CHECK_CHAIN = "accounting.check_chain"
MATCH_LINES = "accounting.match_lines"
IMPORT_STATEMENT = "accounting.import_statement"
# A file above this takes more than a second to read: it becomes a job.
LARGE_FILE = 1024 * 1024
# Each letter takes a tenth of a second to print.
MANY_LETTERS = 5
CREDITED = {"all": None, "goods": set(LineKind.values) - {LineKind.SHIPPING}, "shipping": {LineKind.SHIPPING}}


def credit(
    invoices: Sequence[Invoice], *, date: dt.date, what: str = "all", reason: str = ""
) -> list[Invoice]:
    """Draft credit notes of invoices: all of them, without their shipping, or their shipping alone."""
    return create_credit_notes(invoices, kinds=CREDITED[what], date=date, reason=reason)


def credit_supplier(
    invoices: Sequence[Invoice],
    *,
    date: dt.date,
    supplier_reference: str,
    what: str = "all",
    reason: str = "",
) -> list[Invoice]:
    """Draft credit notes that a supplier sent for its invoices."""
    return create_credit_notes(
        invoices, kinds=CREDITED[what], date=date, reason=reason, supplier_reference=supplier_reference
    )


def pay(
    invoices: Sequence[Invoice],
    *,
    provider: PaymentProvider,
    date: dt.date,
    amount: Decimal | None = None,
    reference: str = "",
) -> list[Payment]:
    """Record what settles invoices and credit notes, received or paid out; without an amount, what is left."""
    for invoice in invoices:
        if amount is None and not invoice.residual:
            raise DomainError(
                "payment.nothing_left",
                _("%(invoice)s is settled. To record an overpayment, give the amount."),
                "amount",
                {"invoice": str(invoice)},
            )
    return record_payments(
        [
            PaymentDraft(
                company_id=invoice.company_id,
                partner_id=invoice.partner_id,
                provider_code=provider.code,
                amount=invoice.residual if amount is None else amount,
                date=date,
                currency=invoice.currency_id,
                direction=direction_of(invoice),
                reference=reference,
                invoice_id=invoice.pk,
                source_kind=kind_of(invoice),
                source_id=invoice.pk,
            )
            for invoice in invoices
        ]
    )


def import_file(bank_accounts: Sequence[BankAccount], *, file: File) -> list[BankStatement] | list[Job]:
    """Import a statement file for the bank account whose page the person is on; a large one in the background.

    What leaves no doubt is then reconciled by itself, where the account or a rule says so.
    """
    bank_account, name, content = bank_accounts[0], file.name or "", file.read()
    if len(content) > LARGE_FILE:
        kept = attach(bank_account, f"{name}.txt", content)
        return [
            start_job(
                IMPORT_STATEMENT, {"bank_account": bank_account.pk, "name": name, "attachment": kept.pk}
            )
        ]
    statements = import_statement(bank_account, name, content)
    match_in_background({statement.bank_account for statement in statements})
    return statements


def match_in_background(bank_accounts: Iterable[BankAccount]) -> list[Job]:
    """Start the jobs that reconcile what leaves no doubt, where there may be any and the person may."""
    actor = current_scope().actor
    return [
        start_job(MATCH_LINES, {"bank_account": account.pk})
        for account in bank_accounts
        if has_automatic_work(account) and actor is not None and actor.has_perm("accounting.reconcile_bank")
    ]


def match_now(bank_accounts: Sequence[BankAccount]) -> list[Job]:
    """Start reconciling what leaves no doubt among the open lines. Raises `DomainError` "match.nothing_set"."""
    for account in bank_accounts:
        if not has_automatic_work(account):
            raise DomainError(
                "match.nothing_set",
                _(
                    "Nothing goes through by itself here: set a score on the bank account, or switch a bank rule on."
                ),
            )
    return [start_job(MATCH_LINES, {"bank_account": account.pk}) for account in bank_accounts]


def print_invoices(invoices: Sequence[Invoice]) -> Job:
    """Start a job that makes one PDF of several invoices."""
    return start_job(PRINT_INVOICES, {"ids": [invoice.pk for invoice in invoices]})


def send(reminders: Sequence[Reminder]) -> list[Reminder] | list[Job]:
    """Send reminders; many of them in the background."""
    if len(reminders) > MANY_LETTERS:
        return [start_job(SEND_REMINDERS, {"ids": [reminder.pk for reminder in reminders]})]
    return send_reminders(reminders)
