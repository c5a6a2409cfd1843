"""Prices, assortment and printed catalogues in a real browser, on the demo's lists: in French, on a phone, in the dark."""

import datetime as dt

import pytest
from playwright.sync_api import Page, expect

from accounting.services.charts import install_chart
from catalog.demo import build_catalogue, draw_catalogue
from catalog.demo_prices import make_price_lists, make_printed_catalogues
from catalog.models import PriceList, PrintedCatalogue, Variant
from erp.models import Company, Partner
from inventory.services.warehouses import create_warehouse
from sales.demo import make_channels, make_customers
from sales.demo_prices import fill_assortment, give_price_lists
from sales.models import Channel
from tests.erp.crud_world import acting_in
from tests.erp.factories import make_company, make_user
from tests.erp.test_frame_browser import enter
from tests.sales.test_browser import choose, picture, serious

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# A few pictures are enough to look at.
DRAWN = 30


@pytest.fixture
def company() -> Company:
    company = make_company("ALPHA", name="Lumen & Maison", colour="#0f766e")
    with acting_in(company):
        install_chart(company)
        draw_catalogue(build_catalogue()[:DRAWN])
        make_price_lists(company, today=dt.date(2026, 11, 24))
        warehouse = create_warehouse(company, "ANG", "Angers")
        channels = make_channels(company, warehouse)
        customers = make_customers(30, country="FR", seed=1, visible_to=[company.pk])
        give_price_lists(company, channels, customers)
        fill_assortment(channels)
        make_printed_catalogues(company)
    return company


def has_no_sideways_scroll(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


def test_the_price_follows_customer_and_quantity_until_somebody_types_one(
    page: Page, live_server: object, company: Company
) -> None:
    with acting_in(company):
        trade = Partner.objects.filter(is_organisation=True).order_by("pk")[0]
        variant = Variant.objects.filter(sales_price__gt=20, product__kind="goods").order_by("-pk")[0]
    enter(page.context, str(live_server), make_user(company))
    page.goto(f"{live_server}/sales/order/new/")
    row = "lines-0"
    choose(page, f"id_{row}-variant", variant.pk, str(variant))
    price = page.locator(f"#id_{row}-unit_price")
    expect(price).not_to_have_value("")
    public = price.input_value()
    choose(page, "id_partner", trade.pk, str(trade))
    expect(price).not_to_have_value(public)
    for_one = price.input_value()
    page.fill(f"#id_{row}-quantity", "12")
    expect(price).not_to_have_value(for_one)
    page.fill(f"#id_{row}-unit_price", "1,5")
    page.fill(f"#id_{row}-quantity", "48")
    page.locator(f"#id_{row}-quantity").blur()
    expect(page.locator("[data-grid-totals]")).to_contain_text("72,00")
    expect(price).to_have_value("1,5")


def test_every_screen_is_clear_and_fits_a_phone(page: Page, live_server: object, company: Company) -> None:
    with acting_in(company):
        variants = list(Variant.objects.filter(product__kind="goods").order_by("pk")[:2])
        trade = Partner.objects.filter(is_organisation=True).order_by("pk")[0]
        lists = {one.code: one.pk for one in PriceList.objects.all()}
        printed = PrintedCatalogue.objects.get(layout="grid").pk
        web = Channel.objects.get(code="WEB").pk
    asked = "&".join(f"variant={one.pk}" for one in variants)
    places = {
        "explanation": f"/sales/price-explanation/?{asked}&partner={trade.pk}&quantity=12",
        "explanation-web": f"/sales/price-explanation/?{asked}&channel={web}",
        "explanation-empty": "/sales/price-explanation/",
        "price-list": f"/catalog/pricelist/{lists['PRO']}/",
        "price-list-edit": f"/catalog/pricelist/{lists['PRO']}/edit/",
        "simulation": f"/catalog/pricelist/{lists['PUBLIC']}/simulate/?method=catalogue&percent=4,5&min_quantity=0",
        "assortment": f"/sales/assortment/?channel={web}",
        "printed": f"/catalog/printedcatalogue/{printed}/",
        "printed-cover": f"/catalog/printedcatalogue/{printed}/preview/?sheet=cover",
        "printed-page": f"/catalog/printedcatalogue/{printed}/preview/?sheet=page",
    }
    enter(page.context, str(live_server), make_user(company))
    wrong: list[str] = []
    for name, place in places.items():
        page.set_viewport_size({"width": 1440, "height": 900})
        page.goto(f"{live_server}{place}")
        page.wait_for_load_state("networkidle")
        picture(page, name)
        if name.startswith("printed-"):
            continue
        wrong += serious(page)
        page.set_viewport_size({"width": 390, "height": 844})
        picture(page, f"{name}-phone")
        if not has_no_sideways_scroll(page):
            wrong.append(f"{name} scrolls sideways on a phone")
    page.emulate_media(color_scheme="dark")
    for name in ("explanation", "assortment", "printed"):
        page.set_viewport_size({"width": 1440, "height": 900})
        page.goto(f"{live_server}{places[name]}")
        page.wait_for_load_state("networkidle")
        picture(page, f"{name}-dark")
        wrong += serious(page)
    assert wrong == []
