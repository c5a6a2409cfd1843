"""Receipts, transfers, counts and write-offs: what is typed, what moves, what the books say after it."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models import Variant
from erp.models import Company
from inventory.models import (
    GoodsReceipt,
    GoodsReceiptLine,
    Level,
    Location,
    Scrap,
    StockCount,
    StockTransfer,
    Warehouse,
)
from inventory.selectors import stock_value
from inventory.services import create_warehouse
from inventory.services.goods_receipts import Arrival, put_away_goods, receive_goods
from inventory.services.scraps import post_scraps
from inventory.services.stock_counts import (
    CountEntry,
    approve_counts,
    enter_counts,
    post_counts,
    send_back_counts,
)
from inventory.services.stock_transfers import (
    TransferArrival,
    cancel_transfers,
    receive_transfers,
    ship_transfers,
)
from tests.catalog.factories import make_variant, make_variants
from tests.inventory.factories import make_document as make
from tests.inventory.factories import on_hand, problems, receive, refused, ship, today

pytestmark = pytest.mark.django_db


def test_goods_are_received_short_and_the_rest_is_expected(
    warehouse: Warehouse, variant: Variant, scope: Company
) -> None:
    other = make_variant()
    Warehouse.objects.filter(pk=warehouse.pk).update(puts_away=True)
    shelf = Location(
        company=scope, warehouse=warehouse, parent=warehouse.stock_location, code="A1", name="A1"
    )
    shelf.save()
    receipt = make(
        GoodsReceipt,
        [
            {"variant": variant, "expected": Decimal(10), "unit_cost": Decimal("2.5"), "shelf": shelf},
            {"variant": other, "expected": Decimal(4), "unit_cost": None},
        ],
        warehouse=warehouse,
        supplier_reference="BL 99",
    )
    assert receipt.number.startswith("BR")
    first, second = receipt.lines.order_by("position")
    # Nobody knows yet what the other article costs.
    unknown = refused("receipt.cost_unknown", lambda: receive_goods([receipt]))
    assert unknown.params["sku"] == other.sku
    refused(
        "receipt.nothing_came",
        lambda: receive_goods([receipt], arrivals={pk: Arrival(Decimal(0)) for pk in (first.pk, second.pk)}),
    )
    arrivals = {first.pk: Arrival(Decimal(7)), second.pk: Arrival(Decimal(0), "damaged")}
    (rest,) = receive_goods([receipt], arrivals=arrivals, keep_rest=True)
    first.refresh_from_db()
    assert (receipt.status, first.received, first.reason) == ("received", 7, "short")
    assert on_hand(variant) == {"DEP/IN": 7}
    assert stock_value(scope) == Decimal("17.50")
    assert [(line.variant_id, line.expected) for line in rest.lines.order_by("position")] == [
        (variant.pk, 3),
        (other.pk, 4),
    ]
    assert (rest.follows, rest.status) == (receipt, "expected")
    # Twice does nothing twice: who comes second is told where it stands.
    refused("transition.refused", lambda: receive_goods([GoodsReceipt.objects.get(pk=receipt.pk)]))
    put_away_goods([receipt])
    assert (receipt.status, on_hand(variant)) == ("stored", {"A1": 7})
    refused("transition.refused", lambda: put_away_goods([receipt]))
    assert problems() == []


def test_goods_travel_between_warehouses(warehouse: Warehouse, variant: Variant, scope: Company) -> None:
    shop = create_warehouse(scope, "SHOP", "Boutique")
    receive(warehouse, variant, 10, 3)
    transfer = make(
        StockTransfer, [{"variant": variant, "quantity": Decimal(8)}], origin=warehouse, destination=shop
    )
    refused("transfer.not_shipped", lambda: receive_transfers([transfer]))
    ship_transfers([transfer])
    (line,) = transfer.lines.all()
    assert (transfer.status, on_hand(variant)) == ("shipped", {"DEP/STOCK": 2, "TRANSIT": 8})
    # The company's, and valued, wherever it is.
    assert stock_value(scope) == 30
    receive_transfers([transfer], arrivals={line.pk: TransferArrival(Decimal(5))})
    assert (transfer.status, on_hand(variant)) == ("shipped", {"DEP/STOCK": 2, "SHOP/STOCK": 5, "TRANSIT": 3})
    too_many = {line.pk: TransferArrival(Decimal(4))}
    refused("transfer.too_much", lambda: receive_transfers([transfer], arrivals=too_many))
    without = {line.pk: TransferArrival(Decimal(2), Decimal(1))}
    refused("transfer.reason", lambda: receive_transfers([transfer], arrivals=without))
    receive_transfers(
        [transfer], arrivals={line.pk: TransferArrival(Decimal(2), Decimal(1), "claim")}, date=today()
    )
    line.refresh_from_db()
    assert (transfer.status, line.received, line.lost, line.reason) == ("received", 7, 1, "claim")
    assert on_hand(variant) == {"DEP/STOCK": 2, "SHOP/STOCK": 7}
    assert stock_value(scope) == 27
    assert problems() == []


def test_a_transfer_comes_back_and_one_within_a_warehouse_is_done_at_once(
    warehouse: Warehouse, variant: Variant, scope: Company
) -> None:
    shop = create_warehouse(scope, "SHOP", "Boutique")
    receive(warehouse, variant, 10, 3)
    lines = [{"variant": variant, "quantity": Decimal(4)}]
    away = make(StockTransfer, lines, origin=warehouse, destination=shop)
    ship_transfers([away])
    cancel_transfers([away])
    assert (away.status, on_hand(variant)) == ("cancelled", {"DEP/STOCK": 10})
    inside = make(
        StockTransfer,
        [{"variant": variant, "quantity": Decimal(4), "destination": warehouse.output_location}],
        origin=warehouse,
        destination=warehouse,
    )
    ship_transfers([inside])
    assert (inside.status, on_hand(variant)) == ("received", {"DEP/OUT": 4, "DEP/STOCK": 6})
    much = make(
        StockTransfer, [{"variant": variant, "quantity": Decimal(99)}], origin=warehouse, destination=shop
    )
    refused("stock.not_enough", lambda: ship_transfers([much]))
    assert problems() == []


def test_a_count_holds_while_the_shop_sells(warehouse: Warehouse, variant: Variant, scope: Company) -> None:
    gone, found = make_variants(2)
    receive(warehouse, variant, 100, 1)
    receive(warehouse, gone, 2, 5)
    count = make(StockCount, [], warehouse=warehouse, kind="full", is_blind=True)
    line = count.lines.get(variant=variant)
    assert {one.variant_id for one in count.lines.all()} == {variant.pk, gone.pk}
    place = warehouse.stock_location_id or 0
    refused("count.nothing", lambda: post_counts([count]))
    (entered,) = enter_counts(count, [CountEntry(place, variant.pk, Decimal(98))])
    assert (entered.expected, entered.needs_recount, entered.shown_expected) == (100, False, None)
    # Sold and received between counting and posting: neither is a difference.
    ship(warehouse, variant, 10)
    receive(warehouse, variant, 3, 1)
    # A second count for what differs a lot; something nobody expected.
    (entered,) = enter_counts(count, [CountEntry(place, gone.pk, Decimal(1))])
    assert entered.needs_recount
    refused("count.recount", lambda: post_counts([count]))
    (entered,) = enter_counts(count, [CountEntry(place, gone.pk, Decimal(1))])
    assert (entered.needs_recount, entered.first_counted, entered.counted) == (False, 1, 1)
    enter_counts(count, [CountEntry(place, found.pk, Decimal(2), Decimal("1.5"))])
    enter_counts(count, [CountEntry(place, found.pk, Decimal(2))])
    post_counts([count])
    assert count.status == "posted"
    assert on_hand(variant) == {"DEP/STOCK": 91}
    assert (on_hand(gone), on_hand(found)) == ({"DEP/STOCK": 1}, {"DEP/STOCK": 2})
    # 110 received, 10 sold, 2 and 5 missing, 3 found.
    assert stock_value(scope) == 100 + 10 - 10 + 3 - 2 - 5 + 3
    line.refresh_from_db()
    assert (line.difference, line.shown_difference) == (-2, -2)
    refused("transition.refused", lambda: post_counts([count]))
    refused("count.closed", lambda: enter_counts(count, [CountEntry(place, variant.pk, Decimal(1))]))
    assert problems() == []


def test_a_dear_difference_waits_for_approval(warehouse: Warehouse, variant: Variant, scope: Company) -> None:
    receive(warehouse, variant, 100, 20)
    count = make(StockCount, [], warehouse=warehouse, kind="zone", zone=warehouse.stock_location)
    place = warehouse.stock_location_id or 0
    for _time in range(2):
        enter_counts(count, [CountEntry(place, variant.pk, Decimal(70))])
    post_counts([count])
    assert (count.status, on_hand(variant)) == ("to_approve", {"DEP/STOCK": 100})
    send_back_counts([count], note="encore")
    refused("count.recount", lambda: post_counts([count]))
    enter_counts(count, [CountEntry(place, variant.pk, Decimal(71))])
    post_counts([count])
    approve_counts([count])
    assert (count.status, on_hand(variant), stock_value(scope)) == ("posted", {"DEP/STOCK": 71}, 1420)
    refused("count.not_waiting", lambda: approve_counts([count]))


def test_what_nobody_counted_is_gone_only_when_asked(warehouse: Warehouse, scope: Company) -> None:
    variants = make_variants(2)
    for variant in variants:
        receive(warehouse, variant, 5, 1)
    count = make(StockCount, [], warehouse=warehouse, kind="full")
    place = warehouse.stock_location_id or 0
    enter_counts(count, [CountEntry(place, variants[0].pk, Decimal(5))])
    post_counts([count], absent_are_gone=True)
    assert [on_hand(variant) for variant in variants] == [{"DEP/STOCK": 5}, {}]
    # What is posted asks nobody to count again.
    assert not count.lines.filter(needs_recount=True).exists()
    assert problems() == []


def test_what_is_due_is_proposed(warehouse: Warehouse, scope: Company) -> None:
    often, rarely = make_variants(2)
    for one, quantity in ((often, 100), (rarely, 1)):
        receive(warehouse, one, 200, 1, date=today() - dt.timedelta(days=60))
        ship(warehouse, one, quantity, today() - dt.timedelta(days=50))
    place = warehouse.stock_location_id or 0
    count = make(StockCount, [], warehouse=warehouse, kind="cyclic")
    assert {line.variant_id for line in count.lines.all()} == {often.pk, rarely.pk}
    enter_counts(count, [CountEntry(place, one.pk, Decimal(q)) for one, q in ((often, 100), (rarely, 199))])
    post_counts([count])
    assert not make(StockCount, [], warehouse=warehouse, kind="cyclic").lines.exists()
    later = make(StockCount, [], warehouse=warehouse, kind="cyclic", date=today() + dt.timedelta(days=31))
    assert [line.variant_id for line in later.lines.all()] == [often.pk]


def test_goods_are_written_off(warehouse: Warehouse, variant: Variant, scope: Company) -> None:
    receive(warehouse, variant, 5, 2)
    scrap = make(Scrap, [{"variant": variant, "quantity": Decimal(2)}], warehouse=warehouse, reason="damaged")
    post_scraps([scrap])
    assert (scrap.status, on_hand(variant), stock_value(scope)) == ("posted", {"DEP/STOCK": 3}, 6)
    refused("transition.refused", lambda: post_scraps([scrap]))
    much = make(Scrap, [{"variant": variant, "quantity": Decimal(4)}], warehouse=warehouse, reason="used")
    refused("stock.not_enough", lambda: post_scraps([much]))
    assert problems() == []


def test_fifty_take_as_many_statements_as_one(warehouse: Warehouse, scope: Company) -> None:
    shop = create_warehouse(scope, "SHOP", "Boutique")
    variants = make_variants(3)
    for variant in variants:
        receive(warehouse, variant, 1000, 1)

    def counts(how_many: int) -> dict[str, int]:
        line = [{"variant": variant} for variant in variants]
        receipts = [
            make(
                GoodsReceipt,
                [{**one, "expected": Decimal(2), "unit_cost": Decimal(1)} for one in line],
                warehouse=warehouse,
            )
            for _number in range(how_many)
        ]
        transfers = [
            make(
                StockTransfer,
                [{**one, "quantity": Decimal(1)} for one in line],
                origin=warehouse,
                destination=shop,
            )
            for _number in range(how_many)
        ]
        scraps = [
            make(Scrap, [{**one, "quantity": Decimal(1)} for one in line], warehouse=warehouse, reason="used")
            for _number in range(how_many)
        ]
        stock_counts = [
            make(
                StockCount,
                [{**one, "location": warehouse.stock_location}],
                warehouse=warehouse,
                kind="chosen",
            )
            for one in (line * how_many)[:how_many]
        ]
        for count in stock_counts:
            (only,) = count.lines.all()
            book = Level.objects.get(location=warehouse.stock_location, variant=only.variant_id).on_hand
            enter_counts(count, [CountEntry(only.location_id, only.variant_id, book - 1)])
        found = {}
        for name, act in {
            "receive": lambda: receive_goods(receipts, keep_rest=True),
            "ship": lambda: ship_transfers(transfers),
            "arrive": lambda: receive_transfers(transfers),
            "scrap": lambda: post_scraps(scraps),
            "count": lambda: post_counts(stock_counts),
        }.items():
            with CaptureQueriesContext(connection) as captured:
                act()
            found[name] = len(captured)
        return found

    counts(1)
    assert counts(1) == counts(8)
    assert problems() == []
    assert GoodsReceiptLine.objects.filter(received=2).count() == 30
