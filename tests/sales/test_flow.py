"""From order to money: reserved, delivered, invoiced, paid, at the figures that the ledger then shows."""

from datetime import date
from decimal import Decimal

import pytest
from django.db.models import Sum

from accounting.models import Entry, Invoice, Item, Payment, PaymentProvider
from accounting.services.invoices import cancel_invoices, post_invoices
from accounting.services.payments import cancel_payments
from erp.errors import DomainError
from erp.models import ChangeLog, Company, OutboxMessage
from erp.outbox import relay
from erp.verify import run_checks
from inventory.models import Level, Move, Reservation
from inventory.selectors.valuation import stock_value
from sales.choices import InvoiceState, OrderStatus, PaymentState, ReservationState
from sales.models import Delivery, DeliveryLine, Order
from sales.services.cancellation import cancel_orders
from sales.services.confirmation import confirm_orders, reserve_waiting
from sales.services.deliveries import cancel_deliveries, change_deliveries, create_deliveries, ship_deliveries
from sales.services.fulfilment import fulfil_orders
from sales.services.invoicing import invoice_orders
from sales.services.payments import register_payments
from sales.types import OrderLineDraft, OrderPaymentDraft
from tests.sales.factories import DAY, Shop, make_shop


@pytest.fixture
def shop(scope: Company) -> Shop:
    return make_shop(scope)


def balance(code: str) -> Decimal:
    sums = Item.objects.filter(account__code__startswith=code, is_posted=True).aggregate(
        Sum("debit"), Sum("credit")
    )
    return (sums["debit__sum"] or Decimal(0)) - (sums["credit__sum"] or Decimal(0))


def promises_hold() -> None:
    broken = {verdict.name: verdict.problems for verdict in run_checks() if verdict.problems}
    assert broken == {}


def pay(order: Order, amount: str | Decimal, reference: str = "") -> list[Payment]:
    provider = PaymentProvider.objects.filter(company_id=order.company_id).order_by("pk").first()
    assert provider is not None
    return register_payments(
        [
            OrderPaymentDraft(
                order_id=order.pk,
                provider_code=provider.code,
                amount=Decimal(amount),
                date=DAY,
                reference=reference,
            )
        ]
    )


def with_shipping(shop: Shop) -> list[OrderLineDraft]:
    return [
        OrderLineDraft(variant_id=shop.variants[0].pk, quantity=Decimal(2)),
        OrderLineDraft(kind="shipping", description="Colissimo", unit_price=Decimal("4.99")),
        OrderLineDraft(kind="wrapping", unit_price=Decimal("2.00")),
        OrderLineDraft(kind="discount", description="NOEL", unit_price=Decimal("-3.00")),
    ]


def test_order_to_cash(shop: Shop) -> None:
    shop.receive(10, 10)
    # 24.00 + 4.99 + 2.00 - 3.00 = 27.99; the shop says 27.98.
    [order] = shop.place(lines=with_shipping(shop), expected_gross=Decimal("27.98"), external_reference="XKB")
    confirm_orders([order])
    assert (order.status, order.reservation) == ("confirmed", "full")
    assert str(order.number).startswith("SO")
    assert Reservation.objects.get().quantity == 2

    [delivery] = create_deliveries([order])
    assert delivery.status == "draft"
    assert str(delivery.number).startswith("BL")
    ship_deliveries([delivery], dates=DAY)
    order.refresh_from_db()
    assert order.status == OrderStatus.SHIPPED
    assert not Reservation.objects.exists()
    move = Move.objects.get(source_kind="sales.delivery", source_id=delivery.pk)
    assert (move.quantity, move.amount) == (2, Decimal("-8.00"))
    assert balance("37") == stock_value(shop.company) == Decimal(72)  # 20 received at 4, 2 gone

    [invoice] = invoice_orders([order], dates=DAY)
    order.refresh_from_db()
    assert (invoice.status, invoice.gross) == ("posted", Decimal("27.98"))
    assert (order.status, order.invoice_state) == (OrderStatus.DONE, InvoiceState.INVOICED)
    assert (invoice.order_reference, invoice.shop_reference) == (order.number, "XKB")
    assert balance("7085") == Decimal("-4.16")  # 4.99 with 20 %
    assert balance("706") == Decimal("-1.67")  # wrapping
    assert balance("411") == Decimal("27.98")
    assert invoice.lines.get(kind="rounding").gross == Decimal("-0.01")

    [payment] = pay(order, "27.98", "ch_1")
    invoice.refresh_from_db()
    order.refresh_from_db()
    assert (invoice.payment_status, order.payment_state) == ("paid", PaymentState.PAID)
    assert balance("411") == 0
    assert Item.objects.filter(account__code__startswith="411", reconciliation=None).count() == 0
    assert payment.source_id == order.pk
    said = list(
        ChangeLog.objects.filter(kind="sales.order", object_id=order.pk)
        .order_by("pk")
        .values_list("action", flat=True)
    )
    assert said == ["create", "confirmed", "shipped", "done"]
    kinds = set(OutboxMessage.objects.values_list("kind", flat=True))
    assert {
        "sales.order_confirmed",
        "sales.order_shipped",
        "sales.order_done",
        "sales.delivery_shipped",
    } <= kinds
    promises_hold()


