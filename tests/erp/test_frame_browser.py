"""The frame in a real browser: accessible, no sideways scroll on a phone, its keys and menus."""

import json

import pytest
from django.test import Client
from playwright.sync_api import BrowserContext, Page

from erp.models import Company, User
from tests.conftest import AXE
from tests.erp.factories import make_company, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = [
    "/",
    "/profile/",
    "/profile/password/",
    "/profile/second-factor/",
    "/profile/tokens/",
    "/search/?q=a",
    "/nothing/",
]
ADMIN = ["/admin/", "/admin/erp/company/", "/admin/erp/user/", "/admin/erp/user/add/", "/admin/erp/role/add/"]


@pytest.fixture
def companies() -> list[Company]:
    holding = make_company("HOLD", colour="#475569")
    return [holding, make_company("ALPHA", colour="#0f766e", parent=holding)]


@pytest.fixture
def user(companies: list[Company]) -> User:
    return make_user(*companies, username="lise", first_name="Lise", is_staff=True)


def enter(context: BrowserContext, address: str, user: User) -> None:
    client = Client()
    client.force_login(user)
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": address}])


@pytest.fixture
def inside(browser_context: BrowserContext, page: Page, live_server: object, user: User) -> Page:
    """The page of somebody signed in, at the address of the test's server."""
    enter(browser_context, str(live_server), user)
    return page


def serious(page: Page) -> list[str]:
    """What axe finds serious or critical, in words. The policy forbids inline scripts, so axe comes by evaluation."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = json.loads(page.evaluate("async () => JSON.stringify((await axe.run()).violations)"))
    return [
        f"{page.url} {violation['id']}: {violation['help']} {[node['html'][:160] for node in violation['nodes'][:3]]}"
        for violation in found
        if violation["impact"] in ("serious", "critical")
    ]


def settled(page: Page, url: str) -> None:
    page.goto(url)
    page.wait_for_load_state("networkidle")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_serious(inside: Page, live_server: object, user: User, theme: str) -> None:
    inside.emulate_media(color_scheme=theme, reduced_motion="reduce")  # type: ignore[arg-type]
    User.objects.filter(pk=user.pk).update(is_superuser=True)
    found = []
    for path in [*PAGES, *ADMIN]:
        settled(inside, f"{live_server}{path}")
        found += serious(inside)
    inside.keyboard.press("Control+k")
    inside.wait_for_selector("#palette [role=option]")
    found += serious(inside)
    inside.keyboard.type("zzzzzz")
    inside.wait_for_selector("#palette .palette-none")
    found += serious(inside)
    assert found == []


def test_the_sign_in_is_accessible_and_leads_in(page: Page, live_server: object, user: User) -> None:
    settled(page, f"{live_server}/profile/")
    assert serious(page) == []
    page.fill("[name=username]", "lise")
    page.fill("[name=password]", "wrong")
    page.keyboard.press("Enter")
    page.wait_for_selector("[role=alert]")
    assert serious(page) == []
    page.fill("[name=password]", "correct horse battery staple")
    page.keyboard.press("Enter")
    page.wait_for_url("**/profile/")


def test_nothing_scrolls_sideways_on_a_phone(inside: Page, live_server: object, user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_superuser=True)
    inside.set_viewport_size({"width": 390, "height": 844})
    wide = []
    for path in ["/login/", *PAGES, *ADMIN]:
        settled(inside, f"{live_server}{path}")
        if inside.evaluate("document.documentElement.scrollWidth") > 390:
            wide.append(path)
    assert wide == []
    inside.goto(f"{live_server}/")
    inside.click(".top [data-bs-toggle=offcanvas]")
    inside.wait_for_selector("#bar.show")
    assert serious(inside) == []


def test_the_palette_is_worked_by_keyboard(inside: Page, live_server: object) -> None:
    settled(inside, f"{live_server}/")
    inside.keyboard.press("/")
    inside.wait_for_selector("#palette[open]")
    inside.keyboard.type("profil")
    inside.wait_for_selector("#palette [role=option][href='/profile/']")
    inside.wait_for_selector("#palette [aria-selected=true]")
    inside.keyboard.press("ArrowDown")
    inside.keyboard.press("ArrowUp")
    inside.keyboard.press("Enter")
    inside.wait_for_url("**/profile/")
    inside.keyboard.press("Control+k")
    inside.wait_for_selector("#palette[open]")
    inside.keyboard.press("Escape")
    inside.wait_for_selector("#palette", state="hidden")


def test_company_bar_star_and_theme(inside: Page, live_server: object, user: User) -> None:
    settled(inside, f"{live_server}/admin/")
    inside.click(".switcher-button")
    inside.click(".switcher-menu button[value]:not([aria-current]):has-text('ALPHA')")
    inside.wait_for_selector(".notice")
    assert "ALPHA" in inside.inner_text(".switcher-name")
    assert inside.url.endswith("/admin/")

    inside.click("#star button")
    inside.wait_for_selector("#favourites a[href='/admin/']")
    assert inside.get_attribute("#star button", "aria-pressed") == "true"

    inside.click("[data-bar-fold]")
    assert inside.get_attribute("html", "data-bar") == "collapsed"
    settled(inside, f"{live_server}/admin/")
    assert inside.get_attribute("html", "data-bar") == "collapsed"
    inside.click("[data-area=settings] summary")
    assert inside.is_visible("[data-area=settings] .bar-screens")
    inside.keyboard.press("Escape")
    assert not inside.is_visible("[data-area=settings] .bar-screens")

    inside.click(".avatar-button")
    with inside.expect_response("**/preferences/"):
        inside.click("[data-theme-button][value=dark]")
    assert inside.get_attribute("html", "data-bs-theme") == "dark"
    settled(inside, f"{live_server}/admin/")
    assert inside.get_attribute("html", "data-bs-theme") == "dark"
