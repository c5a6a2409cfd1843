"""What an order comes to, rebuilt line by line and rate by rate, and whether that is what the shop says was paid.

The shop states totals of products, discounts, shipping and wrapping; an invoice needs each of them under a tax rate.
Product lines carry theirs. A discount on the whole order lowers every rate in proportion to what was bought under it;
the free shipping inside it lowers the rate of the shipping. Shipping taxed at the average rate of the cart is split the
same way. Gross amounts lead, because they are what the customer paid: a part's net follows from its gross and its rate.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from connectors.types import Rounding, ShopDiscount, ShopOrder
from erp.money import allocate, money_digits, round_money

ZERO = Decimal(0)
HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True, kw_only=True)
class TotalsLine:
    """One line of the invoice to be: `kind` is product, discount, shipping or wrapping; a discount is negative.

    net, gross   at the currency's digits; tax is their difference
    unit_net     6 decimals; only of a product, elsewhere the net
    """

    kind: str
    external_id: str  # the order line, discount or carrier
    description: str
    percent: Decimal
    quantity: Decimal
    unit_net: Decimal
    net: Decimal
    gross: Decimal

    @property
    def tax(self) -> Decimal:
        return self.gross - self.net


@dataclass(frozen=True, slots=True, kw_only=True)
class RateTotal:
    """The order's share under one tax rate."""

    percent: Decimal
    net: Decimal
    tax: Decimal
    gross: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class TotalsCheck:
    """Our sum beside the shop's. `difference` is what a rounding line has to add to reach what was paid."""

    currency: str
    lines: tuple[TotalsLine, ...]
    rates: tuple[RateTotal, ...]
    net: Decimal
    gross: Decimal
    paid_net: Decimal
    paid_gross: Decimal
    remarks: tuple[str, ...]

    @property
    def tax(self) -> Decimal:
        return self.gross - self.net

    @property
    def difference(self) -> Decimal:
        """Shop minus ours, with tax: positive when the shop charged more than its lines explain."""
        return self.paid_gross - self.gross

    @property
    def net_difference(self) -> Decimal:
        """Shop minus ours, without tax. A cent or two is the shop's own rounding and moves no money."""
        return self.paid_net - self.net

    def agrees(self, tolerance: Decimal = ZERO) -> bool:
        """Whether the amounts with tax differ by no more than the tolerance, in the order's currency."""
        return abs(self.difference) <= tolerance


def check_totals(order: ShopOrder) -> TotalsCheck:
    """Rebuild the order's totals. Never raises for a `ShopOrder`; what does not fit is in `difference` and `remarks`."""
    remarks: list[str] = []
    products = _product_lines(order)
    shipping = _charge_lines(
        order,
        products,
        kind="shipping",
        description=order.carrier_name or _("Shipping"),
        amounts=(order.totals.shipping_net, order.totals.shipping_gross),
        percent=order.shipping_tax_percent,
        remarks=remarks,
    )
    wrapping = _charge_lines(
        order,
        products,
        kind="wrapping",
        description=_("Gift wrapping"),
        amounts=(order.totals.wrapping_net, order.totals.wrapping_gross),
        percent=order.wrapping_tax_percent,
        remarks=remarks,
    )
    discounts = _discount_lines(order, products, shipping, remarks)
    _compare_products(order, products, remarks)
    lines = (*products, *discounts, *shipping, *wrapping)
    return TotalsCheck(
        currency=order.currency,
        lines=lines,
        rates=_by_rate(lines),
        net=sum((line.net for line in lines), ZERO),
        gross=sum((line.gross for line in lines), ZERO),
        paid_net=round_money(order.totals.paid_net, order.currency),
        paid_gross=round_money(order.totals.paid_gross, order.currency),
        remarks=tuple(remarks),
    )


def _product_lines(order: ShopOrder) -> list[TotalsLine]:
    nets = _to_cents([line.net for line in order.lines], order)
    grosses = _to_cents([line.gross for line in order.lines], order)
    return [
        TotalsLine(
            kind="product",
            external_id=line.external_id,
            description=line.name,
            percent=line.tax_percent,
            quantity=line.quantity,
            unit_net=line.unit_net,
            net=net,
            gross=gross,
        )
        for line, net, gross in zip(order.lines, nets, grosses, strict=True)
    ]


