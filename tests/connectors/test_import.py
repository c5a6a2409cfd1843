"""From the shop to the sales order: whole, once, to the cent; what can't be one waits with its reason."""

import multiprocessing
from collections import Counter
from decimal import Decimal

import pytest
from django.db import DatabaseError, connections, transaction
from django.test.utils import CaptureQueriesContext

from accounting.models import Payment
from connectors.choices import InboundStatus, Verdict
from connectors.models import Exchange, ExternalReference, InboundOrder
from connectors.services import mapping
from connectors.services.importing import (
    ImportResult,
    ignore_inbound_orders,
    import_orders,
    process_inbound_orders,
)
from connectors.services.pulling import pull_orders
from connectors.standin import RunningShop, running_shop
from connectors.standin.shop import StandinShop
from connectors.standin.tables import STATE_CANCELLED, STATE_PAID
from erp.errors import DomainError
from erp.models import Company, Partner
from erp.scope import open_scope
from sales.choices import LineKind, OrderStatus, PaymentState
from sales.models import Order, OrderLine
from tests.catalog.factories import make_product
from tests.connectors.conftest import START
from tests.connectors.world import Connected, add_tax, connect


@pytest.fixture
def connected(scope: Company, standin: RunningShop) -> Connected:
    return connect(scope, standin.url, standin.key)


def inbound(connected: Connected, code: str) -> list[InboundOrder]:
    return list(InboundOrder.objects.filter(connection=connected.connection, reason_code=code))


def test_a_pull_makes_sales_orders_of_the_shops_orders(connected: Connected, standin: RunningShop) -> None:
    result = pull_orders(connected.connection)
    assert result.error == ""
    assert result.created + result.quarantined + result.ignored == len(standin.shop.tables["orders"])
    assert result.created >= 15
    for order in Order.objects.all():
        told = next(row for row in standin.shop.tables["orders"] if row["id"] == order.external_number)
        assert (
            order.gross == order.shop_gross == Decimal(told["total_paid_tax_incl"]).quantize(Decimal("0.01"))
        )
        assert order.external_reference == told["reference"]
        assert sum(line.gross for line in order.lines.all()) == order.gross
        assert order.billing_address["line1"]
        assert (
            ExternalReference.objects.filter(kind="order", external_id=told["id"], object_id=order.pk).count()
            == 1
        )
    assert not OrderLine.objects.filter(kind=LineKind.GOODS, variant=None).exists()
    kinds = set(OrderLine.objects.values_list("kind", flat=True))
    assert {LineKind.GOODS, LineKind.SHIPPING, LineKind.DISCOUNT, LineKind.WRAPPING} <= kinds


def test_paid_orders_are_confirmed_reserved_and_their_money_is_in_the_clearing_account(
    connected: Connected,
) -> None:
    pull_orders(connected.connection)
    paid = Order.objects.filter(payment_state=PaymentState.PAID)
    assert paid.count() >= 10
    assert not paid.filter(status=OrderStatus.DRAFT).exists()
    for order in paid:
        payments = Payment.objects.filter(source_kind="sales.order", source_id=order.pk)
        assert sum(payment.amount for payment in payments) == order.gross
    assert Order.objects.filter(status=OrderStatus.DRAFT, payment_state=PaymentState.UNPAID).exists()


def test_pulling_again_creates_nothing_twice(connected: Connected) -> None:
    pull_orders(connected.connection)
    before = (
        Order.objects.count(),
        Partner.objects.count(),
        Payment.objects.count(),
        InboundOrder.objects.count(),
    )
    connected.connection.cursor = None
    result = pull_orders(connected.connection)
    assert (result.created, result.changed, result.quarantined) == (0, 0, 0)
    assert result.unchanged == before[3]
    assert before == (
        Order.objects.count(),
        Partner.objects.count(),
        Payment.objects.count(),
        InboundOrder.objects.count(),
    )


def test_each_reason_is_told_and_leaves_nothing_half_done(connected: Connected) -> None:
    pull_orders(connected.connection)
    waiting = InboundOrder.objects.filter(status=InboundStatus.QUARANTINED)
    assert {order.reason_code for order in waiting} == {"tax.unknown", "totals.differ", "variant.unknown"}
    assert all(order.order_id is None and order.reason for order in waiting)
    (differing,) = inbound(connected, "totals.differ")
    assert "7.40" in differing.reason
    assert "0.05" in differing.reason
    (unknown,) = inbound(connected, "variant.unknown")
    assert "OLD-CAL-2019" in unknown.reason
    ignored = Counter(
        InboundOrder.objects.filter(status=InboundStatus.IGNORED).values_list("reason_code", flat=True)
    )
    assert ignored == {"cancelled": 1, "payment_refused": 1}


