"""Money: worked figures that an accountant can check by hand, and the totals of real shops."""

import json
from decimal import Decimal
from typing import Any

import pytest

from erp.money import (
    Rounding,
    TaxableLine,
    TaxAmount,
    TaxedTotals,
    TaxRate,
    allocate,
    compute_taxes,
    convert,
    difference_line,
    money_digits,
    round_money,
    round_quantity,
    round_unit_price,
)
from tests.shared_data import DATA, needs

D = Decimal
CENT = D("0.01")

VAT_20 = TaxRate("VAT20", D(20))
VAT_10 = TaxRate("VAT10", D(10))
VAT_55 = TaxRate("VAT5.5", D("5.5"))
VAT_21 = TaxRate("VAT2.1", D("2.1"))
ECO = TaxRate("ECO", fixed_amount=D("0.12"))
VAT_20_ON_ECO = TaxRate("VAT20C", D(20), is_compound=True)
FEDERAL = TaxRate("FED", D(5))
PROVINCIAL = TaxRate("PROV", D("9.975"), is_compound=True)

RECORDINGS = DATA / "shops"


def line(
    price: str, quantity: str = "1", *taxes: TaxRate, percent: str = "0", amount: str = "0"
) -> TaxableLine:
    return TaxableLine("line", D(quantity), D(price), D(percent), D(amount), taxes)


def compute(
    *lines: TaxableLine, rounding: Rounding = Rounding.PER_LINE, included: bool = False
) -> TaxedTotals:
    return compute_taxes(lines, currency="EUR", rounding=rounding, prices_include_tax=included)


def figures(totals: TaxedTotals) -> tuple[str, str, str]:
    return str(totals.net), str(totals.tax), str(totals.gross)


# Rounding


@pytest.mark.parametrize(
    ("amount", "currency", "expected"),
    [
        ("0.125", "EUR", "0.13"),
        ("-0.125", "EUR", "-0.13"),
        ("0.1249999", "EUR", "0.12"),
        ("2.675", "EUR", "2.68"),
        ("-0.004", "EUR", "0.00"),
        ("7", "EUR", "7.00"),
        ("0.5", "JPY", "1"),
        ("1.2345", "KWD", "1.235"),
        ("0.125", "RSD", "0.13"),
        ("999999999999999.995", "EUR", "1000000000000000.00"),
    ],
)
def test_money_is_rounded_half_away_from_zero(amount: str, currency: str, expected: str) -> None:
    assert str(round_money(D(amount), currency)) == expected


def test_digits_are_those_of_iso_4217() -> None:
    codes = ("EUR", "CHF", "JPY", "KWD", "IQD", "CLF", "MGA")
    assert [money_digits(code) for code in codes] == [2, 2, 0, 3, 3, 4, 2]
    for code in ("eur", "ZZZ", "", "EURO"):
        with pytest.raises(ValueError, match="ISO 4217"):
            money_digits(code)


def test_prices_keep_six_decimals_and_quantities_those_of_their_unit() -> None:
    assert str(round_unit_price(D("8.3333335"))) == "8.333334"
    assert str(round_unit_price(D("-8.3333335"))) == "-8.333334"
    assert str(round_quantity(D("1.0005"), 3)) == "1.001"
    assert str(round_quantity(D("2.5"), 0)) == "3"
    with pytest.raises(ValueError, match="decimals"):
        round_quantity(D(1), -1)


def test_conversion_rounds_once_at_the_target_currency() -> None:
    assert convert(D("100.00"), D("1.0825"), "USD") == D("108.25")
    assert convert(D("10.05"), D("162.3456"), "JPY") == D("1632")
    assert convert(D("-1632"), D("0.006159"), "EUR") == D("-10.05")
    with pytest.raises(ValueError, match="above zero"):
        convert(D(1), D(0), "EUR")


