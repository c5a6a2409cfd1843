"""`make bench`: what the main job costs, and whether a long list is as quick as a short one."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client

from connectors.services.importing import import_orders
from connectors.standin.shop import StandinShop
from erp.models import Company
from erp.scope import open_scope
from erp.search import find
from sales.models import Delivery, Order
from sales.services.confirmation import confirm_orders
from sales.services.deliveries import create_deliveries, ship_deliveries
from sales.services.invoicing import invoice_orders
from sales.services.orders import place_orders
from sales.types import OrderLineDraft
from tests.bench.floors import inserts
from tests.bench.report import Step, measure, measure_steps
from tests.connectors.conftest import START
from tests.erp.factories import make_user
from tests.sales.factories import Shop, make_shop

pytestmark = [pytest.mark.bench, pytest.mark.django_db]


@pytest.fixture
def shop(scope: Company) -> Shop:
    shop = make_shop(scope, articles=30)
    for _layer in range(3):
        shop.receive(*[20_000] * 30)
    return shop


def drafts(shop: Shop, how_many: int) -> list:
    return [
        shop.draft(
            lines=[
                OrderLineDraft(
                    variant_id=shop.variants[(number + offset) % 30].pk, quantity=Decimal(1 + offset)
                )
                for offset in range(3)
            ]
        )
        for number in range(how_many)
    ]


def confirmed(orders: list[Order]) -> list[Order]:
    confirm_orders(orders)
    return orders


def shipped(deliveries: list[Delivery]) -> list[Order]:
    ship_deliveries(deliveries)
    return [delivery.order for delivery in deliveries]


@pytest.mark.parametrize(("how_many", "most"), [(1, None), (50, None), (500, 8)])
def test_orders_from_draft_to_posted_invoice(shop: Shop, how_many: int, most: float | None) -> None:
    measure_steps(
        [
            Step(f"place {how_many} orders of 3 lines", place_orders, inserts),
            Step(f"confirm {how_many} orders", confirmed, inserts),
            Step(f"prepare {how_many} deliveries", create_deliveries, inserts),
            Step(f"ship, value and post {how_many} deliveries", shipped, inserts, at_most=most),
            Step(f"invoice and post {how_many} orders", invoice_orders, inserts),
        ],
        unit="lines",
        size=how_many * 3,
        prepare=lambda: drafts(shop, how_many),
    )


ROWS = """
INSERT INTO sales_order (company_id, number, status, date, created_at, updated_at, channel_id, partner_id, warehouse_id,
    external_number, external_reference, placed_at, currency_id, prices_include_tax, tax_rounding, billing_address,
    shipping_address, carrier_name, payment_method, source_text, customer_notes, notes, net, tax, gross,
    rounding_difference, reservation, priority, is_held_back, invoice_state, payment_state)
SELECT company_id, 'X' || n || '-' || %s, 'confirmed', date - (n / 300)::int, now(), now(), channel_id, partner_id, warehouse_id,
    '', '', placed_at, currency_id, true, 'per_line', '{}', '{}', '', '', '', '', '', 10, 2, 12, 0, 'none', priority,
    false, 'none', 'unpaid'
FROM (SELECT * FROM sales_order LIMIT 1) AS one, generate_series(1, %s) AS n
"""


def test_a_list_of_200_000_orders_is_as_quick_as_one_of_200(shop: Shop) -> None:
    user = make_user(shop.company)
    with open_scope(companies=[shop.company]):
        shop.place(1)
    client = Client()
    client.force_login(user)

    def page(query: str = "") -> None:
        response = client.get(f"/sales/order/{query}")
        assert response.status_code == 200, response.status_code

    seconds = {}
    for size in (200, 200_000):
        with connection.cursor() as cursor:
            cursor.execute(ROWS, [size, size])
            cursor.execute("ANALYZE sales_order")
        page()
        for name, query in (
            ("first page", ""),
            ("one status", "?status=confirmed"),
            ("by amount", "?sort=-gross"),
        ):
            seconds[size, name] = measure(
                f"order list, {name}, {size} orders", lambda _none, q=query: page(q), unit="pages"
            )
    assert seconds[200_000, "first page"].statements == seconds[200, "first page"].statements


def test_a_search_as_one_types(scope: Company) -> None:
    from tests.erp.factories import make_partner

    user = make_user(scope)
    for number in range(300):
        make_partner(f"Maison {number} Lumière")
    hits = measure("search box, one word", lambda _none: find("lumi", 10, user=user), unit="searches")
    assert hits.statements


def test_orders_of_a_shop_are_taken_in(scope: Company) -> None:
    from connectors.prestashop import PrestaShopClient, read_orders
    from connectors.standin import running_shop
    from tests.connectors.world import connect

    with running_shop(StandinShop(start=START)) as standin:
        connected = connect(scope, standin.url, standin.key, stock=100_000)

        def fifty() -> list:
            placed = {
                standin.shop.place_order(items=[("MAI-BOL-GRE", 1), ("EPI-MIE-CHA", 2)], person="1").id
                for _number in range(50)
            }
            with PrestaShopClient(standin.url, standin.key, allow_private=True) as client:
                return [order for order in read_orders(client) if order.external_id in placed]

        measure(
            "take in 50 orders of a shop, confirmed and paid",
            lambda orders: import_orders(connected.connection, orders),
            unit="orders",
            size=50,
            prepare=fifty,
            runs=3,
        )
