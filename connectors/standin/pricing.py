"""How the stand-in shop computes an order: as PrestaShop does when it rounds per line, half up.

Unit prices keep 6 decimals with and without tax; each line's two totals are rounded on their own, which is why net and
gross of an order need not agree to the cent with any one formula.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from connectors.standin.catalogue import article
from connectors.standin.people import Person
from connectors.standin.tables import CARRIER_HOME, CARRIER_PICKUP, CARRIER_POINT, tax_for
from erp.money import round_money, round_unit_price

ZERO = Decimal(0)
HUNDRED = Decimal(100)
STANDARD_RATE = Decimal(20)

_SHIPPING_NET = {CARRIER_PICKUP: ZERO, CARRIER_HOME: Decimal("5"), CARRIER_POINT: Decimal("3.25")}
_ABROAD_NET = Decimal("12.50")
_WRAPPING_NET = Decimal("2.50")


@dataclass(frozen=True, slots=True)
class Voucher:
    """A cart rule: a percentage of the products, an amount with tax, free shipping, or both of the first and last."""

    id: str
    code: str
    percent: Decimal = ZERO
    amount: Decimal = ZERO
    has_free_shipping: bool = False


VOUCHERS = {
    voucher.code: voucher
    for voucher in (
        Voucher("1", "BIENVENUE10", percent=Decimal(10)),
        Voucher("2", "MOINS5", amount=Decimal(5)),
        Voucher("3", "PORTOFFERT", has_free_shipping=True),
        Voucher("4", "FETE15", percent=Decimal(15), has_free_shipping=True),
    )
}


@dataclass(frozen=True, slots=True)
class PricedLine:
    sku: str
    quantity: int
    tax_id: str
    percent: Decimal
    unit_net: Decimal
    unit_gross: Decimal
    net: Decimal
    gross: Decimal


@dataclass(frozen=True, slots=True)
class PricedDiscount:
    voucher: Voucher
    net: Decimal
    gross: Decimal


@dataclass(frozen=True, slots=True)
class PricedOrder:
    """Money in EUR; discounts are positive."""

    lines: tuple[PricedLine, ...]
    discounts: tuple[PricedDiscount, ...]
    shipping_net: Decimal
    shipping_gross: Decimal
    shipping_percent: Decimal
    wrapping_net: Decimal
    wrapping_gross: Decimal

    @property
    def products(self) -> tuple[Decimal, Decimal]:
        return sum((line.net for line in self.lines), ZERO), sum((line.gross for line in self.lines), ZERO)

    @property
    def discount(self) -> tuple[Decimal, Decimal]:
        return (
            round_money(sum((discount.net for discount in self.discounts), ZERO)),
            round_money(sum((discount.gross for discount in self.discounts), ZERO)),
        )

    @property
    def paid(self) -> tuple[Decimal, Decimal]:
        (products_net, products_gross), (discount_net, discount_gross) = self.products, self.discount
        return (
            products_net - discount_net + self.shipping_net + self.wrapping_net,
            products_gross - discount_gross + self.shipping_gross + self.wrapping_gross,
        )


def price_order(
    person: Person,
    items: Sequence[tuple[str, int]],
    *,
    carrier: str = CARRIER_HOME,
    vouchers: Sequence[str] = (),
    is_gift: bool = False,
) -> PricedOrder:
    """The order's money. Raises KeyError for an unknown SKU or voucher."""
    # A company of another member state that gives its VAT number buys without tax (directive 2006/112/EC, art. 138).
    is_exempt = bool(person.vat_number) and person.country != "FR"
    lines = tuple(_price_line(sku, quantity, person.country, is_exempt) for sku, quantity in items)
    _tax_id, percent = tax_for(STANDARD_RATE, person.country, is_exempt=is_exempt)
    shipping = _SHIPPING_NET[carrier] if person.country == "FR" or carrier == CARRIER_PICKUP else _ABROAD_NET
    wrapping = _WRAPPING_NET if is_gift else ZERO
    order = PricedOrder(
        lines=lines,
        discounts=(),
        shipping_net=shipping,
        shipping_gross=_with_tax(shipping, percent),
        shipping_percent=percent,
        wrapping_net=wrapping,
        wrapping_gross=_with_tax(wrapping, percent),
    )
    return PricedOrder(
        lines=lines,
        discounts=tuple(_price_voucher(VOUCHERS[code], order) for code in vouchers),
        shipping_net=order.shipping_net,
        shipping_gross=order.shipping_gross,
        shipping_percent=percent,
        wrapping_net=order.wrapping_net,
        wrapping_gross=order.wrapping_gross,
    )


def _price_line(sku: str, quantity: int, country: str, is_exempt: bool) -> PricedLine:
    item = article(sku)
    tax_id, percent = tax_for(item.tax_rate, country, is_exempt=is_exempt)
    unit_gross = round_unit_price(item.net_price * (HUNDRED + percent) / HUNDRED)
    return PricedLine(
        sku=sku,
        quantity=quantity,
        tax_id=tax_id,
        percent=percent,
        unit_net=item.net_price,
        unit_gross=unit_gross,
        net=round_money(item.net_price * quantity),
        gross=round_money(unit_gross * quantity),
    )


def _price_voucher(voucher: Voucher, order: PricedOrder) -> PricedDiscount:
    products_net, products_gross = order.products
    net = products_net * voucher.percent / HUNDRED
    gross = products_gross * voucher.percent / HUNDRED
    if voucher.amount and products_gross:
        # An amount with tax is taken off every rate in proportion: the shop divides by the average rate of the cart.
        gross += voucher.amount
        net += voucher.amount * products_net / products_gross
    if voucher.has_free_shipping:
        net += order.shipping_net
        gross += order.shipping_gross
    return PricedDiscount(voucher, round_unit_price(net), round_unit_price(gross))


def _with_tax(net: Decimal, percent: Decimal) -> Decimal:
    return round_money(net * (HUNDRED + percent) / HUNDRED)
