"""The past that the demo plays: its shape, and that all promises hold afterwards."""

import datetime as dt
from collections import Counter
from decimal import Decimal

import pytest

from accounting.models import Invoice
from accounting.services.charts import install_chart
from catalog.models import Variant
from erp.models import Company
from erp.verify import run_checks
from inventory.services.receipts import post_receipts
from inventory.services.warehouses import create_warehouse
from inventory.types import Receipt, ReceiptLine
from sales import demo
from sales.models import Order
from tests.bench import clocks
from tests.catalog.factories import make_product
from tests.erp.factories import make_site

UNTIL = dt.date(2026, 11, 24)


def build(company: Company, articles: int, how_many: int) -> tuple[list, list, list, list]:
    install_chart(company, first_year=2024)
    warehouse = create_warehouse(company, "ENT", "Entrepôt")
    channels = demo.make_channels(company, warehouse, store_site=make_site(company, "MAG", "store"))
    customers = demo.make_customers(max(how_many // 5, 16), country="FR")
    for number in range(articles):
        make_product(price=Decimal(4 + number * 3 % 41))
    variants = list(Variant.objects.select_related("product__unit").order_by("pk"))
    plan = demo.plan_history(channels, customers, variants, until=UNTIL, how_many=how_many)
    by_month: dict[dt.date, list[ReceiptLine]] = {}
    for (month, variant_id), quantity in sorted(demo.planned_demand(plan).items()):
        by_month.setdefault(month, []).append(ReceiptLine(variant_id, quantity + 2, Decimal(3)))
    post_receipts(
        [
            Receipt(company.pk, warehouse.pk, lines, month, "demo.receipt", number, "Réception")
            for number, (month, lines) in enumerate(sorted(by_month.items()))
        ]
    )
    return channels, customers, variants, plan


def test_a_past_with_a_shape_and_work_for_today(scope: Company) -> None:
    channels, customers, variants, plan = build(scope, articles=12, how_many=240)
    assert plan == demo.plan_history(channels, customers, variants, until=UNTIL, how_many=240)
    months = Counter(planned.ordered_on.month for planned in plan)
    assert months[12] + months[11] > 1.5 * (months[7] + months[8])
    played = demo.play_history(plan)
    statuses = Counter(Order.objects.values_list("status", flat=True))
    assert statuses["done"] > 220
    assert set(statuses) <= {"done", "cancelled"}
    dates = list(
        Invoice.objects.order_by("company_id", "date__year", "number").values_list("date", flat=True)
    )
    assert dates == sorted(dates)
    assert len(played.invoices) == statuses["done"]
    web = [order for order in Order.objects.all() if order.shop_gross is not None]
    assert all(order.payment_state == "paid" for order in web if order.status == "done")
    demo.leave_open_orders(channels, customers, variants, today=UNTIL)
    found = set(Order.objects.values_list("status", "reservation"))
    assert {
        ("draft", "none"),
        ("confirmed", "full"),
        ("confirmed", "partial"),
        ("partially_shipped", "none"),
        ("shipped", "full"),
    } <= found
    assert {verdict.name: verdict.problems for verdict in run_checks() if verdict.problems} == {}


@pytest.mark.bench
def test_two_years_of_three_companies_in_less_than_a_minute(scope: Company) -> None:
    """One company's share, on one core: 1,100 orders in less than 20 seconds of the processors."""
    channels, customers, variants, plan = build(scope, articles=100, how_many=1100)
    started = clocks.now()
    demo.play_history(plan)
    demo.leave_open_orders(channels, customers, variants, today=UNTIL)
    spent = clocks.now() - started
    print(
        f"{len(plan)} orders in {spent.wall:.1f} s, {spent.processor or spent.wall:.1f} s of the processors"
    )
    assert (spent.processor or spent.wall) < 20
