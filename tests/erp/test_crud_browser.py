"""The generic screens in a real browser: keys, filters without reload, the grid of lines, nothing typed is lost."""

import re

import pytest
from playwright.sync_api import BrowserContext, Dialog, Page, expect

from erp.models import Company, Partner, PaymentTerms, User
from erp.outbox import Event, publish
from tests.erp.crud_world import acting_in
from tests.erp.factories import make_company, make_partner, make_user
from tests.erp.test_frame_browser import enter, serious, settled

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NAMES = ["Abel", "Céleste", "Éclair", "Zoé"]


@pytest.fixture
def company() -> Company:
    return make_company("ALPHA")


@pytest.fixture
def user(company: Company) -> User:
    return make_user(company, username="lise", language="en")


@pytest.fixture
def partners(company: Company) -> list[Partner]:
    with acting_in(company):
        PaymentTerms.objects.create(code="30", name="Thirty days", days=30)
        return [make_partner(name, is_supplier=name == "Zoé") for name in NAMES]


@pytest.fixture
def inside(
    browser_context: BrowserContext, page: Page, live_server: object, user: User, partners: list[Partner]
) -> Page:
    enter(browser_context, str(live_server), user)
    return page


def test_a_list_is_worked_by_keyboard(inside: Page, live_server: object, partners: list[Partner]) -> None:
    settled(inside, f"{live_server}/crm/partner/")
    inside.keyboard.press("j")
    inside.keyboard.press("x")
    inside.keyboard.press("j")
    inside.keyboard.press("x")
    expect(inside.locator("[data-selection-count]")).to_have_text("2 selected")
    inside.keyboard.press("Escape")
    expect(inside.locator("#selection-bar")).to_be_hidden()
    inside.keyboard.press("/")
    expect(inside.locator("#list-q")).to_be_focused()
    inside.keyboard.type("ecl")
    expect(inside.locator("[data-row]")).to_have_count(1)
    expect(inside).to_have_url(re.compile(r"\?q=ecl$"))
    inside.keyboard.press("Escape")
    inside.keyboard.press("j")
    inside.keyboard.press("Enter")
    expect(inside.locator("h1")).to_have_text("Éclair")
    inside.go_back()
    expect(inside.locator("[data-row]")).to_have_count(1)
    inside.keyboard.press("n")
    expect(inside).to_have_url(re.compile("/crm/partner/new/$"))


def test_filters_change_the_list_and_the_address_without_a_reload(inside: Page, live_server: object) -> None:
    settled(inside, f"{live_server}/crm/partner/")
    inside.evaluate("window.stays = true")
    inside.get_by_role("button", name="Supplier").click()
    yes = inside.locator("[data-chip=is_supplier]").get_by_label("Yes")
    yes.check()
    expect(inside.locator("[data-row]")).to_have_count(1)
    expect(inside.locator("#chip-is_supplier")).to_have_text("Yes")
    expect(inside).to_have_url(re.compile(r"\?is_supplier=yes$"))
    expect(yes).to_be_visible()
    inside.locator("[data-chip=is_supplier] [data-clear-chip]").click()
    expect(inside.locator("[data-row]")).to_have_count(4)
    inside.keyboard.press("Escape")
    head = inside.get_by_role("columnheader", name="Name")
    head.get_by_role("link").click()
    expect(head).to_have_attribute("aria-sort", "ascending")
    head.get_by_role("link").click()
    expect(inside.locator("[data-row] .row-name").first).to_have_text("Zoé")
    expect(inside).to_have_url(re.compile(r"sort=-name"))
    inside.get_by_role("button", name="Created at").click()
    inside.get_by_label("Period").select_option("yesterday")
    expect(inside.get_by_text("Nothing matches")).to_be_visible()
    assert inside.evaluate("window.stays") is True
    inside.go_back()
    expect(inside.locator("[data-row]")).to_have_count(4)


def test_a_view_is_saved_as_a_tab(inside: Page, live_server: object) -> None:
    settled(inside, f"{live_server}/crm/partner/?q=zo")
    inside.get_by_role("button", name="Save this list as a view").click()
    inside.locator("#view-name").fill("Mine")
    inside.locator("#view-dialog").get_by_role("button", name="Save", exact=True).click()
    tab = inside.get_by_role("navigation", name="Views").get_by_role("link", name="Mine")
    expect(tab).to_have_attribute("aria-current", "page")
    expect(inside.locator("[data-row]")).to_have_count(1)


def test_a_selection_is_acted_on(inside: Page, live_server: object, company: Company) -> None:
    with acting_in(company):
        publish([Event("shop.stock", str(n)) for n in range(3)])
    settled(inside, f"{live_server}/settings/outboxmessage/")
    inside.locator("[data-select-page]").check()
    inside.get_by_role("button", name="Try again").click()
    dialog = inside.locator("#crud-dialog")
    expect(dialog).to_contain_text("3 records.")
    dialog.get_by_role("button", name="Try again").click()
    expect(inside.locator(".notice")).to_contain_text("Try again: 3 records")


