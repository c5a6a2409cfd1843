"""Orders recorded from running PrestaShops go all the way: sales order, delivery, invoice, to the cent of what was paid."""

from collections import Counter
from decimal import Decimal

import pytest

from accounting.models import Invoice
from catalog.models import Variant
from connectors.models import InboundOrder
from connectors.services.importing import import_orders
from connectors.totals import check_totals
from erp.models import Company
from erp.money import round_money
from erp.verify import run_checks
from inventory.services.receipts import receive_stock
from inventory.types import ReceiptLine
from sales.choices import OrderStatus
from sales.models import Order
from sales.services.confirmation import confirm_orders
from sales.services.fulfilment import fulfil_orders
from tests.catalog.factories import make_product
from tests.connectors.test_real_recordings import SHOPS, all_orders
from tests.connectors.world import add_tax, connect
from tests.sales.factories import DAY
from tests.shared_data import needs

pytestmark = needs("shops")


@pytest.mark.parametrize("shop", SHOPS)
def test_real_orders_become_invoices_of_what_was_paid(scope: Company, shop: str) -> None:
    orders = all_orders(shop)
    connected = connect(scope, "http://127.0.0.1/", "key", stock=0)
    add_tax(scope, "DE", "19")
    for sku in sorted({line.sku for order in orders for line in order.lines if line.sku}):
        make_product(skus=[sku])
    receive_stock(
        connected.shop.warehouse,
        [ReceiptLine(variant.pk, Decimal(1000), Decimal("1.5")) for variant in Variant.objects.all()],
        date=DAY,
        source_kind="test.receipt",
        source_id=0,
        label="Opening stock",
    )
    result = import_orders(connected.connection, orders)
    reasons = Counter(InboundOrder.objects.exclude(reason_code="").values_list("reason_code", flat=True))
    assert result.created + result.quarantined + result.ignored == len(orders)
    # Left out are the shop's own sample orders, whose header says two amounts, and what was cancelled or refused.
    # What the shop paid back came in, with a word on the credit note to make.
    assert set(reasons) == {"order.two_totals", "cancelled", "payment_refused", "order.refunded"}
    assert result.created >= 15
    paid = {order.external_id: order for order in orders}
    waiting = Order.objects.filter(status=OrderStatus.DRAFT)
    confirm_orders(waiting)
    ready = Order.objects.filter(status__in=[OrderStatus.CONFIRMED, OrderStatus.SHIPPED])
    fulfil_orders(ready)
    for order in Order.objects.all():
        told = paid[order.external_number]
        invoice = Invoice.objects.get(source_kind="sales.order", source_id=order.pk)
        assert invoice.gross == order.gross == round_money(told.totals.paid_gross, told.currency)
        assert abs(order.rounding_difference) <= connected.connection.tolerance
        by_rate = {rate.percent.normalize(): rate.gross for rate in check_totals(told).rates}
        ours: Counter[Decimal] = Counter()
        for tax in invoice.taxes.all():
            ours[tax.tax.percent.normalize()] += tax.base + tax.amount
        for percent, gross in ours.items():
            assert abs(gross - by_rate[percent]) <= Decimal("0.02")
    assert [verdict for verdict in run_checks() if verdict.problems] == []
