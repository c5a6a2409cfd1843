"""What a customer pays: lists given to them, one question for many articles, and the price on the order's line."""

import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from catalog.models import CustomerGroup, PriceList, PriceRow
from catalog.price_values import Row
from catalog.selectors.price_simulation import Simulation, simulate_row
from catalog.selectors.price_words import explanation
from catalog.selectors.prices import row_facts
from catalog.services.price_lists import create_price_list_records, update_price_list_records
from erp.errors import DomainError
from erp.models import Company, Partner
from erp.services.records import LineDraft, RecordChange, RecordDraft, create_records
from sales.models import PriceAssignment
from sales.selectors.line_preview import preview_lines
from sales.selectors.prices import Enquiry, assignment_words, customer_prices, prices_for
from sales.services.orders import change_order_lines
from sales.types import OrderLineDraft
from tests.erp.crud_world import sign_in
from tests.erp.factories import make_partner, make_user
from tests.sales.factories import DAY, Shop, make_channel, make_shop

pytestmark = pytest.mark.django_db


def make_list(code: str, rows: Sequence[dict[str, Any]], **values: Any) -> PriceList:
    values = {"code": code, "name": code.title(), "currency_id": "EUR"} | values
    lines = [LineDraft({"method": "fixed"} | row) for row in rows]
    return create_price_list_records([RecordDraft(PriceList, values, {"rows": lines})])[0]


def give(price_list: PriceList, **to: Any) -> PriceAssignment:
    assignment: PriceAssignment = create_records(
        [RecordDraft(PriceAssignment, {"price_list": price_list, **to})]
    )[0]
    return assignment


def make_group(*partners: Partner) -> CustomerGroup:
    members = [LineDraft({"partner": partner}) for partner in partners]
    group: CustomerGroup = create_records(
        [RecordDraft(CustomerGroup, {"code": "TRADE", "name": "Trade"}, {"members": members})]
    )[0]
    return group


@pytest.fixture
def shop(scope: Company) -> Shop:
    return make_shop(scope, articles=3)


def net(
    shop: Shop, quantity: str = "1", *, date: dt.date = DAY, partner: Partner | None = None
) -> Decimal | None:
    variant = shop.variants[0]
    found = prices_for(
        {variant.pk: Decimal(quantity)},
        channel=shop.channel,
        partner_id=(partner or shop.partner).pk,
        date=date,
    )
    return found[variant.pk].net


def test_the_nearest_list_comes_first(shop: Shop) -> None:
    """Everybody, channel, group, customer, customer in the channel: each takes over from the one before."""
    group = make_group(shop.partner)
    assert net(shop) == 10
    ways: list[dict[str, Any]] = [
        {},
        {"channel": shop.channel},
        {"group": group},
        {"group": group, "channel": shop.channel},
        {"partner": shop.partner},
        {"partner": shop.partner, "channel": shop.channel},
    ]
    for number, way in enumerate(ways, 1):
        give(make_list(f"L{number}", [{"price": Decimal(number)}]), **way)
        assert net(shop) == number
    assert net(shop, partner=make_partner("Somebody else")) == 2
    other = make_channel(shop.company, shop.warehouse)
    shop.channel = other
    assert net(shop) == 5


def test_among_equally_near_ones_the_lower_priority_on_its_days(shop: Shop) -> None:
    give(make_list("PUBLIC", [{"price": Decimal(9)}]), channel=shop.channel)
    sale = make_list("SALE", [{"price": Decimal(6), "variant": shop.variants[0]}])
    give(sale, channel=shop.channel, priority=1, valid_from=DAY, valid_until=DAY)
    assert [net(shop, date=DAY + dt.timedelta(days)) for days in (-1, 0, 1)] == [9, 6, 9]


def test_the_explanation_names_what_was_passed_over_and_why(shop: Shop) -> None:
    stranger = make_partner("Somebody else")
    give(make_list("THEIRS", [{"price": Decimal(1)}]), partner=stranger)
    give(make_list("LATE", [{"price": Decimal(1)}], valid_from=DAY + dt.timedelta(1)))
    give(make_list("MINE", [{"method": "catalogue", "percent": Decimal(-10)}]), partner=shop.partner)
    enquiry = Enquiry(
        variant_id=shop.variants[0].pk,
        company_id=shop.company.pk,
        channel_id=shop.channel.pk,
        partner_id=shop.partner.pk,
        date=DAY,
        currency="EUR",
    )
    said = explanation(customer_prices([enquiry], with_refused=True)[0])
    assert (said["net"], said["gross"]) == ("9.00", "10.800000")
    assert [passed["reason"] for passed in said["passed_over"]] == ["dates", "other_customer"]
    assert [step["kind"] for step in said["steps"]] == ["list", "row", "catalogue", "percent", "tax"]
    assert all(step["text"] for step in said["steps"])


