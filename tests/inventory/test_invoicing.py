"""Supplier invoices meet receipts: what is open, what differs in price, what is accrued; the stock is worth what the
ledger says."""

import datetime as dt
import random
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounting.models import Entry, Invoice, Item
from accounting.services.credit_notes import create_credit_notes
from accounting.services.invoices import create_invoices, post_invoices
from accounting.types import CreditLineDraft
from catalog.models import Variant
from erp.errors import DomainError
from erp.models import Company, Partner
from inventory.choices import BookkeepingStyle
from inventory.models import GoodsReceipt, InvoicedReceipt, Move, StockSettings, ValueAdjustment, Warehouse
from inventory.selectors.invoicing import open_bill_lines, open_receipts
from inventory.selectors.valuation import booked_value, stock_value
from inventory.services.accruals import accrual_at, post_accrual
from inventory.services.goods_receipts import receive_goods
from inventory.services.invoicing import BillMatch, match_bill_lines, match_bills
from tests.accounting.factories import bill_draft, booked, goods, make_bill
from tests.catalog.factories import make_variant
from tests.erp.factories import make_partner, make_user
from tests.inventory.factories import make_document, problems, ship
from tests.query_counts import assert_query_count

DAY = dt.date(2026, 3, 16)
MONTH_END = dt.date(2026, 3, 31)


pytestmark = pytest.mark.django_db


@pytest.fixture
def supplier(warehouse: Warehouse) -> Partner:
    return make_partner("Verrerie du Nord")


@pytest.fixture
def lamp(variant: Variant) -> Variant:
    return variant


def received(
    warehouse: Warehouse, supplier: Partner | None, variant: Variant, quantity: object, cost: object
) -> Move:
    """The move of a supplier's receipt."""
    line = {"variant": variant, "expected": Decimal(str(quantity)), "unit_cost": Decimal(str(cost))}
    receipt = make_document(GoodsReceipt, [line], warehouse=warehouse, partner=supplier, date=DAY)
    receive_goods([receipt], date=DAY)
    return Move.objects.get(source_kind="inventory.goodsreceipt", source_id=receipt.pk, layers__isnull=False)


def bill(
    company: Company, supplier: Partner, variant: Variant, quantity: object, price: object, **values: object
) -> Invoice:
    line = goods(company, str(price), str(quantity), variant_id=variant.pk)
    return make_bill(company, supplier, line, date=DAY, **values)


def worth_what_is_booked(company: Company) -> Decimal:
    day = dt.date(2027, 12, 31)
    worth = stock_value(company, day)
    assert worth == booked_value(company, day)
    return worth


def test_a_dearer_invoice_is_on_what_remains_and_on_what_is_gone_once(
    scope: Company, warehouse: Warehouse, supplier: Partner, lamp: Variant
) -> None:
    move = received(warehouse, supplier, lamp, 10, "21.50")
    ship(warehouse, lamp, 1, DAY)
    invoice = bill(scope, supplier, lamp, 10, "22.40")
    [open_line] = open_bill_lines([invoice])
    assert (open_line.quantity, open_line.amount) == (10, Decimal("224.00"))
    [row] = match_bills([invoice])
    assert (row.move, row.quantity, row.amount, row.cost) == (move, 10, Decimal("224.00"), Decimal("215.00"))
    change = ValueAdjustment.objects.get(key=f"invoiced:{row.pk}")
    assert (change.amount, change.gone_amount, change.date) == (Decimal("8.10"), Decimal("0.90"), DAY)
    assert booked(change.entry_id) == [
        ("37", Decimal("8.10"), 0),
        ("6037", Decimal("0.90"), 0),
        ("6037", 0, Decimal("9.00")),
    ]
    assert match_bills([invoice]) == []
    assert ValueAdjustment.objects.count() == InvoicedReceipt.objects.count() == 1
    assert open_receipts([scope.pk]) == open_bill_lines([invoice]) == []
    assert worth_what_is_booked(scope) == Decimal("201.60")
    assert problems() == []


