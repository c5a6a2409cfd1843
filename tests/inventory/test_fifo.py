"""Every method against a slow, obvious reference, over random sequences of whatever changes the value of the stock."""

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from django.db import connection, transaction
from django.db.models import Sum
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from erp.errors import DomainError
from erp.models import Company
from inventory.choices import AdjustmentKind, RevaluationKind
from inventory.models import Assembly, Layer, Level, Move, Position, StockSettings, Warehouse
from inventory.selectors import layers_of, stock_value
from inventory.selectors.valuation import booked_value, value_by_variant
from inventory.services import (
    adjust_stock,
    issue_reserved,
    post_late_costs,
    reserve_lines,
    return_to_suppliers,
    reverse_moves,
)
from inventory.services.assemblies import cancel_assemblies, post_assemblies
from inventory.types import Count, Demand, LateCost, SupplierReturn
from tests.catalog.factories import make_category, make_variant
from tests.inventory.factories import (
    demand,
    give_back,
    issue_of,
    lines,
    make_document,
    make_warehouse,
    problems,
    receive,
    revalue,
    today,
)
from tests.inventory.reference import Event, Reference

CENT = Decimal("0.01")
START = dt.date(2025, 1, 1)
METHODS = ("fifo", "average", "standard")

quantities = st.decimals(min_value="0.001", max_value="40", places=3)
costs = st.decimals(min_value="0", max_value="30", places=6)
# How much of what there is: a quantity is made of it when its turn comes.
shares = st.one_of(st.just(Fraction(1)), st.fractions(min_value="1/100", max_value=1, max_denominator=100))
one = st.integers(0, 50)
steps = st.lists(
    st.tuples(
        # How many days back it is dated.
        st.one_of(st.just(0), st.integers(0, 20)),
        st.one_of(
            st.tuples(st.just("receive"), quantities, costs),
            st.tuples(st.just("receive"), quantities, costs),
            st.tuples(st.just("deliver"), shares),
            st.tuples(st.just("oversell"), quantities),
            st.tuples(st.just("give back"), one, shares),
            st.tuples(st.just("lose"), shares),
            st.tuples(st.just("find"), quantities, costs),
            st.tuples(st.just("to supplier"), one, shares),
            st.tuples(st.just("pack"), shares, st.integers(1, 7)),
            st.tuples(st.just("take apart"), shares, quantities),
            st.tuples(st.just("cancel assembly"), one),
            st.tuples(st.just("cancel"), one),
            st.tuples(st.just("late cost"), one, st.decimals(min_value="-50", max_value="90", places=2)),
            st.tuples(st.just("revalue"), costs),
            st.tuples(st.just("convert"), st.sampled_from(METHODS)),
        ),
    ),
    min_size=1,
    max_size=16,
)


def part(share: Fraction, whole: Decimal) -> Decimal:
    """A share of a quantity at three decimals, at least one thousandth where there is any."""
    thousandths = int(share * int(whole * 1000))
    return min(max(Decimal(thousandths) / 1000, Decimal("0.001")), whole)


@pytest.fixture
def stocked(scope: Company) -> Warehouse:
    """Made once: each sequence takes back what it did."""
    return make_warehouse(scope)


