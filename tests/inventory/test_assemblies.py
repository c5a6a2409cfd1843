"""Sets that are packed ahead: at the cost of their parts, taken apart without losing a cent, cancelled exactly."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounting.models import Account, CategoryAccount, Entry
from catalog.models import Variant
from catalog.services import set_components
from catalog.types import KitDraft, Part
from erp.models import Company
from erp.services.records import RecordDraft
from inventory.choices import RevaluationKind
from inventory.models import Assembly, Layer, Move, Position, ValuationRule, ValueAdjustment, Warehouse
from inventory.selectors import stock_value
from inventory.selectors.availability import available_to_promise
from inventory.services import receive_stock, reserve_lines, take_lots
from inventory.services.assemblies import cancel_assemblies, create_assemblies, post_assemblies
from inventory.services.valuation_rules import create_rules
from inventory.types import LotDraft, ReceiptLine
from tests.catalog.factories import make_category, make_variant, make_variants
from tests.inventory.factories import (
    demand,
    make_document,
    on_hand,
    problems,
    receive,
    refused,
    revalue,
    ship,
    today,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def pot() -> Variant:
    return make_variant(price=Decimal(30))


@pytest.fixture
def cup() -> Variant:
    return make_variant(price=Decimal(5))


@pytest.fixture
def box(pot: Variant, cup: Variant) -> Variant:
    """A gift box of one pot and two cups, packed ahead."""
    box = make_variant()
    set_components([KitDraft(box.pk, [Part(pot.pk, Decimal(1)), Part(cup.pk, Decimal(2))])])
    return box


def assembly(warehouse: Warehouse, box: Variant, quantity: object, **values: Any) -> Assembly:
    values = {
        "warehouse": warehouse,
        "variant": box,
        "quantity": Decimal(str(quantity)),
        "date": today(),
    } | values
    return create_assemblies([RecordDraft(Assembly, values)])[0]


def worth(variant: Variant) -> tuple[Decimal, Decimal]:
    position = Position.objects.get(variant=variant)
    return position.quantity, position.amount


def test_a_set_costs_what_its_parts_cost(
    scope: Company, warehouse: Warehouse, pot: Variant, cup: Variant, box: Variant
) -> None:
    receive(warehouse, pot, 2, "10.01")
    receive(warehouse, pot, 5, 12)
    receive(warehouse, cup, 20, "1.333333")
    before, entries = stock_value(scope), Entry.objects.count()
    packed = assembly(warehouse, box, 3)
    assert [(line.variant, line.quantity) for line in packed.lines.all()] == [(pot, 3), (cup, 6)]
    post_assemblies([packed])
    # Two pots at 10.01, one at 12, six cups of 1.333333.
    assert worth(box) == (3, Decimal("40.02"))
    assert stock_value(scope) == before
    # On one stock account nothing changed.
    assert Entry.objects.count() == entries
    # It is goods like others: promised as itself, and leaves at its cost.
    assert available_to_promise([box.pk])[box.pk].available == 3
    _wanted, [gone] = ship(warehouse, box, 1)
    assert gone.amount == Decimal("-13.34")
    assert problems() == []
    refused("stock.not_enough", lambda: cancel_assemblies([packed]))
    assert problems() == []


def test_taking_apart_loses_no_cent(
    scope: Company, warehouse: Warehouse, pot: Variant, cup: Variant, box: Variant
) -> None:
    receive(warehouse, box, 3, "10.003333")
    receive(warehouse, cup, 1, 2)
    # Nobody knows what a pot costs: only what does is weighed.
    by_price = assembly(warehouse, box, 1, kind="take_apart", share_by="price")
    post_assemblies([by_price])
    # 10.00 by 30 for the pot and 2 × 5 for the cups; nothing is left over.
    assert (worth(pot), worth(cup), worth(box)) == (
        (1, Decimal("7.50")),
        (3, Decimal("4.50")),
        (2, Decimal("20.01")),
    )
    by_cost = assembly(warehouse, box, 2, kind="take_apart")
    post_assemblies([by_cost])
    # 20.01 by 2 × 7.50 for pots and 4 × 1.50 for cups.
    assert (worth(pot), worth(cup), worth(box)) == (
        (3, Decimal("21.79")),
        (7, Decimal("10.22")),
        (0, Decimal(0)),
    )
    assert stock_value(scope) == Decimal("32.01")
    assert problems() == []
    cancel_assemblies([by_cost])
    cancel_assemblies([by_price])
    assert (worth(pot), worth(cup), worth(box)) == ((0, 0), (1, 2), (3, Decimal("30.01")))
    assert [layer.remaining_amount for layer in Layer.objects.filter(variant=box)] == [Decimal("30.01")]
    assert problems() == []


def test_a_standard_cost_leaves_its_variance(
    scope: Company, warehouse: Warehouse, pot: Variant, cup: Variant
) -> None:
    category = make_category("GIFTS")
    box = make_variant(category=category)
    set_components([KitDraft(box.pk, [Part(pot.pk, Decimal(1))])])
    create_rules([RecordDraft(ValuationRule, {"category": category, "method": "standard"})])
    revalue(scope, box, 9, kind=RevaluationKind.STANDARD)
    receive(warehouse, pot, 2, 10)
    packed = assembly(warehouse, box, 2)
    post_assemblies([packed])
    variance = ValueAdjustment.objects.get()
    assert (worth(box), variance.amount, bool(variance.entry_id)) == ((2, 18), -2, True)
    assert problems() == []
    cancel_assemblies([packed])
    assert (worth(box), worth(pot), stock_value(scope)) == ((0, 0), (2, 20), 20)
    assert problems() == []


def test_parts_on_other_accounts_are_booked(
    scope: Company, warehouse: Warehouse, pot: Variant, cup: Variant
) -> None:
    gifts = make_category("GIFTS")
    stock = Account.objects.get(company=scope, code="37")
    own = Account.objects.create(company=scope, code="3710", name="Coffrets", kind=stock.kind)
    CategoryAccount.objects.create(company=scope, category=gifts, role="stock", account=own)
    box = make_variant(category=gifts)
    set_components([KitDraft(box.pk, [Part(pot.pk, Decimal(2))])])
    receive(warehouse, pot, 4, "2.50")
    packed = assembly(warehouse, box, 1)
    post_assemblies([packed])
    entry = Move.objects.filter(source_kind="inventory.assembly").first().entry
    assert [(i.account.code, i.debit, i.credit) for i in entry.items.order_by("pk")] == [
        ("3710", 5, 0),
        ("37", 0, 5),
    ]
    cancel_assemblies([packed])
    assert problems() == []


def test_lots_go_in_and_come_out(scope: Company, warehouse: Warehouse) -> None:
    wine, box = make_variant(tracking="lot"), make_variant(tracking="serial")
    [lot] = take_lots([LotDraft(scope.pk, wine.pk, "L1")])
    [serial] = take_lots([LotDraft(scope.pk, box.pk, "S1")])
    receive_stock(warehouse, [ReceiptLine(wine.pk, Decimal(3), Decimal(4), lot_id=lot.pk)], date=today())
    lines: list[dict[str, Any]] = [{"variant": wine, "quantity": Decimal(2)}]

    def pack(**values: Any) -> Assembly:
        made = make_document(Assembly, lines, warehouse=warehouse, variant=box, quantity=Decimal(1), **values)
        post_assemblies([made])
        return made

    refused("stock.lot_needed", pack)
    lines[0]["lot"] = lot
    refused("stock.lot_needed", pack)
    made = pack(lot=serial)
    assert (on_hand(box), on_hand(wine)) == ({"DEP/STOCK": 1}, {"DEP/STOCK": 1})
    assert set(
        Move.objects.filter(source_id=made.pk, source_kind="inventory.assembly").values_list("lot", flat=True)
    ) == {
        lot.pk,
        serial.pk,
    }
    cancel_assemblies([made])
    assert on_hand(wine) == {"DEP/STOCK": 3}
    assert problems() == []


def test_what_is_refused(
    scope: Company, warehouse: Warehouse, pot: Variant, cup: Variant, box: Variant
) -> None:
    receive(warehouse, pot, 3, 10)
    receive(warehouse, cup, 6, 1)
    reserve_lines([demand(warehouse, cup, 2)])
    draft = assembly(warehouse, box, 3)
    # What is set aside stays.
    refused("stock.not_enough", lambda: post_assemblies([draft]))
    refused("assembly.no_parts", lambda: assembly(warehouse, pot, 1))
    own = make_document(
        Assembly, [{"variant": box, "quantity": Decimal(1)}], warehouse=warehouse, variant=box
    )
    refused("assembly.itself", lambda: post_assemblies([own]))
    kit = make_variant(kind="kit")
    of_kit = make_document(
        Assembly, [{"variant": pot, "quantity": Decimal(1)}], warehouse=warehouse, variant=kit
    )
    refused("stock.kit", lambda: post_assemblies([of_kit]))
    draft.refresh_from_db()
    assert draft.status == "draft"


def test_one_and_twenty_take_the_same_statements(scope: Company, warehouse: Warehouse) -> None:
    def flow(how_many: int) -> list[int]:
        parts, boxes = make_variants(how_many), make_variants(how_many)
        for part in parts:
            receive(warehouse, part, 4, 2)
        set_components(
            [KitDraft(box.pk, [Part(part.pk, Decimal(2))]) for box, part in zip(boxes, parts, strict=True)]
        )
        values = {"warehouse": warehouse, "quantity": Decimal(1), "date": today()}
        made: list[Assembly] = []
        counted = []
        for act in (
            lambda: made.extend(
                create_assemblies([RecordDraft(Assembly, {**values, "variant": box}) for box in boxes])
            ),
            lambda: post_assemblies(made),
            lambda: cancel_assemblies(made),
        ):
            with CaptureQueriesContext(connection) as queries:
                act()
            counted.append(sum("SAVEPOINT" not in query["sql"] for query in queries))
        return counted

    flow(1)
    assert flow(1) == flow(20)