def test_invoices_in_parts_add_up_and_what_no_receipt_brought_stays_open(
    scope: Company, warehouse: Warehouse, supplier: Partner, lamp: Variant
) -> None:
    first = received(warehouse, supplier, lamp, 3, "33.333333")
    received(warehouse, make_partner("Autre maison"), lamp, 5, 30)
    unclaimed = received(warehouse, None, lamp, 1, 30)
    one = bill(scope, supplier, lamp, 1, "33.33")
    many = bill(scope, supplier, lamp, 4, "33.33")
    rows = match_bills([one, many])
    assert [(row.move, row.quantity) for row in rows] == [(first, 1), (first, 2), (unclaimed, 1)]
    assert sum(row.cost for row in rows[:2]) == first.amount == Decimal("100.00")
    [left] = open_bill_lines([many])
    assert (left.quantity, left.amount) == (1, Decimal("33.33"))
    assert [(still.quantity, still.amount) for still in open_receipts([scope.pk])] == [(5, Decimal(150))]
    worth_what_is_booked(scope)
    assert problems() == []


def test_a_credit_note_restores(
    scope: Company, warehouse: Warehouse, supplier: Partner, lamp: Variant
) -> None:
    received(warehouse, supplier, lamp, 10, 20)
    invoice = bill(scope, supplier, lamp, 10, 23)
    match_bills([invoice])
    assert worth_what_is_booked(scope) == 230
    [note] = create_credit_notes(
        [invoice], [CreditLineDraft(invoice.lines.get().pk, Decimal(4))], date=DAY, supplier_reference="AV"
    )
    post_invoices([note])
    [row] = match_bills([note])
    assert (row.quantity, row.amount, row.cost) == (-4, Decimal(-92), Decimal(-80))
    assert match_bills([note, invoice]) == []
    assert worth_what_is_booked(scope) == 218
    [still] = open_receipts([scope.pk])
    assert (still.quantity, still.amount) == (4, Decimal(80))
    assert open_bill_lines([invoice]) == []
    assert problems() == []


def test_what_does_not_fit_is_refused(
    scope: Company, warehouse: Warehouse, supplier: Partner, lamp: Variant
) -> None:
    move = received(warehouse, supplier, lamp, 10, 20)
    invoice = bill(scope, supplier, lamp, 12, 20)
    line = invoice.lines.get()
    other = received(warehouse, supplier, make_variant(), 1, 1)
    for match, code in (
        (BillMatch(line.pk, move.pk, Decimal(11)), "bill_match.quantity"),
        (BillMatch(line.pk, move.pk, Decimal(0)), "bill_match.quantity"),
        (BillMatch(line.pk, other.pk, Decimal(1)), "bill_match.line"),
    ):
        with pytest.raises(DomainError) as refusal:
            match_bill_lines([match])
        assert refusal.value.code == code
    assert not InvoicedReceipt.objects.exists()
    match_bill_lines([BillMatch(line.pk, move.pk, Decimal(10))])
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE inventory_invoicedreceipt SET quantity = 1")


def test_what_is_not_invoiced_at_the_end_of_the_month_is_accrued_for_a_day(
    scope: Company, warehouse: Warehouse, supplier: Partner, lamp: Variant
) -> None:
    received(warehouse, supplier, lamp, 10, "21.50")
    invoice = bill(scope, supplier, lamp, 3, "22.00")
    match_bills([invoice])
    assert accrual_at(scope, MONTH_END).net == Decimal("150.50")
    entry, back = post_accrual(scope, MONTH_END)
    assert booked(entry.pk) == [
        ("607", Decimal("150.50"), 0),
        ("44586", Decimal("30.10"), 0),
        ("408", 0, Decimal("180.60")),
    ]
    assert (entry.date, back.date, back.reversal_of) == (MONTH_END, dt.date(2026, 4, 1), entry)
    assert post_accrual(scope, MONTH_END) == [entry, back]
    assert sum(Item.objects.filter(account__code="408").values_list("credit", flat=True)) == Decimal("180.60")
    late = bill(scope, supplier, lamp, 7, "21.50", supplier_reference="late")
    match_bills([late])
    with pytest.raises(DomainError) as refusal:
        post_accrual(scope, dt.date(2026, 4, 30))
    assert refusal.value.code == "accrual.nothing"
    assert Entry.objects.filter(source_kind=entry.source_kind).count() == 2


