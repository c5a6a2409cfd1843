"""From the receipt to the shelf, to the customer, and back."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.db.models import Sum

from accounting.models import Entry, Item
from catalog.models import Variant
from erp.errors import DomainError
from erp.models import Company, OutboxMessage
from erp.outbox import relay
from erp.scope import open_scope
from inventory.choices import LocationKind
from inventory.models import Consumption, Layer, Level, Location, Move, Position, Reservation, Warehouse
from inventory.selectors import availability, costs_of, layers_of, stock_on_hand, stock_value
from inventory.services import (
    adjust_stock,
    create_warehouse,
    issue_reserved,
    receive_stock,
    release_reservations,
    reserve_lines,
    transfer_stock,
)
from inventory.types import Count, ReceiptLine, Transfer
from tests.catalog.factories import make_product, make_variant
from tests.inventory.factories import (
    demand,
    give_back,
    issue_of,
    make_warehouse,
    problems,
    receive,
    ship,
    today,
)

pytestmark = pytest.mark.django_db


def everything() -> tuple[int, ...]:
    """How many rows there are of what a refusal must not write."""
    return tuple(
        m.objects.count() for m in (Move, Layer, Consumption, Reservation, Entry, Item, OutboxMessage)
    )


def balance(entry: Entry) -> dict[str, Decimal]:
    rows = entry.items.values("account__code").annotate(balance=Sum("debit") - Sum("credit"))
    return {row["account__code"]: row["balance"] for row in rows}


def test_a_warehouse_brings_its_places(company: Company, other_company: Company) -> None:
    for each in (company, other_company):
        with open_scope(companies=[each]):
            first, second = create_warehouse(each, "dep", "Dépôt"), create_warehouse(each, "SHOP", "Boutique")
            assert (first.code, first.stock_location.code) == ("DEP", "DEP/STOCK")
            assert first.stock_location.get_root().warehouse == first
            assert second.stock_location.tree_id != first.stock_location.tree_id
            shared = Location.objects.filter(warehouse=None).exclude(kind=LocationKind.VIEW)
            assert sorted(shared.values_list("kind", flat=True)) == [
                "customer",
                "loss",
                "production",
                "supplier",
                "transit",
            ]
            with pytest.raises(DomainError) as refusal:
                create_warehouse(each, "DEP", "Encore")
            assert refusal.value.code == "warehouse.code_taken"
            assert Warehouse.objects.count() == 2
    with open_scope(companies=[company, other_company]):
        trees = Location.objects.filter(parent=None).values_list("tree_id", flat=True)
        assert len(set(trees)) == len(trees) == 6


def test_from_receipt_to_delivery_to_return(warehouse: Warehouse, variant: Variant, scope: Company) -> None:
    (first,) = receive(
        warehouse, variant, 3, "3.333333", source_kind="purchasing.receipt", source_id=7, label="BR-7"
    )
    receive(warehouse, variant, 10, "5")
    assert first.amount == 10
    assert (first.entry.label, first.entry.source_kind, first.entry.source_id) == (
        "BR-7",
        "purchasing.receipt",
        7,
    )
    assert balance(first.entry) == {"37": 10, "6037": -10}
    assert stock_on_hand([variant.pk, 0])[variant.pk].available == 13
    assert stock_on_hand([variant.pk, 0])[0].on_hand == 0

    wanted = demand(warehouse, variant, 5)
    assert reserve_lines([wanted]) == {wanted.source_line_id: 5}
    assert availability([variant.pk], [warehouse.pk]) == {(variant.pk, warehouse.pk): 8}

    # One piece of the first layer, then the rest of it with the cent that is left, then of the second.
    (move,) = issue_reserved([issue_of(wanted, 1, delivery=70)], date=today())
    assert (move.amount, balance(move.entry)) == (
        Decimal("-3.33"),
        {"37": Decimal("-3.33"), "6037": Decimal("3.33")},
    )
    (move,) = issue_reserved([issue_of(wanted, 4, delivery=71)], date=today())
    assert [(c.quantity, c.amount) for c in move.consumptions.order_by("pk")] == [
        (2, Decimal("6.67")),
        (2, 10),
    ]
    assert (move.source_kind, move.source_id, move.destination.kind) == ("sales.delivery", 71, "customer")
    assert not Reservation.objects.exists()
    assert stock_value(scope) == stock_value(scope, today()) == 40
    assert costs_of([variant.pk], scope) == {variant.pk: 5}

    # Three come back: the two of the second layer, then one of the first.
    (back,) = give_back(wanted, 3)
    assert [(c.layer.move_id == first.pk, c.quantity) for c in back.consumptions.order_by("pk")] == [
        (False, -2),
        (True, -1),
    ]
    # One of the two that took 6.67.
    assert back.amount == Decimal("13.34")
    assert [(layer.remaining, layer.remaining_amount) for layer in layers_of(variant)] == [
        (1, Decimal("3.34")),
        (10, 50),
    ]
    with pytest.raises(DomainError) as refusal:
        give_back(wanted, 3)
    assert (refusal.value.code, refusal.value.params["most"]) == ("stock.return_too_much", "2")
    give_back(wanted, 2)
    assert stock_value(scope) == 60
    assert stock_on_hand([variant.pk])[variant.pk].on_hand == 13
    assert problems() == []


def test_value_at_a_past_date_is_the_sum_of_what_was_stored(
    warehouse: Warehouse, variant: Variant, scope: Company
) -> None:
    days = [dt.date(2025, month, 5) for month in range(1, 5)]
    receive(warehouse, variant, 10, "7.5", date=days[0])
    ship(warehouse, variant, 4, days[1])
    # Entered late: it counts from its own day, and what was stored before stays.
    receive(warehouse, variant, 2, "1", date=days[0])
    wanted, _moves = ship(warehouse, variant, 7, days[2])
    give_back(wanted, 1, days[3])
    assert [stock_value(scope, day) for day in days] == [77, 47, Decimal("1"), 2]
    assert stock_value(scope, days[0] - dt.timedelta(1)) == 0
    for day in days:
        booked = Item.objects.filter(account__code="37", date__lte=day).aggregate(
            value=Sum("debit") - Sum("credit")
        )["value"]
        assert booked == stock_value(scope, day)
    assert problems() == []


def test_goods_are_set_aside_in_the_order_of_the_demands(warehouse: Warehouse, variant: Variant) -> None:
    receive(warehouse, variant, 10, 1)
    first, second, third = (demand(warehouse, variant, quantity) for quantity in (6, 7, 2))
    got = reserve_lines([first, second, third])
    assert [got[one.source_line_id] for one in (first, second, third)] == [6, 4, 0]
    assert list(Reservation.objects.order_by("pk").values_list("quantity", "is_partial")) == [
        (6, False),
        (4, True),
    ]

    before = everything()
    with pytest.raises(DomainError) as refusal:
        reserve_lines([third], partial=False)
    assert refusal.value.code == "stock.not_enough"
    with pytest.raises(DomainError) as refusal:
        issue_reserved([issue_of(second)], date=today())
    assert (refusal.value.code, refusal.value.params["reserved"]) == ("stock.not_reserved", "4")
    assert everything() == before

    assert release_reservations("sales.order", [first.source_id]) == {first.source_line_id: 6}
    rest = demand(warehouse, variant, 3, second.source_line_id)
    assert reserve_lines([rest]) == {second.source_line_id: 3}
    assert not Reservation.objects.filter(is_partial=True).exists()
    issue_reserved([issue_of(second)], date=today())
    assert not Reservation.objects.exists()
    level = Level.objects.get()
    assert (level.on_hand, level.reserved, level.available) == (3, 0, 3)
    assert problems() == []


def test_only_picking_places_are_reserved_from(
    warehouse: Warehouse, variant: Variant, scope: Company
) -> None:
    other = create_warehouse(scope, "SHOP", "Boutique")
    at_input = ReceiptLine(variant.pk, Decimal(5), Decimal(2), location_id=warehouse.input_location_id)
    receive_stock(warehouse, [at_input], date=today())
    receive(other, variant, 5, 2)
    wanted = demand(warehouse, variant, 4)
    assert reserve_lines([wanted]) == {wanted.source_line_id: 0}
    assert stock_on_hand([variant.pk], warehouse_ids=[warehouse.pk])[variant.pk].on_hand == 5

    put_away = Transfer(
        scope.pk, variant.pk, Decimal(3), warehouse.input_location_id, warehouse.stock_location_id
    )
    entries = Entry.objects.count()
    (move,) = transfer_stock([put_away], date=today())
    assert (move.amount, move.entry) == (0, None)
    assert Entry.objects.count() == entries
    assert reserve_lines([wanted]) == {wanted.source_line_id: 3}
    before = everything()
    for quantity, destination, code in (
        (3, warehouse.stock_location_id, "stock.not_enough"),
        (1, other.stock_location_id, "stock.location"),
        (1, warehouse.input_location_id, "stock.location"),
        (1, warehouse.input_location.parent_id, "stock.location"),
    ):
        refused = Transfer(scope.pk, variant.pk, Decimal(quantity), warehouse.input_location_id, destination)
        with pytest.raises(DomainError) as refusal:
            transfer_stock([refused], date=today())
        assert refusal.value.code == code
    assert everything() == before
    assert problems() == []


def test_counts_set_levels_at_their_cost(warehouse: Warehouse, variant: Variant, scope: Company) -> None:
    def count(quantity: object, cost: object = None) -> list[Move]:
        place = warehouse.stock_location_id
        unit_cost = Decimal(str(cost)) if cost is not None else None
        return adjust_stock(
            [Count(scope.pk, place, variant.pk, Decimal(str(quantity)), unit_cost)], date=today()
        )

    with pytest.raises(DomainError) as refusal:
        count(3)
    assert (refusal.value.code, refusal.value.field) == ("stock.cost_unknown", "unit_cost")
    (found,) = count(3, "2.5")
    assert (found.amount, found.origin.kind) == (Decimal("7.5"), "loss")
    receive(warehouse, variant, 3, "3.5")
    assert count(6) == []
    (more,) = count(7)
    assert more.amount == 3
    (less,) = count(2)
    assert (less.amount, less.quantity, balance(less.entry)["6037"]) == (Decimal("-14.5"), 5, Decimal("14.5"))
    reserve_lines([demand(warehouse, variant, 2)])
    before = everything()
    with pytest.raises(DomainError) as refusal:
        count(1)
    assert refusal.value.code == "stock.reserved"
    assert everything() == before
    release_reservations("sales.order", Reservation.objects.values_list("source_id", flat=True))
    count(0)
    assert stock_value(scope) == 0
    # Nothing is held: the latest cost that is known.
    (again,) = count(1)
    assert again.amount == 3
    assert problems() == []


@pytest.mark.parametrize(
    ("quantity", "cost", "code"),
    [
        ("0", 1, "stock.quantity"),
        ("-1", 1, "stock.quantity"),
        ("1.5", 1, "stock.quantity"),
        ("1", -1, "stock.cost"),
    ],
)
def test_receipts_that_make_no_sense_are_refused(
    warehouse: Warehouse, variant: Variant, quantity: str, cost: int, code: str
) -> None:
    before = everything()
    with pytest.raises(DomainError) as refusal:
        receive(warehouse, variant, quantity, cost)
    assert refusal.value.code == code
    assert refusal.value.message
    assert everything() == before
    assert not Position.objects.exists()


def test_what_is_no_goods_here_is_refused(
    warehouse: Warehouse, scope: Company, other_company: Company
) -> None:
    service = make_product(kind="service").variants.get()
    with open_scope(companies=[scope, other_company], active=scope):
        hidden = make_product(visible_to=[other_company.pk]).variants.get()
        elsewhere = create_warehouse(other_company, "X", "Ailleurs")
    before = everything()
    for refused, code in ((service, "stock.no_goods"), (hidden, "stock.variant")):
        with pytest.raises(DomainError) as refusal:
            receive(warehouse, refused, 1, 1)
        assert refusal.value.code == code
    line = ReceiptLine(make_variant().pk, Decimal(1), Decimal(1), location_id=elsewhere.stock_location_id)
    with pytest.raises(DomainError) as refusal:
        receive_stock(warehouse, [line], date=today())
    assert refusal.value.code == "stock.location"
    with pytest.raises(DomainError) as refusal:
        receive(elsewhere, make_variant(), 1, 1)
    assert refusal.value.code == "stock.no_warehouse"
    assert everything() == before


def test_a_closed_period_and_missing_books_stop_the_goods(scope: Company, variant: Variant) -> None:
    warehouse = make_warehouse(scope, books=False)
    before = everything()
    with pytest.raises(DomainError) as refusal:
        receive(warehouse, variant, 1, 1)
    assert refusal.value.code == "account.no_default"
    # Goods that cost nothing need no books.
    receive(warehouse, variant, 1, 0)
    make_warehouse(scope, "TWO")
    with pytest.raises(DomainError) as refusal:
        receive(warehouse, variant, 1, 1, date=dt.date(1999, 1, 1))
    assert refusal.value.code == "period.missing"
    assert everything()[4] == before[4]
    assert Move.objects.count() == 1
    assert problems() == []


def test_the_database_keeps_the_promises(warehouse: Warehouse, variant: Variant, scope: Company) -> None:
    receive(warehouse, variant, 5, 2)
    wanted = demand(warehouse, variant, 5)
    reserve_lines([wanted])
    place = warehouse.stock_location
    customers = Location.objects.get(kind=LocationKind.CUSTOMER)

    def move(**values: object) -> None:
        values = {
            "company": scope,
            "variant": variant,
            "quantity": 1,
            "origin": place,
            "destination": customers,
        } | values
        Move.objects.create(date=today(), **values)

    def reserve(**values: object) -> None:
        values = {"company": scope, "variant": variant, "location": place, "quantity": 1} | values
        Reservation.objects.create(source_kind="x", source_id=1, source_line_id=1, **values)

    (issued,) = issue_reserved([issue_of(wanted, 1)], date=today())
    assert issued.consumptions.exists()
    for attempt, refusal in (
        (lambda: Move.objects.update(quantity=4), "inventory_move are never changed"),
        (lambda: Move.objects.all()._raw_delete("default"), "inventory_move are never changed"),
        (lambda: Consumption.objects.all()._raw_delete("default"), "inventory_consumption are never changed"),
        (lambda: Level.objects.update(on_hand=50), "inventory_level change with moves"),
        (lambda: Position.objects.update(quantity=50), "inventory_position change with moves"),
        (lambda: move(), "inventory_level_reserved"),
        (lambda: move(quantity=9), "inventory_level_"),
        (lambda: move(destination=place), "inventory_move_goes_somewhere"),
        (lambda: move(destination=place.parent), "within the locations of its company"),
        (lambda: move(quantity=-1), "inventory_move_quantity"),
        (lambda: reserve(), "inventory_level_reserved"),
        (lambda: reserve(location=warehouse.input_location), "Nothing is on hand"),
        (lambda: Reservation.objects.update(quantity=6), "inventory_level_reserved"),
        (lambda: Layer.objects.update(remaining=6), "inventory_layer_remaining"),
        (lambda: Layer.objects.update(remaining=0), "inventory_layer_remaining_amount"),
    ):
        with pytest.raises(DatabaseError, match=refusal), transaction.atomic():
            attempt()
    assert problems() == []


def test_companies_keep_their_stock_apart(company: Company, other_company: Company) -> None:
    with open_scope(companies=[company]):
        variant, warehouse = make_variant(), make_warehouse(company)
        receive(warehouse, variant, 5, 2)
    with open_scope(companies=[other_company]):
        assert not Move.objects.exists()
        assert not Level.objects.exists()
        assert not Position.objects.exists()
        assert not Layer.objects.exists()
        own = make_warehouse(other_company)
        receive(own, variant, 1, 9)
        assert stock_on_hand([variant.pk])[variant.pk].on_hand == 1
        assert stock_value(company) == 0
        assert stock_value(other_company) == 9
        # Even by its ids: the database refuses.
        with pytest.raises(DatabaseError):
            reserve_lines([demand(warehouse, variant, 1)])
    with open_scope(companies=[company, other_company]):
        assert stock_on_hand([variant.pk])[variant.pk].on_hand == 6
        assert stock_on_hand([variant.pk], [company.pk])[variant.pk].on_hand == 5
    assert problems() == []


def test_levels_are_told_once_an_article(warehouse: Warehouse, variant: Variant, scope: Company) -> None:
    receive(warehouse, variant, 5, 2)
    ship(warehouse, variant, 2)
    told = OutboxMessage.objects.filter(kind="inventory.level_changed")
    assert {(m.company_id, m.key, m.payload["variant_id"], m.is_coalesced) for m in told} == {
        (scope.pk, f"catalog.variant:{variant.pk}", variant.pk, True)
    }
    relay()
    assert sorted(told.values_list("status", flat=True)) == ["done", "superseded", "superseded"]
