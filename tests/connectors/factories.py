"""Neutral orders and records for tests, complete unless a test says otherwise."""

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from lxml import etree

from connectors.prestashop.parse import Related
from connectors.prestashop.taxes import KnownTax
from connectors.prestashop.xml import parse_document
from connectors.types import (
    Rounding,
    ShopDiscount,
    ShopOrder,
    ShopOrderLine,
    ShopOrderStatus,
    ShopTotals,
)

RECORDINGS = Path(__file__).parent / "recordings"
ZERO = Decimal(0)


def recording(name: str) -> bytes:
    return (RECORDINGS / name).read_bytes()


def record(tag: str, **fields: Any) -> etree._Element:
    """A record of the webservice; a dict as value is a field in several languages, by language id."""
    element = etree.Element(tag)
    for name, value in fields.items():
        node = etree.SubElement(element, name)
        if isinstance(value, dict):
            for language, text in value.items():
                etree.SubElement(node, "language", id=language).text = text
        else:
            node.text = str(value)
    return element


def related(**changes: Any) -> Related:
    """What the hand-made orders point at."""
    values: dict[str, Any] = {
        "timezone": ZoneInfo("Europe/Paris"),
        "taxes": {
            "1": KnownTax("1", "TVA FR 20 %", Decimal("20")),
            "2": KnownTax("2", "TVA FR 10 %", Decimal("10")),
            "3": KnownTax("3", "TVA FR 5,5 %", Decimal("5.5")),
        },
        "customers": {
            "35": record("customer", id=35, id_lang=2, firstname="Maé", lastname="Corvelle", email="mae@example.com")
        },
        "addresses": {
            "91": record(
                "address", id=91, id_country=8, firstname="Maé", lastname="Corvelle", company="Corvelle SAS",
                vat_number="FR23999000417", address1="5 rue des Tisserands", postcode="59100", city="Roubaix",
            ),
            "92": record("address", id=92, id_country=8, id_state=4, firstname="Ilan", lastname="Corvelle", dni="X1"),
        },
        "countries": {"8": record("country", id=8, iso_code="FR", name={"1": "France", "2": "France"})},
        "states": {"4": record("state", id=4, name="Nord")},
        "currencies": {"1": record("currency", id=1, iso_code="EUR")},
        "carriers": {"7": record("carrier", id=7, name="Vélo postal")},
        "languages": {"2": record("language", id=2, iso_code="fr")},
        "order_states": {
            "2": record("order_state", id=2, paid=1, shipped=0, name={"1": "Payment accepted", "2": "Paiement accepté"}),
            "10": record("order_state", id=10, paid=0, shipped=0, name={"1": "", "2": "Attente du virement"}),
        },
    }  # fmt: skip
    return Related(**{**values, **changes})


def order_nine() -> etree._Element:
    """The hand-made order in the shape of version 9."""
    (order,) = parse_document(recording("order_nine.xml")).iterfind("./orders/order")
    return order


def details_nine() -> dict[str, list[etree._Element]]:
    return {
        "418": list(parse_document(recording("details_nine.xml")).iterfind("./order_details/order_detail"))
    }


def order_line(name: str, percent: str, gross: str, *, net: str = "", quantity: str = "1") -> ShopOrderLine:
    """A line with that total with tax; its net follows from the rate unless it is given."""
    rate, total = Decimal(percent), Decimal(gross)
    total_net = Decimal(net) if net else (total * 100 / (100 + rate)).quantize(Decimal("0.01"))
    return ShopOrderLine(
        external_id=name, product_id="1", combination_id="", sku=name, ean="", name=name, quantity=Decimal(quantity),
        unit_net=total_net / Decimal(quantity), unit_gross=total / Decimal(quantity), net=total_net, gross=total,
        tax_percent=rate,
    )  # fmt: skip


def discount(name: str, net: str, gross: str, *, free_shipping: bool = False) -> ShopDiscount:
    return ShopDiscount(
        external_id=name,
        rule_id="1",
        name=name,
        net=Decimal(net),
        gross=Decimal(gross),
        includes_free_shipping=free_shipping,
    )


def shop_order(
    *lines: ShopOrderLine,
    discounts: tuple[ShopDiscount, ...] = (),
    shipping: tuple[str, str] = ("0", "0"),
    shipping_percent: str | None = "20",
    wrapping: tuple[str, str] = ("0", "0"),
    wrapping_percent: str = "20",
    rounding: Rounding = Rounding.LINE,
    off_by: str = "0",
) -> ShopOrder:
    """An order whose totals are the sum of its parts, plus `off_by`."""
    cent = Decimal("0.01")
    nets = [sum((line.net for line in lines), ZERO), sum((item.net for item in discounts), ZERO)]
    grosses = [sum((line.gross for line in lines), ZERO), sum((item.gross for item in discounts), ZERO)]
    products_net, discounts_net = (value.quantize(cent) for value in nets)
    products_gross, discounts_gross = (value.quantize(cent) for value in grosses)
    paid_gross = (
        products_gross - discounts_gross + Decimal(shipping[1]) + Decimal(wrapping[1]) + Decimal(off_by)
    )
    moment = datetime(2026, 5, 2, 9, tzinfo=UTC)
    return ShopOrder(
        external_id="1", reference="R", placed_at=moment, updated_at=moment, status=ShopOrderStatus.PAID, state_id="2",
        state_name="Paid", is_paid=True, currency="EUR",
        totals=ShopTotals(
            products_net=products_net, products_gross=products_gross, discounts_net=discounts_net,
            discounts_gross=discounts_gross, shipping_net=Decimal(shipping[0]), shipping_gross=Decimal(shipping[1]),
            wrapping_net=Decimal(wrapping[0]), wrapping_gross=Decimal(wrapping[1]),
            paid_net=products_net - discounts_net + Decimal(shipping[0]) + Decimal(wrapping[0]),
            paid_gross=paid_gross, amount_due=paid_gross, paid_real=paid_gross,
        ),
        rounding=rounding, lines=lines, discounts=discounts, payments=(), refunds=(), messages=(), problems=(),
        customer=None, billing=None, shipping=None, payment_method="Card", payment_module="card", carrier_id="7",
        carrier_name="Vélo postal", tracking_number="",
        shipping_tax_percent=None if shipping_percent is None else Decimal(shipping_percent),
        wrapping_tax_percent=Decimal(wrapping_percent),
    )  # fmt: skip
