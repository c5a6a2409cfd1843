"""Rounding: the digits of currencies, prices and quantities, and what counts as an exact number."""

from __future__ import annotations

from decimal import (
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_UP,
    Context,
    Decimal,
    DivisionByZero,
    InvalidOperation,
    Overflow,
)
from functools import cache, lru_cache

from babel.numbers import get_currency_precision, is_currency

Number = Decimal | int

UNIT_PRICE_DECIMALS = 6

# A product of three inputs of 18 digits with their decimals stays exact in 80 digits; the 28 of the default
# context do not hold a quantity of 16 digits times a price of 16.
EXACT = Context(prec=80, rounding=ROUND_HALF_UP, traps=[InvalidOperation, DivisionByZero, Overflow])
_LARGEST_EXPONENT = 17

# The CLDR data behind Babel gives the digits people use in print; these currencies are printed without their
# subunit, while ISO 4217 (and so bank files and electronic invoices) keeps it.
_ISO_4217_WHERE_CLDR_DIFFERS = {
    "AFN": 2, "ALL": 2, "IQD": 3, "IRR": 2, "KPW": 2, "LAK": 2, "LBP": 2,
    "MGA": 2, "MMK": 2, "RSD": 2, "SOS": 2, "SYP": 2, "YER": 2,
}  # fmt: skip


def exact_decimal(value: Number, name: str = "amount") -> Decimal:
    """The value as a Decimal, if it is one that can be computed with exactly.

    Raises TypeError for anything but Decimal and int (a float has already lost the cent that matters, a string
    has not been validated), ValueError for NaN, infinities and magnitudes of 10^18 and more.
    """
    if type(value) is not Decimal:
        if isinstance(value, bool) or not isinstance(value, (Decimal, int)):
            raise TypeError(f"{name} must be a Decimal, not {type(value).__name__}")
        value = Decimal(value)
    if not value.is_finite():
        raise ValueError(f"{name} must be a finite number, not {value}")
    if not value:
        return Decimal(0)
    if value.adjusted() > _LARGEST_EXPONENT:
        raise ValueError(f"{name} is too large: at most 18 digits before the decimal point")
    return value


@cache
def money_digits(currency: str) -> int:
    """Number of decimals of a currency by ISO 4217: EUR 2, JPY 0, KWD 3. ValueError if there is no such currency."""
    if not is_currency(currency):
        raise ValueError(f"unknown currency {currency!r}: give an ISO 4217 code such as EUR")
    if currency in _ISO_4217_WHERE_CLDR_DIFFERS:
        return _ISO_4217_WHERE_CLDR_DIFFERS[currency]
    return get_currency_precision(currency)


@lru_cache(maxsize=64)
def step(decimals: int) -> Decimal:
    """The smallest difference at this number of decimals: 2 gives 0.01."""
    return Decimal(1).scaleb(-decimals)


def half_up(value: Decimal, unit: Decimal) -> Decimal:
    """Nearest multiple of the unit (a power of ten); a half goes away from zero. Never gives minus zero."""
    rounded = value.quantize(unit, rounding=ROUND_HALF_UP, context=EXACT)
    return rounded if rounded else rounded.copy_abs()


def half_down(value: Decimal, unit: Decimal) -> Decimal:
    """Nearest multiple of the unit (a power of ten); a half goes towards zero. Never gives minus zero."""
    rounded = value.quantize(unit, rounding=ROUND_HALF_DOWN, context=EXACT)
    return rounded if rounded else rounded.copy_abs()


def floor(value: Decimal, unit: Decimal) -> Decimal:
    """Largest multiple of the unit (a power of ten) that is not above the value."""
    return value.quantize(unit, rounding=ROUND_FLOOR, context=EXACT)


def round_money(amount: Number, currency: str = "EUR") -> Decimal:
    """The amount at the digits of its currency, half up.

    A half goes away from zero: 0.125 EUR is 0.13 and -0.125 EUR is -0.13, so that a credit note is the exact
    opposite of its invoice. Raises TypeError for floats, ValueError for numbers that are no amounts.
    """
    return half_up(exact_decimal(amount), step(money_digits(currency)))


def round_quantity(quantity: Number, decimals: int) -> Decimal:
    """The quantity at the decimals of its unit (0 to 6), half up, away from zero for negative ones."""
    if not 0 <= decimals <= 6:
        raise ValueError("a unit has between 0 and 6 decimals")
    return half_up(exact_decimal(quantity, "quantity"), step(decimals))


def round_unit_price(price: Number) -> Decimal:
    """The unit price or unit cost at 6 decimals, half up, away from zero for negative ones; any currency."""
    return half_up(exact_decimal(price, "price"), step(UNIT_PRICE_DECIMALS))


def convert(amount: Number, rate: Number, currency: str) -> Decimal:
    """The amount in another currency, rounded once at the digits of that currency (the target).

    The rate says how many units of the target one unit of the source is worth, and is not rounded before.
    Raises ValueError unless it is above zero.
    """
    exact_rate = exact_decimal(rate, "rate")
    if exact_rate <= 0:
        raise ValueError("an exchange rate is above zero")
    return half_up(EXACT.multiply(exact_decimal(amount), exact_rate), step(money_digits(currency)))