def test_a_quarantined_order_is_processed_once_its_reason_is_gone(connected: Connected) -> None:
    pull_orders(connected.connection)
    make_product(skus=["OLD-CAL-2019"])
    add_tax(connected.company, "DE", "19")
    add_tax(connected.company, "DE", "7", "reduced")
    waiting = [*inbound(connected, "variant.unknown"), *inbound(connected, "tax.unknown")]
    result = process_inbound_orders(waiting)
    german = [order for order in waiting if order.payload["shipping"]["country"] == "DE"]
    assert result.created >= 2
    for order in german:
        order.refresh_from_db()
        assert order.status == InboundStatus.PROCESSED
        assert order.order is not None
        assert {line.tax.country_id for line in order.order.lines.all() if line.tax} == {"DE"}


def test_a_person_may_leave_a_quarantined_order_aside(connected: Connected) -> None:
    pull_orders(connected.connection)
    waiting = inbound(connected, "totals.differ")
    ignore_inbound_orders(waiting, note="agreed by phone")
    waiting[0].refresh_from_db()
    assert waiting[0].status == InboundStatus.IGNORED
    with pytest.raises(DomainError) as refusal:
        ignore_inbound_orders(waiting)
    assert refusal.value.code == "transition.refused"


def test_within_the_tolerance_the_difference_is_a_visible_rounding_line(connected: Connected) -> None:
    connected.connection.tolerance = Decimal("10")
    connected.connection.save()
    pull_orders(connected.connection)
    assert inbound(connected, "totals.differ") == []
    line = OrderLine.objects.filter(kind=LineKind.ROUNDING).order_by("gross")[0]
    assert line.gross == Decimal("-7.40")
    assert line.order.gross == line.order.shop_gross
    assert line.order.rounding_difference == Decimal("-7.40")


def test_what_is_paid_later_is_confirmed_then(connected: Connected, standin: RunningShop) -> None:
    pull_orders(connected.connection)
    order = Order.objects.filter(status=OrderStatus.DRAFT).order_by("pk")[0]
    standin.shop.set_state(order.external_number, STATE_PAID)
    result = pull_orders(connected.connection)
    assert result.changed >= 1
    order.refresh_from_db()
    assert (order.status, order.payment_state) == (OrderStatus.CONFIRMED, PaymentState.PAID)


def test_what_is_cancelled_in_the_shop_is_cancelled_here_unless_it_has_left(
    connected: Connected, standin: RunningShop
) -> None:
    from sales.services.deliveries import create_deliveries, ship_deliveries

    pull_orders(connected.connection)
    free, gone = Order.objects.filter(status=OrderStatus.CONFIRMED, reservation="full").order_by("pk")[:2]
    ship_deliveries(create_deliveries([gone]))
    for order in (free, gone):
        standin.shop.set_state(order.external_number, STATE_CANCELLED)
    pull_orders(connected.connection)
    free.refresh_from_db()
    gone.refresh_from_db()
    assert free.status == OrderStatus.CANCELLED
    assert gone.status == OrderStatus.SHIPPED
    stuck = InboundOrder.objects.get(order=gone)
    assert (stuck.status, stuck.reason_code) == (InboundStatus.PROCESSED, "order.shipped")


def test_money_the_shop_gave_back_waits_for_its_credit_note(connected: Connected) -> None:
    pull_orders(connected.connection)
    (refunded,) = inbound(connected, "order.refunded")
    assert refunded.status == InboundStatus.PROCESSED
    assert refunded.order is not None
    assert refunded.order.gross == Decimal(refunded.payload["totals"]["paid_gross"]).quantize(Decimal("0.01"))
    given_back = sum(
        Decimal(refund["products_gross"]) + Decimal(refund["shipping_gross"])
        for refund in refunded.payload["refunds"]
    )
    assert f"{given_back:.2f}" in refunded.reason