def test_money_before_the_invoice_is_matched_when_it_is_posted(shop: Shop) -> None:
    shop.receive(10)
    [order, other] = shop.place(1, how_many=2)
    pay(order, 5, "ch_1")
    pay(order, 7, "ch_2")
    pay(order, 7, "ch_2")
    assert Payment.objects.count() == 2
    order.refresh_from_db()
    assert order.payment_state == PaymentState.PAID
    assert balance("411") == -12
    fulfil_orders([order, other], dates=DAY)
    mine, others = Invoice.objects.order_by("source_id")
    assert (mine.payment_status, mine.residual) == ("paid", 0)
    assert (others.payment_status, others.residual) == ("unpaid", 12)
    promises_hold()


def test_an_underpayment_stays_open_and_a_cancelled_payment_is_forgotten(shop: Shop) -> None:
    shop.receive(10)
    [order] = shop.place(1)
    fulfil_orders([order], dates=DAY)
    [payment] = pay(order, 5)
    order.refresh_from_db()
    assert order.payment_state == PaymentState.PARTIAL
    assert Invoice.objects.get().residual == 7
    cancel_payments([payment])
    relay(1000)
    order.refresh_from_db()
    assert order.payment_state == PaymentState.UNPAID


def test_what_is_missing_is_shown_delivered_in_part_and_follows_when_stock_arrives(shop: Shop) -> None:
    shop.receive(3, 1)
    [order] = shop.place(5, 1)
    confirm_orders([order])
    assert order.reservation == ReservationState.PARTIAL
    first, second = order.lines.all()
    assert (first.reserved, first.waiting, second.reserved) == (3, 2, 1)
    [delivery] = create_deliveries([order])
    with pytest.raises(DomainError) as refusal:
        create_deliveries([order])
    assert refusal.value.code == "order.nothing_to_deliver"
    ship_deliveries([delivery], dates=DAY)
    order.refresh_from_db()
    assert (order.status, order.reservation) == (OrderStatus.PARTIALLY_SHIPPED, ReservationState.NONE)
    promises_hold()

    shop.receive(10)
    relay(1000)
    order.refresh_from_db()
    assert order.reservation == ReservationState.FULL
    assert Reservation.objects.get().quantity == 2
    done = fulfil_orders([order], dates=DAY)
    order.refresh_from_db()
    assert (order.status, len(done.deliveries), len(done.invoices)) == (OrderStatus.DONE, 1, 1)
    assert done.invoices[0].gross == order.gross == 72
    assert sum(Delivery.objects.values_list("lines__quantity", flat=True)) == 6
    promises_hold()


def test_the_oldest_waiting_order_is_served_first(shop: Shop) -> None:
    orders = shop.place(4, how_many=3)
    confirm_orders(orders)
    assert {order.reservation for order in orders} == {ReservationState.NONE}
    shop.receive(6)
    served = reserve_waiting(orders)
    assert served == orders[:2]
    assert [order.reservation for order in orders] == ["full", "partial", "none"]
    assert reserve_waiting(orders) == []


def test_a_channel_may_insist_on_everything(shop: Shop) -> None:
    shop.receive(3)
    strict = make_strict(shop)
    [short] = strict.place(5)
    [fine] = strict.place(2)
    with pytest.raises(DomainError) as refusal:
        confirm_orders([fine, short])
    assert refusal.value.code == "order.not_enough"
    assert "2" in refusal.value.message
    assert not Reservation.objects.exists()
    assert set(Order.objects.values_list("status", "number")) == {("draft", None)}
    confirm_orders([Order.objects.get(pk=fine.pk)])
    assert Reservation.objects.get().quantity == 2


def make_strict(shop: Shop) -> Shop:
    from dataclasses import replace

    from tests.sales.factories import make_channel

    return replace(shop, channel=make_channel(shop.company, shop.warehouse, allows_partial_reservation=False))


def test_an_order_of_services_has_nothing_to_ship(shop: Shop) -> None:
    [order] = shop.place(
        lines=[OrderLineDraft(kind="service", description="Gravure", unit_price=Decimal(30))]
    )
    confirm_orders([order])
    assert order.status == OrderStatus.SHIPPED
    invoice_orders([order], dates=DAY)
    order.refresh_from_db()
    assert order.status == OrderStatus.DONE


