"""The reports in a real browser: no sideways scroll on a phone, accessible, light and dark."""

import datetime as dt
from decimal import Decimal

import pytest
from playwright.sync_api import Page

from accounting.demo import post_capital, post_purchases, set_up_books
from accounting.models import Account
from erp.models import Company
from erp.scope import open_scope
from tests.accounting.factories import goods, make_invoice
from tests.erp.factories import make_company, make_partner, make_user
from tests.erp.test_frame_browser import enter, serious, settled

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DAYS = "from=2026-01-01&to=2026-12-31"


@pytest.fixture
def company() -> Company:
    """A year of purchases, some sales, capital paid in the year before."""
    company = make_company("ALPHA")
    with open_scope(companies=[company]):
        bank_account, _providers = set_up_books(company, first_year=2025)
        post_capital(company, bank_account, Decimal(30_000), dt.date(2025, 1, 2))
        suppliers = [make_partner(f"Fournisseur {number}") for number in range(5)]
        post_purchases(company, suppliers, dt.date(2025, 6, 1), dt.date(2026, 10, 31))
        for month in range(1, 11):
            make_invoice(
                company,
                make_partner(f"Boutique Lumière n° {month}"),
                goods(company, "1500", str(month)),
                date=dt.date(2026, month, 20),
            )
    return company


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_accessible_and_no_sideways_scroll_on_a_phone(
    page: Page, live_server: object, company: Company, theme: str
) -> None:
    enter(page.context, str(live_server), make_user(company))
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")  # type: ignore[arg-type]
    with open_scope(companies=[company]):
        account = Account.objects.get(code="411").pk
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 900})
        for name in ("trial-balance", f"general-ledger/?account={account}", "balance-sheet"):
            path, _question, query = name.partition("/?")
            settled(page, f"{live_server}/accounting/reports/{path}/?{DAYS}&{query}")
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            assert serious(page) == []
