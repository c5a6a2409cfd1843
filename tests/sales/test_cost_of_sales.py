"""Anglo-Saxon books: cost of sales is what has left and is invoiced, whichever comes first."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db.models import Sum

from accounting.models import Entry, Invoice, Item, Period
from accounting.services.credit_notes import create_credit_notes
from accounting.services.invoices import post_invoices
from accounting.services.periods import close_periods
from erp.models import Company
from erp.outbox import relay
from erp.verify import run_checks
from inventory.choices import BookkeepingStyle
from inventory.models import StockSettings
from inventory.services.returns import return_stock
from inventory.types import Return
from sales.models import DeliveryLine, Order
from sales.services.confirmation import confirm_orders
from sales.services.cost_of_sales import recognise_cost_of_sales
from sales.services.deliveries import create_deliveries, ship_deliveries
from sales.services.invoicing import invoice_orders
from tests.query_counts import counted
from tests.sales.factories import DAY, Shop, make_shop

LATER = DAY + dt.timedelta(days=20)


@pytest.fixture
def shop(scope: Company) -> Shop:
    made = make_shop(scope)
    StockSettings.objects.create(company=scope, style=BookkeepingStyle.ANGLO_SAXON)
    return made


def balances() -> dict[str, Decimal]:
    """Of the stock, what is delivered and not invoiced, and the cost of sales."""
    rows = (
        Item.objects.filter(is_posted=True, account__code__in=["37", "4718", "60371"])
        .values_list("account__code")
        .annotate(Sum("debit"), Sum("credit"))
    )
    return {code: debit - credit for code, debit, credit in rows if debit != credit}


def test_delivered_then_invoiced(shop: Shop) -> None:
    shop.receive(5, 5)
    orders = shop.place(2, 1, how_many=2)
    confirm_orders(orders)
    ship_deliveries(create_deliveries(orders[:1]), dates=DAY)
    relay(1000)
    assert balances() == {"37": Decimal(28), "4718": Decimal(12)}
    invoice_orders(orders, dates=LATER)
    relay(1000)
    # The second order is invoiced and has not left yet.
    assert balances() == {"37": Decimal(28), "60371": Decimal(12)}
    assert Entry.objects.get(source_kind="sales.order", source_id=orders[0].pk).date == LATER
    ship_deliveries(create_deliveries(orders[1:]), dates=LATER)
    relay(1000)
    assert balances() == {"37": Decimal(16), "60371": Decimal(24)}
    assert recognise_cost_of_sales(Order.objects.all()) == []
    assert {verdict.name: verdict.problems for verdict in run_checks() if verdict.problems} == {}


def test_what_comes_back_is_no_cost_of_sales(shop: Shop) -> None:
    shop.receive(5)
    [order] = shop.place(3)
    confirm_orders([order])
    ship_deliveries(create_deliveries([order]), dates=DAY)
    invoice_orders([order], dates=DAY)
    relay(1000)
    line = DeliveryLine.objects.get()
    back = Return(
        company_id=shop.company.pk,
        warehouse_id=shop.warehouse.pk,
        variant_id=line.variant_id,
        quantity=Decimal(1),
        source_kind="test.return",
        source_id=1,
        source_line_id=1,
        issued_kind="sales.delivery",
        issued_line_id=line.pk,
    )
    return_stock([back], date=LATER)
    assert balances() == {"37": Decimal(12), "4718": Decimal(-4), "60371": Decimal(12)}
    [entry] = recognise_cost_of_sales([order])
    assert entry.date == LATER
    assert balances() == {"37": Decimal(12), "60371": Decimal(8)}


def test_a_credit_note_is_not_the_day_of_the_invoice(shop: Shop) -> None:
    shop.receive(5)
    [order] = shop.place(3)
    confirm_orders([order])
    invoice_orders([order], dates=DAY)
    relay(1000)
    post_invoices(create_credit_notes([Invoice.objects.get(kind="invoice")], date=LATER))
    relay(1000)
    ship_deliveries(create_deliveries([order]), dates=DAY)
    relay(1000)
    assert Entry.objects.get(source_kind="sales.order").date == DAY


def test_a_closed_month_is_left_alone(shop: Shop) -> None:
    shop.receive(5)
    [order] = shop.place(3)
    confirm_orders([order])
    ship_deliveries(create_deliveries([order]), dates=DAY)
    invoice_orders([order], dates=DAY)
    closed = Period.objects.get(company=shop.company, start_date__lte=DAY, end_date__gte=DAY)
    close_periods([closed])
    relay(1000)
    entry = Entry.objects.get(source_kind="sales.order")
    assert entry.date == closed.end_date + dt.timedelta(days=1)


def test_continental_books_know_no_interim_account(shop: Shop) -> None:
    StockSettings.objects.update(style=BookkeepingStyle.CONTINENTAL)
    shop.receive(5)
    [order] = shop.place(3)
    confirm_orders([order])
    ship_deliveries(create_deliveries([order]), dates=DAY)
    invoice_orders([order], dates=DAY)
    relay(1000)
    assert not Entry.objects.filter(source_kind="sales.order").exists()
    assert balances() == {"37": Decimal(8)}


def test_as_many_statements_for_ten_orders_as_for_one(shop: Shop) -> None:
    shop.receive(100)
    orders = shop.place(1, how_many=11)
    confirm_orders(orders)
    ship_deliveries(create_deliveries(orders), dates=DAY)
    invoice_orders(orders, dates=DAY)
    with counted("cost of sales recognised"):
        recognise_cost_of_sales(orders[:1])
    with counted("cost of sales recognised"):
        recognise_cost_of_sales(orders[1:])