def _to_cents(amounts: Sequence[Decimal], order: ShopOrder) -> list[Decimal]:
    """Line totals at the currency's digits. Where the shop rounds only the sum, the cents of the sum are kept."""
    if order.rounding is Rounding.TOTAL and amounts and min(amounts) >= 0:
        return allocate(round_money(sum(amounts, ZERO), order.currency), amounts, order.currency)
    return [round_money(amount, order.currency) for amount in amounts]


def _charge_lines(
    order: ShopOrder,
    products: Sequence[TotalsLine],
    *,
    kind: str,
    description: str,
    amounts: tuple[Decimal, Decimal],
    percent: Decimal | None,
    remarks: list[str],
) -> list[TotalsLine]:
    net, gross = (round_money(amount, order.currency) for amount in amounts)
    if not gross and not net:
        return []
    external_id = order.carrier_id if kind == "shipping" else ""
    if percent is not None:
        return [_line(kind, external_id, description, percent, net, gross)]
    shares = _spread(net, gross, products, order.currency)
    if shares is None:
        remarks.append(
            _('"%(name)s": no tax rate explains %(net)s without and %(gross)s with tax.')
            % {
                "name": description,
                "net": format(net, "f"),
                "gross": format(gross, "f"),
            }
        )
        effective = round_money((gross - net) * HUNDRED / net, order.currency) if net else ZERO
        return [_line(kind, external_id, description, effective, net, gross)]
    return [_line(kind, external_id, description, *share) for share in shares]


def _discount_lines(
    order: ShopOrder,
    products: Sequence[TotalsLine],
    shipping: Sequence[TotalsLine],
    remarks: list[str],
) -> list[TotalsLine]:
    total_gross = round_money(order.totals.discounts_gross, order.currency)
    total_net = round_money(order.totals.discounts_net, order.currency)
    if not order.discounts or not (total_gross or total_net):
        return []
    named = sum((discount.gross for discount in order.discounts), ZERO)
    if abs(named - total_gross) > _cent(order.currency) * (len(order.discounts) + 1):
        remarks.append(
            _("The vouchers sum to %(named)s, the order deducts %(total)s.")
            % {"named": format(named, "f"), "total": format(total_gross, "f")}
        )
    # The order's own total is what was deducted: the vouchers only say how to describe it.
    grosses = _shares(total_gross, [discount.gross for discount in order.discounts], order.currency)
    nets = _shares(total_net, [discount.net for discount in order.discounts], order.currency)
    lines: list[TotalsLine] = []
    for discount, net, gross in zip(order.discounts, nets, grosses, strict=True):
        lines += _one_discount(order, discount, net, gross, products, shipping, remarks)
    return lines


def _one_discount(
    order: ShopOrder,
    discount: ShopDiscount,
    net: Decimal,
    gross: Decimal,
    products: Sequence[TotalsLine],
    shipping: Sequence[TotalsLine],
    remarks: list[str],
) -> list[TotalsLine]:
    lines = []
    if discount.includes_free_shipping:
        for line in shipping:
            part = min(line.gross, gross)
            part_net = (
                min(net, line.net) if part == line.gross else _net_of(part, line.percent, order.currency)
            )
            if part:
                lines.append(
                    _line(
                        "discount",
                        discount.external_id,
                        discount.name,
                        line.percent,
                        -part_net,
                        -part,
                    )
                )
            net, gross = net - part_net, gross - part
    if gross or net:
        shares = _spread(net, gross, products, order.currency)
        if shares is None:
            remarks.append(
                _(
                    'Discount "%(name)s": no mix of the order\'s tax rates explains %(net)s without and %(gross)s with tax.'
                )
                % {
                    "name": discount.name,
                    "net": format(net, "f"),
                    "gross": format(gross, "f"),
                }
            )
            shares = _in_proportion(gross, products, order.currency)
        lines += [
            _line(
                "discount",
                discount.external_id,
                discount.name,
                percent,
                -part_net,
                -part,
            )
            for percent, part_net, part in shares
        ]
    return lines