@pytest.mark.parametrize("number", [1.5, True, "1.50", None])
def test_what_is_not_exact_is_refused(number: Any) -> None:
    for call in (
        lambda: round_money(number),
        lambda: round_unit_price(number),
        lambda: round_quantity(number, 2),
        lambda: convert(number, D(1), "EUR"),
        lambda: convert(D(1), number, "EUR"),
        lambda: allocate(number, [1]),
        lambda: allocate(D(1), [number]),
        lambda: TaxRate("VAT", number),
        lambda: TaxableLine(1, number, D(1)),
        lambda: TaxableLine(1, D(1), number),
        lambda: difference_line(number, D(1), "EUR"),
    ):
        with pytest.raises(TypeError, match="must be a Decimal"):
            call()


@pytest.mark.parametrize("number", ["NaN", "sNaN", "Infinity", "1E+18", "-1E+999999"])
def test_what_is_no_amount_is_refused(number: str) -> None:
    for call in (
        lambda: round_money(D(number)),
        lambda: allocate(D(1), [D(number)]),
        lambda: TaxableLine(1, D(number), D(1)),
    ):
        with pytest.raises(ValueError, match=r"finite|too large"):
            call()


def test_the_largest_documents_stay_exact() -> None:
    """More digits than the 28 that Python's decimals keep by default."""
    totals = compute(line("123456789012345.345679", "98765432109876.5432", VAT_20))
    assert figures(totals) == (
        "12193263113702146610424017035.82",
        "2438652622740429322084803407.16",
        "14631915736442575932508820442.98",
    )


# Sharing out


@pytest.mark.parametrize(
    ("total", "weights", "expected"),
    [
        ("100.00", ["1", "1", "1"], ["33.34", "33.33", "33.33"]),
        ("-100.00", ["1", "1", "1"], ["-33.34", "-33.33", "-33.33"]),
        ("0.05", ["3", "7"], ["0.02", "0.03"]),
        ("10.00", ["59.80", "0", "25.00"], ["7.05", "0.00", "2.95"]),
        ("0.01", ["0", "0"], ["0.01", "0.00"]),
        ("0.00", ["2", "1"], ["0.00", "0.00"]),
    ],
)
def test_an_amount_is_shared_out_to_the_cent(total: str, weights: list[str], expected: list[str]) -> None:
    assert [str(share) for share in allocate(D(total), [D(weight) for weight in weights])] == expected


def test_sharing_out_refuses_what_it_cannot_do_exactly() -> None:
    assert allocate(D(1000), [1, 2], "JPY") == [333, 667]
    for total, weights, reason in (
        (D(1), [], "at least one weight"),
        (D(1), [D(1), D("-1")], "zero or more"),
        (D("0.005"), [D(1)], "2 decimals"),
        (D(1), [D("1E-999999")], "at most 60 decimals"),
    ):
        with pytest.raises(ValueError, match=reason):
            allocate(total, weights)


# Taxes: worked figures of docs/money.md


@pytest.mark.parametrize(
    ("vat", "net", "tax", "gross"),
    [
        (VAT_20, "100.00", "20.00", "120.00"),
        (VAT_10, "19.99", "2.00", "21.99"),
        (VAT_55, "23.70", "1.30", "25.00"),
        (VAT_21, "4.80", "0.10", "4.90"),
    ],
)
def test_the_french_rates_both_ways(vat: TaxRate, net: str, tax: str, gross: str) -> None:
    assert figures(compute(line(net, "1", vat))) == (net, tax, gross)
    assert figures(compute(line(gross, "1", vat), included=True)) == (net, tax, gross)
    assert figures(compute(line(net, "-1", vat))) == ("-" + net, "-" + tax, "-" + gross)


def test_333_at_99_cents() -> None:
    with_tax = line("0.99", "333", VAT_20)
    assert figures(compute(with_tax, included=True)) == ("274.73", "54.94", "329.67")
    assert figures(compute(with_tax, included=True, rounding=Rounding.PER_TOTAL)) == (
        "274.73",
        "54.94",
        "329.67",
    )
    without_tax = line("0.825", "333", VAT_20)
    assert figures(compute(without_tax)) == ("274.73", "54.95", "329.68")


