"""The scanner page as a keyboard wedge uses it, on a phone's screen: fast, out of the network, undone."""

import json
import os

import pytest
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect

from catalog.models import Variant
from erp.models import Company
from inventory.models import Level, Scan, Warehouse
from tests.catalog.factories import make_variants
from tests.conftest import AXE
from tests.erp.crud_world import acting_in
from tests.erp.factories import make_company, make_user
from tests.inventory.factories import make_warehouse, receive

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
EAN = "4006381333931"


@pytest.fixture
def company() -> Company:
    return make_company("ALPHA")


@pytest.fixture
def stocked(company: Company) -> tuple[Warehouse, list[Variant]]:
    with acting_in(company):
        warehouse, variants = make_warehouse(company), make_variants(2)
        Variant.objects.filter(pk=variants[0].pk).update(barcode=EAN)
        for variant in variants:
            receive(warehouse, variant, 10, 2)
    return warehouse, variants


@pytest.fixture
def scanner(
    browser_context: BrowserContext,
    page: Page,
    live_server: object,
    company: Company,
    stocked: tuple[Warehouse, list[Variant]],
) -> Page:
    client = Client()
    client.force_login(make_user(company, username="hugo"), backend="erp.permissions.RoleBackend")
    browser_context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": str(live_server)}]
    )
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{live_server}/inventory/scan/")
    expect(page.locator("#scan-input")).to_be_focused()
    return page


def scan(page: Page, *codes: str) -> None:
    """As a wedge does: every character a key, without a pause, Enter at the end; FNC1 as Ctrl+]."""
    for code in codes:
        for number, part in enumerate(code.split("\x1d")):
            if number:
                page.keyboard.press("Control+]")
            page.keyboard.type(part)
        page.keyboard.press("Enter")


def mode(page: Page, name: str) -> None:
    page.locator(f"[data-mode={name}]").click()


def picture(page: Page, name: str) -> None:
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=f"{folder}/{name}.png")


def done(page: Page, how_many: int, status: str = "done") -> None:
    expect(page.locator(f"[data-log] li[data-status={status}]")).to_have_count(how_many, timeout=20_000)


def on_hand(company: Company, location_id: int | None, variant: Variant) -> int:
    with acting_in(company):
        level = Level.objects.filter(location=location_id, variant=variant).first()
        return int(level.on_hand) if level else 0


def test_goods_are_looked_up_moved_and_counted(
    scanner: Page, company: Company, stocked: tuple[Warehouse, list[Variant]]
) -> None:
    warehouse, (first, second) = stocked
    scan(scanner, first.sku)
    expect(scanner.locator("[data-rows]")).to_contain_text("DEP/STOCK")
    scan(scanner, "DEP/STOCK")
    expect(scanner.locator("[data-rows]")).to_contain_text(second.sku)
    picture(scanner, "scan-lookup")
    scan(scanner, "NO-SUCH")
    expect(scanner.locator("[data-panel]")).to_have_class("scan-panel is-bad")
    picture(scanner, "scan-wrong")

    mode(scanner, "move")
    # Eight scans in one go: two acts, the second from where the first began; quantities by scanning again and by a code.
    scan(scanner, "DEP/STOCK", EAN, EAN, EAN, "DEP/OUT", f"01{EAN.rjust(14, '0')}10L1\x1d374", "DEP/OUT")
    done(scanner, 2)
    assert on_hand(company, warehouse.output_location_id, first) == 7
    picture(scanner, "scan-move")

    # The last act goes back; then the last scan of an act that is not complete is forgotten.
    scanner.locator("[data-undo]").click()
    done(scanner, 1, "undone")
    expect(scanner.locator("#scan-input")).to_be_focused()
    expect(scanner.locator("[data-waiting]")).to_have_attribute("data-count", "0")
    assert on_hand(company, warehouse.output_location_id, first) == 3
    scan(scanner, second.sku, "4")
    expect(scanner.locator("[data-quantity]")).to_have_text("4")
    scanner.locator("[data-undo]").click()
    expect(scanner.locator("[data-quantity]")).to_have_text("1")

    mode(scanner, "count")
    scan(scanner, "DEP/STOCK", second.sku, second.sku, "8", "")
    done(scanner, 2)
    assert on_hand(company, warehouse.stock_location_id, second) == 8
    # More than is there: refused, said, and nothing is done.
    mode(scanner, "move")
    scan(scanner, "DEP/STOCK", second.sku, "99", "DEP/OUT")
    done(scanner, 1, "refused")
    expect(scanner.locator("[data-panel]")).to_have_class("scan-panel is-bad")
    assert on_hand(company, warehouse.stock_location_id, second) == 8


def test_a_scan_survives_the_network_and_the_page(
    scanner: Page,
    browser_context: BrowserContext,
    company: Company,
    stocked: tuple[Warehouse, list[Variant]],
) -> None:
    warehouse, (first, _second) = stocked
    mode(scanner, "move")
    scan(scanner, "DEP/STOCK")
    expect(scanner.locator("[data-origin]")).to_have_text("DEP/STOCK")
    browser_context.set_offline(True)
    scan(scanner, first.sku, "DEP/OUT")
    expect(scanner.locator("[data-waiting]")).to_be_visible()
    picture(scanner, "scan-offline")
    browser_context.set_offline(False)
    done(scanner, 1)

    # The server does it, but its answer is lost; the page is closed meanwhile. Opened again, it asks again.
    lost: list[str] = []

    def lose(route: object) -> None:
        lost.append(route.request.url)  # type: ignore[attr-defined]
        route.fetch()  # type: ignore[attr-defined]
        route.abort()  # type: ignore[attr-defined]

    scanner.route("**/inventory/scan/post/", lose)
    scan(scanner, first.sku, "DEP/OUT")
    expect(scanner.locator("[data-waiting]")).to_be_visible()
    assert lost
    scanner.unroute("**/inventory/scan/post/")
    scanner.reload()
    done(scanner, 2)
    assert on_hand(company, warehouse.output_location_id, first) == 2
    with acting_in(company):
        assert Scan.objects.count() == 2


def test_the_page_is_accessible_and_fits(scanner: Page) -> None:
    scanner.emulate_media(color_scheme="dark")
    picture(scanner, "scan-dark")
    assert scanner.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    scanner.evaluate(AXE.read_text(encoding="utf-8"))
    found = json.loads(scanner.evaluate("async () => JSON.stringify((await axe.run()).violations)"))
    assert [v["id"] for v in found if v["impact"] in ("serious", "critical")] == []