def test_interim_accounts_are_cleared_by_the_invoice(
    scope: Company, warehouse: Warehouse, supplier: Partner, lamp: Variant
) -> None:
    StockSettings.objects.create(company=scope, style=BookkeepingStyle.ANGLO_SAXON)
    received(warehouse, supplier, lamp, 10, "21.50")
    invoice = bill(scope, supplier, lamp, 10, "22.40")
    assert booked(invoice.entry_id)[0] == ("4717", Decimal("224.00"), 0)
    match_bills([invoice])
    interim = Item.objects.filter(account__code="4717").values_list("debit", "credit")
    assert sum(debit - credit for debit, credit in interim) == 0
    with pytest.raises(DomainError, match=r"accrual\.interim"):
        post_accrual(scope, MONTH_END)


@pytest.mark.parametrize("seed", range(3))
def test_the_stock_is_worth_what_the_ledger_says_whatever_happens(
    scope: Company, warehouse: Warehouse, supplier: Partner, lamp: Variant, seed: int
) -> None:
    chance = random.Random(seed)
    invoices: list[Invoice] = []
    for _step in range(14):
        action = chance.choice(("receive", "receive", "bill", "bill", "ship", "credit"))
        if action == "receive":
            received(
                warehouse,
                supplier,
                lamp,
                chance.randint(1, 9),
                f"{chance.randint(100, 999)}.{chance.randint(0, 99):02d}",
            )
        elif action == "bill":
            invoice = bill(scope, supplier, lamp, chance.randint(1, 9), f"{chance.randint(100, 999)}.37")
            invoices.append(invoice)
            match_bills(invoices)
        elif action == "ship":
            held = sum(Move.objects.filter(variant=lamp, amount__gt=0).values_list("quantity", flat=True))
            gone = sum(Move.objects.filter(variant=lamp, amount__lt=0).values_list("quantity", flat=True))
            if held - gone >= 2:
                ship(warehouse, lamp, chance.randint(1, 2), DAY)
        elif invoices:
            original = invoices.pop()
            [note] = create_credit_notes([original], date=DAY, supplier_reference=f"AV {original.pk}")
            post_invoices([note])
            match_bills([note])
        worth_what_is_booked(scope)
    came = sum(Move.objects.filter(layers__isnull=False).values_list("amount", flat=True))
    charged = sum(InvoicedReceipt.objects.values_list("cost", flat=True))
    assert sum(one.amount for one in open_receipts([scope.pk])) == came - charged
    assert problems() == []


def test_one_or_many_take_the_same_statements(
    scope: Company, warehouse: Warehouse, supplier: Partner
) -> None:
    for size in (1, 20):
        variants = [make_variant() for _number in range(size)]
        for variant in variants:
            received(warehouse, supplier, variant, 5, 10)
        invoices = create_invoices(
            [
                bill_draft(scope, supplier, goods(scope, "11", "5", variant_id=variant.pk), date=DAY)
                for variant in variants
            ]
        )
        post_invoices(invoices)
        with CaptureQueriesContext(connection) as captured:
            assert len(match_bills(invoices)) == size
        assert_query_count("match supplier invoices", len(captured))


def test_on_screen(
    scope: Company, warehouse: Warehouse, supplier: Partner, lamp: Variant, client: Client
) -> None:
    received(warehouse, supplier, lamp, 10, 20)
    invoice = bill(scope, supplier, lamp, 6, 21)
    client.force_login(make_user(scope, language="en"), backend="erp.permissions.RoleBackend")
    place = reverse("accounting.supplierinvoice.detail", args=[invoice.pk])
    assert "Match with receipts" in client.get(place).content.decode()
    answer = client.post(reverse("inventory_match_bill", args=[invoice.pk]), follow=True)
    assert "1 receipt is matched" in answer.content.decode()
    assert "Match with receipts" not in client.get(place).content.decode()
    page = client.get(reverse("inventory_not_invoiced"), {"date": "2026-03-31"})
    assert page.status_code == 200 and "€80.00" in page.content.decode().replace(" ", "")
    client.post(reverse("inventory_accrue"), {"date": "2026-03-31"})
    assert Entry.objects.filter(source_kind="inventory.received_not_invoiced").count() == 2
    again = client.get(reverse("inventory_not_invoiced"), {"date": "nonsense"})
    assert again.status_code == 200
    assert client.get("/inventory/invoicedreceipt/").status_code == 200