def test_lines_are_typed_pasted_moved_and_removed(
    inside: Page, live_server: object, company: Company
) -> None:
    settled(inside, f"{live_server}/crm/partner/new/")
    inside.get_by_label("Name *").or_(inside.locator("#id_name")).first.fill("Roseau")
    country = inside.locator("#id_country-ts-control")
    country.click()
    country.type("fran")
    inside.locator(".ts-dropdown .option", has_text="France").first.click()
    grid = inside.locator("[data-grid=contacts]")
    grid.get_by_role("button", name="Add a line").click()
    expect(grid.locator("[data-grid-row]")).to_have_count(1)
    inside.keyboard.type("Anne")
    inside.keyboard.press("Tab")
    inside.keyboard.type("Buyer")
    inside.keyboard.press("Enter")
    expect(grid.locator("[data-grid-row]")).to_have_count(2)
    # Three rows from a spreadsheet, from the name on.
    inside.locator("#id_contacts-1-name").evaluate(
        """(cell, text) => { const data = new DataTransfer(); data.setData("text/plain", text);
        cell.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })); }""",
        "Paul\tDriver\tpaul@example.test\nInès\tOwner\nHugo\tGuard\n",
    )
    expect(grid.locator("[data-grid-row]")).to_have_count(4)
    inside.locator("#id_contacts-3-name").focus()
    inside.keyboard.press("Alt+ArrowUp")
    grid.locator("[data-grid-row]").first.get_by_role("button", name="Remove this line").click()
    inside.get_by_role("button", name="Save", exact=True).click()
    expect(inside.locator("h1")).to_have_text("Roseau")
    with acting_in(company):
        partner = Partner.objects.get(name="Roseau")
        assert list(partner.contacts.order_by("pk").values_list("name", "role", "email")) == [
            ("Paul", "Driver", "paul@example.test"),
            ("Hugo", "Guard", ""),
            ("Inès", "Owner", ""),
        ]


def test_what_is_typed_is_not_lost_by_leaving(
    inside: Page, live_server: object, partners: list[Partner]
) -> None:
    settled(inside, f"{live_server}/crm/partner/{partners[0].pk}/edit/")
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    inside.on("dialog", stay)
    # A select that holds something answers what is typed, not what it holds.
    inside.locator(".form-cell", has_text="Country").locator(".ts-control").click()
    expect(inside.locator(".ts-dropdown .option").nth(1)).to_be_visible()
    inside.keyboard.type("belg")
    expect(inside.locator(".ts-dropdown .option").first).to_have_text("BelgiumBE")
    inside.keyboard.press("Enter")
    expect(inside.locator("#id_country")).to_have_value("BE")
    inside.locator("#id_phone").fill("06")
    inside.evaluate("setTimeout(() => { location.href = '/'; })")
    inside.wait_for_timeout(500)
    assert asked == ["beforeunload"]
    expect(inside.locator("#id_phone")).to_have_value("06")
    inside.keyboard.press("Control+s")
    expect(inside.locator("h1")).to_have_text("Abel")


def test_errors_are_summed_up_and_lead_to_their_field(inside: Page, live_server: object) -> None:
    settled(inside, f"{live_server}/crm/partner/new/")
    inside.locator("#id_email").fill("nobody")
    inside.get_by_role("button", name="Save", exact=True).click()
    problems = inside.locator("[data-problems]")
    expect(problems).to_be_focused()
    expect(problems).to_contain_text("3 things to put right")
    problems.get_by_role("link", name=re.compile("E-mail")).click()
    expect(inside.locator("#id_email")).to_be_focused()
    expect(inside.locator("#id_email")).to_have_value("nobody")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_serious_on_generic_screens(
    inside: Page, live_server: object, partners: list[Partner], company: Company, theme: str
) -> None:
    inside.emulate_media(color_scheme=theme, reduced_motion="reduce")  # type: ignore[arg-type]
    with acting_in(company):
        publish([Event("shop.stock", "1")])
    pk = partners[0].pk
    found = []
    for path in (
        "/crm/partner/",
        "/crm/partner/?q=nothing",
        "/settings/mailmessage/",
        "/settings/outboxmessage/",
        "/settings/changelog/",
        f"/crm/partner/{pk}/",
        f"/crm/partner/{pk}/edit/",
        "/crm/partner/import/",
    ):
        settled(inside, f"{live_server}{path}")
        found += serious(inside)
    assert found == []


def test_no_generic_page_scrolls_sideways_on_a_phone(
    inside: Page, live_server: object, partners: list[Partner]
) -> None:
    inside.set_viewport_size({"width": 390, "height": 844})
    pk = partners[0].pk
    for path in (
        "/crm/partner/",
        f"/crm/partner/{pk}/",
        f"/crm/partner/{pk}/edit/",
        "/crm/partner/import/",
        "/settings/changelog/",
    ):
        settled(inside, f"{live_server}{path}")
        assert inside.evaluate("document.documentElement.scrollWidth") <= 390, path


def test_what_is_typed_fast_is_what_is_chosen(inside: Page, live_server: object, company: Company) -> None:
    """Enter and Tab wait for the server's answer to all that was typed; an opened list alone is no choice."""
    settled(inside, f"{live_server}/crm/partner/new/")
    inside.route("**/options/**", lambda route: (inside.wait_for_timeout(300), route.continue_()))
    country = inside.locator("#id_country-ts-control")
    country.click()
    country.type("belg")
    inside.keyboard.press("Tab")
    expect(inside.locator("#id_country")).to_have_value("BE")
    expect(country).not_to_be_focused()
    country.focus()
    country.type("fran")
    inside.keyboard.press("Enter")
    expect(inside.locator("#id_country")).to_have_value("FR")
    # The same text a second time is asked again.
    country.type("belg")
    inside.keyboard.press("Enter")
    expect(inside.locator("#id_country")).to_have_value("BE")
    terms = inside.locator("#id_payment_terms-ts-control")
    terms.click()
    expect(inside.locator(".ts-dropdown .option", has_text="Thirty days")).to_be_visible()
    inside.keyboard.press("Tab")
    expect(inside.locator("#id_payment_terms")).to_have_value("")
    expect(terms).not_to_be_focused()
