"""The state of the stand-in shop: its tables, how an order enters them, and the file that keeps them."""

import hashlib
import json
import os
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from connectors.standin.catalogue import COMBINATIONS, article, barcode, product_id
from connectors.standin.people import BY_ID, Person
from connectors.standin.pricing import VOUCHERS, PricedLine, PricedOrder, price_order
from connectors.standin.scenarios import FRESH_BASKETS, SCENARIOS, Scenario
from connectors.standin.tables import (
    NO_DATE,
    PAID_STATES,
    SENT_STATES,
    STATE_CHEQUE,
    STATE_PAID,
    STATE_WIRE,
    TIMEZONE,
    Row,
    fixed_tables,
)

DEMO_KEY = "STANDINSHOPKEY0000000000000READS"  # opens a shop of invented orders on loopback, nothing else
SHOP_NAME = "Feuille & Faïence"
FILE_VERSION = 1

_PAYMENTS = {
    "card": ("ps_checkout", "Carte bancaire", STATE_PAID),
    "paypal": ("paypal", "PayPal", STATE_PAID),
    "wire": ("ps_wirepayment", "Virement bancaire", STATE_WIRE),
    "cheque": ("ps_checkpayment", "Chèque", STATE_CHEQUE),
}


class BasketError(ValueError):
    """The order asked for names an article, person, voucher or payment the shop does not have."""


@dataclass(frozen=True, slots=True)
class PlacedOrder:
    """What the shop answers to somebody who placed an order. `total` is with tax, in EUR."""

    id: str
    reference: str
    total: Decimal
    payment_module: str
    transaction_id: str


