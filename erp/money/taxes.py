"""Taxes of the lines of a document: what is declared, what comes out. The computation is in `computation`."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from .allocation import allocate
from .rounding import exact_decimal, round_money

ZERO = Decimal(0)
ONE = Decimal(1)
ROUNDING_LINE_KEY = "rounding"


class Rounding(StrEnum):
    """Where taxes are rounded. The net (or, price included, the gross) of a line is always rounded on the line."""

    PER_LINE = "per_line"
    """Each tax on each line; totals are sums of rounded amounts. What most shops do."""

    PER_TOTAL = "per_total"
    """Each tax once on the whole document (EN 16931, BR-CO-17), then shared out over its lines."""


@dataclass(frozen=True, slots=True)
class TaxRate:
    """A tax: so many percent of its base, or a fixed amount per unit of quantity in the document's currency.

    The base is the net of the line; of a compound tax it is the net plus the line's taxes named before it.
    The French eco-participation is a fixed amount followed by a compound VAT, since VAT is due on it too.
    Raises ValueError for a negative percent or one with a fixed amount.
    """

    code: str
    percent: Decimal = ZERO
    is_compound: bool = False
    fixed_amount: Decimal = ZERO

    def __post_init__(self) -> None:
        object.__setattr__(self, "percent", exact_decimal(self.percent, "percent"))
        object.__setattr__(self, "fixed_amount", exact_decimal(self.fixed_amount, "fixed_amount"))
        if self.percent < 0:
            raise ValueError(f"tax {self.code}: the percent is zero or more")
        if self.percent and self.fixed_amount:
            raise ValueError(
                f"tax {self.code}: give a percent or a fixed amount; two taxes can follow each other"
            )


@dataclass(frozen=True, slots=True)
class TaxableLine:
    """A line before taxes: quantity × unit price, less the percent, less the discount amount.

    `discount_amount` is taken off the whole line, in the document's currency, signed like the line (a return has
    a negative quantity and a negative discount). Price and discount include taxes when the document's prices do.
    `key` is the caller's, handed back untouched. Raises TypeError for floats, ValueError for a discount outside
    0 to 100 percent and for a tax named twice.
    """

    key: Hashable
    quantity: Decimal
    unit_price: Decimal
    discount_percent: Decimal = ZERO
    discount_amount: Decimal = ZERO
    taxes: tuple[TaxRate, ...] = ()

    def __post_init__(self) -> None:
        for name in ("quantity", "unit_price", "discount_percent", "discount_amount"):
            object.__setattr__(self, name, exact_decimal(getattr(self, name), name))
        object.__setattr__(self, "taxes", tuple(self.taxes))
        if not 0 <= self.discount_percent <= 100:
            raise ValueError(f"line {self.key}: a discount is between 0 and 100 percent")
        if len(self.taxes) > 1 and len({tax.code for tax in self.taxes}) < len(self.taxes):
            raise ValueError(f"line {self.key}: the same tax is named twice")


@dataclass(frozen=True, slots=True)
class TaxAmount:
    """A tax of a line or of a document: on this base, this amount; both at the currency's digits."""

    code: str
    base: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True)
class TaxedLine:
    """A line after taxes: net + tax = gross, and tax is the sum of its taxes, to the cent."""

    key: Hashable
    net: Decimal
    tax: Decimal
    gross: Decimal
    taxes: tuple[TaxAmount, ...]

    def amount_of(self, code: str) -> Decimal:
        """The amount of that tax on the line, zero if the line does not bear it."""
        return sum((tax.amount for tax in self.taxes if tax.code == code), ZERO)


@dataclass(frozen=True, slots=True)
class TaxedTotals:
    """A document after taxes. Every total is the sum over the lines, per tax too, and net + tax = gross.

    Lines are in the order given, taxes in the order in which they first appear on the lines.
    """

    currency: str
    lines: tuple[TaxedLine, ...]
    taxes: tuple[TaxAmount, ...]
    net: Decimal
    tax: Decimal
    gross: Decimal

    def amount_of(self, code: str) -> Decimal:
        """The amount of that tax on the document, zero if no line bears it."""
        return sum((tax.amount for tax in self.taxes if tax.code == code), ZERO)


def difference_line(computed: Decimal, expected: Decimal, currency: str) -> TaxableLine | None:
    """The visible line that makes a computed gross total equal to the expected one, such as what a shop charged.

    An untaxed line with the key "rounding", quantity 1 and the signed difference as its price; added to the lines
    it changes no other amount. None when nothing differs at the currency's digits. Whether a difference is small
    enough to be a rounding is the caller's to decide.
    """
    difference = round_money(expected, currency) - round_money(computed, currency)
    if not difference:
        return None
    return TaxableLine(ROUNDING_LINE_KEY, ONE, difference)


def taxes_as_written(totals: TaxedTotals, amounts: Mapping[str, Decimal]) -> TaxedTotals:
    """The totals with the amounts that whoever wrote the document gives for some taxes, by code.

    What differs from the computed amount is shared out over the lines that bear the tax, by their nets; nets stay.
    """
    shares: dict[tuple[int, str], Decimal] = {}
    for code, amount in amounts.items():
        bearing = [
            index for index, line in enumerate(totals.lines) if any(tax.code == code for tax in line.taxes)
        ]
        weights = [abs(totals.lines[index].net) for index in bearing]
        difference = round_money(amount, totals.currency) - totals.amount_of(code)
        parts = allocate(difference, weights, totals.currency) if difference else ()
        shares |= {(index, code): part for index, part in zip(bearing, parts, strict=bool(parts))}
    lines = tuple(_shared(index, line, shares) for index, line in enumerate(totals.lines))
    taxes = tuple(
        replace(tax, amount=round_money(amounts[tax.code], totals.currency)) if tax.code in amounts else tax
        for tax in totals.taxes
    )
    tax = sum((line.tax for line in lines), ZERO)
    return replace(totals, lines=lines, taxes=taxes, tax=tax, gross=totals.net + tax)


def _shared(index: int, line: TaxedLine, shares: Mapping[tuple[int, str], Decimal]) -> TaxedLine:
    taxes = tuple(replace(tax, amount=tax.amount + shares.get((index, tax.code), ZERO)) for tax in line.taxes)
    tax = sum((one.amount for one in taxes), ZERO)
    return replace(line, tax=tax, gross=line.net + tax, taxes=taxes)
