"""The checks find nothing wrong in books made by the services, and something where they were tampered with."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection

from accounting.demo import Movement, make_statement, play_bank, post_capital, post_purchases, set_up_books
from accounting.models import Item
from accounting.selectors.candidates import candidates
from accounting.services.bank import import_statement
from accounting.services.credit_notes import create_credit_notes
from accounting.services.invoices import post_invoices
from accounting.services.payments import record_payments
from accounting.services.reconciliation import reconcile_bank_line, undo_reconciliation
from accounting.types import PaymentDraft
from erp.models import Company
from erp.verify import run_checks
from tests.accounting.factories import DAY, make_invoice
from tests.erp.factories import make_partner


@pytest.fixture
def busy_books(scope: Company) -> Company:
    bank_account, providers = set_up_books(scope, first_year=2025)
    customer, supplier = make_partner(), make_partner("Papeterie du Port", is_supplier=True)
    post_capital(scope, bank_account, Decimal(50_000), dt.date(2026, 1, 2))
    assert post_purchases(scope, [supplier], dt.date(2026, 1, 1), dt.date(2026, 3, 31)) == 15
    invoices = [make_invoice(scope, customer) for _number in range(6)]
    record_payments(
        [
            PaymentDraft(scope.pk, customer.pk, providers[0].code, invoice.gross, DAY, invoice_id=invoice.pk)
            for invoice in invoices[:4]
        ]
    )
    notes = create_credit_notes(invoices[3:5], date=DAY)
    post_invoices(notes)
    assert play_bank(bank_account, providers, until=dt.date(2026, 4, 30), keep_open=0) == 1
    undo_reconciliation(bank_account.lines.get().reconciliations.get())
    assert candidates(bank_account.lines.get())[0].score == 100
    fees = Movement(Decimal("-12.50"), dt.date(2026, 5, 4), "", "FRAIS DE TENUE DE COMPTE")
    [statement] = import_statement(
        bank_account, "mai.xml", make_statement(bank_account, [fees], identification="mai")
    )
    reconcile_bank_line(statement.lines.get(), remainder_account="627")
    return scope


def problems(of: str = "accounting.") -> list[str]:
    return [
        problem for verdict in run_checks() if verdict.name.startswith(of) for problem in verdict.problems
    ]


def test_books_made_by_the_services_pass(busy_books: Company) -> None:
    assert problems() == []
    assert Item.objects.count() > 80


@pytest.mark.parametrize(
    ("check", "tampering"),
    [
        ("balances", "UPDATE accounting_item SET debit = debit + 1 WHERE debit > 0"),
        ("entry_numbers", "UPDATE accounting_journalcounter SET last_value = last_value + 1"),
        ("invoice_numbers", "UPDATE erp_strictsequence SET last_value = last_value + 1"),
        ("invoice_totals", "UPDATE accounting_invoice SET net = net - 1, tax = tax + 1"),
        ("payment_status", "UPDATE accounting_invoice SET residual = 1 WHERE payment_status = 'paid'"),
        ("open_items", "UPDATE accounting_item SET residual = 0 WHERE is_open"),
        ("reconciliations", "UPDATE accounting_bankline SET is_matched = true"),
        ("clearing", "UPDATE accounting_match SET is_undone = true"),
        (
            "bank_entries",
            "UPDATE accounting_item SET amount_currency = 1 WHERE account_id IN (SELECT account_id FROM accounting_bankaccount)",
        ),
    ],
)
def test_tampering_is_found(busy_books: Company, check: str, tampering: str) -> None:
    connection.check_constraints()
    with connection.cursor() as cursor:
        for table in ("item", "invoice", "bankline", "match"):
            cursor.execute(f"ALTER TABLE accounting_{table} DISABLE TRIGGER USER")
        cursor.execute(tampering)
    if check == "clearing":
        with connection.cursor() as cursor:
            cursor.execute("UPDATE accounting_item SET residual = 0 WHERE residual IS NOT NULL")
    assert problems(f"accounting.{check}")
