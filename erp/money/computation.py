"""Computing taxes: prices with or without them, rounding per line or per total, fixed and compound taxes.

Fixed taxes are known before anything else and are settled first. Of a line at net x each percent tax is then
linear, `factor * x + constant`: the constant stems from fixed taxes in the base of a compound one. That is what
makes prices that include taxes exactly invertible: gross = fixed + sum(constants) + (1 + sum(factors)) * x.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, localcontext
from fractions import Fraction
from graphlib import CycleError, TopologicalSorter

from .allocation import settle
from .rounding import EXACT, half_down, half_up, money_digits, step
from .taxes import ONE, ZERO, Rounding, TaxableLine, TaxAmount, TaxedLine, TaxedTotals, TaxRate

_HUNDREDTH = Decimal("0.01")


class _Profile:
    """What lines with the same taxes have in common."""

    __slots__ = ("divisor", "factors", "has_fixed", "is_plain", "percents", "shares", "taxes")

    def __init__(self, taxes: tuple[TaxRate, ...]) -> None:
        self.taxes = taxes
        self.shares = tuple(tax.percent * _HUNDREDTH for tax in taxes)
        factors: list[Decimal] = []
        for tax, share in zip(taxes, self.shares, strict=True):
            factors.append(share * (ONE + sum(factors)) if tax.is_compound else share)
        self.factors = tuple(factors)
        self.divisor = ONE + sum(factors)
        self.percents = tuple(index for index, tax in enumerate(taxes) if not tax.fixed_amount)
        self.has_fixed = len(self.percents) < len(taxes)
        self.is_plain = not self.has_fixed and not any(tax.is_compound for tax in taxes)


@dataclass(slots=True)
class _Draft:
    """A line in the making: `amount` is its rounded net, or gross where prices include taxes."""

    line: TaxableLine
    profile: _Profile
    amount: Decimal
    taxes: list[Decimal] = field(default_factory=list)

    def base_of(self, index: int, net: Decimal) -> Decimal:
        return net + sum(self.taxes[:index]) if self.profile.taxes[index].is_compound else net

    def numerators(self) -> list[Decimal]:
        """Exact percent taxes of a price that includes them, times the divisor (fixed ones: zero)."""
        profile = self.profile
        constants = [ZERO] * len(profile.taxes)
        if profile.has_fixed:
            for index in profile.percents:
                if profile.taxes[index].is_compound:
                    before = sum(self.taxes[:index]) + sum(constants[:index])
                    constants[index] = profile.shares[index] * before
        to_divide = self.amount - sum(self.taxes) - sum(constants)
        return [
            factor * to_divide + constant * profile.divisor
            for factor, constant in zip(profile.factors, constants, strict=True)
        ]


def compute_taxes(
    lines: Iterable[TaxableLine],
    *,
    currency: str,
    rounding: Rounding = Rounding.PER_LINE,
    prices_include_tax: bool = False,
) -> TaxedTotals:
    """Net, taxes and gross of each line and of the document, in the document's currency.

    Promises, in both modes: net + tax = gross on each line and in total; each total, per tax too, is the sum over
    the lines. Prices without tax: a line's net is its rounded amount, taxes are computed on rounded bases. Prices
    with tax: a line's gross is its rounded amount, taxes are extracted from it and the net is what remains; the
    half cent of an extraction goes to the net, so that a single tax is gross less net half up.

    PER_TOTAL rounds each tax once for the document and shares the result out over its lines by largest
    remainders; a line's tax is then less than a cent away from its exact amount.

    The base of a fixed tax is told for information: its amount is quantity × fixed amount, whatever the base.

    Raises ValueError when one code stands for two different taxes, or when compound taxes precede each other
    both ways in a document rounded per total; TypeError for floats (on building the lines).
    """
    unit = step(money_digits(currency))
    with localcontext(EXACT):
        drafts = _drafts(lines, unit)
        if Rounding(rounding) is Rounding.PER_LINE:
            _round_per_line(drafts, unit, prices_include_tax)
        else:
            _round_per_total(drafts, unit, prices_include_tax)
        return _totals(drafts, currency, unit, prices_include_tax)


def _drafts(lines: Iterable[TaxableLine], unit: Decimal) -> list[_Draft]:
    profiles: dict[tuple[TaxRate, ...], _Profile] = {}
    by_code: dict[str, TaxRate] = {}
    drafts = []
    for line in lines:
        profile = profiles.get(line.taxes)
        if profile is None:
            for tax in line.taxes:
                if by_code.setdefault(tax.code, tax) != tax:
                    raise ValueError(f"the code {tax.code} stands for two different taxes in one document")
            profile = profiles[line.taxes] = _Profile(line.taxes)
        amount = line.quantity * line.unit_price
        if line.discount_percent:
            amount *= ONE - line.discount_percent * _HUNDREDTH
        if line.discount_amount:
            amount -= line.discount_amount
        drafts.append(_Draft(line, profile, half_up(amount, unit), [ZERO] * len(line.taxes)))
    return drafts


def _round_per_line(drafts: Sequence[_Draft], unit: Decimal, prices_include_tax: bool) -> None:
    for draft in drafts:
        profile = draft.profile
        if profile.has_fixed:
            for index, tax in enumerate(profile.taxes):
                if tax.fixed_amount:
                    draft.taxes[index] = half_up(draft.line.quantity * tax.fixed_amount, unit)
        if prices_include_tax:
            numerators = draft.numerators()
            for index in profile.percents:
                draft.taxes[index] = half_down(numerators[index] / profile.divisor, unit)
        else:
            for index in profile.percents:
                draft.taxes[index] = half_up(draft.base_of(index, draft.amount) * profile.shares[index], unit)


def _round_per_total(drafts: Sequence[_Draft], unit: Decimal, prices_include_tax: bool) -> None:
    bearers: dict[str, list[tuple[_Draft, int]]] = defaultdict(list)
    fixed_codes: dict[str, TaxRate] = {}
    percent_codes: dict[str, TaxRate] = {}
    for draft in drafts:
        for index, tax in enumerate(draft.profile.taxes):
            bearers[tax.code].append((draft, index))
            (fixed_codes if tax.fixed_amount else percent_codes)[tax.code] = tax
    for code, tax in fixed_codes.items():
        _settle(bearers[code], [draft.line.quantity * tax.fixed_amount for draft, _ in bearers[code]], unit)
    if prices_include_tax:
        numerators = {id(draft): draft.numerators() for draft in drafts}
        for code in percent_codes:
            _settle_extracted(bearers[code], numerators, unit)
    else:
        for code in _compound_order(drafts):
            if code in percent_codes:
                bases = [draft.base_of(index, draft.amount) for draft, index in bearers[code]]
                share = percent_codes[code].percent * _HUNDREDTH
                _settle(bearers[code], [base * share for base in bases], unit)


def _settle(bearers: Sequence[tuple[_Draft, int]], exact: Sequence[Decimal], unit: Decimal) -> None:
    settled = settle(exact, half_up(sum(exact, ZERO), unit), unit)
    for (draft, index), amount in zip(bearers, settled, strict=True):
        draft.taxes[index] = amount


def _settle_extracted(
    bearers: Sequence[tuple[_Draft, int]], numerators: dict[int, list[Decimal]], unit: Decimal
) -> None:
    # The sum is formed before dividing: quotients such as 1/1.2 do not end, their sum may be exactly half a cent.
    by_divisor: dict[Decimal, Decimal] = defaultdict(Decimal)
    exact = []
    for draft, index in bearers:
        numerator = numerators[id(draft)][index]
        by_divisor[draft.profile.divisor] += numerator
        exact.append(numerator / draft.profile.divisor)
    whole = sum(
        (Fraction(numerator) / Fraction(divisor) for divisor, numerator in by_divisor.items()), Fraction(0)
    )
    settled = settle(exact, _half_down_fraction(whole, unit), unit)
    for (draft, index), amount in zip(bearers, settled, strict=True):
        draft.taxes[index] = amount


def _half_down_fraction(value: Fraction, unit: Decimal) -> Decimal:
    """The nearest multiple of the unit, a half towards zero."""
    units, remainder = divmod(abs(value) / Fraction(unit), 1)
    rounded = Decimal(int(units) + (remainder > Fraction(1, 2))) * unit
    return -rounded if value < 0 and rounded else rounded


def _compound_order(drafts: Sequence[_Draft]) -> list[str]:
    """Tax codes such that whatever a compound tax is computed on comes before it, on every line."""
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for profile in {id(draft.profile): draft.profile for draft in drafts}.values():
        for index, tax in enumerate(profile.taxes):
            sorter.add(tax.code, *(before.code for before in profile.taxes[:index] if tax.is_compound))
    try:
        return list(sorter.static_order())
    except CycleError as error:
        codes = ", ".join(dict.fromkeys(error.args[1]))
        raise ValueError(
            f"the compound taxes {codes} precede each other both ways: give them one order, or round per line"
        ) from error


def _totals(drafts: Sequence[_Draft], currency: str, unit: Decimal, prices_include_tax: bool) -> TaxedTotals:
    nothing = ZERO.quantize(unit)
    bases: dict[str, Decimal] = defaultdict(lambda: nothing)
    amounts: dict[str, Decimal] = defaultdict(lambda: nothing)
    total_net = total_tax = nothing
    lines = []
    for draft in drafts:
        line_tax = sum(draft.taxes, nothing)
        net = draft.amount - line_tax if prices_include_tax else draft.amount
        taxes = []
        for index, (tax, amount) in enumerate(zip(draft.profile.taxes, draft.taxes, strict=True)):
            base = net if draft.profile.is_plain else draft.base_of(index, net)
            taxes.append(TaxAmount(tax.code, base, amount))
            bases[tax.code] += base
            amounts[tax.code] += amount
        lines.append(TaxedLine(draft.line.key, net, line_tax, net + line_tax, tuple(taxes)))
        total_net += net
        total_tax += line_tax
    return TaxedTotals(
        currency,
        tuple(lines),
        tuple(TaxAmount(code, bases[code], amount) for code, amount in amounts.items()),
        total_net,
        total_tax,
        total_net + total_tax,
    )
