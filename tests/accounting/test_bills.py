"""Supplier invoices: what the paper says, in the books, paid and taken back."""

import datetime as dt
import re
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounting.choices import AccountKind, InvoiceKind, PaymentDirection
from accounting.lifecycles import CANCELLED
from accounting.models import Entry, Invoice, Item, Payment, PaymentProvider, Period, SupplierInvoice, Tax
from accounting.selectors.aged import aged_balances, totals
from accounting.selectors.settlements import settlements_of
from accounting.services.credit_notes import create_credit_notes
from accounting.services.invoices import cancel_invoices, change_invoices, create_invoices, post_invoices
from accounting.services.payments import cancel_payments, record_payments
from accounting.services.periods import close_periods
from accounting.services.screens import pay
from accounting.types import CreditLineDraft, InvoiceLineDraft, PaymentDraft
from accounting.verification import invoice_numbers, invoice_totals, payment_status
from erp.errors import DomainError
from erp.models import Company, Partner
from tests.accounting.factories import (
    DAY,
    bill_draft,
    booked,
    goods,
    make_bill,
    make_books,
    make_invoice,
    tax,
)
from tests.erp.crud_world import lines_data
from tests.erp.factories import make_partner, make_user
from tests.query_counts import assert_query_count


@pytest.fixture
def books(scope: Company) -> Company:
    make_books(scope)
    return scope


@pytest.fixture
def supplier(books: Company) -> Partner:
    return make_partner("Verrerie du Nord")


def test_from_the_paper_to_the_payment_of_two_invoices_at_once(books: Company, supplier: Partner) -> None:
    first, second = create_invoices(
        [
            bill_draft(books, supplier, supplier_reference=" V  77/1 "),
            bill_draft(books, supplier, goods(books, "10", "1"), supplier_reference="V 77/2"),
        ]
    )
    assert (type(first), first.supplier_reference, first.number) == (SupplierInvoice, "V 77/1", None)
    post_invoices([first, second])
    assert (first.number, second.number) == ("FF-2026-00001", "FF-2026-00002")
    assert booked(first.entry_id) == [
        ("607", Decimal("100.00"), 0),
        ("44566", Decimal("20.00"), 0),
        ("401", 0, Decimal("120.00")),
    ]
    entry = Entry.objects.get(pk=first.entry_id)
    assert (entry.number, entry.reference, entry.source_kind) == (
        "AC-2026-000001",
        "V 77/1",
        "accounting.supplierinvoice",
    )
    assert isinstance(entry.invoice, SupplierInvoice)
    owed = totals(aged_balances(books.pk, AccountKind.PAYABLE, DAY + dt.timedelta(days=40)))
    assert sum(owed, Decimal(0)) == Decimal(132)
    payments = pay([first, second], provider=_means("CHEQUE"), date=DAY)
    assert {one.direction for one in payments} == {PaymentDirection.OUTBOUND}
    assert booked(payments[0].entry_id) == [("401", Decimal(120), 0), ("5112", 0, Decimal(120))]
    for bill in (first, second):
        bill.refresh_from_db()
        assert (bill.payment_status, bill.residual) == ("paid", 0)
    assert [one.document for one in settlements_of(first)] == [payments[0]]
    cancel_payments(payments[:1])
    first.refresh_from_db()
    assert (first.payment_status, first.residual) == ("unpaid", Decimal(120))
    assert [invoice_numbers(), invoice_totals(), payment_status()] == [[], [], []]


def test_customers_and_suppliers_invoices_are_kept_apart(books: Company, supplier: Partner) -> None:
    sold, bought = make_invoice(books, supplier), make_bill(books, supplier)
    assert (list(Invoice.objects.all()), list(SupplierInvoice.objects.all())) == ([sold], [bought])
    assert {type(one) for one in Invoice.every.all()} == {Invoice, SupplierInvoice}


