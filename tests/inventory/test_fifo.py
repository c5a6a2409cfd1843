"""FIFO against a slow, obvious reference, over random sequences of receipts, deliveries and returns."""

import datetime as dt
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounting.models import Item
from erp.models import Company
from inventory.models import Layer, Level, Move
from inventory.selectors import layers_of, stock_value
from inventory.services import adjust_stock, issue_reserved, reserve_lines
from inventory.types import Count, Demand
from tests.catalog.factories import make_variant
from tests.inventory.factories import demand, give_back, issue_of, make_warehouse, problems, receive, today

CENT = Decimal("0.01")
START = dt.date(2025, 1, 1)


def cents(amount: Fraction) -> Fraction:
    """Half up, at the cent, by whole numbers."""
    return Fraction(int(amount * 100 + Fraction(1, 2)), 100)


@dataclass
class Lot:
    """What a receipt brought, and what is left of it."""

    quantity: Fraction
    amount: Fraction


@dataclass
class Taken:
    lot: Lot
    quantity: Fraction
    amount: Fraction


@dataclass
class Reference:
    """The rules, one step after the other: the oldest lot first; a piece of a lot is worth its share of what is left."""

    lots: list[Lot] = field(default_factory=list)
    deliveries: list[list[Taken]] = field(default_factory=list)

    def receive(self, quantity: Fraction, cost: Fraction) -> Fraction:
        self.lots.append(Lot(quantity, cents(quantity * cost)))
        return self.lots[-1].amount

    def deliver(self, quantity: Fraction) -> Fraction:
        taken = []
        for lot in self.lots:
            piece = min(lot.quantity, quantity)
            if piece > 0:
                amount = lot.amount if piece == lot.quantity else cents(lot.amount * piece / lot.quantity)
                lot.quantity -= piece
                lot.amount -= amount
                quantity -= piece
                taken.append(Taken(lot, piece, amount))
        self.deliveries.append(taken)
        return sum((one.amount for one in taken), Fraction(0))

    def give_back(self, delivery: int, quantity: Fraction) -> Fraction:
        worth = Fraction(0)
        for one in reversed(self.deliveries[delivery]):
            piece = min(one.quantity, quantity)
            if piece > 0:
                amount = one.amount if piece == one.quantity else cents(one.amount * piece / one.quantity)
                one.quantity -= piece
                one.amount -= amount
                one.lot.quantity += piece
                one.lot.amount += amount
                quantity -= piece
                worth += amount
        return worth

    def out(self, delivery: int) -> Fraction:
        return sum((one.quantity for one in self.deliveries[delivery]), Fraction(0))

    @property
    def quantity(self) -> Fraction:
        return sum((lot.quantity for lot in self.lots), Fraction(0))

    @property
    def amount(self) -> Fraction:
        return sum((lot.amount for lot in self.lots), Fraction(0))


quantities = st.decimals(min_value="0.001", max_value="40", places=3)
costs = st.decimals(min_value="0", max_value="30", places=6)
# How much of what there is: a quantity is made of it when its turn comes.
shares = st.one_of(st.just(Fraction(1)), st.fractions(min_value="1/100", max_value=1, max_denominator=100))
steps = st.lists(
    st.one_of(
        st.tuples(st.just("receive"), quantities, costs),
        st.tuples(st.just("deliver"), shares),
        st.tuples(st.just("give back"), st.integers(0, 50), shares),
        st.tuples(st.just("lose"), shares),
    ),
    min_size=1,
    max_size=14,
)


def part(share: Fraction, whole: Fraction) -> Fraction:
    """A share of a quantity at three decimals, at least one thousandth where there is any."""
    return min(max(Fraction(int(share * whole * 1000), 1000), Fraction(1, 1000)), whole)


def decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)


@pytest.mark.django_db
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=steps)
def test_any_sequence_is_worth_what_the_reference_says(scope: Company, steps: list[tuple]) -> None:
    with transaction.atomic():
        run(scope, steps)
        transaction.set_rollback(True)


def run(company: Company, steps: list[tuple]) -> None:
    warehouse, variant = make_warehouse(company), make_variant(unit="kg")
    reference = Reference()
    delivered: list[Demand] = []
    expected: list[tuple[dt.date, Fraction]] = []
    for number, (step, *values) in enumerate(steps):
        day = START + dt.timedelta(days=number)
        worth = Fraction(0)
        if step == "receive":
            quantity, cost = values
            worth = reference.receive(Fraction(quantity), Fraction(cost))
            receive(warehouse, variant, quantity, cost, date=day)
        elif step == "deliver" and reference.quantity:
            quantity = part(values[0], reference.quantity)
            worth = -reference.deliver(quantity)
            wanted = demand(warehouse, variant, decimal(quantity))
            reserve_lines([wanted], partial=False)
            issue_reserved([issue_of(wanted)], date=day)
            delivered.append(wanted)
        elif step == "give back" and delivered and reference.out(values[0] % len(delivered)):
            delivery = values[0] % len(delivered)
            quantity = part(values[1], reference.out(delivery))
            worth = reference.give_back(delivery, quantity)
            give_back(delivered[delivery], decimal(quantity), day)
        elif step == "lose" and reference.quantity:
            quantity = part(values[0], reference.quantity)
            worth = -reference.deliver(quantity)
            reference.deliveries.pop()
            left = decimal(reference.quantity)
            adjust_stock([Count(company.pk, warehouse.stock_location_id, variant.pk, left)], date=day)
        expected.append((day, (expected[-1][1] if expected else Fraction(0)) + worth))

    assert [
        (Fraction(layer.remaining), Fraction(layer.remaining_amount)) for layer in layers_of(variant)
    ] == [(lot.quantity, lot.amount) for lot in reference.lots if lot.quantity]
    assert Fraction(stock_value(company)) == reference.amount
    for day, value in expected:
        assert Fraction(stock_value(company, day)) == value
    booked = Item.objects.filter(account__code="37").aggregate(value=Sum("debit") - Sum("credit"))["value"]
    assert Fraction(booked or 0) == reference.amount
    assert Fraction(Level.objects.aggregate(total=Sum("on_hand"))["total"] or 0) == reference.quantity
    assert problems() == []


@pytest.mark.django_db
def test_no_cent_is_lost_over_many_small_pieces(scope: Company) -> None:
    warehouse, variant = make_warehouse(scope), make_variant()
    receive(warehouse, variant, 7, "0.142857")
    wanted = demand(warehouse, variant, 7)
    reserve_lines([wanted])
    amounts = [
        issue_reserved([issue_of(wanted, 1, delivery=number)], date=today())[0].amount
        for number in range(1, 8)
    ]
    assert (sum(amounts), min(amounts), max(amounts)) == (-1, Decimal("-0.15"), Decimal("-0.14"))
    layer = Layer.objects.get()
    assert (layer.remaining, layer.remaining_amount, layer.is_open) == (0, 0, False)


@pytest.mark.django_db
def test_one_call_uses_layers_up_in_the_order_of_its_issues(scope: Company) -> None:
    warehouse, variant = make_warehouse(scope), make_variant()
    for cost in (1, 2, 3):
        receive(warehouse, variant, 2, cost)
    wanted = [demand(warehouse, variant, 3), demand(warehouse, variant, 3)]
    reserve_lines(wanted)
    moves = issue_reserved([issue_of(one) for one in wanted], date=today())
    assert [move.amount for move in moves] == [-4, -8]
    assert len({move.entry_id for move in moves}) == 2
    assert Move.objects.filter(amount__lt=0).count() == 2
    assert Decimal(0).quantize(CENT, ROUND_HALF_UP) == stock_value(scope)
