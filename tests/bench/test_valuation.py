"""`make bench`: what lies behind an article does not make its next delivery dearer, and a value at a date is one read."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import connection

from catalog.models import Variant
from erp.models import Company
from inventory.models import Layer, Warehouse
from inventory.selectors.valuation import stock_value
from inventory.services import issue_reserved, post_receipts, reserve_lines
from inventory.types import Receipt, ReceiptLine
from tests.bench.floors import reading
from tests.bench.report import measure
from tests.catalog.factories import make_variant
from tests.inventory.factories import demand, issue_of, make_warehouse, today

pytestmark = [pytest.mark.bench, pytest.mark.django_db]

DAY = dt.date(2025, 1, 1)


@pytest.fixture
def warehouse(scope: Company) -> Warehouse:
    return make_warehouse(scope)


def layered(warehouse: Warehouse, layers: int) -> Variant:
    """An article that came in as many times."""
    variant = make_variant()
    for start in range(0, layers, 10_000):
        lines = [
            ReceiptLine(variant.pk, Decimal(10), Decimal(number % 7 + 1))
            for number in range(start, min(start + 10_000, layers))
        ]
        post_receipts([Receipt(warehouse.company_id, warehouse.pk, lines, DAY)])
    return variant


def shipping(
    warehouse: Warehouse, variant: Variant
) -> tuple[Callable[[], object], Callable[[object], object]]:
    def prepare() -> object:
        wanted = demand(warehouse, variant, 3)
        reserve_lines([wanted], partial=False)
        return wanted

    return prepare, lambda wanted: issue_reserved([issue_of(wanted)], date=today())  # type: ignore[arg-type]


def test_one_line_costs_the_same_with_any_number_of_layers_behind_it(warehouse: Warehouse) -> None:
    many, few = layered(warehouse, 100_000), layered(warehouse, 10)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE inventory_layer, inventory_move, inventory_position, inventory_level")
    assert Layer.objects.filter(variant=many).count() == 100_000
    seconds = {}
    for name, variant in (("10", few), ("100,000", many)):
        prepare, ship = shipping(warehouse, variant)
        # The first calls fill caches for both alike.
        for _warm in range(3):
            ship(prepare())
        seconds[name] = measure(
            f"one line with {name} layers behind", ship, unit="line", prepare=prepare, runs=15
        ).seconds.wall
    assert seconds["100,000"] <= 1.2 * seconds["10"]


def test_a_value_at_a_past_date_is_read_as_fast_as_by_hand(scope: Company, warehouse: Warehouse) -> None:
    variant = make_variant()
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO inventory_move (company_id, variant_id, quantity, origin_id, destination_id, date, done_at, amount,
                amount_in_transit, source_kind, label)
            SELECT %s, %s, 1, supplier.id, %s, date '2024-01-01' + (number %% 700), now(), 1, 0, '', ''
            FROM generate_series(1, 1000000) AS number,
                 (SELECT id FROM inventory_location WHERE company_id = %s AND kind = 'supplier') AS supplier
            """,
            [scope.pk, variant.pk, warehouse.stock_location_id, scope.pk],
        )
        cursor.execute("ANALYZE inventory_move")
    day = dt.date(2025, 6, 30)
    by_hand = "SELECT sum(amount) FROM inventory_move WHERE company_id = %s AND date <= %s"
    figure = measure(
        "value at a past date over 1,000,000 moves",
        lambda _nothing: stock_value(scope, day),
        unit="value",
        floor=reading(by_hand, [scope.pk, day]),
        at_most=2,
    )
    assert figure.statements == 1
