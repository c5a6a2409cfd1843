"""The reconciliation screen in a real browser: by keyboard alone, on a phone, in the dark, accessible."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from playwright.sync_api import Page

from accounting.demo import Movement, due_payouts, make_statement, set_up_books
from accounting.models import BankLine, Invoice, Reconciliation
from accounting.services.bank import import_statement
from accounting.services.payments import record_payments
from accounting.types import PaymentDraft
from erp.models import Company
from erp.scope import open_scope
from tests.accounting.factories import DAY, goods, make_invoice
from tests.accounting.test_bank import PAYDAY
from tests.erp.factories import make_company, make_partner, make_user
from tests.erp.test_frame_browser import enter, serious, settled

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def company() -> Company:
    """Books with a payout, a transfer and a fee waiting at the bank."""
    company = make_company("ALPHA")
    with open_scope(companies=[company]), connection.cursor() as cursor:
        # Keys of four digits are written without separators, whatever the language does with numbers.
        for table in ("item", "bankline", "bankaccount", "reconciliation"):
            cursor.execute(f"ALTER TABLE accounting_{table} ALTER COLUMN id RESTART WITH 12345")
        bank_account, providers = set_up_books(company, first_year=2025)
        customer = make_partner("Élise Faure")
        invoices = [make_invoice(company, customer, goods(company, price, "1")) for price in ("40", "65.50")]
        record_payments(
            [
                PaymentDraft(
                    company.pk, customer.pk, providers[0].code, invoice.gross, DAY, invoice_id=invoice.pk
                )
                for invoice in invoices
            ]
        )
        wanted = make_invoice(company, customer, goods(company, "100", "1"))
        movements = [payout.movement for payout in due_payouts(providers, PAYDAY)]
        movements += [
            Movement(wanted.gross, PAYDAY + dt.timedelta(days=1), "FAURE ELISE", "VIR FA 2026 00003"),
            Movement(Decimal("-12.50"), PAYDAY + dt.timedelta(days=2), "", "FRAIS DE TENUE DE COMPTE"),
        ]
        import_statement(bank_account, "a.xml", make_statement(bank_account, movements, identification="M"))
    return company


def test_everything_by_keyboard(page: Page, live_server: object, company: Company) -> None:
    enter(page.context, str(live_server), make_user(company, language="en"))
    settled(page, f"{live_server}/accounting/reconcile/")
    assert page.locator("[data-line]").count() == 3
    assert page.locator("#match-preview").inner_text().count("Adds up to the cent.") == 1
    # Space leaves an item out: the entry and what is left over follow.
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    page.wait_for_selector(".match-refusal")
    assert page.locator("[data-confirm]").is_disabled()
    page.keyboard.press("1")
    page.wait_for_selector(".match-difference")
    page.keyboard.press("Enter")
    page.wait_for_selector(".match-done")
    assert page.locator("[data-line]").count() == 2
    page.keyboard.press("u")
    page.wait_for_selector("[data-line] >> nth=2")
    page.keyboard.press("j")
    page.wait_for_selector("text=Proposals")
    page.wait_for_selector(".match-head-amount:has-text('120')")
    page.keyboard.press("Enter")
    page.wait_for_selector(".match-done")
    # The fee has no item: it goes to an account.
    page.wait_for_selector(".match-head-amount:has-text('12.50')")
    page.select_option("[data-rest]", "account")
    page.fill("[name=remainder_account]", "627")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=1 line to reconcile")
    with open_scope(companies=[company]):
        assert BankLine.objects.filter(is_matched=False).count() == 1
        assert Invoice.objects.get(number="FA-2026-00003").payment_status == "paid"
        assert Reconciliation.objects.filter(origin="bank", undone_at=None).count() == 2


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_accessible_and_no_sideways_scroll_on_a_phone(
    page: Page, live_server: object, company: Company, theme: str
) -> None:
    enter(page.context, str(live_server), make_user(company))
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")  # type: ignore[arg-type]
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 800})
        settled(page, f"{live_server}/accounting/reconcile/")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert serious(page) == []
