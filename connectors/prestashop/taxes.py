"""Which tax rate a net and a gross amount mean.

PrestaShop names the taxes of an order line by id (`order_details`, associations/taxes), states one rate for the carrier
(`carrier_tax_rate`, zero on some orders although the carrier was taxed) and none for gift wrapping. The two amounts are
what was charged, so a named rate counts only when it explains them; otherwise the nearest of the shop's own rates does.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from erp.money import round_unit_price

HUNDRED = Decimal(100)
# Both amounts may be rounded to the cent: half a cent on the gross, and half a cent on the net carried up by the rate.
_HALF_CENT = Decimal("0.005")
_PRICE_STEP = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class KnownTax:
    """A tax as the shop's tax table has it."""

    external_id: str
    name: str
    percent: Decimal


def plain_percent(percent: Decimal) -> Decimal:
    """The same rate without the zeros the shop pads it with: 5.500 is 5.5, and 20.000 is 20."""
    return Decimal(format(percent.normalize(), "f")) if percent else Decimal(0)


def explains(net: Decimal, gross: Decimal, percent: Decimal, *, units: Decimal = Decimal(1)) -> bool:
    """Whether net plus that percentage is the gross, as far as rounding of each to the cent allows."""
    factor = 1 + percent / HUNDRED
    return abs(gross - net * factor) <= _HALF_CENT * (1 + factor) * units + _PRICE_STEP


def effective_percent(net: Decimal, gross: Decimal) -> Decimal:
    """The percentage between two amounts, to 6 decimals; zero when there is nothing to compare."""
    if not net:
        return Decimal(0)
    return plain_percent(round_unit_price((gross - net) / net * HUNDRED))


def find_percent(
    net: Decimal,
    gross: Decimal,
    *,
    stated: Iterable[Decimal] = (),
    known: Iterable[Decimal] = (),
) -> Decimal | None:
    """The rate that explains the amounts: the first stated one that does, else the nearest known one that does.

    None when no rate does: a shipping cost taxed at the average rate of the cart, for one. Two equal amounts are
    untaxed unless they are too small to tell and a rate was stated.
    """
    if net == gross and abs(net) >= Decimal("0.10"):
        return Decimal(0)
    for percent in stated:
        if explains(net, gross, percent):
            return plain_percent(percent)
    if net == gross:
        return Decimal(0)
    fitting = [percent for percent in known if explains(net, gross, percent)]
    if not fitting:
        return None
    effective = effective_percent(net, gross)
    return plain_percent(min(fitting, key=lambda percent: (abs(percent - effective), percent)))
