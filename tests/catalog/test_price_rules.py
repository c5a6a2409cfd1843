"""The rules of prices on plain values: which list, which row, which formula, and what is told about it."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from catalog.price_values import Article, Branch, Candidate, ListFacts, PriceRequest, Row
from catalog.pricing import PriceBook

DAY = dt.date(2026, 11, 24)
SHELF = Branch(1, 2, 5, 1)
ARTICLE = Article(10, 100, Branch(1, 3, 4, 2), 7, Decimal("50"), "EUR")
PUBLIC = ListFacts(1, "PUB", "Public", "EUR", includes_tax=True, rounding=".90")
TRADE = ListFacts(2, "PRO", "Trade", "EUR", includes_tax=False, rounding="0.01")


def book(*rows: Row, lists: tuple[ListFacts, ...] = (PUBLIC, TRADE), **facts: Any) -> PriceBook:
    values: dict[str, Any] = {
        "costs": {(1, 10): Decimal("30")},
        "tax_percents": {(1, 7): Decimal("20")},
        "company_currencies": {1: "EUR"},
        "rates": {"USD": Decimal("1.25")},
    }
    return PriceBook({10: ARTICLE}, {facts.id: facts for facts in lists}, rows, **(values | facts))


def ask(*lists: int | Candidate, quantity: str = "1", currency: str = "EUR") -> PriceRequest:
    candidates = tuple(one if isinstance(one, Candidate) else Candidate(one) for one in lists)
    return PriceRequest(
        variant_id=10,
        company_id=1,
        date=DAY,
        currency=currency,
        quantity=Decimal(quantity),
        candidates=candidates,
    )


def fixed(row_id: int, price: str, list_id: int = 2, **facts: Any) -> Row:
    return Row(row_id, list_id, "fixed", price=Decimal(price), **facts)


def test_without_a_list_the_catalogue_has_the_price() -> None:
    price = book().price(ask())
    assert (price.net, price.gross, price.list_id) == (50, 60, None)
    assert [step.kind for step in price.steps] == ["catalogue", "tax"]


def test_the_nearest_row_holds_and_then_the_highest_quantity_reached() -> None:
    rows = [
        fixed(1, "9"),
        fixed(2, "8", category_id=1, category=Branch(1, 1, 8, 0)),
        fixed(3, "7", category_id=2, category=SHELF),
        fixed(4, "6", product_id=100),
        fixed(5, "5", variant_id=10),
        fixed(6, "4", variant_id=10, min_quantity=Decimal(10)),
        fixed(7, "3", variant_id=11),
    ]
    prices = book(*rows)
    assert prices.price(ask(2)).net == 5
    assert prices.price(ask(2, quantity="9.99")).net == 5
    assert prices.price(ask(2, quantity="10")).net == 4
    taken: list[int] = []
    expected = [("4", 6), ("5", 5), ("6", 4), ("7", 3), ("8", 2), ("9", 1)]
    for net, row_id in expected:
        price = prices.with_rows([], without=taken).price(ask(2, quantity="10"))
        assert (price.net, price.row_id) == (Decimal(net), row_id)
        taken.append(row_id)


def test_of_two_equal_rows_the_later_start_holds() -> None:
    rows = [
        fixed(1, "9", variant_id=10, valid_from=dt.date(2026, 11, 1)),
        fixed(2, "8", variant_id=10, valid_from=dt.date(2026, 10, 1)),
        fixed(3, "7", variant_id=10, valid_from=dt.date(2026, 11, 25)),
        fixed(4, "6", variant_id=10, valid_until=dt.date(2026, 11, 23)),
    ]
    assert book(*rows).price(ask(2)).row_id == 1


def test_a_row_of_a_category_that_is_not_seen_is_not_for_everything() -> None:
    assert book(fixed(1, "9", category_id=5)).price(ask(2)).list_id is None


def test_the_first_list_with_a_price_gives_it_and_the_others_say_why_not() -> None:
    lists = (
        PUBLIC,
        TRADE,
        ListFacts(3, "OLD", "Old", "EUR", False, "0.01", valid_until=dt.date(2026, 1, 1)),
        ListFacts(4, "USD", "Dollars", "USD", False, "0.01"),
        ListFacts(5, "OFF", "Off", "EUR", False, "0.01", is_active=False),
    )
    rows = [
        fixed(1, "40", list_id=2, min_quantity=Decimal(12)),
        *(fixed(10 + number, "1", list_id=number) for number in (3, 4, 5)),
        fixed(2, "54", list_id=1),
    ]
    refused = Candidate(2, refusal="other_customer")
    price = book(*rows, lists=lists).price(ask(3, 4, 5, 2, 1, refused))
    assert (price.list_id, price.gross, price.net) == (1, 54, 45)
    assert [(passed.list_id, passed.reason) for passed in price.passed_over] == [
        (3, "dates"),
        (4, "currency"),
        (5, "inactive"),
        (2, "quantity"),
        (2, "other_customer"),
    ]
    assert price.passed_over[3].params == {"least": 12}


@pytest.mark.parametrize(
    ("row", "net"),
    [
        (Row(1, 2, "catalogue", percent=Decimal(-15)), "42.5"),
        (Row(1, 2, "catalogue", percent=Decimal("-12.345")), "43.83"),
        (Row(1, 2, "cost", percent=Decimal(60), amount=Decimal("1.5")), "49.5"),
        (Row(1, 2, "cost", percent=Decimal(60), rounding="1.00"), "48"),
        (Row(1, 2, "catalogue", amount=Decimal(-80)), "0"),
    ],
)
def test_formulas(row: Row, net: str) -> None:
    assert book(row).price(ask(2)).net == Decimal(net)


def test_a_formula_counts_in_the_terms_of_its_list() -> None:
    """On the catalogue's 50 net: 60 with 20 % tax, 10 % less is 54, the nearest price in …,90 is 53.90."""
    price = book(Row(1, 1, "catalogue", percent=Decimal(-10))).price(ask(1))
    assert (price.gross, price.net, price.includes_tax) == (Decimal("53.9"), Decimal("44.916667"), True)
    assert [(step.kind, step.amount) for step in price.steps] == [
        ("list", None),
        ("row", None),
        ("catalogue", 50),
        ("tax", 60),
        ("percent", 54),
        ("rounding", Decimal("53.9")),
        ("tax", Decimal("44.916667")),
    ]