class StandinShop:
    """The shop's tables, safe to read and change from several threads.

    start   the aware time the invented orders are dated back from; the same start gives the same shop
    path    where to keep the tables; None keeps them in memory
    """

    def __init__(self, *, start: datetime | None = None, path: Path | None = None) -> None:
        self.lock = threading.RLock()
        self._path = path
        self.tables: dict[str, list[Row]]
        if path is not None and path.exists():
            self.tables = _load(path)
            return
        now = start or datetime.now(UTC)
        self.tables = fixed_tables(_local(now - timedelta(days=400)))
        for scenario in SCENARIOS:
            self._place(scenario, now - timedelta(hours=scenario.age_hours))
        self.save()

    def place_order(
        self,
        *,
        items: Sequence[tuple[str, int]] = (),
        person: str = "",
        payment: str = "card",
        vouchers: Sequence[str] = (),
        at: datetime | None = None,
    ) -> PlacedOrder:
        """A fresh order, now. Without items the shop fills the basket. Raises `BasketError`."""
        with self.lock:
            usual_person, usual_items = FRESH_BASKETS[len(self.tables["orders"]) % len(FRESH_BASKETS)]
            _check_basket(items, person, payment, vouchers)
            scenario = Scenario(
                person or usual_person,
                tuple(items) or usual_items,
                payment=payment,
                state=_PAYMENTS[payment][2],
                vouchers=tuple(vouchers),
            )
            placed = self._place(scenario, at or datetime.now(UTC))
            self.save()
            return placed

    def set_state(self, order_id: str, state: str, *, at: datetime | None = None) -> None:
        """Move an order to another state, as the merchant would. Raises KeyError for an unknown order."""
        with self.lock:
            order = next((row for row in self.tables["orders"] if row["id"] == order_id), None)
            if order is None:
                raise KeyError(order_id)
            moment = _local(at or datetime.now(UTC))
            order["current_state"] = state
            order["date_upd"] = moment
            if state in PAID_STATES and order["total_paid_real"] == _amount(Decimal(0)):
                order["total_paid_real"] = order["total_paid"]
                self._add_payment(order, moment, transaction="")
            self.save()

    def save(self) -> None:
        """Write the tables beside the file and put them in its place, so that a crash leaves the old or the new."""
        if self._path is None:
            return
        with self.lock:
            beside = self._path.with_name(self._path.name + ".new")
            content = {"version": FILE_VERSION, "tables": self.tables}
            beside.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
            os.replace(beside, self._path)

    def _place(self, scenario: Scenario, at: datetime) -> PlacedOrder:
        person = BY_ID[scenario.person]
        priced = price_order(
            person,
            scenario.items,
            carrier=scenario.carrier,
            vouchers=scenario.vouchers,
            is_gift=scenario.is_gift,
        )
        moment = _local(at)
        order = self._order_row(scenario, person, priced, moment)
        order_id = str(order["id"])
        rows = [self._add_detail(order_id, line) for line in priced.lines]
        if scenario.refund:
            rows[0]["product_quantity_refunded"] = str(scenario.refund)
            self._add_refund(order, rows[0], priced.lines[0], scenario.refund)
        order["associations"] = {"order_rows": ["order_row", [_order_row_of(row) for row in rows]]}
        self.tables["orders"].append(order)
        for discount in priced.discounts:
            self._add(
                "order_cart_rules",
                {"id_order": order_id, "id_cart_rule": discount.voucher.id, "id_order_invoice": "0",
                 "name": discount.voucher.code, "value": _amount(discount.gross),
                 "value_tax_excl": _amount(discount.net),
                 "free_shipping": "1" if discount.voucher.has_free_shipping else "0", "deleted": "0"},
            )  # fmt: skip
        self._add(
            "order_carriers",
            {"id_order": order_id, "id_carrier": scenario.carrier, "id_order_invoice": "0", "weight": "0.000000",
             "shipping_cost_tax_excl": _amount(priced.shipping_net),
             "shipping_cost_tax_incl": _amount(priced.shipping_gross),
             "tracking_number": f"FF{int(order_id):011d}" if scenario.state in SENT_STATES else "",
             "date_add": moment},
        )  # fmt: skip
        transaction = ""
        if order["total_paid_real"] != _amount(Decimal(0)):
            if scenario.payment != "wire":
                transaction = (
                    f"{scenario.payment[:2].upper()}{_digest(f'transaction {order_id}') % 10**12:012d}"
                )
            self._add_payment(order, moment, transaction=transaction)
        if scenario.message:
            self._add_message(order, scenario.message, moment)
        return PlacedOrder(
            id=order_id,
            reference=order["reference"],
            total=Decimal(order["total_paid_tax_incl"]),
            payment_module=order["module"],
            transaction_id=transaction,
        )

    def _order_row(self, scenario: Scenario, person: Person, priced: PricedOrder, moment: str) -> Row:
        order_id = self._next_id("orders")
        module, payment, _state = _PAYMENTS[scenario.payment]
        products_net, products_gross = priced.products
        discount_net, discount_gross = priced.discount
        paid_net, paid_gross = priced.paid
        paid_gross += Decimal(scenario.wrong_total) / 100
        is_paid = scenario.state in PAID_STATES
        address_id = str(50 + int(person.id))
        return {
            "id": order_id, "id_address_delivery": address_id, "id_address_invoice": address_id, "id_cart": order_id,
            "id_currency": "1", "id_lang": "2" if person.country == "DE" else "1", "id_customer": person.id,
            "id_carrier": scenario.carrier, "current_state": scenario.state, "module": module,
            "invoice_number": "0", "invoice_date": NO_DATE, "delivery_number": "0", "delivery_date": NO_DATE,
            "valid": "1" if is_paid else "0", "date_add": moment, "date_upd": moment, "shipping_number": "",
            "note": "", "id_shop_group": "1", "id_shop": "1", "secure_key": f"not-a-secret-{person.id}",
            "payment": payment, "recyclable": "0", "gift": "1" if scenario.is_gift else "0",
            "gift_message": "Belle fête à toi !" if scenario.is_gift else "",
            "total_discounts": _amount(discount_gross), "total_discounts_tax_incl": _amount(discount_gross),
            "total_discounts_tax_excl": _amount(discount_net), "total_paid": _amount(paid_gross),
            "total_paid_tax_incl": _amount(paid_gross), "total_paid_tax_excl": _amount(paid_net),
            "total_paid_real": _amount(paid_gross if is_paid else Decimal(0)),
            "total_products": _amount(products_net), "total_products_wt": _amount(products_gross),
            "total_shipping": _amount(priced.shipping_gross),
            "total_shipping_tax_incl": _amount(priced.shipping_gross),
            "total_shipping_tax_excl": _amount(priced.shipping_net),
            "carrier_tax_rate": f"{priced.shipping_percent:.3f}",
            "total_wrapping": _amount(priced.wrapping_gross),
            "total_wrapping_tax_incl": _amount(priced.wrapping_gross),
            "total_wrapping_tax_excl": _amount(priced.wrapping_net),
            "round_mode": "2", "round_type": "2", "conversion_rate": "1.000000", "reference": _reference(order_id),
        }  # fmt: skip

    def _add_detail(self, order_id: str, line: PricedLine) -> Row:
        return self._add(
            "order_details",
            {"id_order": order_id, "product_id": product_id(line.sku),
             "product_attribute_id": COMBINATIONS.get(line.sku, "0"), "product_name": article(line.sku).name,
             "product_quantity": str(line.quantity), "product_quantity_refunded": "0",
             "product_price": _amount(line.unit_net), "reduction_percent": "0.00",
             "reduction_amount": "0.000000", "product_ean13": barcode(line.sku), "product_reference": line.sku,
             "ecotax": "0.000000", "unit_price_tax_incl": _amount(line.unit_gross),
             "unit_price_tax_excl": _amount(line.unit_net), "total_price_tax_incl": _amount(line.gross),
             "total_price_tax_excl": _amount(line.net), "original_product_price": _amount(line.unit_net),
             "associations": {"taxes": ["tax", [{"id": line.tax_id}] if line.tax_id else []]}},
        )  # fmt: skip

    def _add_payment(self, order: Row, moment: str, *, transaction: str) -> None:
        self._add(
            "order_payments",
            {"order_reference": order["reference"], "id_currency": "1", "amount": order["total_paid_real"],
             "payment_method": order["payment"], "conversion_rate": "1.000000", "transaction_id": transaction,
             "card_number": "", "card_brand": "", "date_add": moment},
        )  # fmt: skip

    def _add_refund(self, order: Row, detail: Row, line: PricedLine, quantity: int) -> None:
        net, gross = line.unit_net * quantity, line.unit_gross * quantity
        slip_id = self._next_id("order_slip")
        self._add(
            "order_slip",
            {"id_customer": order["id_customer"], "id_order": order["id"], "conversion_rate": "1.000000",
             "total_products_tax_excl": _amount(net), "total_products_tax_incl": _amount(gross),
             "total_shipping_tax_excl": "0.000000", "total_shipping_tax_incl": "0.000000", "amount": _amount(net),
             "shipping_cost": "0", "partial": "1", "date_add": order["date_upd"], "date_upd": order["date_upd"],
             "order_slip_type": "1",
             "associations": {"order_slip_details": ["order_slip_detail", [
                 {"id": slip_id, "id_order_detail": detail["id"], "product_quantity": str(quantity),
                  "amount_tax_excl": _amount(net), "amount_tax_incl": _amount(gross)}]]}},
        )  # fmt: skip

    def _add_message(self, order: Row, message: str, moment: str) -> None:
        thread = self._add(
            "customer_threads",
            {"id_lang": "1", "id_shop": "1", "id_customer": order["id_customer"], "id_order": order["id"],
             "status": "open", "date_add": moment, "date_upd": moment},
        )  # fmt: skip
        self._add(
            "customer_messages",
            {"id_employee": "0", "id_customer_thread": thread["id"], "message": message, "private": "0",
             "date_add": moment, "date_upd": moment},
        )  # fmt: skip

    def _add(self, table: str, row: Row) -> Row:
        row = {"id": self._next_id(table), **row}
        self.tables[table].append(row)
        return row

    def _next_id(self, table: str) -> str:
        return str(1 + max((int(row["id"]) for row in self.tables[table]), default=0))


