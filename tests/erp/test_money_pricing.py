"""Endings, margins and conversions of prices, with the figures of docs/money.md."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from erp.money import (
    PriceRounding,
    convert_price,
    gross_price,
    least_price,
    margin_percent,
    net_price,
    round_price,
)

PRICES = st.decimals(0, 10**6, places=6)


@pytest.mark.parametrize(
    ("price", "rounding", "expected", "up"),
    [
        ("12.345", "none", "12.345", "12.345"),
        ("12.345", "0.01", "12.35", "12.35"),
        ("12.32", "0.05", "12.30", "12.35"),
        ("12.325", "0.05", "12.35", "12.35"),
        ("12.32", "0.10", "12.30", "12.40"),
        ("12.32", "0.50", "12.50", "12.50"),
        ("12.32", "1.00", "12", "13"),
        ("12.32", ".90", "11.90", "12.90"),
        ("12.40", ".90", "12.90", "12.90"),
        ("12.44", "0.05", "12.45", "12.45"),
        ("12.44", ".90", "12.90", "12.90"),
        ("12.32", ".95", "11.95", "12.95"),
        ("12.44", ".95", "11.95", "12.95"),
        ("12.99", ".99", "12.99", "12.99"),
        ("0.20", ".90", "0.90", "0.90"),
        ("0.01", "0.50", "0.50", "0.50"),
        ("0", ".99", "0", "0"),
    ],
)
def test_endings(price: str, rounding: str, expected: str, up: str) -> None:
    kind = PriceRounding(rounding)
    assert round_price(Decimal(price), kind) == Decimal(expected)
    assert round_price(Decimal(price), kind, up=True) == Decimal(up)


@given(PRICES, st.sampled_from(list(PriceRounding)))
def test_rounding_stays_near_and_is_done_once(price: Decimal, rounding: PriceRounding) -> None:
    rounded, up = round_price(price, rounding), round_price(price, rounding, up=True)
    assert round_price(rounded, rounding) == rounded
    assert up >= price and rounded <= up
    assert (rounded == 0) == (price == 0)
    if price >= 1:
        assert abs(rounded - price) <= Decimal("0.5")


@given(st.decimals(0, 10**6, places=4), st.decimals(0, 99, places=2))
def test_the_least_price_leaves_the_margin(cost: Decimal, margin: Decimal) -> None:
    least = least_price(cost, margin)
    assert (least - cost) * 100 >= margin * least - Decimal("1e-9")
    assert least == 0 or (least - Decimal("0.000002") - cost) * 100 < margin * least


def test_worked_figures() -> None:
    assert least_price(Decimal(60), Decimal(40)) == 100
    assert margin_percent(Decimal(100), Decimal(60)) == 40
    assert margin_percent(Decimal(0), Decimal(60)) is None
    assert gross_price(Decimal("8.25"), Decimal("5.5")) == Decimal("8.70375")
    assert net_price(Decimal("9.90"), Decimal(20)) == Decimal("8.25")
    assert convert_price(Decimal(100), from_rate=Decimal("1.25"), to_rate=Decimal(1)) == 80
    for wrong in (lambda: least_price(Decimal(1), Decimal(100)), lambda: round_price(Decimal(-1))):
        with pytest.raises(ValueError):
            wrong()
