"""Reading a served shop: pages, cursor, number of requests, rights, and orders that cannot be understood."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import httpx
import pytest

from connectors.errors import ShopFormatError, ShopNotFoundError, ShopRightError
from connectors.prestashop import OrderReader, PrestaShopClient, read_orders
from connectors.standin import RunningShop, running_shop
from connectors.standin.scenarios import SCENARIOS
from connectors.standin.shop import StandinShop
from connectors.totals import check_totals
from connectors.types import ShopOrder, ShopOrderStatus, UnreadableOrder
from tests.connectors.conftest import START


@pytest.fixture
def client(standin: RunningShop) -> Iterator[PrestaShopClient]:
    with PrestaShopClient(standin.url, standin.key, allow_private=True) as opened:
        yield opened


def read(client: PrestaShopClient, **options: object) -> list[ShopOrder]:
    orders = list(read_orders(client, **options))  # type: ignore[arg-type]
    assert not [order for order in orders if isinstance(order, UnreadableOrder)]
    return [order for order in orders if isinstance(order, ShopOrder)]


def test_every_order_of_the_shop_adds_up_but_the_one_that_must_not(client: PrestaShopClient) -> None:
    orders = read(client)
    assert len(orders) == len(SCENARIOS)
    off = {
        order.external_id: check_totals(order).difference
        for order in orders
        if not check_totals(order).agrees()
    }
    assert off == {"20": Decimal("-7.40")}
    assert not [order.problems for order in orders if order.problems]


def test_the_hard_cases_arrive_as_what_they_are(client: PrestaShopClient) -> None:
    orders = {int(order.external_id): order for order in read(client)}
    assert Counter(order.status for order in orders.values()) == {
        ShopOrderStatus.PAID: len(SCENARIOS) - 8,
        ShopOrderStatus.SHIPPED: 4,
        ShopOrderStatus.AWAITING_PAYMENT: 2,
        ShopOrderStatus.CANCELLED: 1,
        ShopOrderStatus.PAYMENT_REFUSED: 1,
    }
    four = orders[2]
    assert [line.tax_percent for line in four.lines] == [20, 10, Decimal("5.5"), Decimal("2.1")]
    assert (orders[3].lines[0].quantity, orders[3].totals.products_gross) == (333, Decimal("329.67"))
    company, german, supply, swiss, guest = orders[4], orders[9], orders[10], orders[11], orders[15]
    assert company.customer is not None
    assert company.customer.siret == "99900041700017"
    assert company.billing is not None
    assert company.billing.vat_number == "FR23999000417"
    assert {line.tax_percent for line in german.lines} == {19, 7}
    assert german.language == "en"
    assert {line.tax_percent for line in supply.lines} == {line.tax_percent for line in swiss.lines} == {0}
    assert swiss.billing is not None
    assert swiss.billing.country == "CH"
    assert guest.customer is not None
    assert guest.customer.is_guest
    assert (orders[12].totals.wrapping_gross, orders[12].wrapping_tax_percent) == (Decimal("3.00"), 20)
    assert orders[16].state_name == "En attente de réapprovisionnement (payé)"
    assert (orders[14].payments, orders[14].payment_module) == ((), "ps_wirepayment")
    assert orders[1].payments[0].amount == orders[1].totals.paid_gross
    assert orders[21].lines[0].sku == "OLD-CAL-2019"
    assert orders[22].refunded_gross == Decimal("27.50")
    assert [message.text for message in orders[23].messages] == [
        "Merci de laisser le colis chez la gardienne."
    ]
    assert orders[25].discounts[1].includes_free_shipping


@pytest.mark.parametrize("page_size", [2, 3, 7, 26, 27, 50])
def test_pages_of_any_size_give_the_same_orders_in_the_same_order(
    client: PrestaShopClient, page_size: int
) -> None:
    orders = read(client, page_size=page_size)
    assert [order.external_id for order in orders] == [str(number) for number in range(1, len(SCENARIOS) + 1)]
    assert [order.updated_at for order in orders] == sorted(order.updated_at for order in orders)


def test_a_page_asks_each_resource_once_however_many_orders_it_has(standin: RunningShop) -> None:
    for page_size, pages in ((50, 1), (14, 2)):
        standin.server.requests.clear()
        with PrestaShopClient(standin.url, standin.key, allow_private=True) as client:
            read(client, page_size=page_size)
        asked = Counter(request.split("/api/")[1].partition("?")[0] for request in standin.server.requests)
        assert max(asked.values()) <= pages
        assert len(asked) <= 18


def test_nothing_secret_is_asked_for(standin: RunningShop, client: PrestaShopClient) -> None:
    read(client)
    asked = [request for request in standin.server.requests if "/customers" in request]
    assert asked
    assert all("display=%5Bid" in request for request in asked)


def test_only_what_changed_since_the_cursor_comes_again(
    standin: RunningShop, client: PrestaShopClient
) -> None:
    cursor = max(order.updated_at for order in read(client))
    assert [order.external_id for order in read(client, since=cursor)] == ["26"]  # within the overlap
    assert read(client, since=cursor + timedelta(minutes=6)) == []
    standin.shop.set_state("14", "2", at=cursor + timedelta(hours=1))
    fresh = standin.shop.place_order(at=cursor + timedelta(hours=2))
    later = read(client, since=cursor + timedelta(minutes=6))
    assert [order.external_id for order in later] == ["14", fresh.id]
    assert (later[0].status, later[0].payments[0].amount) == (
        ShopOrderStatus.PAID,
        later[0].totals.paid_gross,
    )
    assert (later[1].totals.paid_gross, later[1].reference) == (fresh.total, fresh.reference)


def test_many_orders_of_one_second_are_all_read() -> None:
    moment = START + timedelta(days=1)
    shop = StandinShop(start=START)
    for _ in range(11):
        shop.place_order(at=moment)
    shop.place_order(at=moment + timedelta(seconds=1))
    with (
        running_shop(shop) as standin,
        PrestaShopClient(standin.url, standin.key, allow_private=True) as client,
    ):
        for page_size in (2, 4, 11, 12):
            orders = read(client, since=moment, page_size=page_size)
            assert [int(order.external_id) for order in orders] == list(range(27, 39))


def test_an_order_that_changes_while_we_read_is_not_lost_and_hides_no_other(standin: RunningShop) -> None:
    with PrestaShopClient(standin.url, standin.key, allow_private=True) as client:
        orders = OrderReader(client, page_size=5).read()
        seen = [next(orders).external_id]
        standin.shop.set_state("2", "4", at=START + timedelta(hours=5))
        seen += [order.external_id for order in orders]
    assert set(seen) == {str(number) for number in range(1, len(SCENARIOS) + 1)}
    assert seen[-1] == "2"


def test_one_broken_order_stops_only_itself(standin: RunningShop, client: PrestaShopClient) -> None:
    standin.shop.tables["orders"][4]["total_paid_tax_incl"] = "gratis"
    results = list(read_orders(client))
    broken = [order for order in results if isinstance(order, UnreadableOrder)]
    assert (len(results), len(broken)) == (len(SCENARIOS), 1)
    assert broken[0].external_id == "5"
    assert "gratis" in broken[0].reason
    assert "total_paid_tax_incl" in broken[0].reason
    assert "gratis" in broken[0].payload


def test_a_missing_right_that_matters_stops_and_names_itself() -> None:
    with (
        running_shop(denied=frozenset({"order_details"})) as shop,
        PrestaShopClient(shop.url, shop.key, allow_private=True) as client,
        pytest.raises(ShopRightError) as refusal,
    ):
        list(read_orders(client))
    assert refusal.value.resource == "order_details"
    assert "order_details" in refusal.value.message


def test_rights_nobody_depends_on_may_be_missing() -> None:
    denied = frozenset({"configurations", "languages", "order_carriers", "customer_threads", "states"})
    with (
        running_shop(StandinShop(start=START), denied=denied) as shop,
        PrestaShopClient(shop.url, shop.key, allow_private=True) as client,
    ):
        reader = OrderReader(client)
        orders = [order for order in reader.read() if isinstance(order, ShopOrder)]
    assert len(orders) == len(SCENARIOS)
    assert orders[12].status is ShopOrderStatus.CANCELLED
    assert reader.missing_rights == denied - {"states"}  # no address has a province, so nobody asked


def test_the_shops_own_time_zone_and_states_are_used(standin: RunningShop, client: PrestaShopClient) -> None:
    for row in standin.shop.tables["configurations"]:
        if row["name"] == "PS_TIMEZONE":
            row["value"] = "America/Montreal"
        if row["name"] == "PS_OS_CANCELED":
            row["value"] = "5"
    order = read(client)[0]
    assert order.placed_at == datetime(2026, 5, 10, 17, 0, tzinfo=UTC) + timedelta(hours=4)
    assert order.status is ShopOrderStatus.CANCELLED


def test_one_order_by_its_id(client: PrestaShopClient) -> None:
    order = OrderReader(client).read_one("3")
    assert isinstance(order, ShopOrder)
    assert order.lines[0].quantity == 333
    with pytest.raises(ShopNotFoundError, match="4711"):
        OrderReader(client).read_one("4711")


@pytest.mark.parametrize("dropped", ["filter%5Bdate_upd%5D", "sort"])
def test_a_cache_that_drops_the_question_does_not_keep_us_reading(dropped: str) -> None:
    shop = StandinShop(start=START)
    shop.tables["orders"].reverse()
    with running_shop(shop) as standin:

        def forgetful(request: httpx.Request) -> httpx.Response:
            kept = "&".join(
                part for part in request.url.query.decode().split("&") if not part.startswith(dropped)
            )
            return httpx.HTTPTransport().handle_request(
                httpx.Request("GET", request.url.copy_with(query=kept.encode()), headers=request.headers)
            )

        with (
            PrestaShopClient(
                standin.url, standin.key, allow_private=True, transport=httpx.MockTransport(forgetful)
            ) as client,
            pytest.raises(ShopFormatError, match="sort or filter"),
        ):
            list(read_orders(client, page_size=5))
