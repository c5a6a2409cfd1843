"""Closing, lock dates and the chain in a real browser: no sideways scroll on a phone, accessible, light and dark."""

import datetime as dt
from decimal import Decimal

import pytest
from playwright.sync_api import Page

from accounting.demo import post_capital, post_purchases, set_up_books
from accounting.models import FiscalYear, LockDates
from accounting.services.closing import close_years
from accounting.verification import chains, open_items
from erp.models import Company
from erp.scope import open_scope
from tests.accounting.factories import make_invoice
from tests.erp.factories import make_company, make_partner, make_user
from tests.erp.test_frame_browser import enter, serious, settled

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def company() -> Company:
    """A year that is closed provisionally, with purchases and an invoice that is still to be paid."""
    company = make_company("ALPHA")
    with open_scope(companies=[company]):
        bank_account, _providers = set_up_books(company, first_year=2025)
        post_capital(company, bank_account, Decimal(30_000), dt.date(2025, 1, 2))
        post_purchases(company, [make_partner("Fournisseur")], dt.date(2025, 6, 1), dt.date(2026, 3, 31))
        make_invoice(company, make_partner("Boutique Lumière"), date=dt.date(2025, 11, 20))
        assert len(close_years([FiscalYear.objects.get(code="2025")])) == 3
        assert [*open_items(), *chains()] == []
    return company


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_accessible_and_no_sideways_scroll_on_a_phone(
    page: Page, live_server: object, company: Company, theme: str
) -> None:
    enter(page.context, str(live_server), make_user(company))
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")  # type: ignore[arg-type]
    with open_scope(companies=[company]):
        dates = LockDates.objects.get().pk
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 900})
        for address in ("closing/", "chain/", "lockdates/", f"lockdates/{dates}/edit/"):
            settled(page, f"{live_server}/accounting/{address}")
            assert page.evaluate("document.documentElement.scrollWidth") <= width, address
            assert serious(page) == [], address