def test_the_two_modes_differ_on_many_small_lines() -> None:
    lines = [line("0.12", "1", VAT_20) for _ in range(4)]
    assert figures(compute(*lines)) == ("0.48", "0.08", "0.56")
    per_total = compute(*lines, rounding=Rounding.PER_TOTAL)
    assert figures(per_total) == ("0.48", "0.10", "0.58")
    assert [str(taxed.tax) for taxed in per_total.lines] == ["0.03", "0.03", "0.02", "0.02"]
    assert per_total.taxes == (TaxAmount("VAT20", D("0.48"), D("0.10")),)


def test_half_a_cent_that_only_the_sum_shows() -> None:
    """0.01 and 0.02 with 20 % in them: neither net ends (0.0083…, 0.0166…), yet their sum is exactly 0.025."""
    lines = [line("0.01", "1", VAT_20), line("0.02", "1", VAT_20)]
    totals = compute(*lines, rounding=Rounding.PER_TOTAL, included=True)
    assert figures(totals) == ("0.03", "0.00", "0.03")


def test_a_return_of_everything_mirrors_each_line() -> None:
    """The total is zero, so only the lines tell which way the half cents go."""
    half = TaxRate("HALF", D(50))
    sold, returned = line("0.01", "1", half), line("0.01", "-1", half)
    for first, second in ((sold, returned), (returned, sold)):
        totals = compute(first, second, rounding=Rounding.PER_TOTAL)
        assert [taxed.tax for taxed in totals.lines] == [CENT * first.quantity, CENT * second.quantity]


def test_discounts() -> None:
    assert figures(compute(line("59.00", "2", VAT_20, percent="10", amount="6.20"))) == (
        "100.00",
        "20.00",
        "120.00",
    )
    assert figures(compute(line("10", "1", VAT_20, percent="100"))) == ("0.00", "0.00", "0.00")
    with pytest.raises(ValueError, match="between 0 and 100"):
        line("10", "1", percent="100.01")


def test_eco_participation_is_part_of_the_base_of_the_vat() -> None:
    without_tax = compute(line("49.88", "2", ECO, VAT_20_ON_ECO))
    assert figures(without_tax) == ("99.76", "20.24", "120.00")
    assert without_tax.lines[0].taxes == (
        TaxAmount("ECO", D("99.76"), D("0.24")),
        TaxAmount("VAT20C", D("100.00"), D("20.00")),
    )
    for rounding in Rounding:
        with_tax = compute(line("60", "2", ECO, VAT_20_ON_ECO), included=True, rounding=rounding)
        assert with_tax == without_tax


def test_compound_tax_both_ways() -> None:
    without_tax = compute(line("100", "1", FEDERAL, PROVINCIAL))
    assert [(tax.base, tax.amount) for tax in without_tax.taxes] == [(D(100), D(5)), (D(105), D("10.47"))]
    assert compute(line("115.47", "1", FEDERAL, PROVINCIAL), included=True) == without_tax


def test_contradicting_taxes_are_refused() -> None:
    with pytest.raises(ValueError, match="two different taxes"):
        compute(line("1", "1", VAT_20), line("1", "1", TaxRate("VAT20", D("19.6"))))
    with pytest.raises(ValueError, match="named twice"):
        line("1", "1", VAT_20, VAT_20)
    with pytest.raises(ValueError, match="zero or more"):
        TaxRate("VAT", D(-1))
    with pytest.raises(ValueError, match="a percent or a fixed amount"):
        TaxRate("VAT", D(1), fixed_amount=D(1))
    one, other = TaxRate("A", D(5), is_compound=True), TaxRate("B", D(7), is_compound=True)
    lines = [line("10", "1", one, other), line("10", "1", other, one)]
    assert compute(*lines).tax == D("2.48")
    with pytest.raises(ValueError, match="both ways"):
        compute(*lines, rounding=Rounding.PER_TOTAL)
    with pytest.raises(ValueError, match="per_document"):
        compute_taxes(lines, currency="EUR", rounding="per_document")  # type: ignore[arg-type]


