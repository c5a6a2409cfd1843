"""Rebuilding what was paid, rate by rate."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from connectors.standin.catalogue import DEMO_SKUS
from connectors.standin.people import BY_ID
from connectors.standin.pricing import VOUCHERS, price_order
from connectors.standin.tables import CARRIER_HOME, CARRIER_PICKUP, CARRIER_POINT
from connectors.totals import TotalsCheck, check_totals
from connectors.types import Rounding
from tests.connectors.factories import discount, order_line, shop_order

CENT = Decimal("0.01")


def by_rate(check: TotalsCheck, kind: str) -> dict[Decimal, tuple[Decimal, Decimal]]:
    return {line.percent: (line.net, line.gross) for line in check.lines if line.kind == kind}


def consistent(check: TotalsCheck) -> None:
    assert check.gross == sum(rate.gross for rate in check.rates) == check.net + check.tax
    for rate in check.rates:
        assert rate.net + rate.tax == rate.gross
        # Every line may be half a cent off on either side of the tax.
        exact = rate.net * rate.percent / 100
        lines = sum(1 for line in check.lines if line.percent == rate.percent)
        assert abs(exact - rate.tax) <= CENT * (lines + 1)


def test_a_percentage_lowers_every_rate_in_proportion() -> None:
    order = shop_order(
        order_line("bowl", "20", "60.00"),
        order_line("tea", "5.5", "40.00"),
        discounts=(discount("TEN", "8.792", "10.000"),),
        shipping=("5.00", "6.00"),
    )
    check = check_totals(order)
    assert by_rate(check, "discount") == {
        Decimal("20"): (Decimal("-5.00"), Decimal("-6.00")),
        Decimal("5.5"): (Decimal("-3.79"), Decimal("-4.00")),
    }
    assert check.agrees()
    assert check.remarks == ()
    consistent(check)


def test_free_shipping_lowers_the_rate_of_the_shipping() -> None:
    order = shop_order(
        order_line("tea", "5.5", "21.10"),
        discounts=(discount("FREE", "5.00", "6.00", free_shipping=True),),
        shipping=("5.00", "6.00"),
    )
    check = check_totals(order)
    assert by_rate(check, "discount") == {Decimal("20"): (Decimal("-5.00"), Decimal("-6.00"))}
    assert (check.difference, check.net_difference) == (0, 0)


def test_free_shipping_and_a_percentage_in_one_voucher() -> None:
    order = shop_order(
        order_line("tea", "5.5", "21.10"),
        discounts=(discount("BOTH", "7.00", "8.11", free_shipping=True),),
        shipping=("5.00", "6.00"),
    )
    assert by_rate(check_totals(order), "discount") == {
        Decimal("20"): (Decimal("-5.00"), Decimal("-6.00")),
        Decimal("5.5"): (Decimal("-2.00"), Decimal("-2.11")),
    }


def test_a_voucher_for_one_article_takes_that_articles_rate() -> None:
    order = shop_order(
        order_line("bowl", "20", "60.00"),
        order_line("tea", "5.5", "40.00"),
        discounts=(discount("TEA", "9.48", "10.00"),),
    )
    assert by_rate(check_totals(order), "discount") == {Decimal("5.5"): (Decimal("-9.48"), Decimal("-10.00"))}


def test_a_voucher_for_a_category_finds_its_mix() -> None:
    order = shop_order(
        order_line("bowl", "20", "12.00"),
        order_line("tea", "5.5", "84.40"),
        discounts=(discount("MIX", "15.00", "16.55"),),  # 5 at 20 %, 10 at 5.5 %: not the proportion bought
    )
    check = check_totals(order)
    parts = by_rate(check, "discount")
    assert sum(net for net, _gross in parts.values()) == Decimal("-15.00")
    assert sum(gross for _net, gross in parts.values()) == Decimal("-16.55")
    assert abs(parts[Decimal("20")][0] + 5) <= Decimal("0.05")
    consistent(check)


def test_an_impossible_discount_is_told_and_still_adds_up() -> None:
    order = shop_order(order_line("tea", "5.5", "40.00"), discounts=(discount("ODD", "6.00", "10.00"),))
    check = check_totals(order)
    assert check.agrees()
    assert "ODD" in check.remarks[0]


def test_shipping_at_the_average_rate_of_the_cart_is_split() -> None:
    order = shop_order(
        order_line("bowl", "20", "60.00"),
        order_line("tea", "5.5", "52.75"),
        shipping=("5.00", "5.64"),
        shipping_percent=None,
    )
    check = check_totals(order)
    assert set(by_rate(check, "shipping")) == {Decimal("20"), Decimal("5.5")}
    assert (check.difference, check.net_difference, check.remarks) == (0, 0, ())
    consistent(check)


def test_totals_that_disagree_with_the_lines_show_how_much() -> None:
    check = check_totals(shop_order(order_line("bowl", "20", "60.00"), off_by="-7.40"))
    assert check.difference == Decimal("-7.40")
    assert not check.agrees(Decimal("0.05"))
    assert check.agrees(Decimal("7.40"))


def test_a_shop_that_rounds_only_the_sum_keeps_its_cent() -> None:
    lines = [order_line(f"line {index}", "20", "0.333333", net="0.277778") for index in range(3)]
    check = check_totals(shop_order(*lines, rounding=Rounding.TOTAL))
    assert check.gross == Decimal("1.00")
    assert sorted(line.gross for line in check.lines) == [Decimal("0.33"), Decimal("0.33"), Decimal("0.34")]


def test_an_empty_order_has_empty_totals() -> None:
    check = check_totals(shop_order())
    assert (check.lines, check.rates, check.gross) == ((), (), 0)


baskets = st.lists(
    st.tuples(st.sampled_from([article.sku for article in DEMO_SKUS]), st.integers(1, 400)),
    min_size=1,
    max_size=9,
)


@given(
    items=baskets,
    person=st.sampled_from(list(BY_ID)),
    carrier=st.sampled_from([CARRIER_HOME, CARRIER_PICKUP, CARRIER_POINT]),
    vouchers=st.lists(st.sampled_from(list(VOUCHERS)), max_size=2, unique=True),
    is_gift=st.booleans(),
)
def test_whatever_is_bought_adds_up_to_the_cent(
    items: list[tuple[str, int]], person: str, carrier: str, vouchers: list[str], is_gift: bool
) -> None:
    priced = price_order(BY_ID[person], items, carrier=carrier, vouchers=vouchers, is_gift=is_gift)
    order = shop_order(
        *(
            order_line(
                line.sku, str(line.percent), str(line.gross), net=str(line.net), quantity=str(line.quantity)
            )
            for line in priced.lines
        ),
        discounts=tuple(
            discount(
                item.voucher.code,
                str(item.net),
                str(item.gross),
                free_shipping=item.voucher.has_free_shipping,
            )
            for item in priced.discounts
        ),
        shipping=(str(priced.shipping_net), str(priced.shipping_gross)),
        shipping_percent=str(priced.shipping_percent),
        wrapping=(str(priced.wrapping_net), str(priced.wrapping_gross)),
        wrapping_percent=str(priced.shipping_percent),
    )
    check = check_totals(order)
    assert check.difference == 0
    consistent(check)
