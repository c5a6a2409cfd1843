"""Every order recorded from running shops (9.1.4 and 8.1.2) is read and adds up to what was paid, to the cent.

The recordings lie beside the project, not in it; without them these tests are skipped.
"""

import json
from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from lxml import etree

from connectors.errors import ShopError
from connectors.prestashop.answers import check_answer
from connectors.prestashop.parse import Related, parse_order, parse_orders
from connectors.prestashop.taxes import KnownTax, plain_percent
from connectors.prestashop.values import identifier
from connectors.prestashop.xml import parse_document
from connectors.totals import check_totals
from connectors.types import ShopOrder, ShopOrderStatus
from erp.money import TaxableLine, TaxRate, compute_taxes
from tests.shared_data import DATA, needs

SHARED = DATA / "shops"
SHOPS = ("prestashop", "prestashop8")

pytestmark = needs("shops")

# Sample data a fresh shop is delivered with; its header says another amount to pay than its parts.
SAMPLES_WITH_TWO_TOTALS = {"1", "3", "4", "5"}

_ITEM = {"order_rows": "order_row", "taxes": "tax", "order_slip_details": "order_slip_detail"}


def element(tag: str, values: dict[str, Any]) -> etree._Element:
    """A JSON record as the XML one it was made from."""
    record = etree.Element(tag)
    for name, value in values.items():
        node = etree.SubElement(record, name)
        if name == "associations":
            for list_name, rows in value.items():
                items = etree.SubElement(node, list_name)
                items.extend(element(_ITEM.get(list_name, "item"), row) for row in rows)
        elif isinstance(value, list):
            for translation in value:
                etree.SubElement(node, "language", id=str(translation["id"])).text = translation["value"]
        else:
            node.text = str(value)
    return record


def load(shop: str, name: str, resource: str, tag: str) -> list[etree._Element]:
    return [element(tag, values) for values in json.loads((SHARED / shop / name).read_text())[resource]]


def by_id(records: Iterable[etree._Element]) -> dict[str, etree._Element]:
    return {identifier(record): record for record in records}


def surroundings(shop: str, **changes: Any) -> Related:
    taxes = {
        identifier(tax): KnownTax(
            identifier(tax), tax.findtext("name") or "", plain_percent(Decimal(tax.findtext("rate") or ""))
        )
        for tax in load(shop, "taxes_fr.json", "taxes", "tax")
    }
    return Related(
        timezone=ZoneInfo("Europe/Paris"),
        taxes=taxes,
        customers=by_id(load(shop, "customers.json", "customers", "customer")),
        addresses=by_id(load(shop, "addresses.json", "addresses", "address")),
        countries=by_id(load(shop, "countries_active.json", "countries", "country")),
        currencies=by_id(load(shop, "currencies.json", "currencies", "currency")),
        carriers=by_id(load(shop, "carriers.json", "carriers", "carrier")),
        languages=by_id(load(shop, "languages.json", "languages", "language")),
        order_states=by_id(load(shop, "order_states.json", "order_states", "order_state")),
        **changes,
    )


def order_thirty(shop: str) -> Related:
    """The one order whose details, vouchers, payments, carrier and credit note were recorded too."""
    details = load(shop, "order_details_of_order.json", "order_details", "order_detail")
    order_id = details[0].findtext("id_order") or ""
    payments = load(shop, "order_payments_of_order.json", "order_payments", "order_payment")
    return surroundings(
        shop,
        details_of_order={order_id: details},
        cart_rules_of_order={order_id: load(shop, "order_cart_rules_of_order.json", "order_cart_rules", "order_cart_rule")},
        payments_of_reference={payments[0].findtext("order_reference") or "": payments},
        carriers_of_order={order_id: load(shop, "order_carriers_of_order.json", "order_carriers", "order_carrier")},
        refunds_of_order={
            order_id: [
                slip for slip in load(shop, "order_slips.json", "order_slips", "order_slip")
                if slip.findtext("id_order") == order_id
            ]
        },
    )  # fmt: skip


def all_orders(shop: str) -> list[ShopOrder]:
    orders = parse_orders(load(shop, "orders_full.json", "orders", "order"), order_thirty(shop))
    assert all(isinstance(order, ShopOrder) for order in orders)
    return [order for order in orders if isinstance(order, ShopOrder)]


@pytest.mark.parametrize("shop", SHOPS)
def test_every_order_adds_up_to_what_was_paid(shop: str) -> None:
    orders = all_orders(shop)
    assert len(orders) == 30
    for order in orders:
        check = check_totals(order)
        assert check.difference == 0, order.external_id
        # The shop sums unrounded nets where it sums rounded grosses: a cent of net, never of money.
        assert abs(check.net_difference) <= Decimal("0.01"), order.external_id
        assert check.remarks == (), order.external_id
        two_totals = {problem.code for problem in order.problems} == {"order.two_totals"}
        assert two_totals == (order.external_id in SAMPLES_WITH_TWO_TOTALS), order.problems