def test_one_and_five_hundred_articles_take_the_same_queries(shop: Shop) -> None:
    many = make_shop_articles(500)
    shop.receive(5, 5, cost="6")
    public = make_list("PUBLIC", [{"method": "catalogue", "percent": Decimal(5)}], includes_tax=True)
    trade = make_list(
        "TRADE",
        [
            {"method": "list", "base_list": public, "percent": Decimal(-20)},
            {"method": "cost", "percent": Decimal(40), "variant": shop.variants[0]},
        ],
        minimum_margin=Decimal(10),
    )
    give(public)
    give(trade, group=make_group(shop.partner))

    def count(variants: Sequence[int]) -> int:
        with CaptureQueriesContext(connection) as queries:
            found = prices_for(
                dict.fromkeys(variants, Decimal(1)),
                channel=shop.channel,
                partner_id=shop.partner.pk,
                date=DAY,
            )
        assert all(price.list_id == trade.pk for price in found.values())
        assert len(found) == len(variants)
        return len(queries)

    one = count([shop.variants[0].pk])
    assert one == count([shop.variants[0].pk, *many])
    assert one <= 10


def make_shop_articles(how_many: int) -> list[int]:
    from tests.catalog.factories import make_variants

    return [variant.pk for variant in make_variants(how_many, price=Decimal(10))]


def test_a_typed_order_takes_the_list_and_a_shops_order_its_own_price(shop: Shop) -> None:
    rows = [{"price": Decimal(12)}, {"price": Decimal("10.80"), "min_quantity": Decimal(10)}]
    give(make_list("PUBLIC", rows, includes_tax=True), channel=shop.channel)
    few, many = shop.place(2, how_many=1)[0], shop.place(10)[0]
    assert [line.unit_price for line in (*few.lines.all(), *many.lines.all())] == [12, Decimal("10.8")]
    assert (few.gross, many.gross) == (24, 108)
    own = OrderLineDraft(variant_id=shop.variants[0].pk, unit_price=Decimal("11.37"), quantity=Decimal(10))
    sold = shop.place(lines=[own])[0]
    assert sold.lines.get().unit_price == Decimal("11.37")
    change_order_lines([(sold, [OrderLineDraft(variant_id=shop.variants[0].pk, quantity=Decimal(10))])])
    assert sold.lines.get().unit_price == Decimal("10.8")


def test_orders_with_prices_ask_no_list_and_others_a_constant_number(shop: Shop) -> None:
    give(make_list("PUBLIC", [{"price": Decimal(12)}]), channel=shop.channel)

    def count(how_many: int) -> int:
        with CaptureQueriesContext(connection) as queries:
            shop.place(1, 2, 3, how_many=how_many)
        return len(queries)

    count(1)
    assert count(1) == count(50)
    priced = OrderLineDraft(variant_id=shop.variants[0].pk, unit_price=Decimal(1))
    with CaptureQueriesContext(connection) as queries:
        shop.place(lines=[priced])
    assert not [query for query in queries if "sales_priceassignment" in query["sql"]]


def test_a_net_order_takes_a_list_with_tax_and_an_order_abroad_keeps_the_net(shop: Shop) -> None:
    give(make_list("PUBLIC", [{"price": Decimal(12)}], includes_tax=True))
    [order] = shop.place(1, prices_include_tax=False)
    assert (order.lines.get().unit_price, order.net, order.gross) == (10, 10, 12)


def test_in_a_currency_without_a_price_somebody_must_type_one(shop: Shop) -> None:
    with pytest.raises(DomainError) as refusal:
        shop.place(1, currency="USD")
    assert (refusal.value.code, refusal.value.field) == ("order.line_unit_price", "lines.0.unit_price")
    give(make_list("USD", [{"price": Decimal(15)}], currency_id="USD", includes_tax=True))
    assert shop.place(1, currency="USD")[0].lines.get().unit_price == 15


def test_the_order_form_shows_the_price_of_customer_and_quantity(shop: Shop) -> None:
    rows = [{"price": Decimal(8)}, {"price": Decimal(7), "min_quantity": Decimal(10)}]
    give(make_list("TRADE", rows), group=make_group(shop.partner))

    def shown(quantity: str, partner: Partner) -> str:
        values = {"channel": str(shop.channel.pk), "partner": str(partner.pk), "date": DAY.isoformat()}
        line = {"variant": str(shop.variants[0].pk), "quantity": quantity}
        return str(preview_lines(values, [line]).rows[0]["unit_price"])

    assert [shown("1", shop.partner), shown("10", shop.partner)] == ["8", "7"]
    assert shown("10", make_partner("Somebody else")) == "10"


def test_a_list_can_not_lean_on_itself_by_way_of_others(shop: Shop) -> None:
    first = make_list("A", [{"price": Decimal(1)}])
    second = make_list("B", [{"method": "list", "base_list": first}])
    third = make_list("C", [{"method": "list", "base_list": second}, {"method": "list", "base_list": first}])
    row = LineDraft({"method": "list", "base_list": third})
    with pytest.raises(DomainError) as refusal:
        update_price_list_records([RecordChange(first, {}, {"rows": [row]})])
    assert refusal.value.code == "price_list.circle"
    assert PriceRow.objects.get(price_list=first).price == 1


