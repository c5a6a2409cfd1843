"""Where goods are put, what is taken first, and how much a place holds."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from catalog.models import Category, Variant
from erp.errors import DomainError
from erp.models import Company
from erp.scope import open_scope
from erp.services.records import RecordDraft
from inventory.choices import LocationKind, PutawayStrategy, RemovalStrategy
from inventory.models import Location, PutawayRule, RemovalRule, Reservation, Warehouse
from inventory.services import adjust_stock, propose_places, receive_stock, reserve_lines, transfer_stock
from inventory.services.locations import create_location_records
from inventory.services.lots import take_lots
from inventory.services.rules import create_putaway_rules
from inventory.types import Count, LotDraft, PutawayLine, ReceiptLine, Transfer
from tests.catalog.factories import make_category, make_variant, make_variants
from tests.inventory.factories import demand, make_warehouse, problems, today
from tests.inventory.test_concurrency import in_threads

pytestmark = pytest.mark.django_db


def make_bins(
    warehouse: Warehouse, *names: str, parent: Location | None = None, **values: object
) -> list[Location]:
    stock = Location.objects.get(pk=warehouse.stock_location_id)
    return create_location_records(
        [
            RecordDraft(
                Location,
                {
                    "parent": parent or stock,
                    "code": f"{warehouse.code}/{name}",
                    "name": name,
                    "kind": LocationKind.STOCK,
                    "is_pickable": True,
                    **values,
                },
            )
            for name in names
        ]
    )


def receive_at(place: Location, variant: Variant, quantity: object, lot_id: int | None = None) -> None:
    line = ReceiptLine(variant.pk, Decimal(str(quantity)), Decimal(2), place.pk, lot_id=lot_id)
    receive_stock(place.warehouse, [line], date=today())


def picked() -> list[tuple[str, Decimal]]:
    return [
        (row.location.code, row.quantity)
        for row in Reservation.objects.order_by("pk").select_related("location")
    ]


def rule(warehouse: Warehouse, strategy: str, category: Category | None = None) -> RemovalRule:
    return RemovalRule.objects.create(
        company=warehouse.company, warehouse=warehouse, category=category, strategy=strategy
    )


@pytest.mark.parametrize(
    ("strategy", "expected"),
    [
        (RemovalStrategy.FIFO, ["DEP/C", "DEP/A"]),
        (RemovalStrategy.FEFO, ["DEP/B", "DEP/C"]),
        (RemovalStrategy.CLOSEST, ["DEP/A", "DEP/B"]),
        (None, ["DEP/B", "DEP/C"]),
    ],
)
def test_what_is_taken_first(warehouse: Warehouse, strategy: str | None, expected: list[str]) -> None:
    cream = make_variant(tracking="lot")
    a, b, c = make_bins(warehouse, "A", "B", "C")
    # C came first, B expires first, A is closest.
    for place, number, days in ((c, "1", 40), (a, "2", 60), (b, "3", 20)):
        (lot,) = take_lots(
            [LotDraft(warehouse.company_id, cream.pk, number, expires_on=today() + dt.timedelta(days))]
        )
        receive_at(place, cream, 5, lot.pk)
    if strategy:
        rule(warehouse, strategy)
    reserve_lines([demand(warehouse, cream, 7)])
    assert picked() == [(expected[0], 5), (expected[1], 2)]
    assert problems() == []


def test_the_nearest_rule_counts(warehouse: Warehouse) -> None:
    top = make_category("FOOD")
    below = make_category("CREAMS", parent="FOOD")
    variants = [make_variant(category=category) for category in (below, top)]
    first, second = make_bins(warehouse, "A", "B")
    for variant in variants:
        receive_at(second, variant, 5)
        receive_at(first, variant, 5)
    rule(warehouse, RemovalStrategy.FIFO, top)
    rule(warehouse, RemovalStrategy.CLOSEST, below)
    reserve_lines([demand(warehouse, variant, 1) for variant in variants])
    # What came first lies in B.
    assert [code for code, _quantity in picked()] == ["DEP/A", "DEP/B"]


def test_rules_cost_no_more_for_fifty(warehouse: Warehouse) -> None:
    rule(warehouse, RemovalStrategy.FIFO, make_category("FOOD"))
    (place,) = make_bins(warehouse, "A", max_quantity=Decimal(100_000))
    PutawayRule.objects.create(
        company=warehouse.company, warehouse=warehouse, location=place, strategy=PutawayStrategy.TOGETHER
    )
    counts = []
    for how_many in (1, 50):
        variants = make_variants(how_many)
        lines = [ReceiptLine(v.pk, Decimal(2), Decimal(1), place.pk) for v in variants]
        wanted = [PutawayLine(warehouse.company_id, warehouse.pk, v.pk, Decimal(2)) for v in variants]
        with CaptureQueriesContext(connection) as queries:
            receive_stock(warehouse, lines, date=today())
            reserve_lines([demand(warehouse, v, 1) for v in variants])
            propose_places(wanted)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_places_are_proposed(warehouse: Warehouse) -> None:
    company = warehouse.company_id
    tea = make_category("TEA")
    fixed, loose, other = (
        make_variant(category=tea),
        make_variant(category=tea),
        make_variant(category=make_category()),
    )
    stock = Location.objects.get(pk=warehouse.stock_location_id)
    (aisle,) = make_bins(warehouse, "AISLE", kind=LocationKind.VIEW)
    a, b, c = make_bins(warehouse, "AISLE/1", "AISLE/2", "AISLE/3", parent=aisle, max_quantity=Decimal(10))
    (own,) = make_bins(warehouse, "OWN")
    create_putaway_rules(
        [
            RecordDraft(
                PutawayRule, {"warehouse": warehouse, "location": place, "strategy": strategy, **goods}
            )
            for place, strategy, goods in (
                (aisle, PutawayStrategy.TOGETHER, {"category": tea}),
                (own, PutawayStrategy.FIXED, {"product": fixed.product}),
            )
        ]
    )
    receive_at(b, loose, 4)
    lines = [
        PutawayLine(company, warehouse.pk, v.pk, Decimal(q)) for v, q in ((fixed, 3), (loose, 12), (other, 1))
    ]
    proposed = [
        [(one.location_id, one.quantity, one.is_overflow) for one in found] for found in propose_places(lines)
    ]
    assert proposed == [
        [(own.pk, 3, False)],
        # With its own first, then the nearest free place.
        [(b.pk, 6, False), (a.pk, 6, False)],
        [(stock.pk, 1, False)],
    ]
    # What an earlier line takes is not free for the next; what finds no place is said.
    lines = [
        PutawayLine(company, warehouse.pk, v.pk, Decimal(q))
        for v, q in ((loose, 26), (make_variant(category=tea), 5))
    ]
    proposed = [
        [(one.location_id, one.quantity, one.is_overflow) for one in found] for found in propose_places(lines)
    ]
    assert proposed == [[(b.pk, 6, False), (a.pk, 10, False), (c.pk, 10, False)], [(stock.pk, 5, True)]]
    with pytest.raises(DomainError) as refusal:
        create_putaway_rules(
            [
                RecordDraft(
                    PutawayRule,
                    {"warehouse": warehouse, "location": aisle, "strategy": PutawayStrategy.FIXED},
                )
            ]
        )
    assert refusal.value.code == "putaway.location"


def test_a_full_place_takes_no_more(warehouse: Warehouse) -> None:
    variant = make_variant()
    Variant.objects.filter(pk=variant.pk).update(weight_kg=Decimal("2.5"))
    full, heavy = (
        *make_bins(warehouse, "FULL", max_quantity=Decimal(5)),
        *make_bins(warehouse, "HEAVY", max_weight_kg=Decimal(10)),
    )
    receive_at(full, variant, 5)
    receive_at(heavy, variant, 4)
    for place in (full, heavy):
        with pytest.raises(DomainError) as refusal:
            receive_at(place, variant, 1)
        assert (refusal.value.code, refusal.value.field) == ("location.full", "location")
    back_and_forth = Transfer(warehouse.company_id, variant.pk, Decimal(1), full.pk, heavy.pk)
    with pytest.raises(DomainError) as refusal:
        transfer_stock([back_and_forth], date=today())
    assert refusal.value.code == "location.full"
    # A count says what is there.
    adjust_stock([Count(warehouse.company_id, full.pk, variant.pk, Decimal(6))], date=today())
    Warehouse.objects.filter(pk=warehouse.pk).update(capacity_rule="warn")
    receive_at(heavy, variant, 1)
    assert problems() == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("strategy", RemovalStrategy.values)
def test_each_piece_goes_to_one_buyer(company: Company, strategy: str) -> None:
    """Four at once want three pieces each of six serial numbers."""
    with open_scope(companies=[company]):
        warehouse = make_warehouse(company)
        machine = make_variant(tracking="serial")
        lots = take_lots([LotDraft(company.pk, machine.pk, f"SN-{n}") for n in range(6)])
        for lot in lots:
            receive_at(warehouse.stock_location, machine, 1, lot.pk)
        rule(warehouse, strategy)

    def buy() -> None:
        with open_scope(companies=[company]):
            for _turn in range(3):
                with transaction.atomic():
                    reserve_lines([demand(warehouse, machine, 1)])

    assert in_threads(buy, buy, buy, buy) == []
    with open_scope(companies=[company]):
        assert sorted(Reservation.objects.values_list("lot", flat=True)) == [lot.pk for lot in lots]
    assert problems() == []
