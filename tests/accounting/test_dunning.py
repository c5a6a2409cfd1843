"""Dunning: from a late invoice to the letter, one level at a time, and who is left in peace."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core import mail
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounting.lifecycles import CANCELLED, DRAFT, SENT
from accounting.models import DunningBlock, DunningLevel, Invoice, Reminder
from accounting.services.dunning import (
    block_invoices,
    cancel_reminders,
    due_reminders,
    propose_reminders,
    send_reminders,
)
from accounting.services.means_of_payment import create_providers
from accounting.services.screens import pay
from accounting.types import ProviderDraft
from erp.attachments import attachments_of
from erp.errors import DomainError
from erp.mail import mails_about
from erp.models import Company, Partner
from tests.accounting.factories import DAY, make_books, make_invoice
from tests.erp.crud_world import make_client
from tests.erp.factories import make_company, make_partner

pytestmark = pytest.mark.django_db


def late(days: int) -> dt.date:
    """`days` after the invoices of DAY are due: without terms, on their own date."""
    return DAY + dt.timedelta(days=days)


@pytest.fixture
def books(scope: Company) -> Company:
    make_books(scope)
    for name, days, interest, fee in (
        ("Relance amicale", 5, "0", "0"),
        ("Relance ferme", 20, "10", "40"),
        ("Mise en demeure", 35, "10", "40"),
    ):
        DunningLevel.objects.create(
            company=scope,
            name=name,
            days_late=days,
            waits_days=10,
            interest_percent=Decimal(interest),
            fee=Decimal(fee),
            subject=name,
            message="Sauf erreur de notre part, ces factures sont échues.",
            subject_english="Reminder",
            message_english="These invoices are past due.",
        )
    return scope


@pytest.fixture
def shop(books: Company) -> Partner:
    return make_partner("Boutique du Port", is_organisation=True, email="compta@port.example")


def test_an_invoice_climbs_one_level_at_a_time(books: Company, shop: Partner) -> None:
    invoice = make_invoice(books, shop)
    assert propose_reminders(books.pk, late(4)) == []

    [first] = propose_reminders(books.pk, late(50))
    assert (first.level.name, first.amount, first.interest, first.fee) == (
        "Relance amicale", invoice.gross, Decimal(0), Decimal(0)
    )  # fmt: skip
    assert propose_reminders(books.pk, late(50)) == [], "it waits in a draft"
    [first] = send_reminders([first], day=late(50))
    assert first.number == "REL000001"

    assert propose_reminders(books.pk, late(59)) == [], "left in peace for ten days"
    [second] = propose_reminders(books.pk, late(60))
    # 120.00 at 10 % for 60 days of 365.
    assert (second.level.name, second.interest, second.fee) == ("Relance ferme", Decimal("1.97"), Decimal(40))
    send_reminders([second], day=late(60))
    [third] = propose_reminders(books.pk, late(70))
    send_reminders([third], day=late(70))
    assert third.level.name == "Mise en demeure"
    assert propose_reminders(books.pk, late(200)) == [], "after the last level a person decides"


def test_a_reminder_lists_all_that_is_late_in_the_words_of_the_highest(books: Company, shop: Partner) -> None:
    old = make_invoice(books, shop)
    [first] = propose_reminders(books.pk, late(20))
    send_reminders([first], day=late(20))
    new = make_invoice(books, shop, date=late(25))
    [second] = propose_reminders(books.pk, late(31))
    assert second.level.name == "Relance ferme"
    assert [(line.invoice, line.level.name, line.days_late) for line in second.lines.all()] == [
        (old, "Relance ferme", 31),
        (new, "Relance amicale", 6),
    ]
    assert second.amount == old.gross + new.gross


def test_private_persons_pay_no_fee(books: Company) -> None:
    person = make_partner("Camille Ollivier", is_organisation=False)
    make_invoice(books, person)
    [first] = propose_reminders(books.pk, late(20))
    send_reminders([first], day=late(20))
    [second] = propose_reminders(books.pk, late(40))
    assert second.fee == 0
    assert second.interest > 0


def test_what_was_paid_meanwhile_leaves_the_letter(books: Company, shop: Partner) -> None:
    paid, owed = make_invoice(books, shop), make_invoice(books, shop)
    [reminder] = propose_reminders(books.pk, late(6))
    [provider] = create_providers(books, [ProviderDraft("CHQ", "Chèques")])
    pay([paid], provider=provider, date=late(7))
    [sent] = send_reminders([reminder], day=late(8))
    assert [line.invoice for line in sent.lines.all()] == [owed]
    assert Reminder.objects.get(pk=sent.pk).amount == owed.residual

    pay([owed], provider=provider, date=late(9))
    assert propose_reminders(books.pk, late(30)) == []


def test_a_reminder_of_which_nothing_is_left_is_cancelled_and_says_so(books: Company, shop: Partner) -> None:
    invoice = make_invoice(books, shop)
    [reminder] = propose_reminders(books.pk, late(6))
    [provider] = create_providers(books, [ProviderDraft("CHQ", "Chèques")])
    pay([invoice], provider=provider, date=late(7))
    assert send_reminders([reminder], day=late(8)) == []
    reminder.refresh_from_db()
    assert (reminder.status, reminder.number) == (CANCELLED, None)
    assert not mails_about(reminder).exists()


def test_it_goes_by_mail_with_the_letter_or_on_paper(books: Company, shop: Partner) -> None:
    by_post = make_partner("Madame Sans-Courriel", email="")
    make_invoice(books, shop)
    make_invoice(books, by_post)
    sent = send_reminders(propose_reminders(books.pk, late(6)), day=late(6))
    assert len(sent) == 2
    for reminder in sent:
        [letter] = attachments_of(reminder)
        assert letter.content.read(5) == b"%PDF-"
        mails = list(mails_about(reminder))
        assert [message.to for message in mails] == ([[shop.email]] if reminder.partner == shop else [])
        for message in mails:
            assert list(message.attachments.all()) == [letter]
    assert mail.outbox == [], "the relay sends it, after the commit"


def test_a_customer_who_speaks_english_reads_english(books: Company) -> None:
    customer = make_partner("Harbour Shop", email="office@harbour.example", language="en")
    make_invoice(books, customer)
    [sent] = send_reminders(propose_reminders(books.pk, late(6)), day=late(6))
    [message] = mails_about(sent)
    assert (message.subject, message.body) == ("Reminder", "These invoices are past due.")


def test_blocked_customers_and_invoices_are_left_in_peace(books: Company, shop: Partner) -> None:
    quarrel, plain = make_invoice(books, shop), make_invoice(books, shop)
    block_invoices([quarrel], reason="Colis abîmé", until=late(10))
    [due] = due_reminders(books.pk, late(6))
    assert [line.invoice for line in due.lines] == [plain]
    [due] = due_reminders(books.pk, late(11))
    assert {line.invoice for line in due.lines} == {quarrel, plain}

    [reminder] = propose_reminders(books.pk, late(11))
    DunningBlock.objects.create(company=books, partner=shop, reason="Réclamation en cours")
    assert due_reminders(books.pk, late(12)) == []
    assert send_reminders([reminder], day=late(12)) == [], "a block counts until the letter has left"


def test_a_block_that_has_ended_by_the_day_of_sending_counts_no_more(books: Company, shop: Partner) -> None:
    make_invoice(books, shop)
    [reminder] = propose_reminders(books.pk, late(6))
    DunningBlock.objects.create(company=books, partner=shop, reason="Congés", until=late(8))
    assert [one.pk for one in send_reminders([reminder], day=late(9))] == [reminder.pk]


def test_a_sent_reminder_never_changes(books: Company, shop: Partner) -> None:
    make_invoice(books, shop)
    [reminder] = send_reminders(propose_reminders(books.pk, late(6)), day=late(6))
    with pytest.raises(DatabaseError), transaction.atomic():
        Reminder.objects.filter(pk=reminder.pk).update(amount=1)
    with pytest.raises(DatabaseError), transaction.atomic():
        reminder.lines.all().delete()
    with pytest.raises(DomainError) as refusal:
        send_reminders([reminder])
    assert refusal.value.code == "reminder.not_open"
    with pytest.raises(DomainError):
        cancel_reminders([reminder])
    assert Reminder.objects.get().status == SENT


def test_without_levels_it_says_what_to_do(scope: Company) -> None:
    make_books(scope)
    with pytest.raises(DomainError) as refusal:
        propose_reminders(scope.pk, DAY)
    assert refusal.value.code == "dunning.no_level"
    assert not Reminder.objects.exists()


def test_fifty_customers_take_as_many_statements_as_one(books: Company) -> None:
    counts = []
    for how_many in (1, 50):
        for number in range(how_many):
            make_invoice(books, make_partner(f"Client {how_many} {number}"))
        with CaptureQueriesContext(connection) as queries:
            assert len(propose_reminders(books.pk, late(6))) == how_many
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_page_proposes_and_the_list_sends(books: Company, shop: Partner) -> None:
    invoice = make_invoice(books, shop, date=dt.date(2026, 3, 16))
    client: Client = make_client(books)
    page = client.get(reverse("accounting_dunning"))
    assert page.status_code == 200
    assert shop.name in page.content.decode()
    answer = client.post(reverse("accounting_dunning"), follow=True)
    assert shop.name in answer.content.decode()
    reminder = Reminder.objects.get()
    assert reminder.status == DRAFT
    letter = client.get(reverse("accounting_reminder_print", args=[reminder.pk]))
    assert letter.content.startswith(b"%PDF-")
    assert invoice.number
    assert client.get(reverse("accounting.reminder.detail", args=[reminder.pk])).status_code == 200


def test_who_may_only_look_proposes_nothing(books: Company, shop: Partner) -> None:
    make_invoice(books, shop)
    client = make_client(books, permissions=["accounting.view_reminder"])
    assert client.get(reverse("accounting_dunning")).status_code == 200
    assert client.post(reverse("accounting_dunning")).status_code == 403
    assert not Reminder.objects.exists()


def test_another_company_sees_nothing_of_it(books: Company, shop: Partner) -> None:
    make_invoice(books, shop)
    [reminder] = propose_reminders(books.pk, late(6))
    client = make_client(make_company("GAMMA"))
    assert client.get(reverse("accounting_reminder_print", args=[reminder.pk])).status_code == 404
    assert Invoice.objects.count() == 1
