"""Services take a number of queries that does not depend on how many documents they are given; the numbers are kept."""

from collections.abc import Callable
from dataclasses import replace

from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounting.models import PaymentProvider
from accounting.services.invoices import post_invoices
from erp.models import Company
from erp.scope import open_scope
from sales.models import Order
from sales.services.cancellation import cancel_orders
from sales.services.confirmation import confirm_orders, reserve_waiting
from sales.services.deliveries import create_deliveries, ship_deliveries
from sales.services.fulfilment import fulfil_orders
from sales.services.invoicing import invoice_orders
from sales.services.payments import register_payments
from sales.types import OrderPaymentDraft
from tests.erp.factories import make_user
from tests.query_counts import assert_query_count
from tests.sales.factories import DAY, Shop, make_shop


def course(shop: Shop, how_many: int) -> dict[str, int]:
    """The queries of each service on `how_many` orders."""
    counts: dict[str, int] = {}

    def counted(name: str, call: Callable[[], object]) -> object:
        with CaptureQueriesContext(connection) as queries:
            found = call()
        counts[name] = len(queries)
        return found

    orders = shop.place(1, 2, how_many=how_many)
    provider = PaymentProvider.objects.filter(company_id=shop.company.pk).order_by("pk").first()
    assert provider is not None

    def payments(some: list[Order]) -> list[OrderPaymentDraft]:
        return [
            OrderPaymentDraft(
                order_id=order.pk, provider_code=provider.code, amount=order.gross / 2, date=DAY
            )
            for order in some
        ]

    counted("confirm_orders", lambda: confirm_orders(orders))
    counted("register_payments before", lambda: register_payments(payments(orders)))
    deliveries = counted("create_deliveries", lambda: create_deliveries(orders))
    counted("ship_deliveries", lambda: ship_deliveries(deliveries, dates=DAY))  # type: ignore[arg-type]
    counted("invoice_orders", lambda: invoice_orders(orders, dates=DAY))
    counted("register_payments after", lambda: register_payments(payments(orders)))
    given_up = shop.place(1, 2, how_many=how_many)
    confirm_orders(given_up)
    create_deliveries(given_up)
    counted("cancel_orders", lambda: cancel_orders(given_up))
    counted("fulfil_orders", lambda: fulfil_orders(shop.place(1, 2, how_many=how_many), dates=DAY))
    late = replace(shop, variants=[shop.variants[2]])
    waiting = late.place(1, how_many=how_many)
    confirm_orders(waiting)
    late.receive(how_many)
    counted("reserve_waiting", lambda: reserve_waiting(waiting))
    return counts


def test_one_and_fifty_take_the_same(scope: Company) -> None:
    shop = make_shop(scope, articles=3)
    shop.receive(500, 500)
    course(shop, 1)  # fills caches: content types, sequences
    one, fifty = course(shop, 1), course(shop, 50)
    assert one == fifty
    for name, count in one.items():
        assert_query_count(name, count)


def test_one_delivery_and_one_invoice_take_few(scope: Company) -> None:
    """With a person who acts, as from a screen; savepoints are no queries."""

    def sent(work: Callable[[], object]) -> int:
        with CaptureQueriesContext(connection) as queries:
            work()
        return sum("SAVEPOINT" not in query["sql"] for query in queries.captured_queries)

    shop = make_shop(scope, articles=3)
    shop.receive(50, 50, 50)
    with open_scope(actor=make_user(scope), companies=[scope], source="screen"):
        for _warm in range(2):
            orders = shop.place(1, 2, 3)
            confirm_orders(orders)
            deliveries = create_deliveries(orders)
            shipping = sent(lambda found=deliveries: ship_deliveries(found))  # type: ignore[misc]
            invoices = invoice_orders(orders, post=False)
            posting = sent(lambda found=invoices: post_invoices(found))  # type: ignore[misc]
    assert shipping <= 25
    assert posting <= 20
