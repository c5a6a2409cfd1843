"""Goods that go back to suppliers: drafted from their receipt, sent at its cost, cancelled."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models import Variant
from erp.models import Company
from inventory.models import GoodsReceipt, Layer, SupplierReturn, Warehouse
from inventory.selectors import stock_value
from inventory.services.goods_receipts import cancel_receipts, receive_goods
from inventory.services.prints import attach_supplier_returns
from inventory.services.returns_to_suppliers import (
    cancel_supplier_returns,
    draft_supplier_returns,
    send_supplier_returns,
)
from tests.inventory.factories import make_document, on_hand, problems, receive, refused

pytestmark = pytest.mark.django_db


def received(warehouse: Warehouse, variant: Variant, quantity: int, cost: int) -> GoodsReceipt:
    line = {"variant": variant, "expected": Decimal(quantity), "unit_cost": Decimal(cost)}
    receipt: GoodsReceipt = make_document(GoodsReceipt, [line], warehouse=warehouse)
    receive_goods([receipt])
    return receipt


def test_the_cost_of_its_own_receipt_leaves(warehouse: Warehouse, variant: Variant, scope: Company) -> None:
    received(warehouse, variant, 10, 2)
    dear = received(warehouse, variant, 6, 5)
    (back,) = draft_supplier_returns([dear], reason="defective")
    (line,) = back.lines.all()
    assert (back.number[:2], line.quantity, line.location) == ("RF", 6, warehouse.stock_location)
    refused("receipt.returned", lambda: draft_supplier_returns([dear], reason="wrong"))
    type(line).objects.filter(pk=line.pk).update(quantity=4)
    send_supplier_returns([back])
    # Not the oldest layer: the one that its receipt brought.
    assert (back.status, on_hand(variant), stock_value(scope)) == ("sent", {"DEP/STOCK": 12}, 20 + 10)
    assert [layer.remaining for layer in Layer.objects.order_by("pk")] == [10, 2]
    refused("transition.refused", lambda: send_supplier_returns([SupplierReturn.objects.get(pk=back.pk)]))
    # What is left of the receipt may follow; more than it brought may not.
    (rest,) = draft_supplier_returns([dear], reason="surplus")
    (line,) = rest.lines.all()
    assert line.quantity == 2
    type(line).objects.filter(pk=line.pk).update(quantity=3)
    refused("supplier_return.too_much", lambda: send_supplier_returns([rest]))
    (paper,) = attach_supplier_returns([back])
    assert back.number in paper.name
    cancel_supplier_returns([back])
    assert (back.status, on_hand(variant), stock_value(scope)) == ("cancelled", {"DEP/STOCK": 16}, 50)
    assert [layer.remaining for layer in Layer.objects.order_by("pk")] == [10, 6]
    assert problems() == []


def test_only_what_came_goes_back(warehouse: Warehouse, variant: Variant, scope: Company) -> None:
    expected = make_document(
        GoodsReceipt, [{"variant": variant, "expected": Decimal(1)}], warehouse=warehouse
    )
    refused("receipt.not_received", lambda: draft_supplier_returns([expected], reason="wrong"))
    receipt = received(warehouse, variant, 3, 2)
    (back,) = draft_supplier_returns([receipt], reason="recall")
    send_supplier_returns([back])
    refused("stock.not_enough", lambda: cancel_receipts([GoodsReceipt.objects.get(pk=receipt.pk)]))
    # Typed by hand, without a receipt: the oldest goes first.
    receive(warehouse, variant, 5, 1)
    receive(warehouse, variant, 5, 9)
    typed = make_document(
        SupplierReturn,
        [{"variant": variant, "quantity": Decimal(2)}],
        warehouse=warehouse,
        reason="unsold",
    )
    send_supplier_returns([typed])
    assert stock_value(scope) == 50 - 2
    much = make_document(
        SupplierReturn,
        [{"variant": variant, "quantity": Decimal(99)}],
        warehouse=warehouse,
        reason="unsold",
    )
    refused("stock.not_enough", lambda: send_supplier_returns([much]))
    assert problems() == []


def test_fifty_take_as_many_statements_as_one(warehouse: Warehouse, variant: Variant, scope: Company) -> None:
    def statements(how_many: int) -> list[int]:
        receipts = [received(warehouse, variant, 2, 3) for _number in range(how_many)]
        found = []
        made: list[SupplierReturn] = []
        for act in (
            lambda: made.extend(draft_supplier_returns(receipts, reason="defective")),
            lambda: send_supplier_returns(made),
            lambda: cancel_supplier_returns(made),
        ):
            with CaptureQueriesContext(connection) as captured:
                act()
            found.append(len(captured))
        return found

    statements(1)
    assert statements(1) == statements(8)