def test_the_tax_is_what_the_supplier_wrote(books: Company, supplier: Partner) -> None:
    lines = [goods(books, "10.02", "1"), goods(books, "10.02", "1"), goods(books, "8", "1", "5.5")]
    [bill] = create_invoices(
        [bill_draft(books, supplier, *lines, taxes_as_written={tax(books).pk: Decimal("4.01")})]
    )
    assert (bill.net, bill.tax, bill.gross) == (Decimal("28.04"), Decimal("4.45"), Decimal("32.49"))
    assert list(bill.lines.values_list("tax_amount", flat=True)) == [
        Decimal("2.01"),
        Decimal("2.00"),
        Decimal("0.44"),
    ]
    post_invoices([bill])
    with pytest.raises(DomainError) as refusal:
        create_invoices([bill_draft(books, supplier, *lines, taxes_as_written={tax(books).pk: Decimal(5)})])
    assert refusal.value.code == "invoice.tax_difference"
    assert SupplierInvoice.objects.count() == 1


def test_a_purchase_within_the_union_is_taxed_by_the_buyer(books: Company, supplier: Partner) -> None:
    acquisition = Tax.objects.get(company=books, code="FRAC20")
    line = InvoiceLineDraft("Verre", Decimal(3), Decimal("33.33"), tax_id=acquisition.pk)
    bill = make_bill(books, supplier, line)
    assert (bill.tax, bill.gross) == (0, Decimal("99.99"))
    assert booked(bill.entry_id) == [
        ("607", Decimal("99.99"), 0),
        ("445662", Decimal("20.00"), 0),
        ("4452", 0, Decimal("20.00")),
        ("401", 0, Decimal("99.99")),
    ]
    with pytest.raises(DomainError) as refusal:
        make_invoice(books, supplier, line)
    assert refusal.value.code == "tax.due_by_buyer"


def test_one_paper_is_booked_once(books: Company, supplier: Partner) -> None:
    bill = make_bill(books, supplier, supplier_reference="Fa-12")
    other = make_partner("Autre maison")
    make_bill(books, other, supplier_reference="Fa-12")
    drafts = [bill_draft(books, supplier), bill_draft(books, supplier, supplier_reference="FA-12")]
    with pytest.raises(DomainError) as refusal:
        create_invoices(drafts)
    assert (refusal.value.code, refusal.value.field) == ("invoice.duplicate", "supplier_reference")
    assert SupplierInvoice.objects.count() == 2
    [draft] = create_invoices(drafts[:1])
    with pytest.raises(DomainError, match=r"invoice\.duplicate"):
        change_invoices([(draft, drafts[1])])
    cancel_invoices([draft])
    draft.refresh_from_db()
    assert draft.status == CANCELLED
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE accounting_invoice SET supplier_reference = 'other' WHERE id = %s", [bill.pk])


def test_what_can_not_be_booked_says_so(books: Company, supplier: Partner) -> None:
    [unnamed] = create_invoices([bill_draft(books, supplier, supplier_reference="")])
    with pytest.raises(DomainError) as refusal:
        post_invoices([unnamed])
    assert refusal.value.code == "invoice.supplier_reference"
    with pytest.raises(DomainError, match=r"invoice\.currency"):
        create_invoices([bill_draft(books, supplier, currency="USD")])
    Tax.objects.filter(pk=tax(books).pk).update(purchase_account=None)
    with pytest.raises(DomainError, match=r"tax\.not_deductible"):
        create_invoices([bill_draft(books, supplier)])
    assert not Entry.objects.exists()


def test_an_invoice_that_comes_late_is_booked_in_the_first_open_month(
    books: Company, supplier: Partner
) -> None:
    close_periods(list(Period.objects.filter(company=books, end_date__lt=dt.date(2026, 4, 1))))
    bill = make_bill(books, supplier)
    assert (bill.date, Entry.objects.get(pk=bill.entry_id).date) == (DAY, dt.date(2026, 4, 1))


def test_a_supplier_takes_a_part_back(books: Company, supplier: Partner) -> None:
    bill = make_bill(books, supplier)
    line = bill.lines.get()
    [note] = create_credit_notes(
        [bill], [CreditLineDraft(line.pk, Decimal(1))], date=DAY, supplier_reference="AV-3"
    )
    assert (type(note), note.kind) == (SupplierInvoice, InvoiceKind.BILL_CREDIT)
    post_invoices([note])
    assert note.number == "AF-2026-00001"
    assert booked(note.entry_id) == [
        ("607", 0, Decimal("50.00")),
        ("44566", 0, Decimal("10.00")),
        ("401", Decimal("60.00"), 0),
    ]
    bill.refresh_from_db()
    assert (note.residual, bill.residual, bill.payment_status) == (0, Decimal("60.00"), "partial")