@pytest.mark.parametrize(
    "row",
    [
        {"price": None},
        {"method": "cost", "price": Decimal(1)},
        {"method": "list"},
        {"price": Decimal(1), "valid_from": DAY, "valid_until": DAY - dt.timedelta(1)},
    ],
)
def test_the_database_refuses_rows_that_say_nothing(shop: Shop, row: dict[str, Any]) -> None:
    with pytest.raises(DomainError) as refusal:
        make_list("A", [row])
    assert refusal.value.code == "record.rule"
    assert not PriceList.objects.exists()


def test_what_would_change_is_shown_before_it_is_written(shop: Shop) -> None:
    """The public list at +10 %, and the trade list that leans on it: raised to +20 %, both change, nothing is written."""
    shop.receive(5, 5, 5, cost="11")
    public = make_list("PUBLIC", [{"method": "catalogue", "percent": Decimal(10)}])
    trade = make_list("TRADE", [{"method": "list", "base_list": public, "percent": Decimal(-50)}])
    row = public.rows.get()
    raised = replace(row_facts(row), percent=Decimal(20))

    def simulated(price_list: PriceList, facts: Row, old: PriceRow | None) -> Simulation:
        return simulate_row(price_list, facts, old=old, company_id=shop.company.pk, date=DAY)

    found = simulated(public, raised, row)
    assert [(one.old, one.new, one.percent) for one in found.differences] == [(11, 12, Decimal("9.09"))] * 3
    assert [(one.pk, count) for one, count in found.leaning] == [(trade.pk, 3)]
    assert (found.raised, found.lowered, found.at_a_loss, found.looked_at) == (3, 0, 0, 3)
    cheap = Row(0, public.pk, "fixed", variant_id=shop.variants[0].pk, price=Decimal(5))
    found = simulated(public, cheap, None)
    assert [(one.variant, one.old, one.new) for one in found.differences] == [(shop.variants[0], 11, 5)]
    assert (found.lowered, found.at_a_loss) == (1, 1)
    row.refresh_from_db()
    assert row.percent == 10


def test_the_screens_explain_and_try_prices(shop: Shop, company: Company) -> None:
    prices = make_list("TRADE", [{"price": Decimal(8)}])
    give(prices, partner=shop.partner)
    [order] = shop.place(2)
    browser = sign_in(make_user(company))
    page = browser.get("/sales/price-explanation/", {"order": order.pk})
    [answer] = page.context["answers"]
    assert (answer.shown, answer.charged, answer.quantity) == (8, Decimal("9.6"), 2)
    assert browser.get("/sales/price-explanation/", {"variant": "x", "date": "never"}).status_code == 200
    product = shop.variants[0].product_id
    assert len(browser.get("/sales/price-explanation/", {"product": product}).context["answers"]) == 3
    place = f"/catalog/pricelist/{prices.pk}/simulate/"
    row = {"variant": shop.variants[0].pk, "min_quantity": "0", "method": "fixed", "price": "7,5"}
    wide = browser.get(place, {"min_quantity": "0", "method": "fixed", "price": "7"})
    assert [one.new for one in wide.context["found"].differences] == [7, 7, 7]
    tried = browser.get(place, row)
    assert [(one.old, one.new) for one in tried.context["found"].differences] == [(8, Decimal("7.5"))]
    assert prices.rows.count() == 1
    assert browser.post(place, row).status_code == 302
    assert prices.rows.get(variant=shop.variants[0]).price == Decimal("7.5")
    refused = browser.get(place, row | {"price": ""})
    assert refused.context["found"] is None or refused.context["refusal"]


def test_rows_go_out_and_come_in_as_a_file(shop: Shop, company: Company) -> None:
    prices = make_list("TRADE", [{"price": Decimal(8), "variant": shop.variants[0]}])
    browser = sign_in(make_user(company))
    exported = browser.get("/catalog/pricerow/export/", {"format": "csv"}).getvalue().decode("utf-8-sig")
    assert shop.variants[0].sku in exported and "TRADE" in exported
    row = prices.rows.get()
    content = (
        "reference;price_list;variant;method;price\n"
        f"{row.reference};TRADE;{shop.variants[0].sku};fixed;7,90\n;TRADE;{shop.variants[1].sku};fixed;6\n"
    )
    upload = io.BytesIO(content.encode())
    upload.name = "prices.csv"
    answer = browser.post("/catalog/pricerow/import/", {"file": upload})
    browser.post("/catalog/pricerow/import/", {"token": answer.context["token"]})
    found = prices.rows.order_by("pk").values_list("variant__sku", "price")
    assert list(found) == [(shop.variants[0].sku, Decimal("7.9")), (shop.variants[1].sku, Decimal(6))]


def test_to_whom_a_list_is_given_is_said_in_french_throughout(scope: Company) -> None:
    shop, customer = make_shop(scope), make_partner()
    prices = make_list("ALL", [{"price": Decimal(1)}])
    given = give(prices, partner=customer, channel=shop.channel)
    with translation.override("fr"):
        assert assignment_words(given) == f"pour {customer}, dans le canal {shop.channel}"
        assert str(prices.rows.get()).startswith("Tous les articles · ")
