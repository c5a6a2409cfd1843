"""An order in a real browser: totals, margin and availability follow while it is typed; nothing serious for axe."""

import json
import os

import pytest
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect

from erp.models import Company
from sales.models import Order
from sales.services.confirmation import confirm_orders
from tests.conftest import AXE
from tests.erp.crud_world import acting_in
from tests.erp.factories import make_company, make_user
from tests.sales.factories import Shop, make_shop

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def company() -> Company:
    return make_company("ALPHA")


@pytest.fixture
def shop(company: Company) -> Shop:
    with acting_in(company):
        made = make_shop(company)
        made.receive(20, 1)
        return made


@pytest.fixture
def inside(browser_context: BrowserContext, page: Page, live_server: object, shop: Shop) -> Page:
    client = Client()
    client.force_login(make_user(shop.company, username="ines"), backend="erp.permissions.RoleBackend")
    browser_context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": str(live_server)}]
    )
    return page


def serious(page: Page) -> list[str]:
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = json.loads(page.evaluate("async () => JSON.stringify((await axe.run()).violations)"))
    return [
        f"{page.url} {violation['id']}: {[node['html'][:160] for node in violation['nodes'][:3]]}"
        for violation in found
        if violation["impact"] in ("serious", "critical")
    ]


def picture(page: Page, name: str) -> None:
    """Kept where SCREENSHOTS says, for who wants to look."""
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def choose(page: Page, field: str, value: int, text: str) -> None:
    """Put an answer of the server into a searching select; the searching itself is the generic form's."""
    page.evaluate(
        "([id, value, text]) => { const box = document.getElementById(id).tomselect;"
        " box.addOption({ value, text }); box.setValue(value); }",
        [field, str(value), text],
    )


def test_totals_and_availability_follow_and_the_order_is_saved(
    inside: Page, live_server: object, shop: Shop
) -> None:
    inside.goto(f"{live_server}/sales/order/new/")
    inside.wait_for_load_state("networkidle")
    choose(inside, "id_channel", shop.channel.pk, shop.channel.name)
    choose(inside, "id_partner", shop.partner.pk, shop.partner.name)
    choose(inside, "id_lines-0-variant", shop.variants[1].pk, shop.variants[1].sku)
    quantity = inside.locator("#id_lines-0-quantity")
    quantity.fill("3")
    expect(inside.locator(".record-lines")).to_contain_text("36,00")
    expect(inside.locator(".record-lines")).to_contain_text("€")
    expect(inside.locator(".record-lines")).to_contain_text("le reliquat attendra du stock")
    picture(inside, "order-form")
    inside.locator("[data-save]").first.click()
    inside.wait_for_url("**/sales/order/*/")
    with acting_in(shop.company):
        order = Order.objects.get()
        assert (order.gross, order.lines.get().quantity) == (36, 3)
        confirm_orders([order])
    inside.reload()
    inside.wait_for_load_state("networkidle")
    picture(inside, "order-page")
    assert serious(inside) == []
    inside.goto(f"{live_server}/sales/order/")
    inside.wait_for_load_state("networkidle")
    picture(inside, "order-list")
    assert serious(inside) == []
