"""A kit is ordered as one, leaves as its components, and stands on the invoice as one."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounting.models import InvoiceLine
from accounting.services.invoices import create_invoices, post_invoices
from catalog.models import Variant
from catalog.services import end_products, set_components
from catalog.types import KitDraft, Part
from erp.errors import DomainError
from erp.models import Company, OutboxMessage
from erp.outbox import relay
from erp.services.records import RecordDraft
from inventory.choices import Priority
from inventory.models import Level, Move, PickTask, Reservation, SafetyStock
from inventory.selectors.availability import availability, available_to_promise
from inventory.selectors.levels import stock_on_hand
from inventory.selectors.valuation import costs_of, stock_value
from inventory.services.customer_returns import receive_returns
from inventory.services.letting_go import release_rows
from inventory.services.pickings import Pick, confirm_picks
from inventory.services.receipts import receive_stock
from inventory.services.returns import return_stock
from inventory.services.safety import set_safety_stocks
from inventory.types import ReceiptLine, Return
from sales.choices import OrderStatus, ReservationState
from sales.models import Delivery, Order
from sales.resources.orders import OrderResource
from sales.services.cancellation import cancel_orders
from sales.services.confirmation import confirm_orders, reserve_waiting
from sales.services.deliveries import create_deliveries, ship_deliveries
from sales.services.fulfilment import fulfil_orders
from sales.services.holding import set_priority, take_over_for, what_others_lose
from sales.services.invoicing import _draft as invoice_draft
from sales.services.invoicing import invoice_orders
from sales.services.pick_lists import pick_lists
from sales.services.picking import pick_deliveries
from sales.services.returns import announce_returns, propose_credit_notes
from sales.services.writing import lines_of
from sales.types import OrderLineDraft
from tests.catalog.factories import make_variant
from tests.sales.factories import DAY, Shop, make_shop
from tests.sales.test_flow import promises_hold


@pytest.fixture
def shop(scope: Company) -> Shop:
    """Ten pots and seven cups in stock, and a set of one pot and two cups, for 30 € net."""
    shop = make_shop(scope)
    shop.receive(10, 7)
    return shop


@pytest.fixture
def kit(shop: Shop) -> Variant:
    pot, cup = shop.variants[:2]
    kit = make_variant(code="SET", name="Service à thé", kind="kit", price=Decimal(30))
    set_components([KitDraft(kit.pk, [Part(pot.pk, Decimal(1)), Part(cup.pk, Decimal(2))])])
    return kit


def order(shop: Shop, kit: Variant, quantity: int) -> Order:
    return shop.place(lines=[OrderLineDraft(variant_id=kit.pk, quantity=Decimal(quantity))])[0]


def on_hand(shop: Shop) -> list[Decimal]:
    return [stock_on_hand([v.pk])[v.pk].on_hand for v in shop.variants[:2]]


def test_a_kit_leaves_as_components_and_is_invoiced_as_one(shop: Shop, kit: Variant) -> None:
    pot, cup = shop.variants[:2]
    assert stock_on_hand([kit.pk])[kit.pk].available == 3
    assert costs_of([kit.pk], shop.company) == {kit.pk: Decimal(12)}
    sold = order(shop, kit, 2)
    result = fulfil_orders([sold])
    sold.refresh_from_db()
    assert sold.status == OrderStatus.DONE
    moves = Move.objects.filter(source_kind="sales.delivery")
    assert {(m.variant_id, m.quantity, m.amount) for m in moves} == {(pot.pk, 2, -8), (cup.pk, 4, -16)}
    assert on_hand(shop) == [8, 3]
    assert stock_value(shop.company) == Decimal(44)
    line = InvoiceLine.objects.get(invoice=result.invoices[0])
    assert (line.variant, line.quantity, line.net) == (kit, 2, 60)
    promises_hold()

    # It comes back as what left, at what it cost.
    (delivery_line,) = result.deliveries[0].lines.all()
    return_stock(
        [
            Return(
                company_id=shop.company.pk,
                warehouse_id=shop.warehouse.pk,
                variant_id=variant.pk,
                quantity=Decimal(quantity),
                source_kind="test.return",
                source_id=1,
                source_line_id=1,
                issued_kind="sales.delivery",
                issued_line_id=delivery_line.pk,
            )
            for variant, quantity in ((pot, 1), (cup, 2))
        ],
        date=DAY,
    )
    assert on_hand(shop) == [9, 5]
    assert stock_value(shop.company) == Decimal(56)


def test_only_whole_kits_are_set_aside_and_the_rest_waits_for_components(shop: Shop, kit: Variant) -> None:
    pot, cup = shop.variants[:2]
    sold = order(shop, kit, 5)
    confirm_orders([sold])
    assert sold.reservation == ReservationState.PARTIAL
    assert sold.lines.get().reserved == 3
    assert {(r.variant_id, r.quantity) for r in Reservation.objects.all()} == {(pot.pk, 3), (cup.pk, 6)}
    assert availability([kit.pk, cup.pk], [shop.warehouse.pk]) == {
        (kit.pk, shop.warehouse.pk): 0,
        (cup.pk, shop.warehouse.pk): 1,
    }
    promises_hold()
    (delivery,) = create_deliveries([sold])
    assert [(p.variant, p.quantity, p.kit) for p in pick_lists([delivery])[0].picks] == [
        (pot, 3, "Service à thé"),
        (cup, 6, "Service à thé"),
    ]
    ship_deliveries([delivery])

    # What a kit is made of may change: what was confirmed keeps its components.
    set_components([KitDraft(kit.pk, [Part(pot.pk, Decimal(1))])])
    OutboxMessage.objects.all().delete()
    receive_stock(
        shop.warehouse,
        [ReceiptLine(cup.pk, Decimal(10), Decimal(4))],
        date=DAY,
        source_kind="test.receipt",
        source_id=77,
        label="Cups",
    )
    assert reserve_waiting(Order.objects.filter(pk=sold.pk)) == [sold]
    sold.refresh_from_db()
    assert sold.reservation == ReservationState.FULL
    fulfil_orders([sold])
    assert on_hand(shop) == [5, 7]
    promises_hold()


def test_a_change_of_a_component_is_told_of_its_kits(shop: Shop, kit: Variant) -> None:
    OutboxMessage.objects.all().delete()
    shop.receive(0, 1)
    relay(1)
    told = OutboxMessage.objects.filter(kind="inventory.level_changed").values_list(
        "payload__variant_id", flat=True
    )
    assert set(told) == {shop.variants[1].pk, kit.pk}


def test_cancelling_lets_components_go_and_free_stock_is_shown_in_kits(shop: Shop, kit: Variant) -> None:
    sold = order(shop, kit, 2)
    free = next(c for c in OrderResource.lines[0].columns if getattr(c, "name", c) == "free").annotate
    assert sold.lines.annotate(free=free).get().free == 3
    confirm_orders([sold])
    cancel_orders([sold])
    assert not Reservation.objects.exists()
    assert not Level.objects.filter(reserved__gt=0).exists()
    promises_hold()


def test_letting_go_of_a_component_lets_go_of_the_kit(shop: Shop, kit: Variant) -> None:
    sold = order(shop, kit, 2)
    confirm_orders([sold])
    release_rows(Reservation.objects.filter(variant=shop.variants[0]))
    assert not Reservation.objects.exists()
    assert sold.lines.get().reserved == 0
    sold.refresh_from_db()
    assert (sold.reservation, sold.is_held_back) == (ReservationState.NONE, True)
    promises_hold()


def test_kits_keep_their_components_when_others_take_over(shop: Shop, kit: Variant) -> None:
    held, urgent = order(shop, kit, 3), shop.place(0, 5)[0]
    confirm_orders([held, urgent])
    set_priority([urgent], priority=Priority.URGENT)
    assert urgent.lines.get(variant=shop.variants[1]).reserved == 1
    assert what_others_lose([urgent]) == []
    with pytest.raises(DomainError) as refused:
        take_over_for([urgent])
    assert refused.value.code == "stock.nothing_to_take"
    assert held.lines.get().reserved == 3
    promises_hold()


def test_a_kit_is_picked_piece_by_piece_and_comes_back_whole(shop: Shop, kit: Variant) -> None:
    pot, cup = shop.variants[:2]
    sold = order(shop, kit, 3)
    confirm_orders([sold])
    (delivery,) = create_deliveries([sold])
    (picking,) = pick_deliveries([delivery])
    tasks = {task.variant_id: task for task in picking.lines.all()}
    assert {pk: task.quantity for pk, task in tasks.items()} == {pot.pk: 3, cup.pk: 6}
    # One more cup lies on the shelf, two are missing: half a kit is not delivered.
    with pytest.raises(DomainError) as refused:
        confirm_picks(picking, {tasks[cup.pk].pk: Pick(Decimal(4))})
    assert refused.value.code == "picking.kit"
    assert not PickTask.objects.filter(picked__isnull=False).exists()
    confirm_picks(picking, {task.pk: Pick(task.quantity) for task in tasks.values()})
    ship_deliveries([delivery], dates=DAY)
    invoice_orders([sold], dates=DAY)
    assert on_hand(shop) == [7, 1]
    (back,) = announce_returns([delivery], reason="withdrawal")
    expected = {line.variant_id: line for line in back.lines.all()}
    assert {pk: line.expected for pk, line in expected.items()} == {pot.pk: 3, cup.pk: 6}
    receive_returns(
        [back], date=DAY, quantities={expected[pot.pk].pk: Decimal(1), expected[cup.pk].pk: Decimal(3)}
    )
    (note,) = propose_credit_notes([back])
    assert note.lines.get(variant=kit).quantity == 1
    promises_hold()


def test_kits_take_as_many_statements_for_fifty(shop: Shop, kit: Variant) -> None:
    shop.receive(200, 400)
    # What a process reads once is read.
    fulfil_orders([order(shop, kit, 1)])
    counts = []
    for how_many in (1, 50):
        orders = [order(shop, kit, 1) for _number in range(how_many)]
        with CaptureQueriesContext(connection) as queries:
            fulfil_orders(orders)
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert Delivery.objects.count() == 52


def test_kits_are_not_stocked_themselves(shop: Shop, kit: Variant) -> None:
    with pytest.raises(DomainError) as refused:
        receive_stock(
            shop.warehouse,
            [ReceiptLine(kit.pk, Decimal(1), Decimal(1))],
            date=DAY,
            source_kind="test.receipt",
            source_id=78,
            label="Kits",
        )
    assert refused.value.code == "stock.kit"
    assert not Move.objects.filter(variant=kit).exists()


def test_what_ends_is_sold_until_it_is_gone(shop: Shop) -> None:
    end_products([shop.variants[0].product])
    fine, too_many = shop.place(10)[0], shop.place(1)[0]
    confirm_orders([fine])
    with pytest.raises(DomainError) as refused:
        confirm_orders([too_many])
    assert refused.value.code == "order.ended"
    too_many.refresh_from_db()
    assert too_many.status == OrderStatus.DRAFT


def test_a_kit_whose_part_ended_is_sold_until_the_part_is_gone(shop: Shop, kit: Variant) -> None:
    # Seven cups make three sets; of the tray, which ends, ten are left.
    tray, cup = make_variant(), shop.variants[1]
    receive_stock(shop.warehouse, [ReceiptLine(tray.pk, Decimal(10), Decimal(4))], date=DAY)
    set_components([KitDraft(kit.pk, [Part(tray.pk, Decimal(1)), Part(cup.pk, Decimal(2))])])
    end_products([tray.product])
    waits = order(shop, kit, 5)
    confirm_orders([waits])
    assert waits.reservation == ReservationState.PARTIAL
    end_products([cup.product])
    with pytest.raises(DomainError) as refused:
        confirm_orders([order(shop, kit, 1)])
    assert (refused.value.code, cup.name in str(refused.value.message)) == ("order.ended", True)
    assert Order.objects.filter(status=OrderStatus.CONFIRMED).count() == 1
    promises_hold()


def test_what_the_company_keeps_of_a_part_is_no_kit(shop: Shop, kit: Variant) -> None:
    cup = shop.variants[1]
    assert available_to_promise([kit.pk])[kit.pk].available == 3
    set_safety_stocks([RecordDraft(SafetyStock, {"variant": cup, "quantity": Decimal(4)})])
    told = available_to_promise([kit.pk])[kit.pk]
    # Three cups may be promised over all warehouses: one set.
    assert (told.available, told.safety, told.on_hand) == (1, 2, 3)
    assert told.at(shop.warehouse.pk).available == 3
    assert available_to_promise([kit.pk], warehouse_ids=[shop.warehouse.pk])[kit.pk].available == 3


def test_what_came_back_is_credited_once_over_two_invoices(shop: Shop) -> None:
    pot = shop.variants[0]
    [sold] = shop.place(6)
    result = fulfil_orders([sold])
    # Somebody made it out a second time.
    lines = lines_of([sold])[sold.pk]
    post_invoices(create_invoices([invoice_draft(sold, lines, DAY)]))
    assert InvoiceLine.objects.filter(source_line_id=lines[0].pk, invoice__status="posted").count() == 2
    [back] = announce_returns(result.deliveries, reason="withdrawal")
    receive_returns([back], date=DAY, quantities={line.pk: Decimal(4) for line in back.lines.all()})
    notes = propose_credit_notes([back])
    assert [line.quantity for note in notes for line in note.lines.filter(variant=pot)] == [4]


def test_an_urgent_kit_takes_over_what_it_misses_to_be_whole(shop: Shop, kit: Variant) -> None:
    pot = shop.variants[0]
    # All pots but one are promised; cups are free.
    held = shop.place(9)[0]
    confirm_orders([held])
    urgent = order(shop, kit, 5)
    confirm_orders([urgent])
    assert urgent.lines.get().reserved == 1
    set_priority([urgent], priority=Priority.URGENT)
    # Seven cups make three sets: two pots more are enough.
    [loss] = what_others_lose([urgent])
    assert pot.sku in loss or pot.name in loss
    take_over_for([urgent])
    assert (urgent.lines.get().reserved, held.lines.get(variant=pot).reserved) == (3, 7)
    assert {
        (r.variant_id, r.source_id): r.quantity for r in Reservation.objects.filter(source_id=held.pk)
    } == {(pot.pk, held.pk): 7}
    with pytest.raises(DomainError) as refused:
        take_over_for([urgent])
    assert refused.value.code == "stock.nothing_to_take"
    promises_hold()
