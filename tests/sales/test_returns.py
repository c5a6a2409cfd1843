"""What customers send back: expected, received into quarantine, inspected, and credited."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from accounting.models import Invoice
from erp.errors import DomainError
from erp.models import Company
from erp.outbox import relay
from inventory.models import CustomerReturn, Level, Move
from inventory.selectors import stock_value
from inventory.services.customer_returns import Inspection, inspect_returns, receive_returns
from sales.models import Delivery
from sales.services.confirmation import confirm_orders
from sales.services.deliveries import create_deliveries, ship_deliveries
from sales.services.invoicing import invoice_orders
from sales.services.returns import announce_returns
from tests.inventory.factories import problems
from tests.sales.factories import DAY, Shop, make_shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(scope: Company) -> Shop:
    return make_shop(scope)


def sold(shop: Shop, *quantities: int) -> Delivery:
    orders = shop.place(*quantities)
    confirm_orders(orders)
    (delivery,) = create_deliveries(orders)
    ship_deliveries([delivery], dates=DAY)
    invoice_orders(orders, dates=DAY)
    return delivery


def refused(code: str, act: Callable[[], Any]) -> None:
    before = Move.objects.count(), CustomerReturn.objects.count()
    with pytest.raises(DomainError) as refusal:
        act()
    assert refusal.value.code == code
    assert (Move.objects.count(), CustomerReturn.objects.count()) == before


def test_from_delivery_back_to_the_shelf_and_to_the_credit_note(shop: Shop) -> None:
    shop.receive(10, 10)
    worth = stock_value(shop.company)
    delivery = sold(shop, 5, 2)
    (back,) = announce_returns([delivery], reason="defective")
    refused("delivery.returned", lambda: announce_returns([delivery], reason="wrong"))
    first, second = back.lines.order_by("position")
    assert (first.expected, second.expected) == (5, 2)
    refused("stock.return_too_much", lambda: receive_returns([back], quantities={first.pk: Decimal(6)}))
    back.refresh_from_db()
    refused("return.nothing_came", lambda: receive_returns([back], quantities={}))
    receive_returns([back], date=DAY, quantities={first.pk: Decimal(4)})
    level = Level.objects.get(location=shop.warehouse.quarantine_location_id)
    assert (back.status, level.on_hand) == ("received", 4)
    # At the cost it left at.
    assert stock_value(shop.company) == worth - 3 * 4
    refused(
        "return.too_much", lambda: inspect_returns([back], inspections={first.pk: Inspection(Decimal(5))})
    )
    inspect_returns([back], date=DAY, inspections={first.pk: Inspection(Decimal(2), Decimal(1))})
    first.refresh_from_db()
    assert (back.status, first.restocked, first.scrapped, first.in_quarantine) == ("done", 2, 1, 1)
    assert Level.objects.get(pk=level.pk).on_hand == 1
    assert stock_value(shop.company) == worth - 4 * 4
    refused("transition.refused", lambda: inspect_returns([CustomerReturn.objects.get(pk=back.pk)]))
    relay()
    (note,) = Invoice.objects.filter(kind="credit_note")
    (line,) = note.lines.filter(variant=shop.variants[0])
    assert (note.status, line.quantity) == ("draft", 4)
    # What did not come back this time may still.
    (rest,) = announce_returns([delivery], reason="withdrawal")
    assert sorted(one.expected for one in rest.lines.all()) == [1, 2]
    assert problems(("inventory.", "sales.")) == []


def test_only_what_left_comes_back(shop: Shop) -> None:
    shop.receive(5, 5)
    orders = shop.place(1, 1)
    confirm_orders(orders)
    (delivery,) = create_deliveries(orders)
    refused("delivery.not_shipped", lambda: announce_returns([delivery], reason="wrong"))
