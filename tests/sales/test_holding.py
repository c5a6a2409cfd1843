"""Who holds what: priorities, taking over, letting go, and what the orders hear of it."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from erp.errors import DomainError
from erp.models import ChangeLog, Company, OutboxMessage
from erp.outbox import relay
from inventory.choices import Priority
from inventory.models import Level, Move, Reservation
from inventory.selectors.trace import trace_of
from inventory.services import block_lots, keep_until, release_expired, release_rows, take_lots
from inventory.services.choosing import change_lot
from inventory.services.receipts import receive_stock
from inventory.types import LotDraft, ReceiptLine
from sales.choices import ReservationState
from sales.models import Order
from sales.services.confirmation import confirm_orders, reserve_waiting
from sales.services.deliveries import create_deliveries, ship_deliveries
from sales.services.holding import set_priority, take_over_for, what_others_lose
from tests.catalog.factories import make_variant
from tests.sales.factories import DAY, Shop, make_shop
from tests.sales.test_flow import promises_hold


@pytest.fixture
def shop(scope: Company) -> Shop:
    return make_shop(scope)


def reserved(*orders: Order) -> list[tuple[Decimal, str]]:
    for order in orders:
        order.refresh_from_db()
    return [(sum(line.reserved for line in order.lines.all()), order.reservation) for order in orders]


def notes_of(order: Order) -> list[str]:
    return list(
        ChangeLog.objects.filter(kind="sales.order", object_id=order.pk)
        .exclude(note="")
        .order_by("pk")
        .values_list("note", flat=True)
    )


def test_a_higher_priority_takes_what_lower_ones_hold(shop: Shop) -> None:
    shop.receive(10)
    low, normal, urgent = (shop.place(quantity)[0] for quantity in (4, 6, 7))
    for order in (low, normal, urgent):
        confirm_orders([order])
    assert reserved(low, normal, urgent) == [(4, "full"), (6, "full"), (0, "none")]
    assert what_others_lose([urgent]) == []
    before = Reservation.objects.count(), ChangeLog.objects.count()
    with pytest.raises(DomainError) as refusal:
        take_over_for([urgent])
    assert refusal.value.code == "stock.nothing_to_take"
    assert (Reservation.objects.count(), ChangeLog.objects.count()) == before

    set_priority([low], priority=Priority.LOW)
    set_priority([urgent], priority=Priority.URGENT)
    lost = what_others_lose([urgent])
    assert [str(order) in sentence for order, sentence in zip((low, normal), lost, strict=True)] == [
        True,
        True,
    ]
    take_over_for([urgent])
    assert reserved(low, normal, urgent) == [(0, "none"), (3, "partial"), (7, "full")]
    assert [len(notes_of(order)) for order in (low, normal, urgent)] == [1, 1, 2]
    assert str(urgent) in notes_of(low)[0]
    level = Level.objects.get()
    assert (level.on_hand, level.reserved) == (10, 10)
    promises_hold()
    # What comes in goes to whom comes first; the others wait for theirs.
    ship_deliveries(create_deliveries([urgent]))
    shop.receive(8)
    relay()
    assert reserved(low, normal) == [(4, "full"), (6, "full")]
    promises_hold()


def test_what_is_free_is_taken_before_anybody_loses(shop: Shop) -> None:
    shop.receive(5)
    other, urgent = shop.place(5)[0], shop.place(6)[0]
    confirm_orders([other])
    set_priority([urgent], priority=Priority.HIGH)
    confirm_orders([urgent])
    shop.receive(4)
    take_over_for([urgent])
    assert reserved(other, urgent) == [(3, "partial"), (6, "full")]
    promises_hold()


def test_whoever_lost_waits_until_somebody_reserves_again(shop: Shop) -> None:
    shop.receive(5)
    held, waiting = shop.place(5)[0], shop.place(3)[0]
    confirm_orders([held, waiting])
    release_rows(Reservation.objects.all(), note="Le client hésite")
    assert reserved(held, waiting) == [(0, "none"), (0, "none")]
    assert "Le client hésite" in notes_of(held)[0]
    relay()
    assert reserved(held, waiting) == [(0, "none"), (3, "full")]
    reserve_waiting([held])
    assert reserved(held) == [(2, "partial")]
    assert not Order.objects.get(pk=held.pk).is_held_back
    promises_hold()


def test_a_reservation_whose_time_is_over_is_free_again(shop: Shop) -> None:
    shop.receive(5)
    first, second = shop.place(3)[0], shop.place(2)[0]
    confirm_orders([first, second])
    now = timezone.now()
    keep_until(Reservation.objects.filter(source_id=first.pk), expires_at=now + dt.timedelta(hours=1))
    assert release_expired(now) == 0
    assert release_expired(now + dt.timedelta(hours=2)) == 1
    assert reserved(first, second) == [(0, "none"), (2, "full")]
    assert OutboxMessage.objects.filter(kind="inventory.level_changed").exists()
    promises_hold()


def test_taking_over_costs_the_same_for_one_and_fifty(shop: Shop) -> None:
    counts = []
    for how_many in (1, 1, 20):
        shop.receive(how_many * 2)
        losers = shop.place(2, how_many=how_many)
        confirm_orders(losers)
        winners = shop.place(2, how_many=how_many)
        confirm_orders(winners)
        set_priority(winners, priority=Priority.URGENT)
        with CaptureQueriesContext(connection) as queries:
            take_over_for(winners)
        counts.append(sum("SAVEPOINT" not in query["sql"] for query in queries))
        assert {state for _quantity, state in reserved(*winners)} == {ReservationState.FULL}
    assert counts[1] == counts[2]
    promises_hold()


def test_from_the_receipt_of_a_lot_to_its_recall(shop: Shop) -> None:
    """Received with its date, delivered first expired first, called back: who got it, where the rest is."""
    cream = make_variant(tracking="lot", price=Decimal(10))
    shop.variants = [cream]
    lots = take_lots(
        [
            LotDraft(shop.company.pk, cream.pk, number, expires_on=DAY + dt.timedelta(days))
            for number, days in (("L-LATE", 300), ("L-SOON", 60))
        ]
    )
    lines = [ReceiptLine(cream.pk, Decimal(5), Decimal(3), lot_id=lot.pk) for lot in lots]
    receive_stock(shop.warehouse, lines, date=DAY, label="BR-1")
    first, second = shop.place(3, how_many=2)
    confirm_orders([first, second])
    ship_deliveries(create_deliveries([first, second]))
    late, soon = lots
    assert [(move.lot, move.quantity) for move in Move.objects.filter(quantity__lt=5).order_by("pk")] == [
        (soon, 3),
        (soon, 2),
        (late, 1),
    ]
    third = shop.place(1)[0]
    confirm_orders([third])
    (held,) = Reservation.objects.all()
    assert held.lot == late
    with pytest.raises(DomainError) as refusal:
        change_lot([held], lot=soon)
    assert refusal.value.code == "stock.not_enough"
    assert Reservation.objects.get() == held
    block_lots([soon], reason="Rappel")
    block_lots([late], reason="Rappel", release=True)
    assert reserved(third) == [(0, "none")]
    assert not Reservation.objects.exists()
    trace = trace_of(soon)
    assert [(step.move.label, step.move.quantity) for step in trace.came] == [("BR-1", 5)]
    assert [step.document.order for step in trace.went] == [first, second]
    assert trace.customers == [shop.partner]
    assert trace.held == []
    assert [(level.lot, level.on_hand) for level in trace_of(late).held] == [(late, 4)]
    with CaptureQueriesContext(connection) as one:
        trace_of(late)
    with CaptureQueriesContext(connection) as more:
        trace_of(soon)
    assert len(one) == len(more)
    promises_hold()