def test_a_deposit_is_paid_before_there_is_an_invoice(books: Company, supplier: Partner) -> None:
    draft = PaymentDraft(
        books.pk,
        supplier.pk,
        "CHEQUE",
        Decimal(50),
        DAY,
        direction=PaymentDirection.OUTBOUND,
        is_supplier=True,
    )
    [deposit] = record_payments([draft])
    assert booked(deposit.entry_id)[0] == ("401", Decimal(50), 0)
    assert Item.objects.get(entry=deposit.entry_id, account__code="401").is_open
    wrong_way = PaymentDraft(
        books.pk, supplier.pk, "CHEQUE", Decimal(50), DAY, invoice_id=make_bill(books, supplier).pk
    )
    with pytest.raises(DomainError, match=r"payment\.invoice"):
        record_payments([wrong_way])
    assert Payment.objects.count() == 1


def test_one_or_many_take_the_same_statements(books: Company, supplier: Partner) -> None:
    make_bill(books, supplier)
    for size in (1, 50):
        drafts = [bill_draft(books, supplier) for _number in range(size)]
        with CaptureQueriesContext(connection) as created:
            bills = create_invoices(drafts)
        with CaptureQueriesContext(connection) as posted:
            post_invoices(bills)
        assert_query_count("create supplier invoices", len(created))
        assert_query_count("post supplier invoices", len(posted))
        assert sum("SAVEPOINT" not in query["sql"] for query in posted.captured_queries) <= 20


def test_typed_listed_and_posted_on_screen(books: Company, supplier: Partner, client: Client) -> None:
    make_invoice(books, supplier)
    person = make_user(books, language="en")
    client.force_login(person, backend="erp.permissions.RoleBackend")
    line = {
        "kind": "goods",
        "description": "Verres",
        "quantity": "3",
        "unit_price": "10.01",
        "discount_percent": "0",
        "discount_amount": "0",
        "tax": tax(books).pk,
    }
    data = {
        "partner": supplier.pk,
        "supplier_reference": "N-5",
        "date": DAY.isoformat(),
        "currency": "EUR",
        "rounding": "per_line",
        **lines_data("lines", [line]),
        **lines_data("taxes", [{"tax": tax(books).pk, "amount": "6.02"}]),
    }
    blank = client.get("/accounting/supplierinvoice/new/").content.decode()
    assert re.search(r">\s*Supplier\b", blank) and "expressions" not in blank
    answer = client.post("/accounting/supplierinvoice/new/", data)
    assert answer.status_code == 302, answer.content.decode()
    bill = SupplierInvoice.objects.get()
    assert (bill.net, bill.tax, bill.lines.get().account.code) == (Decimal("30.03"), Decimal("6.02"), "607")
    twice = client.post("/accounting/supplierinvoice/new/", data)
    assert "is here already" in twice.content.decode()
    page = reverse("accounting.supplierinvoice.detail", args=[bill.pk])
    edit = client.get(reverse("accounting.supplierinvoice.edit", args=[bill.pk]))
    assert edit.status_code == 200
    client.post(reverse("accounting.supplierinvoice.action", args=[bill.pk, "post"]))
    bill.refresh_from_db()
    assert bill.number == "FF-2026-00001"
    assert "FF-2026-00001" in client.get(page).content.decode()
    assert "FF-2026-00001" in client.get("/accounting/supplierinvoice/").content.decode()
    assert "FF-2026-00001" not in client.get("/accounting/invoice/").content.decode()
    assert client.get(reverse("accounting.invoice.detail", args=[bill.pk])).status_code == 404
    assert client.get(reverse("accounting_invoice_print", args=[bill.pk])).status_code == 404


def _means(code: str) -> PaymentProvider:
    return PaymentProvider.objects.get(code=code)
