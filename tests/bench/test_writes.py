"""`make bench`: writes against their floors, what lies behind them, and several workers at once."""

from decimal import Decimal

import pytest

from accounting.models import Invoice
from accounting.services.invoices import post_invoices
from erp.models import Company
from erp.scope import open_scope
from inventory.models import Level
from inventory.services.receipts import receive_stock
from inventory.types import ReceiptLine
from sales.models import Delivery
from sales.services.confirmation import confirm_orders
from sales.services.deliveries import create_deliveries, ship_deliveries
from sales.services.invoicing import invoice_orders
from sales.services.orders import place_orders
from tests.bench.clocks import Spent
from tests.bench.floors import inserts
from tests.bench.report import measure, measured
from tests.bench.test_main_job import drafts
from tests.sales.factories import DAY, make_shop
from tests.sales.workers import LINES, make_deliveries, ship_together

pytestmark = pytest.mark.bench

CHUNK = 10_000


@pytest.mark.django_db
@pytest.mark.parametrize(("how_many", "most"), [(1, None), (1000, 8)])
def test_posting_invoices(scope: Company, how_many: int, most: float | None) -> None:
    shop = make_shop(scope, articles=30)
    shop.receive(*[50_000] * 30)

    def invoices() -> list[Invoice]:
        orders = place_orders(drafts(shop, how_many))
        confirm_orders(orders)
        return invoice_orders(orders, post=False)

    measure(
        f"post {how_many} invoices of 3 lines",
        post_invoices,
        unit="invoices",
        size=how_many,
        prepare=invoices,
        floor=inserts,
        at_most=most,
    )


@pytest.mark.django_db
def test_a_line_costs_the_same_with_10_or_100_000_layers_behind_it(scope: Company) -> None:
    shop = make_shop(scope, articles=2)
    few, many = shop.variants
    for variant, layers in ((few, 10), (many, 100_000)):
        for first in range(0, layers, CHUNK):
            lines = [ReceiptLine(variant.pk, Decimal(10_000), Decimal(4))] * min(CHUNK, layers - first)
            receive_stock(
                shop.warehouse, lines, date=DAY, source_kind="test.receipt", source_id=first, label="Receipt"
            )

    def delivery(quantities: tuple[int, int]) -> list[Delivery]:
        orders = shop.place(*quantities)
        confirm_orders(orders)
        return create_deliveries(orders)

    seconds = [
        measure(
            f"ship and value one line, {layers} layers behind it",
            ship_deliveries,
            unit="lines",
            prepare=lambda wanted=wanted: delivery(wanted),
            floor=inserts,
            runs=25,
        ).seconds
        for layers, wanted in ((10, (1, 0)), (100_000, (0, 1)))
    ]
    with_few, with_many = (one.python + (one.database or 0) for one in seconds)
    assert with_many / with_few <= 1.2


@pytest.mark.django_db(transaction=True)
@pytest.mark.timeout(900)
def test_workers_ship_overlapping_articles(company: Company) -> None:
    rates = {}
    with open_scope(companies=[company]):
        shop = make_shop(company, articles=200)
        shop.receive(*[100_000] * 200)
    for workers, seconds in ((1, 10), (2, 10), (8, 60)):
        with open_scope(companies=[company]):
            ids = make_deliveries(shop, 120 * seconds * min(workers, 2))
        done = ship_together(shop, ids, workers=workers, seconds=seconds)
        assert done.errors == []
        rates[workers] = done.rate
        measured(
            f"{workers} workers ship overlapping articles",
            unit="lines",
            size=done.deliveries * LINES,
            spent=Spent(done.seconds, 0, None),
        )
    with open_scope(companies=[company]):
        assert not Level.objects.filter(on_hand__lt=0).exists()
    assert rates[2] / rates[1] >= 1.6
