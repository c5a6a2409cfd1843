"""Prices as people like to see them: endings, adjustments, from net to gross and back, the least that leaves a margin."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from enum import StrEnum

from .rounding import EXACT, UNIT_PRICE_DECIMALS, Number, exact_decimal, half_up, step

HUNDRED = Decimal(100)


class PriceRounding(StrEnum):
    """What prices are rounded to: a step (0.05), or an ending (.90). The value is what is stored."""

    NONE = "none"
    CENT = "0.01"
    FIVE_CENTS = "0.05"
    TEN_CENTS = "0.10"
    HALF = "0.50"
    WHOLE = "1.00"
    ENDING_90 = ".90"
    ENDING_95 = ".95"
    ENDING_99 = ".99"


def _step_and_ending(rounding: PriceRounding) -> tuple[Decimal, Decimal]:
    if rounding.value.startswith("."):
        return Decimal(1), Decimal(f"0{rounding.value}")
    return Decimal(rounding.value), Decimal(0)


def round_price(price: Number, rounding: PriceRounding = PriceRounding.NONE, *, up: bool = False) -> Decimal:
    """The nearest price of that form, the higher one when two are equally near; with `up`, the nearest not below.

    A price above zero never becomes zero: the lowest of that form is taken. Zero stays zero, and with NONE the price
    keeps 6 decimals. Raises TypeError for floats, ValueError for a price below zero.
    """
    exact = exact_decimal(price, "price")
    if exact < 0:
        raise ValueError("a price is zero or more")
    rounding = PriceRounding(rounding)
    if rounding is PriceRounding.NONE:
        unit = step(UNIT_PRICE_DECIMALS)
        return exact.quantize(unit, rounding=ROUND_CEILING, context=EXACT) if up else half_up(exact, unit)
    if not exact:
        return Decimal(0)
    unit, ending = _step_and_ending(rounding)
    how = ROUND_CEILING if up else ROUND_HALF_UP
    # The quotient ends: every unit is a divisor of a power of ten.
    count = EXACT.divide(exact - ending, unit).quantize(Decimal(1), rounding=how, context=EXACT)
    found = max(count, Decimal(0)) * unit + ending
    return found if found else unit


def adjust_price(price: Number, *, percent: Number = 0, amount: Number = 0) -> Decimal:
    """The price raised (or lowered) by a percent, then by an amount; not rounded, never below zero."""
    exact = exact_decimal(price, "price")
    raised = EXACT.divide(EXACT.multiply(exact, HUNDRED + exact_decimal(percent, "percent")), HUNDRED)
    return max(EXACT.add(raised, exact_decimal(amount)), Decimal(0))


def gross_price(net: Number, tax_percent: Number) -> Decimal:
    """A unit price with tax from one without, 6 decimals."""
    share = HUNDRED + exact_decimal(tax_percent, "tax")
    exact = EXACT.divide(EXACT.multiply(exact_decimal(net, "price"), share), HUNDRED)
    return half_up(exact, step(UNIT_PRICE_DECIMALS))


def net_price(gross: Number, tax_percent: Number) -> Decimal:
    """A unit price without tax from one with tax, 6 decimals."""
    share = HUNDRED + exact_decimal(tax_percent, "tax")
    exact = EXACT.divide(EXACT.multiply(exact_decimal(gross, "price"), HUNDRED), share)
    return half_up(exact, step(UNIT_PRICE_DECIMALS))


def convert_price(price: Number, *, from_rate: Number, to_rate: Number) -> Decimal:
    """A unit price in another currency, 6 decimals. The rates say how many units of each one euro buys.

    Raises ValueError unless both are above zero.
    """
    source, target = exact_decimal(from_rate, "rate"), exact_decimal(to_rate, "rate")
    if source <= 0 or target <= 0:
        raise ValueError("an exchange rate is above zero")
    exact = EXACT.divide(EXACT.multiply(exact_decimal(price, "price"), target), source)
    return half_up(exact, step(UNIT_PRICE_DECIMALS))


def least_price(cost: Number, margin_percent: Number) -> Decimal:
    """The lowest net price that leaves a margin of so many percent of the price ("taux de marque"), 6 decimals, up.

    A cost of 60 and 40 % give 100. Raises ValueError for 100 % and more: no price leaves that.
    """
    margin = exact_decimal(margin_percent, "margin")
    if margin >= HUNDRED:
        raise ValueError("a margin is below 100 % of the price")
    exact = EXACT.divide(EXACT.multiply(exact_decimal(cost, "cost"), HUNDRED), HUNDRED - margin)
    return max(exact, Decimal(0)).quantize(step(UNIT_PRICE_DECIMALS), rounding=ROUND_CEILING, context=EXACT)


def margin_percent(net: Number, cost: Number) -> Decimal | None:
    """The margin in percent of the net price, 2 decimals; none where the price is zero."""
    exact = exact_decimal(net, "price")
    if not exact:
        return None
    share = EXACT.divide(EXACT.multiply(exact - exact_decimal(cost, "cost"), HUNDRED), exact)
    return half_up(share, step(2))
