"""Invoices by e-mail, with the PDF as it is printed."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounting.models import Invoice
from accounting.services.printing import invoice_file_name, invoice_pdfs
from erp.attachments import attach_many
from erp.changelog import Change, log_changes
from erp.errors import DomainError
from erp.mail import queue_mail
from erp.models import MailMessage


def mail_invoices(
    invoices: Sequence[Invoice], *, subject: str, message: str, to: str = ""
) -> list[MailMessage]:
    """Queue each invoice as a mail with its PDF, to `to` or its customer's own address.

    `{number}` in subject and message becomes the invoice's number. Raises `DomainError` "mail.address" where there is
    nobody to send it to; then none is queued.
    """
    found = list(
        Invoice.objects.filter(pk__in=[one.pk for one in invoices]).select_related("partner").order_by("pk")
    )
    unreachable = next((one for one in found if not (to or one.partner.email)), None)
    if unreachable is not None:
        raise DomainError(
            "mail.address",
            _("%(customer)s has no e-mail address: give one here, or write it on the customer's card."),
            "to",
            {"customer": unreachable.partner.name},
        )
    with transaction.atomic():
        files = attach_many(
            [
                (one, invoice_file_name(one), content)
                for one, content in zip(found, invoice_pdfs(found), strict=True)
            ]
        )
        mails = [
            queue_mail(
                to=[to or invoice.partner.email],
                subject=subject.replace("{number}", invoice.number or ""),
                body=message.replace("{number}", invoice.number or ""),
                attachments=[file],
                about=invoice,
            )
            for invoice, file in zip(found, files, strict=True)
        ]
        log_changes(
            Change(invoice, "mail", after={"to": ", ".join(mail.to)})
            for invoice, mail in zip(found, mails, strict=True)
        )
    return mails