def test_a_document_without_lines_or_taxes_is_zero_in_its_currency() -> None:
    assert figures(compute()) == ("0.00", "0.00", "0.00")
    untaxed = compute_taxes([line("1.5", "3")], currency="JPY")
    assert figures(untaxed) == ("5", "0", "5") and untaxed.taxes == () and untaxed.amount_of("VAT20") == 0


def test_the_rounding_line_makes_the_total_the_shops() -> None:
    lines = [line("0.825", "333", VAT_20)]
    rounding = difference_line(compute(*lines).gross, D("329.670000"), "EUR")
    assert rounding is not None and (rounding.unit_price, rounding.taxes) == (D("-0.01"), ())
    assert figures(compute(*lines, rounding)) == ("274.72", "54.95", "329.67")
    assert difference_line(D("329.67"), D("329.670000"), "EUR") is None


# Real shops


@needs("shops")
@pytest.mark.parametrize("shop", ["prestashop", "prestashop8"])
def test_totals_of_real_prestashop_orders(shop: str) -> None:
    """Prices including tax give the total paid to the cent, and the shop's net within a cent per line."""
    recorded = json.loads((RECORDINGS / shop / "orders_full.json").read_text())["orders"]
    orders = [order for order in recorded if str(order["round_type"]) == "2"]
    assert len(orders) == 25
    other_net, other_gross_without_tax = 0, 0
    for order in orders:
        rows = order["associations"]["order_rows"]
        products = [product_line(row, "unit_price_tax_incl") for row in rows]
        goods = compute(*products, included=True)
        assert goods.gross == D(order["total_products_wt"])
        assert abs(goods.net - D(order["total_products"])) <= CENT * len(products)
        carrier = D(order["carrier_tax_rate"])
        shipping = TaxableLine(
            "shipping",
            D(1),
            D(order["total_shipping_tax_incl"]),
            taxes=(TaxRate(f"VAT{carrier:f}", carrier),),
        )
        whole = compute(*products, shipping, *discount_lines(order, goods, products), included=True)
        assert difference_line(whole.gross, D(order["total_paid_tax_incl"]), "EUR") is None
        other_net += whole.net != D(order["total_paid_tax_excl"])
        without_tax = compute(*(product_line(row, "unit_price_tax_excl") for row in rows))
        other_gross_without_tax += without_tax.gross != goods.gross
    assert (other_net, other_gross_without_tax) == (5, 8), "docs/money.md tells these figures"


def product_line(row: dict[str, Any], price: str) -> TaxableLine:
    """Rows carry no tax: it is the rate that leads from the one price nearest to the other."""
    with_tax, without_tax = D(row["unit_price_tax_incl"]), D(row["unit_price_tax_excl"])
    rates = [D(rate) for rate in ("0", "2.1", "5.5", "10", "19", "20")]
    percent = min(rates, key=lambda rate: abs(without_tax * (100 + rate) / 100 - with_tax))
    tax = TaxRate(f"VAT{percent:.3f}", percent)
    return TaxableLine(row["id"], D(row["product_quantity"]), D(row[price]), taxes=(tax,))


def discount_lines(
    order: dict[str, Any], goods: TaxedTotals, products: list[TaxableLine]
) -> list[TaxableLine]:
    """The vouchers of the order, shared out over its goods, so that each share bears the tax of its goods."""
    shares = allocate(
        round_money(D(order["total_discounts_tax_incl"])), [taxed.gross for taxed in goods.lines]
    )
    return [
        TaxableLine("discount", D(-1), share, taxes=product.taxes)
        for share, product in zip(shares, products, strict=True)
    ]
