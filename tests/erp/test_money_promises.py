"""Money: promises that hold for all figures, whatever the lines, taxes, currency and rounding mode."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from erp.money import (
    Rounding,
    TaxableLine,
    TaxRate,
    allocate,
    compute_taxes,
    difference_line,
    money_digits,
    round_money,
)
from tests.erp.test_money import (
    CENT,
    ECO,
    FEDERAL,
    PROVINCIAL,
    VAT_10,
    VAT_20,
    VAT_20_ON_ECO,
    VAT_21,
    VAT_55,
    compute,
)

D = Decimal

amounts = st.decimals(-(10**9), 10**9, places=2)
weights_of_lines = st.lists(st.decimals(0, 10**9, places=6) | st.integers(0, 5), min_size=1, max_size=30)


@settings(deadline=None)
@given(amounts, weights_of_lines)
def test_shares_sum_to_the_total_and_follow_the_weights(total: Decimal, weights: list[Decimal]) -> None:
    shares = allocate(total, weights)
    assert sum(shares) == total
    assert shares == allocate(total, weights)
    assert [-share for share in shares] == allocate(-total, weights)
    whole = sum(map(Fraction, weights))
    for share, weight in zip(shares, weights, strict=True):
        exact = Fraction(total) * Fraction(weight) / whole if whole else Fraction(total) / len(weights)
        assert abs(Fraction(share) - exact) < Fraction(CENT)
    ordered = [abs(share) for _, share in sorted(zip(weights, shares, strict=True), key=lambda pair: pair[0])]
    for lower, higher, below, above in zip(
        ordered, ordered[1:], sorted(weights), sorted(weights)[1:], strict=False
    ):
        assert lower <= higher or below == above


tax_sets = st.sampled_from(
    [(), (VAT_20,), (VAT_10,), (VAT_55,), (VAT_21,), (ECO, VAT_20_ON_ECO), (ECO, VAT_10), (FEDERAL, PROVINCIAL),
     (FEDERAL, ECO, PROVINCIAL, VAT_20_ON_ECO)]
)  # fmt: skip


def lines_bearing(
    taxes: st.SearchStrategy[tuple[TaxRate, ...]], size: int = 12
) -> st.SearchStrategy[list[TaxableLine]]:
    taxable = st.builds(
        TaxableLine,
        st.integers(),
        st.decimals(-500, 500, places=4),
        st.decimals(0, 5000, places=6) | st.decimals(0, 1, places=2),
        st.sampled_from([D(0), D(5), D("33.33"), D(100)]),
        st.sampled_from([D(0), D("1.005")]),
        taxes,
    )
    return st.lists(taxable, max_size=size)


roundings = st.sampled_from(Rounding)


def opposite(lines: Sequence[TaxableLine]) -> list[TaxableLine]:
    return [
        TaxableLine(
            one.key, -one.quantity, one.unit_price, one.discount_percent, -one.discount_amount, one.taxes
        )
        for one in lines
    ]


@settings(max_examples=300, deadline=None)
@given(lines_bearing(tax_sets), roundings, st.booleans(), st.sampled_from(["EUR", "JPY", "KWD"]))
def test_everything_adds_up(
    lines: list[TaxableLine], rounding: Rounding, is_included: bool, currency: str
) -> None:
    totals = compute_taxes(lines, currency=currency, rounding=rounding, prices_include_tax=is_included)
    digits = money_digits(currency)
    assert totals.net + totals.tax == totals.gross
    assert totals.net == sum(taxed.net for taxed in totals.lines)
    assert totals.tax == sum(taxed.tax for taxed in totals.lines) == sum(tax.amount for tax in totals.taxes)
    assert totals.gross == sum(taxed.gross for taxed in totals.lines)
    for tax in totals.taxes:
        assert tax.amount == sum(taxed.amount_of(tax.code) for taxed in totals.lines)
        assert tax.base == sum(
            one.base for taxed in totals.lines for one in taxed.taxes if one.code == tax.code
        )
    for given_line, taxed in zip(lines, totals.lines, strict=True):
        assert taxed.net + taxed.tax == taxed.gross
        assert taxed.tax == sum(tax.amount for tax in taxed.taxes)
        assert [tax.code for tax in taxed.taxes] == [tax.code for tax in given_line.taxes]
        price = given_line.quantity * given_line.unit_price * (100 - given_line.discount_percent) / 100
        kept = taxed.gross if is_included else taxed.net
        assert kept == round_money(price - given_line.discount_amount, currency)
        for value in (taxed.net, taxed.tax, taxed.gross):
            assert str(value.as_tuple().exponent) == str(-digits) and not (
                value.is_zero() and value.is_signed()
            )


@settings(max_examples=200, deadline=None)
@given(lines_bearing(tax_sets), roundings, st.booleans())
def test_a_credit_note_is_the_exact_opposite(
    lines: list[TaxableLine], rounding: Rounding, is_included: bool
) -> None:
    invoice = compute(*lines, rounding=rounding, included=is_included)
    credit_note = compute(*opposite(lines), rounding=rounding, included=is_included)
    assert credit_note.gross == -invoice.gross and credit_note.net == -invoice.net
    for ours, theirs in zip(invoice.lines, credit_note.lines, strict=True):
        assert (ours.net, ours.tax, ours.gross) == (-theirs.net, -theirs.tax, -theirs.gross)


@settings(max_examples=200, deadline=None)
@given(lines_bearing(tax_sets))
def test_without_tax_per_total_each_tax_is_its_percent_of_its_base_to_the_cent(
    lines: list[TaxableLine],
) -> None:
    percents = {tax.code: tax for one in lines for tax in one.taxes}
    for tax in compute(*lines, rounding=Rounding.PER_TOTAL).taxes:
        if not percents[tax.code].fixed_amount:
            assert tax.amount == round_money(tax.base * percents[tax.code].percent / 100)


@settings(max_examples=200, deadline=None)
@given(lines_bearing(tax_sets))
def test_included_taxes_are_the_exact_inverse(lines: list[TaxableLine]) -> None:
    for given_line, taxed in zip(lines, compute(*lines, included=True).lines, strict=True):
        fixed = {
            tax.code: Fraction(taxed.amount_of(tax.code)) for tax in given_line.taxes if tax.fixed_amount
        }
        # The gross as a straight line over the net, found from two points by computing forwards.
        at_zero, at_one = forwards(Fraction(0), given_line, fixed), forwards(Fraction(1), given_line, fixed)
        net = (Fraction(taxed.gross) - at_zero["gross"]) / (at_one["gross"] - at_zero["gross"])
        exact = forwards(net, given_line, fixed)
        assert exact["gross"] == Fraction(taxed.gross)
        for tax in taxed.taxes:
            assert abs(Fraction(tax.amount) - exact[tax.code]) <= Fraction(CENT) / 2


def forwards(net: Fraction, given_line: TaxableLine, fixed: dict[str, Fraction]) -> dict[str, Fraction]:
    exact, running = {}, net
    for tax in given_line.taxes:
        base = running if tax.is_compound else net
        exact[tax.code] = fixed.get(tax.code, base * Fraction(tax.percent) / 100)
        running += exact[tax.code]
    return {**exact, "gross": running}


@settings(deadline=None)
@given(st.decimals(-(10**6), 10**6, places=2), st.decimals(D("0.01"), 100, places=2))
def test_one_tax_goes_there_and_back_unchanged(net: Decimal, percent: Decimal) -> None:
    vat = TaxRate("VAT", percent)
    there = compute(TaxableLine(1, D(1), net, taxes=(vat,)))
    for rounding in Rounding:
        assert (
            compute(TaxableLine(1, D(1), there.gross, taxes=(vat,)), included=True, rounding=rounding)
            == there
        )


@settings(deadline=None)
@given(st.decimals(0, 10**6, places=2), tax_sets)
def test_several_taxes_go_there_and_back_within_a_cent_each(net: Decimal, taxes: tuple[TaxRate, ...]) -> None:
    there = compute(TaxableLine(1, D(1), net, taxes=taxes))
    back = compute(TaxableLine(1, D(1), there.gross, taxes=taxes), included=True)
    assert back.gross == there.gross
    assert abs(back.net - there.net) <= CENT * len(taxes)


@settings(max_examples=200, deadline=None)
@given(
    lines_bearing(st.sampled_from([(VAT_20,), (VAT_55,), (VAT_10, FEDERAL), (ECO, VAT_21)])), st.booleans()
)
def test_the_modes_agree_within_half_a_cent_per_line(lines: list[TaxableLine], is_included: bool) -> None:
    per_line = compute(*lines, included=is_included)
    per_total = compute(*lines, rounding=Rounding.PER_TOTAL, included=is_included)
    for one, other, taxed in zip(per_line.taxes, per_total.taxes, per_line.taxes, strict=True):
        bearing = sum(any(tax.code == taxed.code for tax in given_line.taxes) for given_line in lines)
        assert abs(one.amount - other.amount) <= CENT / 2 * (bearing + 1)
    for one_line, other_line, given_line in zip(per_line.lines, per_total.lines, lines, strict=True):
        assert abs(one_line.tax - other_line.tax) <= CENT * len(given_line.taxes)


@settings(deadline=None)
@given(lines_bearing(tax_sets), roundings, st.booleans(), st.decimals(-(10**6), 10**6, places=4))
def test_the_rounding_line_always_closes_the_gap(
    lines: list[TaxableLine], rounding: Rounding, is_included: bool, expected: Decimal
) -> None:
    before = compute(*lines, rounding=rounding, included=is_included)
    added = difference_line(before.gross, expected, "EUR")
    after = compute(*lines, *([added] if added else []), rounding=rounding, included=is_included)
    assert after.gross == round_money(expected)
    assert after.taxes == before.taxes and after.lines[: len(lines)] == before.lines