Share = tuple[Decimal, Decimal, Decimal]  # percent, net, gross


def _spread(
    net: Decimal, gross: Decimal, products: Sequence[TotalsLine], currency: str
) -> list[Share] | None:
    """An amount under several rates such that net and gross both hold; None when the rates bought cannot give it.

    In proportion to what was bought is the rule. A voucher for one article or one category breaks it: then the one
    rate that explains it, or the mix of the two nearest that does.
    """
    cent = _cent(currency)
    proportional = _in_proportion(gross, products, currency)
    percents = sorted({line.percent for line in products})
    off = net - sum((share[1] for share in proportional), ZERO)
    if abs(off) <= cent * max(1, len(percents) - 1):
        return _corrected(proportional, off)
    for percent in percents:
        if abs(_net_of(gross, percent, currency) - net) <= cent:
            return [(percent, net, gross)]
    if not net:
        return None
    effective = (gross - net) * HUNDRED / net
    below = [percent for percent in percents if percent < effective]
    above = [percent for percent in percents if percent > effective]
    if not below or not above:
        return None
    low, high = below[-1], above[0]
    tax = gross - net
    high_net = round_money((tax - net * low / HUNDRED) / ((high - low) / HUNDRED), currency)
    high_gross = round_money(high_net * (1 + high / HUNDRED), currency)
    return [(low, net - high_net, gross - high_gross), (high, high_net, high_gross)]


def _in_proportion(gross: Decimal, products: Sequence[TotalsLine], currency: str) -> list[Share]:
    weights: dict[Decimal, Decimal] = {}
    for line in products:
        weights[line.percent] = weights.get(line.percent, ZERO) + line.gross
    if not weights:
        return [(ZERO, gross, gross)]
    shares = _shares(gross, list(weights.values()), currency)
    return [
        (percent, _net_of(share, percent, currency), share)
        for percent, share in zip(weights, shares, strict=True)
        if share
    ]


def _corrected(shares: list[Share], off: Decimal) -> list[Share]:
    """The last cent of the net goes where it is relatively smallest, so that the sum is the shop's own net."""
    if not off or not shares:
        return shares
    largest = max(range(len(shares)), key=lambda index: abs(shares[index][1]))
    percent, net, gross = shares[largest]
    if percent == 0:
        return shares
    return [*shares[:largest], (percent, net + off, gross), *shares[largest + 1 :]]


def _shares(total: Decimal, weights: Sequence[Decimal], currency: str) -> list[Decimal]:
    if min(weights) < 0:
        weights = [max(weight, ZERO) for weight in weights]
    return allocate(total, weights, currency)


def _compare_products(order: ShopOrder, products: Sequence[TotalsLine], remarks: list[str]) -> None:
    ours = sum((line.gross for line in products), ZERO)
    if ours != round_money(order.totals.products_gross, order.currency):
        remarks.append(
            _("The lines sum to %(ours)s, the shop states %(shop)s of products.")
            % {
                "ours": format(ours, "f"),
                "shop": format(order.totals.products_gross, "f"),
            }
        )


def _by_rate(lines: Sequence[TotalsLine]) -> tuple[RateTotal, ...]:
    return tuple(
        RateTotal(
            percent=percent,
            net=sum((line.net for line in lines if line.percent == percent), ZERO),
            tax=sum((line.tax for line in lines if line.percent == percent), ZERO),
            gross=sum((line.gross for line in lines if line.percent == percent), ZERO),
        )
        for percent in sorted({line.percent for line in lines}, reverse=True)
    )


def _line(
    kind: str,
    external_id: str,
    description: str,
    percent: Decimal,
    net: Decimal,
    gross: Decimal,
) -> TotalsLine:
    return TotalsLine(
        kind=kind,
        external_id=external_id,
        description=description,
        percent=percent,
        quantity=Decimal(1),
        unit_net=net,
        net=net,
        gross=gross,
    )


def _net_of(gross: Decimal, percent: Decimal, currency: str) -> Decimal:
    return round_money(gross * HUNDRED / (HUNDRED + percent), currency)


def _cent(currency: str) -> Decimal:
    return Decimal(1).scaleb(-money_digits(currency))