def test_cancelling_lets_go_of_what_was_reserved(shop: Shop) -> None:
    shop.receive(3)
    [first, second] = shop.place(3, how_many=2)
    confirm_orders([first, second])
    create_deliveries([first])
    cancel_orders([first], note="Customer called")
    relay(1000)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.status, first.reservation) == (OrderStatus.CANCELLED, ReservationState.NONE)
    assert first.deliveries.get().status == "cancelled"
    assert second.reservation == ReservationState.FULL
    assert ChangeLog.objects.filter(kind="sales.order", note="Customer called").count() == 1
    promises_hold()


def test_a_delivery_taken_back_leaves_the_goods_reserved(shop: Shop) -> None:
    shop.receive(3)
    [order] = shop.place(3)
    confirm_orders([order])
    [delivery] = create_deliveries([order])
    cancel_deliveries([delivery])
    assert Reservation.objects.get().quantity == 3
    [again] = create_deliveries([order])
    change_deliveries([(again, {"tracking_number": "6A123"})])
    ship_deliveries([again], dates=DAY)
    again.refresh_from_db()
    assert (again.tracking_number, again.status) == ("6A123", "shipped")
    promises_hold()


def state() -> tuple:
    return (
        list(Order.objects.order_by("pk").values_list("status", "number", "reservation", "invoice_state")),
        list(Delivery.objects.order_by("pk").values_list("status", "number", "shipped_at")),
        DeliveryLine.objects.count(),
        Move.objects.count(),
        Reservation.objects.count(),
        Entry.objects.count(),
        Invoice.objects.count(),
        ChangeLog.objects.count(),
        OutboxMessage.objects.count(),
        list(Level.objects.order_by("pk").values_list("on_hand", "reserved")),
    )


def test_refusals_say_what_to_do_and_write_nothing(shop: Shop) -> None:
    shop.receive(20)
    draft, confirmed, shipped, done, cancelled, invoiced = orders = shop.place(1, how_many=6)
    confirm_orders([confirmed, shipped, invoiced])
    ship_deliveries(create_deliveries([shipped]), dates=DAY)
    fulfil_orders([done], dates=DAY)
    cancel_orders([cancelled])
    invoice_orders([invoiced], dates=DAY)
    [gone] = Delivery.objects.filter(order=shipped)
    for order in orders:
        order.refresh_from_db()
    before = state()
    for code, call in [
        ("transition.refused", lambda: confirm_orders([draft, confirmed])),
        ("transition.refused", lambda: confirm_orders([draft, cancelled])),
        ("order.nothing_to_deliver", lambda: create_deliveries([confirmed, draft])),
        ("order.nothing_to_deliver", lambda: create_deliveries([confirmed, shipped])),
        ("transition.refused", lambda: ship_deliveries([gone], dates=DAY)),
        ("transition.refused", lambda: cancel_deliveries([gone])),
        ("order.not_confirmed", lambda: invoice_orders([shipped, draft])),
        ("order.not_confirmed", lambda: invoice_orders([shipped, cancelled])),
        ("order.invoiced_already", lambda: invoice_orders([shipped, done])),
        ("order.shipped", lambda: cancel_orders([draft, shipped])),
        ("order.shipped", lambda: cancel_orders([draft, done])),
        ("order.invoiced", lambda: cancel_orders([draft, invoiced])),
        ("transition.refused", lambda: cancel_orders([draft, cancelled])),
        ("period.missing", lambda: invoice_orders([shipped], dates=date(1999, 1, 1))),
        (
            "order.gone",
            lambda: register_payments(
                [OrderPaymentDraft(order_id=0, provider_code="X", amount=Decimal(1), date=DAY)]
            ),
        ),
        (
            "payment.provider",
            lambda: register_payments(
                [OrderPaymentDraft(order_id=done.pk, provider_code="X", amount=Decimal(1), date=DAY)]
            ),
        ),
    ]:
        with pytest.raises(DomainError) as refusal:
            call()
        assert refusal.value.code == code
        assert refusal.value.message
        assert state() == before, code
    promises_hold()


def test_a_draft_invoice_posted_or_given_up_later_is_noticed(shop: Shop) -> None:
    shop.receive(10)
    posted, given_up = shop.place(1, how_many=2)
    fulfil_orders([posted, given_up], dates=DAY, post=False)
    first, second = Invoice.objects.order_by("source_id")
    assert set(Order.objects.values_list("status", "invoice_state")) == {("shipped", "draft")}
    post_invoices([first])
    cancel_invoices([second])
    relay(1000)
    posted.refresh_from_db()
    given_up.refresh_from_db()
    assert (posted.status, posted.invoice_state) == (OrderStatus.DONE, InvoiceState.INVOICED)
    assert (given_up.status, given_up.invoice_state) == (OrderStatus.SHIPPED, InvoiceState.NONE)
    promises_hold()


def test_verify_finds_what_is_not_so(shop: Shop) -> None:
    shop.receive(10)
    [order] = shop.place(2)
    confirm_orders([order])
    order.lines.update(reserved=1)
    broken = {verdict.name for verdict in run_checks() if verdict.problems}
    assert {"sales.reservations", "sales.states"} <= broken
