"""Invoice to credit note: amounts, entries, numbers, what is left to pay."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounting.choices import LineKind
from accounting.models import Entry, Invoice, InvoiceLine, Item, Payment, Reconciliation
from accounting.services.credit_notes import create_credit_notes
from accounting.services.invoices import cancel_invoices, create_invoices, post_invoices
from accounting.services.payments import cancel_payments, record_payments
from accounting.types import CreditLineDraft, InvoiceLineDraft, PaymentDraft
from erp.errors import DomainError
from erp.models import Company, Partner, PaymentTerms
from tests.accounting.factories import DAY, booked, goods, invoice_draft, make_books, make_invoice, tax
from tests.erp.factories import make_partner


@pytest.fixture
def books(scope: Company) -> Company:
    make_books(scope)
    return scope


@pytest.fixture
def customer(books: Company) -> Partner:
    return make_partner("Élise Faure")


def payment(invoice: Invoice, amount: str, **values: object) -> PaymentDraft:
    return PaymentDraft(
        company_id=invoice.company_id,
        partner_id=invoice.partner_id,
        provider_code="CARD",
        amount=Decimal(amount),
        date=DAY,
        invoice_id=invoice.pk,
        **values,  # type: ignore[arg-type]
    )


def several_rates(books: Company) -> list[InvoiceLineDraft]:
    return [
        goods(books, "49.90", "2"),
        goods(books, "12.34", "3", "5.5", description="Livre"),
        InvoiceLineDraft("Pose", Decimal(1), Decimal("80"), LineKind.SERVICE, tax(books, "10").pk),
        InvoiceLineDraft("Livraison", Decimal(1), Decimal("6.90"), LineKind.SHIPPING, tax(books).pk),
        InvoiceLineDraft("Remise de bienvenue", Decimal(1), Decimal("-10"), LineKind.DISCOUNT, tax(books).pk),
    ]


def test_an_invoice_with_several_rates_is_posted_to_the_cent(books: Company, customer: Partner) -> None:
    [invoice] = create_invoices(
        [invoice_draft(books, customer, *several_rates(books), expected_gross=Decimal("243.11"))]
    )
    assert (invoice.status, invoice.number, invoice.entry_id) == ("draft", None, None)
    assert invoice.gross == Decimal("243.11")
    rounding = invoice.lines.get(kind="rounding")
    assert (rounding.net, rounding.tax_amount, rounding.account.code) == (Decimal("0.01"), 0, "758")
    post_invoices([invoice])
    assert (invoice.number, invoice.status, invoice.residual) == (
        "FA-2026-00001",
        "posted",
        Decimal("243.11"),
    )
    assert booked(invoice.entry_id) == [
        ("411", Decimal("243.11"), 0),
        ("707", 0, Decimal("126.82")),
        ("706", 0, Decimal("80.00")),
        ("7085", 0, Decimal("6.90")),
        ("758", 0, Decimal("0.01")),
        ("445711", 0, Decimal("19.34")),
        ("445712", 0, Decimal("8.00")),
        ("445713", 0, Decimal("2.04")),
    ]
    entry = Entry.objects.get(pk=invoice.entry_id)
    assert (entry.number, entry.reference, entry.source_kind, entry.source_id) == (
        "VE-2026-000001",
        "FA-2026-00001",
        "accounting.invoice",
        invoice.pk,
    )
    receivable = Item.objects.get(entry=entry, account__code="411")
    assert (receivable.partner, receivable.due_date) == (customer, DAY)
    with pytest.raises(DomainError) as refusal:
        post_invoices([invoice])
    assert refusal.value.code == "invoice.not_draft"
    with pytest.raises(DomainError):
        cancel_invoices([invoice])
    for statement in (
        "UPDATE accounting_invoice SET gross = 1, net = 1 WHERE id = %s",
        "UPDATE accounting_invoiceline SET description = 'x' WHERE invoice_id = %s",
        "DELETE FROM accounting_invoicetax WHERE invoice_id = %s",
        "DELETE FROM accounting_invoice WHERE id = %s",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [invoice.pk])


def test_totals_that_are_not_the_lines_are_refused_by_the_database(books: Company, customer: Partner) -> None:
    [invoice] = create_invoices([invoice_draft(books, customer)])
    Invoice.objects.filter(pk=invoice.pk).update(net=90, tax=30)
    with (
        pytest.raises(IntegrityError, match="not those of its lines"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "UPDATE accounting_invoice SET status = 'posted', number = 'X' WHERE id = %s", [invoice.pk]
        )
    assert Invoice.objects.get().number is None


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"price": "-1"}, "invoice.price"),
        ({"quantity": "0"}, "invoice.quantity"),
        ({"account_code": "999"}, "account.unknown"),
    ],
)
def test_bad_lines_are_refused_in_words(
    books: Company, customer: Partner, values: dict[str, str], code: str
) -> None:
    with pytest.raises(DomainError) as refusal:
        create_invoices(
            [invoice_draft(books, customer), invoice_draft(books, customer, goods(books, **values))]
        )
    assert refusal.value.code == code
    assert not Invoice.objects.exists()


def test_what_makes_no_sense_as_a_whole_is_refused(books: Company, customer: Partner) -> None:
    draft = invoice_draft(books, customer)
    with pytest.raises(DomainError, match=r"invoice\.empty"):
        create_invoices([type(draft)(books.pk, customer.pk, DAY, [])])
    off = InvoiceLineDraft("Remise", Decimal(1), Decimal("-500"), LineKind.DISCOUNT, tax(books).pk)
    with pytest.raises(DomainError, match=r"invoice\.negative"):
        create_invoices([invoice_draft(books, customer, goods(books), off)])
    with pytest.raises(DomainError, match=r"tax\.unknown"):
        create_invoices(
            [invoice_draft(books, customer, InvoiceLineDraft("x", Decimal(1), Decimal(1), tax_id=999_999))]
        )


def test_a_free_order_is_invoiced_without_an_entry(books: Company, customer: Partner) -> None:
    off = InvoiceLineDraft("Bon cadeau", Decimal(1), Decimal("-100"), LineKind.DISCOUNT, tax(books).pk)
    invoice = make_invoice(books, customer, goods(books), off)
    assert (invoice.gross, invoice.payment_status, invoice.entry_id, invoice.number) == (
        0,
        "paid",
        None,
        "FA-2026-00001",
    )


def test_prices_with_tax_and_terms(books: Company, customer: Partner) -> None:
    customer.payment_terms = PaymentTerms.objects.create(
        code="30EOM", name="30 jours fin de mois", days=30, is_end_of_month=True
    )
    customer.save()
    invoice = make_invoice(books, customer, goods(books, "19.99", "3"), prices_include_tax=True)
    assert (invoice.net, invoice.tax, invoice.gross) == (Decimal("49.98"), Decimal("9.99"), Decimal("59.97"))
    assert invoice.due_date == dt.date(2026, 4, 30)


def test_payments_settle_invoices_and_can_be_taken_back(books: Company, customer: Partner) -> None:
    invoice = make_invoice(books, customer)
    [first] = record_payments([payment(invoice, "50", reference="tx-1")])
    invoice.refresh_from_db()
    assert (invoice.payment_status, invoice.residual) == ("partial", Decimal(70))
    assert booked(first.entry_id) == [("5115", 50, 0), ("411", 0, 50)]
    assert first.number == "PAY000001"
    with pytest.raises(DomainError) as refusal:
        record_payments([payment(invoice, "70", reference="tx-1")])
    assert (refusal.value.code, Payment.objects.count()) == ("payment.duplicate", 1)
    [second] = record_payments([payment(invoice, "75", reference="tx-2")])
    invoice.refresh_from_db()
    assert (invoice.payment_status, invoice.residual) == ("paid", 0)
    # The five euros too many stay open; so the group has no letter yet.
    left = Item.objects.get(entry=second.entry, account__code="411")
    assert (left.residual, left.reconciliation) == (Decimal(-5), None)
    cancel_payments([second])
    invoice.refresh_from_db()
    second.refresh_from_db()
    assert (invoice.payment_status, invoice.residual, second.status) == ("partial", Decimal(70), "cancelled")
    [third] = record_payments([payment(invoice, "70", reference="tx-2")])
    invoice.refresh_from_db()
    letters = set(
        Item.objects.filter(
            entry__in=[invoice.entry_id, first.entry_id, third.entry_id], account__code="411"
        ).values_list("reconciliation__number", flat=True)
    )
    assert invoice.payment_status == "paid"
    assert len(letters) == 1
    assert None not in letters


def test_payments_say_what_is_wrong(books: Company, customer: Partner) -> None:
    invoice = make_invoice(books, customer)
    other = make_partner("Quelqu'un d'autre")
    for draft, code in (
        (payment(invoice, "0"), "payment.amount"),
        (PaymentDraft(books.pk, customer.pk, "NOBODY", Decimal(1), DAY), "payment.provider"),
        (PaymentDraft(books.pk, other.pk, "CARD", Decimal(1), DAY, invoice_id=invoice.pk), "payment.invoice"),
        (payment(invoice, "10", direction="out"), "payment.invoice"),
    ):
        with pytest.raises(DomainError) as refusal:
            record_payments([draft])
        assert refusal.value.code == code
    assert not Payment.objects.exists()


def test_a_full_credit_note_mirrors_its_invoice_and_settles_it(books: Company, customer: Partner) -> None:
    invoice = make_invoice(books, customer, *several_rates(books), expected_gross=Decimal("243.11"))
    [note] = create_credit_notes([invoice], date=DAY)
    assert (note.kind, note.gross, note.net, note.tax) == (
        "credit_note",
        invoice.gross,
        invoice.net,
        invoice.tax,
    )
    post_invoices([note])
    assert note.number == "AV-2026-00001"
    assert booked(note.entry_id) == [
        (code, credit, debit) for code, debit, credit in booked(invoice.entry_id)
    ]
    invoice.refresh_from_db()
    assert (invoice.payment_status, note.payment_status, invoice.residual) == ("paid", "paid", 0)
    with pytest.raises(DomainError) as refusal:
        create_credit_notes([invoice])
    assert refusal.value.code == "credit_note.nothing_left"


def test_credit_by_line_and_quantity_adds_up_to_the_invoice(books: Company, customer: Partner) -> None:
    invoice = make_invoice(books, customer, *several_rates(books), expected_gross=Decimal("243.08"))
    lines = {line.kind: line for line in invoice.lines.exclude(description="Livre")}
    book = invoice.lines.get(description="Livre")
    [first] = create_credit_notes([invoice], [CreditLineDraft(book.pk, Decimal(1))])
    assert (first.net, first.lines.count()) == (Decimal("12.34"), 1)
    [shipping] = create_credit_notes([invoice], kinds={LineKind.SHIPPING})
    assert (shipping.net, shipping.gross) == (Decimal("6.90"), lines["shipping"].gross)
    with pytest.raises(DomainError) as refusal:
        create_credit_notes([invoice], [CreditLineDraft(book.pk, Decimal(3))])
    assert refusal.value.code == "credit_note.quantity"
    [rest] = create_credit_notes([invoice])
    assert first.gross + shipping.gross + rest.gross == invoice.gross
    assert first.tax + shipping.tax + rest.tax == invoice.tax
    post_invoices([first, shipping, rest])
    invoice.refresh_from_db()
    assert (invoice.payment_status, Reconciliation.objects.count()) == ("paid", 1)
    assert not Item.objects.filter(is_open=True).exists()
    sums = {}
    for code, debit, credit in Item.objects.values_list("account__code", "debit", "credit"):
        sums[code] = sums.get(code, 0) + debit - credit
    assert set(sums.values()) == {0}


def test_a_paid_invoice_is_refunded_through_its_credit_note(books: Company, customer: Partner) -> None:
    invoice = make_invoice(books, customer)
    record_payments([payment(invoice, "120")])
    [note] = create_credit_notes(
        [invoice], [CreditLineDraft(InvoiceLine.objects.get(invoice=invoice).pk, Decimal(1))]
    )
    post_invoices([note])
    note.refresh_from_db()
    assert (note.gross, note.residual, note.payment_status) == (Decimal(60), Decimal(60), "unpaid")
    [refund] = record_payments([payment(note, "60", direction="out", reference="re-1")])
    note.refresh_from_db()
    assert booked(refund.entry_id) == [("411", 60, 0), ("5115", 0, 60)]
    assert note.payment_status == "paid"


def test_services_take_as_many_statements_for_fifty_as_for_one(books: Company, customer: Partner) -> None:
    def run(size: int) -> list[int]:
        counts = []

        def counted(call):  # type: ignore[no-untyped-def]
            with CaptureQueriesContext(connection) as queries:
                found = call()
            counts.append(len(queries))
            return found

        drafts = [invoice_draft(books, customer, *several_rates(books)) for _ in range(size)]
        invoices = counted(lambda: create_invoices(drafts))
        counted(lambda: post_invoices(invoices))
        counted(lambda: record_payments([payment(invoice, "9") for invoice in invoices]))
        notes = counted(lambda: create_credit_notes(invoices))
        counted(lambda: post_invoices(notes))
        return counts

    run(1)
    assert run(1) == run(50)
