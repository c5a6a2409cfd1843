"""Posted documents that are cancelled: everything is as it was, and says that it was otherwise."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models import Variant
from erp.models import Company
from inventory.models import GoodsReceipt, Level, Location, Scrap, StockCount, StockTransfer, Warehouse
from inventory.previews import what_goes_back
from inventory.selectors import stock_value
from inventory.services import create_warehouse
from inventory.services.goods_receipts import cancel_receipts, put_away_goods, receive_goods
from inventory.services.scraps import cancel_scraps, post_scraps
from inventory.services.stock_counts import CountEntry, cancel_counts, enter_counts, post_counts
from inventory.services.stock_transfers import (
    TransferArrival,
    cancel_transfers,
    receive_transfers,
    ship_transfers,
)
from tests.inventory.factories import (
    make_document,
    on_hand,
    problems,
    receive,
    refused,
    ship,
)

pytestmark = pytest.mark.django_db


def test_a_receipt_is_taken_back_from_its_shelf(
    warehouse: Warehouse, variant: Variant, scope: Company
) -> None:
    Warehouse.objects.filter(pk=warehouse.pk).update(puts_away=True)
    shelf = Location(
        company=scope, warehouse=warehouse, parent=warehouse.stock_location, code="A1", name="A1"
    )
    shelf.save()
    line = {"variant": variant, "expected": Decimal(6), "unit_cost": Decimal(2), "shelf": shelf}
    receipt = make_document(GoodsReceipt, [line], warehouse=warehouse)
    receive_goods([receipt])
    put_away_goods([receipt])
    assert (on_hand(variant), stock_value(scope)) == ({"A1": 6}, 12)
    said = what_goes_back([receipt])
    assert len(said) == 2
    assert "A1" in said[0]
    assert "DEP/IN" in said[1]
    cancel_receipts([receipt], note="Saisi deux fois")
    assert (receipt.status, on_hand(variant), stock_value(scope)) == ("cancelled", {}, 0)
    assert what_goes_back([receipt]) == []
    refused("transition.refused", lambda: cancel_receipts([GoodsReceipt.objects.get(pk=receipt.pk)]))
    assert problems() == []


def test_what_was_sold_of_a_receipt_keeps_it(warehouse: Warehouse, variant: Variant, scope: Company) -> None:
    line = {"variant": variant, "expected": Decimal(6), "unit_cost": Decimal(2)}
    receipt = make_document(GoodsReceipt, [line], warehouse=warehouse)
    receive_goods([receipt])
    ship(warehouse, variant, 1)
    refused("stock.not_enough", lambda: cancel_receipts([receipt]))
    # As many lie there again, but not those.
    receive(warehouse, variant, 1, 9)
    refused("move.used", lambda: cancel_receipts([receipt]))
    receipt.refresh_from_db()
    assert (receipt.status, on_hand(variant)) == ("stored", {"DEP/STOCK": 6})
    assert problems() == []


def test_write_offs_and_counts_are_taken_back(warehouse: Warehouse, variant: Variant, scope: Company) -> None:
    receive(warehouse, variant, 10, 3)
    receive(warehouse, variant, 10, 4)
    scrap = make_document(
        Scrap, [{"variant": variant, "quantity": Decimal(12)}], warehouse=warehouse, reason="damaged"
    )
    post_scraps([scrap])
    assert stock_value(scope) == 32
    cancel_scraps([scrap])
    assert (scrap.status, on_hand(variant), stock_value(scope)) == ("cancelled", {"DEP/STOCK": 20}, 70)
    count = make_document(StockCount, [], warehouse=warehouse, kind="full")
    place = warehouse.stock_location_id or 0
    for _time in range(2):
        enter_counts(count, [CountEntry(place, variant.pk, Decimal(22))])
    post_counts([count])
    assert on_hand(variant) == {"DEP/STOCK": 22}
    cancel_counts([count])
    assert (count.status, on_hand(variant), stock_value(scope)) == ("cancelled", {"DEP/STOCK": 20}, 70)
    assert problems() == []


def test_a_transfer_goes_back_with_what_was_lost_of_it(
    warehouse: Warehouse, variant: Variant, scope: Company
) -> None:
    shop = create_warehouse(scope, "SHOP", "Boutique")
    receive(warehouse, variant, 10, 3)
    transfer = make_document(
        StockTransfer, [{"variant": variant, "quantity": Decimal(8)}], origin=warehouse, destination=shop
    )
    ship_transfers([transfer])
    (line,) = transfer.lines.all()
    receive_transfers([transfer], arrivals={line.pk: TransferArrival(Decimal(5))})
    receive_transfers([transfer], arrivals={line.pk: TransferArrival(Decimal(2), Decimal(1), "claim")})
    assert (on_hand(variant), stock_value(scope)) == ({"DEP/STOCK": 2, "SHOP/STOCK": 7}, 27)
    sold = ship(shop, variant, 3)
    refused("stock.not_enough", lambda: cancel_transfers([StockTransfer.objects.get(pk=transfer.pk)]))
    assert sold
    receive(shop, variant, 3, 3)
    cancel_transfers([transfer])
    assert (transfer.status, on_hand(variant)) == ("cancelled", {"DEP/STOCK": 10})
    assert Level.objects.filter(variant=variant, location__kind="transit", on_hand__gt=0).count() == 0
    assert problems() == []


def test_fifty_are_cancelled_in_as_many_statements_as_one(
    warehouse: Warehouse, variant: Variant, scope: Company
) -> None:
    receive(warehouse, variant, 100, 1)

    def statements(how_many: int) -> int:
        scraps = [
            make_document(
                Scrap, [{"variant": variant, "quantity": Decimal(1)}], warehouse=warehouse, reason="used"
            )
            for _number in range(how_many)
        ]
        post_scraps(scraps)
        with CaptureQueriesContext(connection) as captured:
            cancel_scraps(scraps)
        return len(captured)

    statements(1)
    assert statements(1) == statements(8)
    assert problems() == []
