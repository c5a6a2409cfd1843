"""From hand-made records to neutral orders: values of every version, taxes, and what is wrong with an order."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from connectors.errors import ShopFormatError
from connectors.payload import order_from_payload, order_to_payload
from connectors.prestashop.parse import SpecialStates, parse_order, read_order
from connectors.prestashop.taxes import explains, find_percent
from connectors.prestashop.values import boolean, gtin, identifier, local_time, moment, number, text
from connectors.prestashop.xml import parse_document
from connectors.totals import check_totals
from connectors.types import ShopOrderStatus, UnreadableOrder
from tests.connectors.factories import details_nine, order_nine, record, recording, related

PARIS = ZoneInfo("Europe/Paris")


def test_an_order_of_version_nine() -> None:
    rule = record(
        "order_cart_rule",
        id=3,
        id_order=418,
        id_cart_rule=1,
        name="FIDELE10",
        value="7.320",
        value_tax_excl="6.471",
    )
    gone = record(
        "order_cart_rule", id=4, id_order=418, name="RETIRE", value="99", value_tax_excl="99", deleted=1
    )
    payment = record(
        "order_payment", id=61, id_currency=1, amount="74.880000", payment_method="Carte bancaire",
        transaction_id="CA0042", date_add="2026-07-14 23:30:09",
    )  # fmt: skip
    order = parse_order(
        order_nine(),
        related(
            details_of_order=details_nine(),
            cart_rules_of_order={"418": [rule, gone]},
            payments_of_reference={"KESTRELOU": [payment]},
            carriers_of_order={"418": [record("order_carrier", id=1, tracking_number="VP-77")]},
        ),
    )
    assert (order.external_id, order.reference, order.currency) == ("418", "KESTRELOU", "EUR")
    assert order.placed_at == datetime(2026, 7, 14, 21, 30, 5, tzinfo=UTC)
    assert order.updated_at == datetime(2026, 7, 15, 6, 2, 11, tzinfo=UTC)
    assert (order.status, order.state_name, order.is_paid) == (ShopOrderStatus.PAID, "Paiement accepté", True)
    bowl, tea = order.lines
    assert (bowl.sku, bowl.quantity, bowl.unit_net, bowl.unit_gross) == (
        "BOL-MAR",
        3,
        Decimal("11.333333"),
        Decimal("13.6"),
    )
    assert (bowl.ean, bowl.combination_id, bowl.discount_percent) == ("2000000000015", "", 15)
    assert (bowl.list_price_net, bowl.quantity_refunded) == (Decimal("13.333333"), 1)
    assert (tea.product_id, tea.combination_id, tea.tax_percent) == ("40", "5", Decimal("5.5"))
    assert [(tax.name, tax.percent, tax.amount) for tax in tea.taxes] == [
        ("TVA FR 5,5 %", Decimal("5.5"), Decimal("1.69"))
    ]
    assert [item.name for item in order.discounts] == ["FIDELE10"]
    assert order.payments[0].paid_at == datetime(2026, 7, 14, 21, 30, 9, tzinfo=UTC)
    assert (order.payments[0].transaction_id, order.payment_module) == ("CA0042", "ps_checkout")
    assert order.customer is not None
    assert order.customer.name == "Maé Corvelle"
    assert order.billing is not None
    assert (order.billing.vat_number, order.billing.country) == (
        "FR23999000417",
        "FR",
    )
    assert order.shipping is not None
    assert (order.shipping.dni, order.shipping.state) == ("X1", "Nord")
    assert (order.carrier_name, order.tracking_number, order.language) == ("Vélo postal", "VP-77", "fr")
    assert (order.shipping_tax_percent, order.wrapping_tax_percent) == (20, 20)
    assert (order.is_gift, order.gift_message, order.note) == (True, "Bonne fête, Maé !", "Client fidèle")
    assert order.problems == ()
    totals = check_totals(order)
    assert (totals.gross, totals.difference, totals.net_difference) == (Decimal("74.88"), 0, 0)


def test_an_order_of_version_one_six_misses_half_the_fields() -> None:
    order = parse_order(*parse_document(recording("order_one_six.xml")), related())
    assert order.updated_at == order.placed_at == datetime(2019, 1, 30, 0, 2, 12, tzinfo=UTC)
    assert (order.status, order.state_name) == (ShopOrderStatus.AWAITING_PAYMENT, "Attente du virement")
    # No details, so no taxes by name: the prices say 20 %. The carrier's rate is zero and its prices say 20 %.
    assert (order.lines[0].tax_percent, order.shipping_tax_percent) == (20, 20)
    assert order.lines[0].gross == Decimal("19.14")
    assert check_totals(order).difference == 0
    assert order.problems == ()


def test_an_order_survives_json() -> None:
    order = parse_order(order_nine(), related(details_of_order=details_nine()))
    assert order_from_payload(json.loads(json.dumps(order_to_payload(order)))) == order


def changed(field: str, value: str) -> ShopFormatError | UnreadableOrder | object:
    order = order_nine()
    node = order.find(field)
    assert node is not None
    node.text = value
    return read_order(order, related(details_of_order=details_nine()))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("total_paid_tax_incl", "abc"),
        ("total_paid_tax_incl", ""),
        ("total_paid_tax_incl", "NaN"),
        ("total_paid_tax_incl", "1e400"),
        ("date_add", "0000-00-00 00:00:00"),
        ("date_add", "yesterday"),
        ("date_add", "9999-99-99 00:00:00"),
        ("id_currency", "9"),
        ("id", "0"),
    ],
)
def test_an_order_with_a_useless_value_stops_itself_alone(field: str, value: str) -> None:
    result = changed(field, value)
    assert isinstance(result, UnreadableOrder)
    assert result.reference == "KESTRELOU"
    assert result.code == "shop.format"
    assert result.reason
    assert "<reference>" in result.payload


def test_a_currency_that_does_not_exist_stops_the_order() -> None:
    result = read_order(order_nine(), related(currencies={"1": record("currency", id=1, iso_code="QQQ")}))
    assert isinstance(result, UnreadableOrder)
    assert "QQQ" in result.reason


def test_what_a_person_has_to_look_at_is_named() -> None:
    details = details_nine()
    for field, value in (("unit_price_tax_excl", "-1.000000"), ("product_quantity", "0")):
        node = details["418"][0].find(field)
        assert node is not None
        node.text = value
    order = parse_order(order_nine(), related(details_of_order=details, customers={}, addresses={}))
    codes = {problem.code for problem in order.problems}
    assert {"line.negative_price", "line.quantity", "customer.missing", "address.missing"} <= codes
    assert order.customer is None
    assert order.billing is None


def test_two_totals_in_one_order_are_a_problem() -> None:
    order = order_nine()
    node = order.find("total_paid")
    assert node is not None
    node.text = "70.000000"
    assert [
        problem.code for problem in parse_order(order, related(details_of_order=details_nine())).problems
    ] == ["order.two_totals"]


def test_a_named_tax_that_the_prices_deny_does_not_count() -> None:
    details = details_nine()
    tax = details["418"][1].find("./associations/taxes/tax/id")
    assert tax is not None
    tax.text = "1"  # 20 %, on prices that say 5.5 %
    order = parse_order(order_nine(), related(details_of_order=details))
    assert order.lines[1].tax_percent == Decimal("5.5")
    assert [problem.code for problem in order.problems] == ["line.tax_differs"]


def test_a_rate_the_shop_does_not_have_is_a_problem() -> None:
    details = details_nine()
    unit_gross = details["418"][1].find("unit_price_tax_incl")
    assert unit_gross is not None
    unit_gross.text = "17.505213"  # 14 % more than without tax
    order = parse_order(order_nine(), related(details_of_order=details))
    assert order.lines[1].tax_percent == Decimal("14")
    assert "line.tax_differs" in {problem.code for problem in order.problems}


def test_two_taxes_on_one_line_share_its_tax() -> None:
    details = details_nine()
    taxes = details["418"][0].find("./associations/taxes")
    assert taxes is not None
    taxes[0][0].text = "2"
    taxes.append(record("tax", id=22))
    known = related().taxes | {"22": type(related().taxes["2"])("22", "Ten more", Decimal(10))}  # type: ignore[operator]
    order = parse_order(order_nine(), related(details_of_order=details, taxes=known))
    assert order.lines[0].tax_percent == 20
    assert [tax.amount for tax in order.lines[0].taxes] == [Decimal("3.40"), Decimal("3.40")]


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("41", ShopOrderStatus.CANCELLED),
        ("42", ShopOrderStatus.REFUNDED),
        ("43", ShopOrderStatus.PAYMENT_REFUSED),
        ("2", ShopOrderStatus.PAID),
        ("44", ShopOrderStatus.SHIPPED),
    ],
)
def test_states_are_the_shops_own(state: str, expected: ShopOrderStatus) -> None:
    order = order_nine()
    node = order.find("current_state")
    assert node is not None
    node.text = state
    states = dict(related().order_states) | {
        "44": record("order_state", id=44, paid=1, shipped=1, name="Parti")
    }
    special = SpecialStates(cancelled="41", refunded="42", refused="43")
    assert parse_order(order, related(order_states=states, special_states=special)).status is expected


def test_refunds_and_messages() -> None:
    slip = parse_document(
        b"<prestashop><order_slip><id>5</id><id_order>418</id_order><date_add>2026-07-20 10:00:00</date_add>"
        b"<total_products_tax_excl>11.333333</total_products_tax_excl>"
        b"<total_products_tax_incl>13.600000</total_products_tax_incl>"
        b"<total_shipping_tax_excl>5.000000</total_shipping_tax_excl>"
        b"<total_shipping_tax_incl>6.000000</total_shipping_tax_incl><associations><order_slip_details>"
        b"<order_slip_detail><id_order_detail>901</id_order_detail><product_quantity>1</product_quantity>"
        b"<amount_tax_excl>11.330000</amount_tax_excl><amount_tax_incl>13.600000</amount_tax_incl></order_slip_detail>"
        b"</order_slip_details></associations></order_slip></prestashop>"
    )
    message = record(
        "customer_message", id=1, id_employee=0, message="Sonnez deux fois", date_add="2026-07-15 09:00:00"
    )
    order = parse_order(
        order_nine(), related(refunds_of_order={"418": list(slip)}, messages_of_order={"418": [message]})
    )
    assert order.refunded_gross == Decimal("19.60")
    assert (order.refunds[0].lines[0].order_line_id, order.refunds[0].lines[0].quantity) == ("901", 1)
    assert [(item.text, item.is_from_customer) for item in order.messages] == [("Sonnez deux fois", True)]


def test_values_of_every_version() -> None:
    row = record(
        "row",
        id="0",
        name={"1": "", "2": "Bol"},
        flat="Mug",
        yes="true",
        one="1",
        no="",
        price="7",
        date="0000-00-00",
    )
    assert (text(row, "name", "1"), text(row, "name", "2"), text(row, "flat"), text(row, "absent")) == (
        "Bol",
        "Bol",
        "Mug",
        "",
    )
    assert (identifier(row), identifier(row, "absent")) == ("", "")
    assert (boolean(row, "yes"), boolean(row, "one"), boolean(row, "no"), boolean(row, "absent")) == (
        True,
        True,
        False,
        False,
    )
    assert number(row, "price") == 7
    assert number(row, "absent", Decimal(0)) == 0
    assert moment(row, "date", PARIS) is None
    with pytest.raises(ShopFormatError, match="absent"):
        number(row, "absent")


@pytest.mark.parametrize(
    ("given", "expected"),
    [("3760123450017", "3760123450017"), ("03760123450017", "3760123450017"), ("13760123450014", "13760123450014"),
     ("", ""), ("REF 12", "REF12")],
)  # fmt: skip
def test_barcodes(given: str, expected: str) -> None:
    assert gtin(given) == expected


def test_the_repeated_hour_of_autumn_is_read_again() -> None:
    # 00:30 UTC is 02:30 for the first time in Paris on that night, 01:30 UTC for the second.
    assert local_time(datetime(2026, 10, 25, 0, 30, tzinfo=UTC), PARIS) == "2026-10-25 01:30:00"
    assert local_time(datetime(2026, 10, 25, 1, 30, tzinfo=UTC), PARIS) == "2026-10-25 01:30:00"
    assert local_time(datetime(2026, 10, 25, 2, 30, tzinfo=UTC), PARIS) == "2026-10-25 03:30:00"


def test_rates_from_amounts() -> None:
    known = [Decimal("20"), Decimal("19"), Decimal("5.5")]
    assert explains(Decimal("13.72"), Decimal("16.46"), Decimal(20))
    assert not explains(Decimal("13.72"), Decimal("16.46"), Decimal("5.5"))
    assert find_percent(Decimal("7"), Decimal("8.4"), stated=[Decimal(0)], known=known) == 20
    assert find_percent(Decimal("5"), Decimal("5.95"), stated=[Decimal("19.000")]) == 19
    assert find_percent(Decimal("15"), Decimal("15"), stated=[Decimal(20)], known=known) == 0
    assert find_percent(Decimal("0.02"), Decimal("0.02"), stated=[Decimal(20)], known=known) == 20
    assert find_percent(Decimal(0), Decimal(0), stated=[Decimal(0)]) == 0
    assert find_percent(Decimal("5"), Decimal("5.55"), stated=[Decimal(20)], known=known) is None
