"""From deliveries to walks, to parcels, to what leaves; and what becomes of what was not on its shelf."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from stdnum import ean

from erp.errors import DomainError
from erp.models import Company
from inventory.models import Level, Location, Move, Parcel, Picking, PickTask, Reservation, Warehouse
from inventory.services.parcels import ParcelDraft, pack_parcels, pack_rest, ship_pickings, sscc_of
from inventory.services.pickings import Pick, cancel_pickings, confirm_picks
from inventory.services.transfers import transfer_stock
from inventory.types import Transfer
from sales.models import Delivery, Order
from sales.services.confirmation import confirm_orders
from sales.services.deliveries import create_deliveries
from sales.services.picking import pick_deliveries
from tests.inventory.factories import problems, today
from tests.sales.factories import Shop, make_shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(scope: Company) -> Shop:
    return make_shop(scope)


def deliver(shop: Shop, *quantities: int, how_many: int = 1) -> list[Delivery]:
    orders = shop.place(*quantities, how_many=how_many)
    confirm_orders(orders)
    return create_deliveries(orders)


def refused(code: str, act: Callable[[], Any]) -> None:
    before = Move.objects.count(), PickTask.objects.count(), Parcel.objects.count()
    with pytest.raises(DomainError) as refusal:
        act()
    assert refusal.value.code == code
    assert (Move.objects.count(), PickTask.objects.count(), Parcel.objects.count()) == before


def shelve(shop: Shop, code: str, variant: int, quantity: int) -> Location:
    """Some of an article on a shelf of its own."""
    stock = Location.objects.get(pk=shop.warehouse.stock_location_id)
    shelf = Location(company=shop.company, warehouse=shop.warehouse, parent=stock, code=code, name=code)
    shelf.save()
    pk = shop.variants[variant].pk
    transfer_stock([Transfer(shop.company.pk, pk, Decimal(quantity), stock.pk, shelf.pk)], date=today())
    return shelf


def all_of(picking: Picking) -> dict[int, Pick]:
    return {task.pk: Pick(task.quantity) for task in picking.lines.filter(picked=None)}


def test_a_batch_is_one_walk_in_the_order_of_the_shelves(shop: Shop) -> None:
    shop.receive(10, 10)
    shelve(shop, "B", 0, 10)
    shelve(shop, "A", 1, 10)
    Warehouse.objects.filter(pk=shop.warehouse.pk).update(gs1_prefix="3012345")
    first, second = deliver(shop, 2, 1, how_many=2)
    (picking,) = pick_deliveries([first, second])
    tasks = list(picking.lines.order_by("position"))
    places = [task.location.code for task in tasks]
    assert places == sorted(places, key=lambda code: Location.objects.get(code=code).lft)
    assert [place for place in places if place == "B"] == ["B", "B"]
    refused("picking.already", lambda: pick_deliveries([first]))
    refused("parcel.not_picked", lambda: pack_rest([picking]))
    refused("picking.too_much", lambda: confirm_picks(picking, {tasks[0].pk: Pick(Decimal(99))}))
    confirm_picks(picking, {tasks[0].pk: Pick(tasks[0].quantity)})
    assert picking.status == "to_pick"
    confirm_picks(picking, all_of(picking))
    assert picking.status == "picked"
    refused("picking.closed", lambda: confirm_picks(picking, {}))
    out = Level.objects.filter(location=shop.warehouse.output_location_id)
    assert sorted((level.on_hand, level.reserved) for level in out) == [(2, 2), (4, 4)]
    # One piece of the first delivery in a box of its own; the rest is boxed by document when it ships.
    task = picking.lines.get(source_id=first.pk, variant=shop.variants[0])
    draft = ParcelDraft(
        picking.pk, "sales.delivery", first.pk, {task.pk: Decimal(1)}, weight_kg=Decimal("1.5")
    )
    (parcel,) = pack_parcels([picking], [draft])
    assert ean.calc_check_digit(parcel.sscc[:-1]) == parcel.sscc[-1]
    assert parcel.sscc.startswith("03012345")
    too_much = ParcelDraft(picking.pk, "sales.delivery", first.pk, {task.pk: Decimal(2)})
    refused("parcel.too_much", lambda: pack_parcels([picking], [too_much]))
    ship_pickings([picking])
    assert (picking.status, Parcel.objects.count()) == ("done", 3)
    first.refresh_from_db()
    assert first.status == "shipped"
    assert not Reservation.objects.exists()
    assert not Level.objects.filter(location=shop.warehouse.output_location_id, on_hand__gt=0).exists()
    refused("transition.refused", lambda: ship_pickings([Picking.objects.get(pk=picking.pk)]))
    assert problems(("inventory.", "sales.")) == []


def test_what_is_not_there_is_looked_for_elsewhere_then_left_out(shop: Shop) -> None:
    shop.receive(5, 5)
    # Three on a shelf, two left in the stock.
    shelf = shelve(shop, "A", 0, 3)
    (delivery,) = deliver(shop, 4, 1)
    (picking,) = pick_deliveries([delivery], method="single")
    stops = {task.location_id: task for task in picking.lines.filter(variant=shop.variants[0])}
    assert sum(task.quantity for task in stops.values()) == 4
    # Nothing where most of it should be: what is free elsewhere becomes a stop of its own.
    empty = stops[shelf.pk]
    picks = all_of(picking) | {empty.pk: Pick(Decimal(0), "missing")}
    confirm_picks(picking, picks)
    assert picking.status == "to_pick"
    confirm_picks(picking, all_of(picking))
    assert picking.status == "picked"
    quarantine = Level.objects.get(location=shop.warehouse.quarantine_location_id)
    assert (quarantine.on_hand, quarantine.reserved) == (empty.quantity, 0)
    order = Order.objects.get(pk=delivery.order_id)
    line = order.lines.get(variant=shop.variants[0])
    found = picking.lines.filter(variant=shop.variants[0]).exclude(pk=empty.pk)
    assert line.reserved == sum(task.picked or 0 for task in found) == 5 - empty.quantity
    assert delivery.lines.get(order_line=line).quantity == line.reserved
    assert problems(("inventory.", "sales.")) == []
    ship_pickings([picking])
    order.refresh_from_db()
    assert order.status == "partially_shipped"
    assert problems(("inventory.", "sales.")) == []


def test_a_delivery_of_which_nothing_is_found_is_cancelled(shop: Shop) -> None:
    shop.receive(2, 0)
    (delivery,) = deliver(shop, 2, 0)
    (picking,) = pick_deliveries([delivery])
    (task,) = picking.lines.all()
    confirm_picks(picking, {task.pk: Pick(Decimal(0), "damaged")})
    ship_pickings([picking])
    delivery.refresh_from_db()
    assert (delivery.status, picking.status, Parcel.objects.count()) == ("cancelled", "done", 0)
    assert problems(("inventory.", "sales.")) == []


def test_a_walk_is_given_up_before_it_begins(shop: Shop) -> None:
    shop.receive(5, 5)
    (delivery,) = deliver(shop, 1, 1)
    (picking,) = pick_deliveries([delivery])
    cancel_pickings([picking])
    (again,) = pick_deliveries([delivery])
    task = again.lines.first()
    assert task is not None
    confirm_picks(again, {task.pk: Pick(task.quantity)})
    refused("picking.begun", lambda: cancel_pickings([again]))


def test_fifty_deliveries_take_as_many_statements_as_one(shop: Shop) -> None:
    shop.receive(100, 100)

    def count(how_many: int) -> list[int]:
        deliveries = deliver(shop, 1, 1, how_many=how_many)
        found = []
        with CaptureQueriesContext(connection) as captured:
            (picking,) = pick_deliveries(deliveries)
        found.append(len(captured))
        picks = all_of(picking)
        for act in (lambda: confirm_picks(picking, picks), lambda: ship_pickings([picking])):
            with CaptureQueriesContext(connection) as captured:
                act()
            found.append(len(captured))
        return found

    count(1)
    assert count(1) == count(8)


def test_a_shipping_container_code() -> None:
    code = sscc_of("3012345", 1)
    # Threes and ones from the right, over the 17 digits before the check digit.
    weighted = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(code[:-1]))
    assert code[:-1] == "03012345000000001"
    assert (weighted + int(code[-1])) % 10 == 0