def test_every_exchange_is_kept_without_secrets_and_can_not_be_changed(
    connected: Connected, standin: RunningShop
) -> None:
    result = pull_orders(connected.connection)
    kept = Exchange.objects.filter(correlation_id=result.correlation_id)
    assert kept.count() == len(standin.server.requests)
    assert all(exchange.verdict == Verdict.OK and exchange.response_body for exchange in kept)
    assert not any(standin.key in f"{exchange.url}{exchange.request_headers}" for exchange in kept)
    assert InboundOrder.objects.filter(correlation_id=result.correlation_id).exists()
    with pytest.raises(DatabaseError), transaction.atomic():
        kept.update(error="nothing happened")


def test_a_wrong_key_is_told_in_words_and_nothing_is_lost(connected: Connected) -> None:
    connected.connection.credentials = {"key": "WRONG"}
    result = pull_orders(connected.connection)
    assert result.error
    connected.connection.refresh_from_db()
    assert connected.connection.last_error == result.error
    assert connected.connection.cursor is None
    assert Exchange.objects.filter(verdict=Verdict.REFUSED).exists()
    assert not InboundOrder.objects.exists()


def test_customers_are_one_partner_each_and_the_companys_own(
    connected: Connected, other_company: Company
) -> None:
    pull_orders(connected.connection)
    emails = list(Partner.objects.exclude(email="").values_list("email", flat=True))
    assert len(emails) == len(set(emails))
    made = Partner.objects.filter(pk__in=Order.objects.values("partner"))
    assert made.count() < Order.objects.count()
    assert all(partner.visible_to == [connected.company.pk] for partner in made)
    with open_scope(companies=[other_company]):
        assert not Partner.objects.filter(email__in=emails).exists()
        assert not InboundOrder.objects.exists()
        assert not Exchange.objects.exists()


def test_a_batch_of_fifty_takes_as_many_queries_as_one_of_five(
    connected: Connected, standin: RunningShop
) -> None:
    def place(how_many: int) -> list:
        for _number in range(how_many):
            standin.shop.place_order(items=[("MAI-BOL-GRE", 1)], person="1")
        with pytest.MonkeyPatch.context() as patch:
            found: list = []
            patch.setattr(
                "connectors.services.pulling.import_orders",
                lambda connection, batch, **rest: found.extend(batch) or ImportResult(),
            )
            pull_orders(connected.connection)
        return found[-how_many:]

    pull_orders(connected.connection)
    counts = []
    for how_many in (5, 50):
        orders = place(how_many)
        with CaptureQueriesContext(connections["default"]) as queries:
            result = import_orders(connected.connection, orders)
        assert result.created == how_many
        counts.append(len(queries))
    assert counts[0] == counts[1]


def _pull(company_id: int, connection_id: int, barrier, results) -> None:
    from connectors.models import Connection

    connections.close_all()
    with open_scope(companies=[company_id]):
        connection = Connection.objects.get(pk=connection_id)
        barrier.wait()
        result = pull_orders(connection)
        results.put((result.created, result.error))
    connections.close_all()


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_create_nothing_twice() -> None:
    from tests.erp.factories import make_company

    company = make_company()
    with running_shop(StandinShop(start=START)) as standin, open_scope(companies=[company]):
        connected = connect(company, standin.url, standin.key)
        connections.close_all()
        context = multiprocessing.get_context("fork")
        barrier, results = context.Barrier(2), context.Queue()
        workers = [
            context.Process(target=_pull, args=(company.pk, connected.connection.pk, barrier, results))
            for _worker in range(2)
        ]
        for worker in workers:
            worker.start()
        created = [results.get(timeout=60) for _worker in workers]
        for worker in workers:
            worker.join(30)
        assert [error for _created, error in created] == ["", ""]
        assert sum(number for number, _error in created) == Order.objects.count() > 10
        external = Counter(Order.objects.values_list("external_number", flat=True))
        assert max(external.values()) == 1
        assert Payment.objects.count() == len(set(Payment.objects.values_list("provider", "reference")))


def test_an_inactive_connection_is_not_pulled(connected: Connected) -> None:
    connected.connection.is_active = False
    with pytest.raises(DomainError) as refusal:
        pull_orders(connected.connection)
    assert refusal.value.code == "connection.inactive"


def test_articles_are_found_by_barcode_with_or_without_the_leading_zero() -> None:
    assert mapping._ean_forms("03760123450012") == ["03760123450012", "3760123450012", "003760123450012"]
    assert mapping._ean_forms("") == []
