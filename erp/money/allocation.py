"""Sharing an amount out without losing a cent, by largest remainders (Hamilton's method)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from .rounding import EXACT, Number, exact_decimal, floor, money_digits

# Beyond this many decimals a weight is noise of a computation or an attack on the integer arithmetic below.
_WEIGHT_DECIMALS = 60


def allocate(total: Number, weights: Sequence[Number], currency: str = "EUR") -> list[Decimal]:
    """Shares of the total in proportion to the weights, in their order, at the currency's digits.

    Promises: the shares sum exactly to the total; each differs from its exact share by less than one cent; a
    larger weight never gets less (of a negative total: never more) than a smaller one; the same call always
    gives the same answer: leftover cents go to the largest remainders, among equal ones to the first. Weights
    that are all zero share equally; a zero weight among others gets nothing.

    Raises ValueError without weights, for a negative weight and for a total with more digits than the currency
    has (round it first, knowingly); TypeError for floats.
    """
    digits = money_digits(currency)
    exact_total = exact_decimal(total, "total")
    cents = int(exact_total.scaleb(digits, EXACT))
    if exact_total != Decimal(cents).scaleb(-digits, EXACT):
        raise ValueError(f"{exact_total} {currency} cannot be shared out: {currency} has {digits} decimals")
    if not weights:
        raise ValueError("an amount needs at least one weight to be shared out")
    # Integers are exact whatever the division would need: 100 / 3 has no decimal notation, 100 divmod 3 is exact.
    scaled = _as_integers([exact_decimal(weight, "weight") for weight in weights])
    if min(scaled) < 0:
        raise ValueError("weights are zero or more")
    whole = sum(scaled)
    if not whole:
        scaled, whole = [1] * len(scaled), len(scaled)
    shares, remainders = [], []
    for weight in scaled:
        share, remainder = divmod(abs(cents) * weight, whole)
        shares.append(share)
        remainders.append(remainder)
    for index in _largest_first(remainders, abs(cents) - sum(shares)):
        shares[index] += 1
    sign = -1 if cents < 0 else 1
    return [Decimal(sign * share).scaleb(-digits, EXACT) for share in shares]


def settle(exact: Sequence[Decimal], total: Decimal, unit: Decimal) -> list[Decimal]:
    """Exact amounts of any sign rounded so that they sum to the total, which is their sum rounded to the unit.

    Each result differs from its exact amount by less than one unit; an amount without remainder stays as it is.
    Opposite amounts give opposite results, so that a credit note mirrors its invoice line by line.
    To be called in the EXACT context.
    """
    leading = next((amount for amount in (total, *exact) if amount), total)
    sign = -1 if leading < 0 else 1
    rounded = [floor(sign * amount, unit) for amount in exact]
    remainders = [sign * amount - down for amount, down in zip(exact, rounded, strict=True)]
    missing = int((sign * total - sum(rounded)) / unit)
    for index in _largest_first(remainders, missing):
        rounded[index] += unit
    return [sign * amount if amount else amount.copy_abs() for amount in rounded]


def _as_integers(weights: list[Decimal]) -> list[int]:
    decimals = 0
    for weight in weights:
        exponent = weight.as_tuple().exponent
        decimals = max(decimals, -exponent if isinstance(exponent, int) else 0)
    if decimals > _WEIGHT_DECIMALS:
        raise ValueError(f"a weight has at most {_WEIGHT_DECIMALS} decimals")
    return [_scaled(weight, 10**decimals) for weight in weights]


def _scaled(weight: Decimal, factor: int) -> int:
    numerator, denominator = weight.as_integer_ratio()
    return numerator * (factor // denominator)


def _largest_first(remainders: Sequence[Decimal] | Sequence[int], count: int) -> list[int]:
    """Indexes of the largest remainders; a reversed sort keeps equal ones in their order."""
    if not count:
        return []
    return sorted(range(len(remainders)), key=remainders.__getitem__, reverse=True)[:count]