@pytest.mark.parametrize("shop", SHOPS)
def test_our_own_computation_of_taxes_is_within_a_few_cents(shop: str) -> None:
    """What `erp.money` makes of the unit prices without tax: the rounding line of the invoice, and its size."""
    for order in all_orders(shop):
        check = check_totals(order)
        computed = compute_taxes(
            [
                TaxableLine(
                    index, line.quantity, line.unit_net, taxes=(TaxRate(str(line.percent), line.percent),)
                )
                for index, line in enumerate(check.lines)
            ],
            currency=order.currency,
        )
        assert abs(check.paid_gross - computed.gross) <= Decimal("0.03"), order.external_id


@pytest.mark.parametrize("shop", SHOPS)
def test_xml_and_json_of_the_same_orders_say_the_same(shop: str) -> None:
    related = surroundings(shop)
    page = parse_document((SHARED / shop / "orders_full_page1.xml").read_bytes()).find("orders")
    assert page is not None
    assert len(page) == 10
    from_json = load(shop, "orders_full.json", "orders", "order")[:10]
    assert parse_orders(page, related) == parse_orders(from_json, related)


@pytest.mark.parametrize("shop", SHOPS)
def test_every_single_order_answer_is_read(shop: str) -> None:
    related = surroundings(shop)
    names = sorted(
        path.name
        for path in (SHARED / shop).glob("order_*.xml")
        if path.stem not in ("order_detail", "order_slip_partial")
    )
    assert len(names) >= 14
    for name in names:
        order = parse_order(*parse_document((SHARED / shop / name).read_bytes()), related)
        assert check_totals(order).difference == 0, name


@pytest.mark.parametrize("shop", SHOPS)
def test_the_order_with_everything(shop: str) -> None:
    order = next(order for order in all_orders(shop) if order.external_id == "30")
    mug, board, book = order.lines
    assert (mug.sku, mug.ean, mug.quantity, mug.quantity_refunded) == ("MUG-001", "3760123450017", 4, 1)
    assert (board.net, board.gross) == (Decimal("27.78"), Decimal("33.33"))
    assert [line.tax_percent for line in order.lines] == [20, 20, Decimal("5.5")]
    assert [tax.external_id for tax in book.taxes] == ["3"]
    assert (order.discounts[0].name, order.discounts[0].gross) == ("BIENVENUE10", Decimal("13.493"))
    assert [payment.amount for payment in order.payments] == [Decimal("127.44")]
    assert (order.carrier_name, order.tracking_number) == ("Colissimo", "6A12345678901")
    assert order.refunded_gross == Decimal("43.90")
    rates = {rate.percent: (rate.net, rate.gross) for rate in check_totals(order).rates}
    assert rates == {
        Decimal(20): (Decimal("68.70"), Decimal("82.44")),
        Decimal("5.5"): (Decimal("42.65"), Decimal("45.00")),
    }


@pytest.mark.parametrize("shop", SHOPS)
def test_what_the_orders_are(shop: str) -> None:
    orders = {order.external_id: order for order in all_orders(shop)}
    assert orders["15"].status is ShopOrderStatus.CANCELLED
    assert orders["16"].status is ShopOrderStatus.PAYMENT_REFUSED
    assert orders["29"].status is ShopOrderStatus.REFUNDED
    assert orders["13"].status is ShopOrderStatus.AWAITING_PAYMENT
    assert orders["17"].is_paid
    assert {line.tax_percent for line in orders["11"].lines} == {19, Decimal("5.5")}
    assert {line.tax_percent for line in orders["12"].lines} == {0}
    assert {line.tax_percent for line in orders["19"].lines} == {20, 10, Decimal("5.5"), Decimal("2.1")}
    german = orders["11"].billing
    assert german is not None
    assert (german.vat_number, german.country) == ("DE123456789", "DE")


@pytest.mark.parametrize("shop", SHOPS)
def test_every_refusal_that_was_recorded_has_a_cause(shop: str) -> None:
    for path in sorted((SHARED / shop).glob("err_*")):
        if path.suffix not in (".xml", ".txt") or not path.with_name(path.name + ".headers").exists():
            continue
        status = int(path.with_name(path.name + ".headers").read_text().split()[1])
        with pytest.raises(ShopError) as refusal:
            check_answer(status, {}, path.read_bytes(), resource="products")
        assert type(refusal.value) is not ShopError, path.name
        assert refusal.value.message, path.name
