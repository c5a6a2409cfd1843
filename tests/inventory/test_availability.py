"""What can be promised: at each warehouse, over all of them, now and on a later day; for 500 articles in one call."""

import datetime as dt
from collections.abc import Collection
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from catalog.models import Variant
from erp.errors import DomainError
from erp.models import Company
from erp.scope import open_scope
from erp.services.records import RecordDraft
from inventory.extensions import Expected, ExpectedSource, incoming_sources
from inventory.models import SafetyStock, StockTransfer, Warehouse
from inventory.selectors import Figures, availability, available_to_promise
from inventory.services import create_warehouse, reserve_lines, transfer_stock
from inventory.services.safety import set_safety_stocks
from inventory.services.stock_transfers import expect_transfers, receive_transfers, ship_transfers
from inventory.types import Transfer
from sales.services.confirmation import confirm_orders
from tests.catalog.factories import make_product, make_variant, make_variants
from tests.inventory.factories import demand, make_document, make_warehouse, receive, refused, today
from tests.sales.factories import make_shop

pytestmark = pytest.mark.django_db


def days(count: int) -> dt.date:
    return today() + dt.timedelta(days=count)


def keep(variant: Variant, quantity: object, warehouse: Warehouse | None = None) -> SafetyStock:
    values = {"variant": variant, "warehouse": warehouse, "quantity": Decimal(str(quantity))}
    return set_safety_stocks([RecordDraft(SafetyStock, values)])[0]


@pytest.fixture
def arrivals(monkeypatch: pytest.MonkeyPatch) -> list[Expected]:
    """What a test says is on its way."""
    expected: list[Expected] = []

    def find(variants: Collection[int] | None) -> list[Expected]:
        return [one for one in expected if variants is None or one.variant_id in variants]

    monkeypatch.setitem(incoming_sources._items, "test", ExpectedSource("Test", find))
    return expected


def coming(warehouse: Warehouse, variant: Variant, quantity: int, day: dt.date | None) -> Expected:
    return Expected(warehouse.company_id, variant.pk, warehouse.pk, day, Decimal(quantity))


def test_what_lies_where_nothing_is_picked_is_not_promised(scope: Company) -> None:
    north, variant = make_warehouse(scope, "NORD"), make_variant()
    south = create_warehouse(scope, "SUD", "Sud")
    receive(north, variant, 10, 2)
    receive(south, variant, 5, 2)
    transfer_stock(
        [Transfer(scope.pk, variant.pk, Decimal(3), north.stock_location_id, north.input_location_id)],
        date=today(),
    )
    reserve_lines([demand(north, variant, 4)])
    stock = available_to_promise([variant.pk])[variant.pk]
    assert (stock.on_hand, stock.blocked, stock.reserved, stock.free) == (15, 3, 4, 8)
    assert (stock.at(north.pk).free, stock.at(south.pk).free) == (3, 5)
    only_south = available_to_promise([variant.pk], warehouse_ids=[south.pk])[variant.pk]
    assert (only_south.on_hand, only_south.available) == (5, 5)
    # What can be reserved is what is said to be free.
    assert availability([variant.pk], [north.pk]) == {(variant.pk, north.pk): stock.at(north.pk).free}


def test_safety_stock_and_buffer_are_kept(scope: Company) -> None:
    north, variant = make_warehouse(scope, "NORD"), make_variant()
    south = create_warehouse(scope, "SUD", "Sud")
    receive(north, variant, 10, 2)
    keep(variant, 2, north)
    keep(variant, 1, south)
    assert available_to_promise([variant.pk])[variant.pk].available == 7
    keep(variant, 5)
    # The company's own, because it is more than its warehouses' together.
    stock = available_to_promise([variant.pk], buffers={variant.pk: Decimal(1)})[variant.pk]
    assert (stock.safety, stock.available) == (5, 4)
    assert stock.at(north.pk).available == 8
    # Nothing there, one to be kept: one is missing.
    assert stock.at(south.pk).available == -1
    # Typed again, it is changed, not doubled.
    keep(variant, 0)
    assert SafetyStock.objects.filter(variant=variant, warehouse=None).get().quantity == 0


