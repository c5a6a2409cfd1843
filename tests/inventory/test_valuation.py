"""What the stock is worth: methods by category, late costs, cancelled moves, what is refused, what is checked."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import Sum
from django.test.utils import CaptureQueriesContext

from accounting.models import Entry, Item, Period
from accounting.services.periods import close_periods
from catalog.models import Variant
from catalog.services.categories import move_category
from erp.errors import DomainError
from erp.models import Company, CurrencyRate
from erp.services.records import RecordDraft
from inventory.choices import AdjustmentKind, RevaluationKind
from inventory.models import (
    Consumption,
    Depreciation,
    DepreciationLine,
    LandedCost,
    LandedCostCharge,
    LandedCostReceipt,
    Layer,
    Move,
    Position,
    Revaluation,
    ValuationRule,
    ValueAdjustment,
    Warehouse,
)
from inventory.selectors import stock_value
from inventory.selectors.methods import methods_of
from inventory.selectors.valuation import booked_value
from inventory.services import (
    issue_reserved,
    post_depreciations,
    post_landed_costs,
    post_late_costs,
    post_receipts,
    post_revaluations,
    reserve_lines,
    reverse_moves,
)
from inventory.services.landed_costs import split_landed_cost
from inventory.services.valuation_rules import create_rules
from inventory.types import LateCost, Receipt, ReceiptLine
from tests.catalog.factories import make_category, make_variant, make_variants
from tests.inventory.factories import (
    demand,
    give_back,
    issue_of,
    problems,
    receive,
    revalue,
    ship,
    today,
)

pytestmark = pytest.mark.django_db


def rule(company: Company, category: object, method: str) -> ValuationRule:
    return create_rules([RecordDraft(ValuationRule, {"category": category, "method": method})])[0]


def everything() -> tuple[int, ...]:
    """How many rows there are of what a refusal must not write."""
    return tuple(m.objects.count() for m in (Move, Layer, Consumption, ValueAdjustment, Entry, Item))


def refused(code: str, work: Callable[[], object]) -> None:
    before = everything()
    with pytest.raises(DomainError) as refusal, transaction.atomic():
        work()
    assert refusal.value.code == code
    assert refusal.value.message
    assert everything() == before


def late(company: Company, move: Move, amount: object, key: str = "one") -> LateCost:
    return LateCost(company.pk, move.pk, Decimal(str(amount)), AdjustmentKind.PRICE_DIFFERENCE, key)


def landed(company: Company, moves: list[Move], *charges: tuple[object, str], **values: object) -> LandedCost:
    values = {"company": company, "date": today(), "label": "Fret"} | values
    document = LandedCost.objects.create(**values)
    for amount, split in charges:
        LandedCostCharge.objects.create(
            company=company, landed_cost=document, label="Fret", amount=Decimal(str(amount)), split=split
        )
    for move in moves:
        LandedCostReceipt.objects.create(company=company, landed_cost=document, move=move)
    return document


# --- methods --------------------------------------------------------------------------------------------------------


def test_the_nearest_rule_up_the_tree_values_an_article(scope: Company, warehouse: Warehouse) -> None:
    top = make_category("HOME")
    middle = make_category("KITCHEN", "HOME")
    below = make_category("CUPS", "KITCHEN")
    rule(scope, top, "average")
    rule(scope, below, "standard")
    variants = [make_variant(category=category) for category in (top, middle, below, make_category("REST"))]
    with CaptureQueriesContext(connection) as queries:
        methods = methods_of((scope.pk, variant.pk) for variant in variants)
    assert [methods[scope.pk, variant.pk] for variant in variants] == [
        "average",
        "average",
        "standard",
        "fifo",
    ]
    assert len(queries) == 1

    receive(warehouse, variants[1], 4, 5)
    position = Position.objects.get(variant=variants[1])
    assert position.method == "average"
    # Another place in the tree changes nothing of what is held; what comes in when it is gone follows the new rule.
    elsewhere = make_category("PLATES")
    rule(scope, elsewhere, "standard")
    move_category(middle, elsewhere)
    receive(warehouse, variants[1], 4, 7)
    position.refresh_from_db()
    assert (position.method, position.amount) == ("average", 48)
    ship(warehouse, variants[1], 8)
    revalue(scope, variants[1], 6, kind=RevaluationKind.STANDARD)
    receive(warehouse, variants[1], 1, 7)
    position.refresh_from_db()
    assert (position.method, position.amount) == ("standard", 6)
    assert problems() == []


def test_what_is_held_changes_its_method_by_a_revaluation_alone(scope: Company, warehouse: Warehouse) -> None:
    variant = make_variant()
    category = variant.product.category
    receive(warehouse, variant, 1, 4)
    receive(warehouse, variant, 3, 8)
    refused("valuation.held", lambda: rule(scope, category, "average"))
    assert not ValuationRule.objects.exists()

    before = stock_value(scope)
    revalue(scope, None, None, kind=RevaluationKind.METHOD, category=category, method="average")
    assert stock_value(scope) == before
    assert ship(warehouse, variant, 1)[1][0].amount == -7
    revalue(scope, None, None, kind=RevaluationKind.METHOD, category=category, method="standard")
    # The average becomes the standard cost until another is set.
    assert Position.objects.get().standard_cost == 7
    revalue(scope, None, None, kind=RevaluationKind.METHOD, category=category, method="fifo")
    assert [layer.remaining_amount for layer in Layer.objects.filter(is_open=True)] == [21]
    assert ValuationRule.objects.get().method == "fifo"
    assert problems() == []


def test_a_standard_cost_is_needed_first(scope: Company, warehouse: Warehouse) -> None:
    variant = make_variant()
    rule(scope, variant.product.category, "standard")
    refused("stock.no_standard_cost", lambda: receive(warehouse, variant, 1, 4))
    revalue(scope, variant, 3, kind=RevaluationKind.STANDARD)
    receive(warehouse, variant, 10, 4)
    variance = ValueAdjustment.objects.get()
    assert (variance.kind, variance.amount, variance.move.amount) == ("standard", -10, 40)
    refused("revaluation.is_standard", lambda: revalue(scope, variant, 5))


# --- what a receipt costs -------------------------------------------------------------------------------------------


def test_a_receipt_in_dollars_is_worth_the_rate_of_the_day(scope: Company, warehouse: Warehouse) -> None:
    variant = make_variant()
    day = dt.date(2026, 3, 2)
    lines = [ReceiptLine(variant.pk, Decimal(3), Decimal("10"))]

    def post(**values: object) -> Move:
        receipt = Receipt(scope.pk, warehouse.pk, lines, day, currency="USD", **values)  # type: ignore[arg-type]
        return post_receipts([receipt])[0]

    refused("stock.no_rate", post)
    CurrencyRate.objects.create(currency_id="USD", date=day - dt.timedelta(1), rate=Decimal("1.25"))
    CurrencyRate.objects.create(currency_id="USD", date=day + dt.timedelta(1), rate=Decimal("2"))
    assert post().amount == 24
    assert post(rate=Decimal("0.9")).amount == 27


# --- late costs -----------------------------------------------------------------------------------------------------


def test_a_late_cost_posts_once(scope: Company, warehouse: Warehouse) -> None:
    variant = make_variant()
    [move] = receive(warehouse, variant, 10, 2)
    ship(warehouse, variant, 4)
    [posted] = post_late_costs([late(scope, move, 10)], date=today())
    assert (posted.amount, posted.gone_amount) == (6, 4)
    before = everything()
    assert post_late_costs([late(scope, move, 10), late(scope, move, 99)], date=today()) == []
    assert everything() == before
    # Whoever goes around the service meets the database.
    posted.pk, posted._state.adding = None, True
    with pytest.raises(DatabaseError, match="inventory_adjustment_once"), transaction.atomic():
        posted.save(force_insert=True)
    # A rebate takes no more than there is.
    [rebate] = post_late_costs([late(scope, move, -100, "two")], date=today())
    assert (rebate.amount, rebate.gone_amount) == (-18, -82)
    assert stock_value(scope) == 0
    issue = Move.objects.get(amount__lt=0)
    refused("late_cost.no_receipt", lambda: post_late_costs([late(scope, issue, 1, "three")], date=today()))
    assert problems() == []


def test_a_landed_cost_is_shared_out_five_ways(scope: Company, warehouse: Warehouse) -> None:
    light, heavy = make_variant(), make_variant()
    Variant.objects.filter(pk=light.pk).update(weight_kg=Decimal("0.5"))
    [first] = receive(warehouse, light, 6, 10)
    [second] = receive(warehouse, heavy, 2, 20)
    ship(warehouse, light, 3)
    by_weight = landed(scope, [first, second], (7, "weight"))
    refused("landed_cost.no_weight", lambda: post_landed_costs([by_weight]))
    Variant.objects.filter(pk=heavy.pk).update(weight_kg=2)
    for split, shares in (
        ("weight", ["3.00", "4.00"]),
        ("value", ["4.20", "2.80"]),
        ("quantity", ["5.25", "1.75"]),
        ("equal", ["3.50", "3.50"]),
    ):
        LandedCostCharge.objects.update(split=split)
        told = split_landed_cost(by_weight)
        assert [str(share.amount) for share in told] == shares, split
        assert [share.gone for share in told] == [told[0].amount - told[0].stocked, 0]

    post_landed_costs([by_weight])
    by_weight.refresh_from_db()
    assert (by_weight.status, bool(by_weight.number)) == ("posted", True)
    assert list(ValueAdjustment.objects.order_by("pk").values_list("amount", "gone_amount")) == [
        (Decimal("1.75"), Decimal("1.75")),
        (Decimal("3.50"), Decimal("0.00")),
    ]
    refused("transition.refused", lambda: post_landed_costs([by_weight]))
    refused("landed_cost.empty", lambda: post_landed_costs([landed(scope, [], (1, "value"))]))
    in_dollars = landed(scope, [first], (10, "value"), currency_id="USD", rate=Decimal("0.8"))
    assert [share.amount for share in split_landed_cost(in_dollars)] == [8]
    assert problems() == []


# --- cancelling -----------------------------------------------------------------------------------------------------


def test_a_cancelled_delivery_is_as_if_it_had_never_left(scope: Company, warehouse: Warehouse) -> None:
    variant = make_variant()
    receive(warehouse, variant, 3, "3.333333")
    receive(warehouse, variant, 3, 5)
    layers = list(Layer.objects.order_by("pk").values("remaining", "remaining_amount"))
    wanted, [move] = ship(warehouse, variant, 5)
    [back] = reverse_moves([move])
    assert (back.amount, back.reverses_id, back.date) == (-move.amount, move.pk, move.date)
    assert list(Layer.objects.order_by("pk").values("remaining", "remaining_amount")) == layers
    refused("move.already_cancelled", lambda: reverse_moves([move]))
    refused("move.is_cancellation", lambda: reverse_moves([back]))
    # Nothing of it is out any more.
    refused("stock.return_too_much", lambda: give_back(wanted, 1))
    with pytest.raises(DatabaseError, match="inventory_move_reversed_once"), transaction.atomic():
        back.pk, back._state.adding = None, True
        back.save(force_insert=True)
    assert problems() == []


def test_what_was_used_is_not_cancelled(scope: Company, warehouse: Warehouse) -> None:
    variant = make_variant()
    [received] = receive(warehouse, variant, 4, 2)
    wanted, [shipped] = ship(warehouse, variant, 1)
    # Not all of it lies there any more.
    refused("stock.not_enough", lambda: reverse_moves([received]))
    receive(warehouse, variant, 9, 2)
    refused("move.used", lambda: reverse_moves([received]))
    [returned] = give_back(wanted, 1)
    refused("move.used", lambda: reverse_moves([shipped]))
    reserve_lines([demand(warehouse, variant, 13)])
    refused("stock.not_enough", lambda: reverse_moves([returned]))
    refused("stock.not_enough", lambda: reverse_moves([received]))


# --- periods --------------------------------------------------------------------------------------------------------


def test_a_closed_period_is_never_touched(scope: Company, warehouse: Warehouse) -> None:
    variant = make_variant()
    january, february = dt.date(2026, 1, 20), dt.date(2026, 2, 1)
    [received] = receive(warehouse, variant, 10, 2, date=january)
    _wanted, [shipped] = ship(warehouse, variant, 4, january)
    before = stock_value(scope, january)
    close_periods(list(Period.objects.filter(start_date=dt.date(2026, 1, 1))))
    refused("period.closed", lambda: receive(warehouse, variant, 1, 2, date=january))

    [cost] = post_late_costs([late(scope, received, 10)], date=january)
    assert (cost.date, cost.postponed_from) == (february, january)
    assert "2026-01-20" in cost.label
    [back] = reverse_moves([shipped])
    assert (back.date, "2026-01-20" in back.label) == (february, True)
    document = revalue(scope, variant, 4, date=january)
    revalued = ValueAdjustment.objects.get(source_id=document.pk, kind="revaluation")
    assert (revalued.date, revalued.postponed_from, stock_value(scope)) == (february, january, 40)
    assert stock_value(scope, january) == before == booked_value(scope, january)
    assert stock_value(scope, february) == booked_value(scope, february) == 40
    assert problems() == []


# --- below zero -----------------------------------------------------------------------------------------------------


def test_below_zero_only_where_it_is_allowed(scope: Company, warehouse: Warehouse) -> None:
    variant = make_variant()

    def oversell(quantity: object) -> list[Move]:
        return issue_reserved([issue_of(demand(warehouse, variant, quantity))], date=today())

    refused("stock.not_reserved", lambda: oversell(1))
    Warehouse.objects.update(allows_negative=True)
    refused("stock.cost_unknown", lambda: oversell(1))
    receive(warehouse, variant, 2, 5)
    assert [move.amount for move in oversell(3)] == [-15]
    assert [move.amount for move in oversell(4)] == [-20]
    shortage = Layer.objects.get(is_short=True)
    assert (shortage.remaining, shortage.remaining_amount, stock_value(scope)) == (-5, -25, -25)
    receive(warehouse, variant, 2, 6)
    [settled] = ValueAdjustment.objects.all()
    assert (settled.kind, settled.amount, settled.layer.remaining) == ("shortage", -2, 0)
    with CaptureQueriesContext(connection) as queries:
        receive(warehouse, variant, 10, 4)
    assert stock_value(scope) == 28
    assert len(queries) < 35
    # What is set aside for somebody is never taken.
    reserve_lines([demand(warehouse, variant, 7)])
    refused("stock.not_reserved", lambda: oversell(1))
    with pytest.raises(DatabaseError, match="inventory_level"), transaction.atomic():
        Move.objects.create(
            company=scope,
            variant=variant,
            quantity=8,
            origin=warehouse.stock_location,
            destination_id=Move.objects.filter(amount__lt=0).values_list("destination", flat=True)[0],
            date=today(),
        )
    assert problems() == []


def test_settling_a_thousand_issues_is_one_step(scope: Company, warehouse: Warehouse) -> None:
    variant = make_variant()
    Warehouse.objects.update(allows_negative=True)
    receive(warehouse, variant, 1, 2)
    issue_reserved([issue_of(demand(warehouse, variant, 1)) for _number in range(60)], date=today())
    receive(warehouse, variant, 100, 3)
    assert Consumption.objects.filter(is_settlement=True).count() == 2
    assert ValueAdjustment.objects.get().amount == -59
    assert problems() == []


# --- revaluation and depreciation -----------------------------------------------------------------------------------


def test_a_revaluation_wants_a_reason(scope: Company, warehouse: Warehouse) -> None:
    variant = make_variant()
    receive(warehouse, variant, 3, 2)
    empty = Revaluation.objects.create(company=scope, date=today(), reason="Contrôle")
    refused("revaluation.empty", lambda: post_revaluations([empty]))
    Revaluation.objects.filter(pk=empty.pk).update(reason=" ")
    refused("revaluation.reason", lambda: post_revaluations([empty]))
    document = revalue(scope, variant, "2.333333")
    line = document.lines.get()
    assert (line.quantity, line.amount_before, line.amount_after) == (3, 6, 7)
    ship(warehouse, variant, 3)
    refused("revaluation.nothing_held", lambda: revalue(scope, variant, 5))


def test_a_depreciation_is_what_is_needed_now(scope: Company, warehouse: Warehouse) -> None:
    variant = make_variant()
    day = dt.date(2025, 12, 31)
    receive(warehouse, variant, 10, 6, date=day)

    def depreciate(value: object, on: dt.date) -> Depreciation:
        document = Depreciation.objects.create(company=scope, date=on, label="Inventaire")
        DepreciationLine.objects.create(
            company=scope, depreciation=document, variant=variant, market_value=Decimal(str(value))
        )
        post_depreciations([document])
        document.refresh_from_db()
        return document

    # What comes in afterwards is not of that day.
    receive(warehouse, variant, 10, 6, date=day + dt.timedelta(1))
    first = depreciate(4, day)
    line = first.lines.get()
    assert (line.quantity, line.amount, line.required, line.change) == (10, 60, 20, 20)
    refused("depreciation.later", lambda: depreciate(4, day - dt.timedelta(1)))
    assert depreciate(6, dt.date(2026, 12, 31)).lines.get().change == -20
    booked = Item.objects.filter(account__code="397").aggregate(total=Sum("credit") - Sum("debit"))
    assert booked["total"] == 0
    assert stock_value(scope) == 120


# --- what is checked ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("check", "tampering"),
    [
        ("inventory.positions", "UPDATE inventory_position SET amount = amount + 1"),
        ("inventory.methods", "UPDATE inventory_position SET method = 'standard', standard_cost = 1"),
        (
            "inventory.layers",
            "UPDATE inventory_layer SET remaining_amount = remaining_amount + 1 WHERE remaining > 0",
        ),
        ("inventory.consumptions", "UPDATE inventory_consumption SET amount = amount + 1"),
        (
            "inventory.reversals",
            "UPDATE inventory_move SET amount = amount - 1 WHERE reverses_id IS NOT NULL",
        ),
        ("inventory.ledger", "UPDATE inventory_valueadjustment SET amount = amount + 1"),
    ],
)
def test_tampering_is_found(scope: Company, warehouse: Warehouse, check: str, tampering: str) -> None:
    variant = make_variant()
    [received] = receive(warehouse, variant, 10, 2)
    post_late_costs([late(scope, received, 5)], date=today())
    _wanted, [shipped] = ship(warehouse, variant, 4)
    reverse_moves([shipped])
    ship(warehouse, variant, 4)
    assert problems([check]) == []
    tables = ("inventory_position", "inventory_move", "inventory_consumption", "inventory_valueadjustment")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(tampering)
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    assert problems([check]) != []


def test_adjustments_are_never_altered(scope: Company, warehouse: Warehouse) -> None:
    [received] = receive(warehouse, make_variant(), 10, 2)
    post_late_costs([late(scope, received, 5)], date=today())
    for attempt in (
        lambda: ValueAdjustment.objects.update(amount=4),
        lambda: ValueAdjustment.objects.all()._raw_delete("default"),
    ):
        with (
            pytest.raises(DatabaseError, match="inventory_valueadjustment are never changed"),
            transaction.atomic(),
        ):
            attempt()


def test_a_position_of_nothing_worth_something_is_refused(scope: Company, warehouse: Warehouse) -> None:
    variant = make_variant()
    receive(warehouse, variant, 1, 2)
    _wanted, [shipped] = ship(warehouse, variant, 1)
    with pytest.raises(DatabaseError, match="holds nothing and is worth something"), transaction.atomic():
        ValueAdjustment.objects.create(
            company=scope, variant=variant, kind="residue", amount=1, date=today(), entry_id=shipped.entry_id
        )
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


# --- what it costs --------------------------------------------------------------------------------------------------


def test_one_and_twenty_take_the_same_statements(scope: Company, warehouse: Warehouse) -> None:
    def flow(variants: list[Variant]) -> list[int]:
        counted = []

        def count(work: Callable[[], object]) -> object:
            with CaptureQueriesContext(connection) as queries:
                result = work()
            counted.append(sum("SAVEPOINT" not in query["sql"] for query in queries))
            return result

        moves = [receive(warehouse, variant, 10, 2)[0] for variant in variants]
        issues = [demand(warehouse, variant, 3) for variant in variants]
        reserve_lines(issues)
        shipped = issue_reserved([issue_of(one) for one in issues], date=today())
        count(
            lambda: post_late_costs([late(scope, move, 5, f"late {move.pk}") for move in moves], date=today())
        )
        count(lambda: reverse_moves(shipped))
        documents = [landed(scope, [move], (9, "value")) for move in moves]
        count(lambda: post_landed_costs(documents))
        return counted

    flow(make_variants(1))
    assert flow(make_variants(1)) == flow(make_variants(20))