class Story:
    """The same events through the services and through the reference."""

    def __init__(self, company: Company, warehouse: Warehouse, method: str, *, allows_negative: bool) -> None:
        self.company, self.warehouse = company, warehouse
        Warehouse.objects.filter(pk=self.warehouse.pk).update(allows_negative=allows_negative)
        StockSettings.objects.create(company=company, method=method)
        self.variant = make_variant(unit="kg")
        self.reference = Reference(method, Decimal("9.876543"))
        self.allows_negative = allows_negative
        # What is packed of the article, under a number of its own.
        self.packed_variant = make_variant(unit="kg", category=make_category("SETS"))
        self.packed = Reference(method, Decimal("4.567891"))
        self.assemblies: list[tuple[Assembly, Event, Event]] = []
        revalue(company, self.packed_variant, "4.567891", kind=RevaluationKind.STANDARD, date=START)
        # The documents that returns name, and every movement that can be cancelled.
        self.deliveries: list[tuple[Demand, Event]] = []
        self.receipts: list[tuple[int, Move, Event]] = []
        self.moves: list[tuple[Move, Event]] = []
        revalue(company, self.variant, "9.876543", kind=RevaluationKind.STANDARD, date=START)

    def play(self, step: str, day: dt.date, *values: object) -> None:
        getattr(self, step.replace(" ", "_"))(day, *values)

    def receive(self, day: dt.date, quantity: Decimal, cost: Decimal) -> None:
        line = next(lines)
        event = self.reference.bring(day, quantity, (quantity * cost).quantize(CENT, ROUND_HALF_UP))
        [move] = receive(
            self.warehouse, self.variant, quantity, cost, date=day, source_kind="test.receipt", source_id=line
        )
        self.receipts.append((move.pk, move, event))
        self.moves.append((move, event))

    def deliver(self, day: dt.date, share: Fraction) -> None:
        if self.reference.quantity > 0:
            wanted = demand(self.warehouse, self.variant, part(share, self.reference.quantity))
            reserve_lines([wanted], partial=False)
            self._issue(day, wanted)

    def oversell(self, day: dt.date, quantity: Decimal) -> None:
        if self.allows_negative and self.receipts:
            self._issue(day, demand(self.warehouse, self.variant, quantity))

    def _issue(self, day: dt.date, wanted: Demand) -> None:
        event = self.reference.take(day, wanted.quantity)
        [move] = issue_reserved([issue_of(wanted)], date=day)
        self.deliveries.append((wanted, event))
        self.moves.append((move, event))

    def give_back(self, day: dt.date, which: int, share: Fraction) -> None:
        if self.deliveries:
            wanted, event = self.deliveries[which % len(self.deliveries)]
            if out := sum((piece.out for piece in event.pieces), Decimal(0)):
                quantity = part(share, out)
                returned = self.reference.give_back(day, event, quantity)
                [move] = give_back(wanted, quantity, day)
                self.moves.append((move, returned))

    def lose(self, day: dt.date, share: Fraction) -> None:
        if self.reference.quantity > 0:
            event = self.reference.take(day, part(share, self.reference.quantity))
            self._count(day, event, None)

    def find(self, day: dt.date, quantity: Decimal, cost: Decimal) -> None:
        if self.reference.quantity >= 0:
            event = self.reference.bring(day, quantity, (quantity * cost).quantize(CENT, ROUND_HALF_UP))
            self._count(day, event, cost)

    def _count(self, day: dt.date, event: Event, cost: Decimal | None) -> None:
        count = Count(
            self.company.pk,
            self.warehouse.stock_location_id,
            self.variant.pk,
            self.reference.quantity,
            cost,
        )
        [move] = adjust_stock([count], date=day)
        self.moves.append((move, event))

    def to_supplier(self, day: dt.date, which: int, share: Fraction) -> None:
        if self.receipts and self.reference.quantity > 0:
            _pk, move, received = self.receipts[which % len(self.receipts)]
            quantity = part(share, self.reference.quantity)
            event = self.reference.take(day, quantity, first=received.lot)
            back = SupplierReturn(
                self.company.pk,
                self.warehouse.pk,
                self.variant.pk,
                quantity,
                "test.return",
                next(lines),
                next(lines),
                "test.receipt",
                move.source_line_id,
            )
            [sent] = return_to_suppliers([back], date=day)
            self.moves.append((sent, event))

    def cancel(self, day: dt.date, which: int) -> None:
        standing = [(move, event) for move, event in self.moves if not event.is_cancelled]
        if not standing:
            return
        move, event = standing[which % len(standing)]
        if not self.reference.can_cancel(event):
            before = Move.objects.count()
            with pytest.raises(DomainError) as refusal:
                reverse_moves([move], date=day)
            # Used up, or what is left has none of it at its place any more.
            assert refusal.value.code in {"move.used", "stock.not_enough"}
            assert Move.objects.count() == before
            return
        self.reference.cancel(day, event)
        [back] = reverse_moves([move], date=day)
        assert back.amount == -Move.objects.get(pk=move.pk).amount

    def pack(self, day: dt.date, share: Fraction, sets: int) -> None:
        if self.reference.quantity > 0:
            quantity = part(share, self.reference.quantity)
            taken = self.reference.take(day, quantity)
            made = self.packed.bring(day, Decimal(sets), -taken.amount)
            self._assemble(day, "pack", Decimal(sets), quantity, made, taken)

    def take_apart(self, day: dt.date, share: Fraction, quantity: Decimal) -> None:
        if self.packed.quantity > 0:
            sets = part(share, self.packed.quantity)
            taken = self.packed.take(day, sets)
            made = self.reference.bring(day, quantity, -taken.amount)
            self._assemble(day, "take_apart", sets, quantity, taken, made)

    def _assemble(
        self, day: dt.date, kind: str, sets: Decimal, quantity: Decimal, of_sets: Event, of_parts: Event
    ) -> None:
        document = make_document(
            Assembly,
            [{"variant": self.variant, "quantity": quantity}],
            kind=kind,
            warehouse=self.warehouse,
            variant=self.packed_variant,
            quantity=sets,
        )
        post_assemblies([document], date=day)
        self.assemblies.append((document, of_sets, of_parts))

    def cancel_assembly(self, day: dt.date, which: int) -> None:
        standing = [one for one in self.assemblies if not one[1].is_cancelled]
        if not standing:
            return
        document, of_sets, of_parts = standing[which % len(standing)]
        if not (self.packed.can_cancel(of_sets) and self.reference.can_cancel(of_parts)):
            with pytest.raises(DomainError) as refusal, transaction.atomic():
                cancel_assemblies([document])
            assert refusal.value.code in {"move.used", "stock.not_enough"}
            return
        # The latest move first: what came in goes, then its parts come back.
        of = [(self.reference, of_parts), (self.packed, of_sets)]
        for reference, event in of if document.kind == "take_apart" else reversed(of):
            reference.cancel(Assembly.objects.get(pk=document.pk).date, event)
        cancel_assemblies([document])

    def late_cost(self, day: dt.date, which: int, amount: Decimal) -> None:
        if self.receipts:
            _pk, move, event = self.receipts[which % len(self.receipts)]
            assert event.lot is not None
            self.reference.late_cost(day, event.lot, amount)
            cost = LateCost(
                self.company.pk, move.pk, amount, AdjustmentKind.LANDED_COST, f"late {next(lines)}"
            )
            assert len(post_late_costs([cost], date=day)) == 1
            # Once is enough.
            assert post_late_costs([cost], date=day) == []

    def revalue(self, day: dt.date, cost: Decimal) -> None:
        if self.reference.method == "standard":
            self.reference.new_standard(day, cost)
            revalue(self.company, self.variant, cost, kind=RevaluationKind.STANDARD, date=day)
        elif self.reference.quantity > 0:
            self.reference.revalue(day, cost)
            revalue(self.company, self.variant, cost, date=day)

    def convert(self, day: dt.date, method: str) -> None:
        if self.reference.quantity:
            self.reference.convert(day, method)
            category = self.variant.product.category
            revalue(
                self.company,
                None,
                None,
                kind=RevaluationKind.METHOD,
                method=method,
                category=category,
                date=day,
            )

    def check(self, last: dt.date) -> None:
        reference = self.reference
        for variant, told in ((self.variant, reference), (self.packed_variant, self.packed)):
            position = Position.objects.get(variant=variant)
            assert (position.quantity, position.amount) == (told.quantity, told.worth)
            assert (position.quantity != 0) or position.amount == 0
        left = [
            (layer.remaining, layer.remaining_amount if reference.method == "fifo" else None)
            for layer in layers_of(self.variant, is_open=False)
            if layer.remaining
        ]
        assert left == [
            (lot.left, lot.worth if reference.method == "fifo" else None)
            for lot in reference.lots
            if lot.left
        ]
        journals = [*reference.journal, *self.packed.journal]
        for day in sorted({day for day, _amount in journals} | {last}):
            value = reference.value(day) + self.packed.value(day)
            assert stock_value(self.company, day) == value == booked_value(self.company, day)
        assert sum((amount for _q, amount in value_by_variant(self.company, last).values()), Decimal(0)) == (
            reference.worth + self.packed.worth
        )
        on_hand = Level.objects.aggregate(total=Sum("on_hand"))["total"] or 0
        assert on_hand == reference.quantity + self.packed.quantity
        assert problems() == []


@pytest.mark.django_db
@pytest.mark.parametrize("method", METHODS)
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    # Shrinking over a database takes minutes; what fails is printed as it was found.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
@given(steps=steps, allows_negative=st.booleans())
@example(
    steps=[
        (10, ("receive", Decimal("3.418"), Decimal("5.471466"))),
        (10, ("find", Decimal("18.205"), Decimal("0.250740"))),
        (12, ("convert", "fifo")),
    ],
    allows_negative=False,
)
def test_any_sequence_is_worth_what_the_reference_says(
    scope: Company, stocked: Warehouse, method: str, steps: list[tuple[int, tuple]], allows_negative: bool
) -> None:
    with transaction.atomic():
        story = Story(scope, stocked, method, allows_negative=allows_negative)
        for number, (back, (step, *values)) in enumerate(steps, start=1):
            story.play(step, max(START, START + dt.timedelta(days=number - back)), *values)
        story.check(START + dt.timedelta(days=len(steps)))
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        transaction.set_rollback(True)


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