def test_a_list_leans_on_another_of_other_terms() -> None:
    """54 with tax in the public list is 45 net; 20 % less is 36."""
    rows = [fixed(1, "54", list_id=1), Row(2, 2, "list", base_list_id=1, percent=Decimal(-20))]
    price = book(*rows).price(ask(2))
    assert price.net == 36
    base = next(step for step in price.steps if step.kind == "base_list")
    assert [step.kind for step in base.params["steps"]] == ["row", "fixed"]


def test_other_currencies_are_converted_by_the_rate_of_the_day() -> None:
    dollars = ListFacts(4, "USD", "Dollars", "USD", False, "0.05")
    row = Row(1, 4, "catalogue", percent=Decimal("10.1"))
    assert book(row, lists=(dollars,)).price(ask(4, currency="USD")).net == Decimal("68.80")
    price = book(row, lists=(dollars,), rates={}).price(ask(4, currency="USD"))
    assert (price.net, price.passed_over[0].reason, price.steps[0].kind) == (None, "no_rate", "no_price")


@pytest.mark.parametrize(
    ("facts", "reason"),
    [({"costs": {}}, "no_cost"), ({"tax_percents": {}}, "no_tax")],
)
def test_what_is_not_known_is_not_guessed(facts: dict[str, Any], reason: str) -> None:
    price = book(Row(1, 1, "cost", percent=Decimal(50)), **facts).price(ask(1))
    assert (price.list_id, price.net, price.passed_over[0].reason) == (None, 50, reason)


def test_lists_that_lean_on_each_other_without_end_stand_aside() -> None:
    rows = [Row(1, 1, "list", base_list_id=2), Row(2, 2, "list", base_list_id=1)]
    price = book(*rows).price(ask(1))
    assert (price.list_id, price.passed_over[0].reason) == (None, "no_base")


def test_the_least_margin_lifts_what_is_below_it() -> None:
    """A cost of 30 and 40 % of the price ask for 50 net, 60 with tax; in …,90 that is 60.90."""
    rows = (fixed(1, "55", list_id=1, minimum_margin=Decimal(40)),)
    price = book(*rows).price(ask(1))
    assert (price.gross, price.net) == (Decimal("60.90"), Decimal("50.75"))
    assert "margin" in [step.kind for step in price.steps]
    lifted = ListFacts(2, "PRO", "Trade", "EUR", False, "0.01", minimum_margin=Decimal(40))
    assert book(fixed(1, "45"), lists=(lifted,)).price(ask(2)).net == 50
    assert book(fixed(1, "45", minimum_margin=Decimal(0)), lists=(lifted,)).price(ask(2)).net == 45
    unknown = book(fixed(1, "45"), lists=(lifted,), costs={}).price(ask(2))
    assert unknown.net == 45 and "margin_unknown" in [step.kind for step in unknown.steps]
