"""Money: rounding, sharing out, taxes. Pure functions on `Decimal`, and the only place in the product that rounds.

Invariants: a float is refused with TypeError; a half goes away from zero; the parts always sum to the whole.
Worked figures are in docs/money.md, the reasons in docs/adr/0010-money-and-rounding.md.

Vocabulary: net (without taxes), tax, gross (with taxes); base (what a percent is taken of); fixed tax (an amount per
unit); compound tax (on net plus the taxes before it); rounding line (the visible difference to a shop's total).
"""

from .allocation import allocate
from .computation import compute_taxes
from .pricing import (
    PriceRounding,
    adjust_price,
    convert_price,
    gross_price,
    least_price,
    margin_percent,
    net_price,
    round_price,
)
from .rounding import convert, money_digits, round_money, round_quantity, round_unit_price
from .taxes import (
    Rounding,
    TaxableLine,
    TaxAmount,
    TaxedLine,
    TaxedTotals,
    TaxRate,
    difference_line,
    taxes_as_written,
)

__all__ = [
    "PriceRounding",
    "Rounding",
    "TaxAmount",
    "TaxRate",
    "TaxableLine",
    "TaxedLine",
    "TaxedTotals",
    "adjust_price",
    "allocate",
    "compute_taxes",
    "convert",
    "convert_price",
    "difference_line",
    "gross_price",
    "least_price",
    "margin_percent",
    "money_digits",
    "net_price",
    "round_money",
    "round_price",
    "round_quantity",
    "round_unit_price",
    "taxes_as_written",
]