def test_a_place_has_one_safety_stock(scope: Company) -> None:
    variant = make_variant()
    draft = RecordDraft(SafetyStock, {"variant": variant, "warehouse": None, "quantity": Decimal(1)})
    with pytest.raises(DomainError) as refused:
        set_safety_stocks([draft, RecordDraft(SafetyStock, dict(draft.values))])
    assert refused.value.code == "safety.twice"
    service = make_product(kind="service").variants.get()
    with pytest.raises(DomainError) as refused:
        keep(service, 1)
    assert refused.value.code == "stock.no_goods"
    assert not SafetyStock.objects.exists()
    keep(variant, 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        SafetyStock.objects.create(company=scope, variant=variant, quantity=2)


def test_what_comes_in_can_be_promised_for_its_day(scope: Company, arrivals: list[Expected]) -> None:
    warehouse, variant = make_warehouse(scope), make_variant()
    receive(warehouse, variant, 4, 2)
    arrivals += [
        coming(warehouse, variant, 6, days(10)),
        coming(warehouse, variant, 100, None),
        coming(warehouse, variant, 1, days(-2)),
    ]
    stock = available_to_promise([variant.pk])[variant.pk].at(warehouse.pk)
    assert stock.incoming_quantity == 107
    # What is late may come any day; what has no day is not counted on.
    assert (stock.available, stock.promised_at(today()), stock.promised_at(days(10))) == (4, 5, 11)
    assert stock.promise_date(Decimal(5), today()) == today()
    assert stock.promise_date(Decimal(6), today()) == days(10)
    assert stock.promise_date(Decimal(12), today()) is None


def test_nothing_is_promised_twice() -> None:
    wanted = Expected(1, 1, 1, dt.date(2026, 12, 20), Decimal(8))
    comes = Expected(1, 1, 1, dt.date(2026, 12, 10), Decimal(5))
    stock = Figures(on_hand=Decimal(5), free=Decimal(5), incoming=[comes], demand=[wanted])
    # Ten would be there on the 10th, but eight of them are wanted on the 20th.
    assert stock.promised_at(dt.date(2026, 12, 1)) == 2
    assert stock.promised_at(dt.date(2026, 12, 10)) == 2
    assert stock.promise_date(Decimal(3), dt.date(2026, 12, 1)) is None


def test_orders_that_wait_are_served_first(scope: Company) -> None:
    shop = make_shop(scope)
    shop.receive(3)
    confirm_orders(shop.place(5))
    stock = available_to_promise([shop.variants[0].pk])[shop.variants[0].pk]
    assert (stock.on_hand, stock.reserved, stock.free, stock.demand_quantity) == (3, 3, 0, 2)
    assert stock.available == -2
    [waits] = stock.demand
    assert (waits.source_kind, waits.warehouse_id) == ("sales.order", shop.warehouse.pk)
    shop.receive(10)
    assert available_to_promise([shop.variants[0].pk])[shop.variants[0].pk].available == 8


def test_companies_see_their_own(company: Company, other_company: Company) -> None:
    with open_scope(companies=[company]):
        warehouse, variant = make_warehouse(company), make_variant()
        receive(warehouse, variant, 10, 2)
        keep(variant, 3)
    with open_scope(companies=[other_company]):
        stock = available_to_promise([variant.pk])[variant.pk]
        assert (stock.on_hand, stock.safety, stock.warehouses) == (0, 0, {})
        receive(make_warehouse(other_company), variant, 1, 2)
    with open_scope(companies=[company, other_company]):
        assert available_to_promise([variant.pk])[variant.pk].available == 8
        own = available_to_promise([variant.pk], company_ids=[other_company.pk])[variant.pk]
        assert (own.on_hand, own.available) == (1, 1)


def test_one_and_500_articles_take_the_same_statements(scope: Company) -> None:
    shop = make_shop(scope)
    variants = make_variants(500)
    for variant in variants[:3]:
        receive(shop.warehouse, variant, 10, 2)

    def statements(ids: list[int]) -> int:
        with CaptureQueriesContext(connection) as queries:
            found = available_to_promise(ids, buffers=dict.fromkeys(ids, Decimal(1)))
        assert len(found) == len(ids)
        return len(queries)

    ids = [variant.pk for variant in variants]
    # Kits, the stock, receipts and transfers that come in, orders that wait for articles and for kits.
    assert statements(ids[:1]) == statements(ids) <= 6


def test_a_transfer_is_promised_from_the_day_it_should_arrive(scope: Company) -> None:
    north, variant = make_warehouse(scope, "NORD"), make_variant()
    south = create_warehouse(scope, "SUD", "Sud")
    receive(north, variant, 10, 2)
    lines = [{"variant": variant, "quantity": Decimal(6)}]
    transfer = make_document(StockTransfer, lines, origin=north, destination=south)
    ship_transfers([transfer])

    def promised(day: dt.date) -> Decimal:
        return available_to_promise([variant.pk])[variant.pk].at(south.pk).promised_at(day)

    # Nobody said when: it is on its way, and nobody is promised it.
    assert promised(days(30)) == 0
    expect_transfers([transfer], expected_on=days(4))
    assert (promised(days(3)), promised(days(4))) == (0, 6)
    refused("transfer.expected", lambda: expect_transfers([transfer], expected_on=days(-1)))
    receive_transfers([transfer])
    assert promised(today()) == 6
    refused("transfer.arrived", lambda: expect_transfers([transfer], expected_on=days(4)))
