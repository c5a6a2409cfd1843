"""An invoice goes to the customer by mail, with its PDF."""

import pytest

from accounting.services.invoice_mails import mail_invoices
from erp.attachments import attachments_of
from erp.errors import DomainError
from erp.mail import mails_about
from erp.models import ChangeLog, Company, MailMessage
from tests.accounting.factories import make_books, make_invoice
from tests.erp.factories import make_partner

pytestmark = pytest.mark.django_db


def test_each_goes_to_its_customer_with_its_own_pdf(scope: Company) -> None:
    make_books(scope)
    invoices = [
        make_invoice(scope, make_partner(name, email=f"{name}@shop.example")) for name in ("one", "two")
    ]
    mail_invoices(invoices, subject="Facture {number}", message="Voici {number}.")
    for invoice in invoices:
        [message] = mails_about(invoice)
        [file] = attachments_of(invoice)
        assert (message.to, message.subject) == ([invoice.partner.email], f"Facture {invoice.number}")
        assert list(message.attachments.all()) == [file]
        assert (file.name, file.content.read(5)) == (f"{invoice.number}.pdf", b"%PDF-")
        assert ChangeLog.objects.filter(
            kind="accounting.invoice", object_id=invoice.pk, action="mail"
        ).exists()


def test_without_an_address_nothing_is_queued(scope: Company) -> None:
    make_books(scope)
    reached = make_invoice(scope, make_partner("one", email="one@shop.example"))
    unknown = make_invoice(scope, make_partner("two", email=""))
    with pytest.raises(DomainError) as refusal:
        mail_invoices([reached, unknown], subject="Facture", message="Voici.")
    assert (refusal.value.code, refusal.value.field) == ("mail.address", "to")
    assert not MailMessage.objects.exists()
    mail_invoices([unknown], subject="Facture", message="Voici.", to="compta@two.example")
    assert MailMessage.objects.get().to == ["compta@two.example"]
