"""Money: rounding, sharing out, taxes. Pure functions on `Decimal`, and the only place in the product that rounds.

Invariants: a float is refused with TypeError; a half goes away from zero; the parts always sum to the whole.
Worked figures are in docs/money.md, the reasons in docs/adr/0010-money-and-rounding.md.

Vocabulary: net (without taxes), tax, gross (with taxes); base (what a percent is taken of); fixed tax (an amount per
unit); compound tax (on net plus the taxes before it); rounding line (the visible difference to a shop's total).
"""

from .allocation import allocate
from .computation import compute_taxes
from .rounding import convert, money_digits, round_money, round_quantity, round_unit_price
from .taxes import (
    Rounding,
    TaxableLine,
    TaxAmount,
    TaxedLine,
    TaxedTotals,
    TaxRate,
    difference_line,
)

__all__ = [
    "Rounding",
    "TaxAmount",
    "TaxRate",
    "TaxableLine",
    "TaxedLine",
    "TaxedTotals",
    "allocate",
    "compute_taxes",
    "convert",
    "difference_line",
    "money_digits",
    "round_money",
    "round_quantity",
    "round_unit_price",
]