def _order_row_of(detail: Row) -> Row:
    fields = (
        "id", "product_id", "product_attribute_id", "product_quantity", "product_name", "product_reference",
        "product_ean13", "product_price", "unit_price_tax_incl", "unit_price_tax_excl",
    )  # fmt: skip
    return {field: detail[field] for field in fields}


def _check_basket(
    items: Sequence[tuple[str, int]], person: str, payment: str, vouchers: Sequence[str]
) -> None:
    for sku, quantity in items:
        try:
            article(sku)
        except KeyError:
            raise BasketError(f"the shop does not sell {sku}") from None
        if not 0 < quantity < 10_000:
            raise BasketError("a quantity is between 1 and 9999")
    if person and person not in BY_ID:
        raise BasketError(f"the shop has no customer {person}")
    if payment not in _PAYMENTS:
        raise BasketError(f"payments are {', '.join(_PAYMENTS)}")
    if unknown := [code for code in vouchers if code not in VOUCHERS]:
        raise BasketError(f"no such voucher: {', '.join(unknown)}")


def _reference(order_id: str) -> str:
    """Nine letters, as PrestaShop gives; the same for the same id."""
    number = _digest(f"order {order_id}")
    return "".join(chr(ord("A") + number // 26**position % 26) for position in range(9))


def _digest(text: str) -> int:
    """A number that looks random and is always the same for the same text."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:16], "big")


def _local(instant: datetime) -> str:
    return instant.astimezone(ZoneInfo(TIMEZONE)).strftime("%Y-%m-%d %H:%M:%S")


def _amount(value: Decimal) -> str:
    return f"{value:.6f}"


def _load(path: Path) -> dict[str, Any]:
    content = json.loads(path.read_text(encoding="utf-8"))
    if content.get("version") != FILE_VERSION:
        raise ValueError(f"{path} was written by another version of the stand-in shop: move it away")
    tables: dict[str, Any] = content["tables"]
    return tables
