"""Lots and serial numbers: from the receipt to the customer, and back when they are called back."""

import datetime as dt
import itertools
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from catalog.models import Product, Variant
from catalog.services.records import update_product_records
from erp.crud import resources
from erp.errors import DomainError
from erp.models import Company
from erp.scope import open_scope
from erp.services.records import RecordChange
from inventory.choices import LocationKind, LotKind
from inventory.models import Level, Location, Lot, Move, Reservation, Warehouse
from inventory.selectors.trace import trace_of
from inventory.services import (
    adjust_stock,
    block_lots,
    issue_reserved,
    receive_stock,
    reserve_lines,
    take_lots,
    transfer_stock,
    unblock_lots,
)
from inventory.types import Count, LotDraft, ReceiptLine, Transfer
from tests.catalog.factories import make_variant
from tests.erp.factories import make_user
from tests.inventory.factories import demand, give_back, issue_of, make_warehouse, problems, receive, today

pytestmark = pytest.mark.django_db


@pytest.fixture
def cream(scope: Company) -> Variant:
    return make_variant(tracking="lot")


def lot_of(variant: Variant, number: str, days: int | None = None, company: Company | None = None) -> Lot:
    """A lot that may be sold for so many days more."""
    expires_on = today() + dt.timedelta(days) if days is not None else None
    company_id = company.pk if company else Company.objects.get().pk
    return take_lots([LotDraft(company_id, variant.pk, number, expires_on=expires_on)])[0]


def receive_lot(warehouse: Warehouse, lot: Lot, quantity: object, cost: object = 2) -> Move:
    line = ReceiptLine(lot.variant_id, Decimal(str(quantity)), Decimal(str(cost)), lot_id=lot.pk)
    return receive_stock(warehouse, [line], date=today())[0]


def held() -> dict[str, tuple[Decimal, Decimal]]:
    """On hand and reserved, by lot."""
    return {
        level.lot.number: (level.on_hand, level.reserved) for level in Level.objects.select_related("lot")
    }


def test_what_expires_first_leaves_first_and_comes_back_as_it_left(
    warehouse: Warehouse, cream: Variant
) -> None:
    late, soon, gone = (lot_of(cream, n, days) for n, days in (("LATE", 90), ("SOON", 10), ("GONE", -1)))
    for lot, quantity in ((late, 10), (soon, 4), (gone, 5)):
        receive_lot(warehouse, lot, quantity)
    wanted = demand(warehouse, cream, 6)
    assert reserve_lines([wanted]) == {wanted.source_line_id: 6}
    assert held() == {"LATE": (10, 2), "SOON": (4, 4), "GONE": (5, 0)}

    moves = issue_reserved([issue_of(wanted)], date=today())
    assert [(move.lot, move.quantity) for move in moves] == [(soon, 4), (late, 2)]
    assert held() == {"LATE": (8, 0), "GONE": (5, 0)}

    with pytest.raises(DomainError) as refusal:
        give_back(wanted, 1)
    assert (refusal.value.code, refusal.value.field) == ("stock.lot_needed", "lot")
    (back,) = give_back(wanted, 1, lot_id=soon.pk)
    assert (back.lot, back.quantity) == (soon, 1)
    with pytest.raises(DomainError) as refusal:
        give_back(wanted, 3, lot_id=late.pk)
    assert refusal.value.code == "stock.return_too_much"
    # The rest of both lots: no need to say which.
    assert sorted((move.lot.number, move.quantity) for move in give_back(wanted, 5)) == [
        ("LATE", 2),
        ("SOON", 3),
    ]
    assert held() == {"LATE": (10, 0), "SOON": (4, 0), "GONE": (5, 0)}
    assert problems() == []


def test_a_blocked_lot_stays(warehouse: Warehouse, cream: Variant) -> None:
    first, second = lot_of(cream, "A", 10), lot_of(cream, "B", 20)
    for lot in (first, second):
        receive_lot(warehouse, lot, 5)
    wanted = demand(warehouse, cream, 3)
    reserve_lines([wanted])
    block_lots([first], reason="Rappel du fabricant")
    with pytest.raises(DomainError) as refusal:
        issue_reserved([issue_of(wanted)], date=today())
    assert refusal.value.code == "lot.blocked"
    assert "Rappel" in refusal.value.message
    other = demand(warehouse, cream, 3)
    reserve_lines([other])
    assert held() == {"A": (5, 3), "B": (5, 3)}
    customers = Location.objects.get(kind=LocationKind.CUSTOMER)
    with pytest.raises(DatabaseError, match="Nothing of a blocked lot"), transaction.atomic():
        Move.objects.create(
            company_id=warehouse.company_id,
            variant=cream,
            lot=first,
            quantity=1,
            origin=warehouse.stock_location,
            destination=customers,
            date=today(),
        )
    unblock_lots([first])
    assert issue_reserved([issue_of(wanted)], date=today())[0].lot == first
    assert problems() == []


def test_a_serial_number_is_one_piece_at_one_place(warehouse: Warehouse, scope: Company) -> None:
    machine = make_variant(tracking="serial")
    one, two = lot_of(machine, "SN-1"), lot_of(machine, "SN-2")
    assert one.kind == LotKind.SERIAL
    with pytest.raises(DomainError) as refusal:
        receive_lot(warehouse, one, 2)
    assert refusal.value.code == "stock.serial_quantity"
    for lot in (one, two):
        receive_lot(warehouse, lot, 1, 100)
    suppliers = Location.objects.get(kind=LocationKind.SUPPLIER)
    values = {"company": scope, "variant": machine, "lot": one, "origin": suppliers, "date": today()}
    for quantity, match in ((1, "at one place at a time"), (2, "names the lot")):
        with pytest.raises(DatabaseError, match=match), transaction.atomic():
            Move.objects.create(quantity=quantity, destination=warehouse.output_location, **values)
    with pytest.raises(DatabaseError, match="names the lot"), transaction.atomic():
        Move.objects.create(quantity=1, destination=warehouse.output_location, **{**values, "lot": None})
    transfer_stock(
        [
            Transfer(
                scope.pk,
                machine.pk,
                Decimal(1),
                warehouse.stock_location_id,
                warehouse.output_location_id,
                lot_id=one.pk,
            )
        ],
        date=today(),
    )
    # What is set aside is the piece that is asked for.
    wanted = demand(warehouse, machine, 1, lot_id=one.pk)
    assert reserve_lines([wanted]) == {wanted.source_line_id: 0}
    wanted = demand(warehouse, machine, 1, lot_id=two.pk)
    reserve_lines([wanted])
    (move,) = issue_reserved([issue_of(wanted)], date=today())
    assert move.lot == two
    give_back(wanted, 1)
    assert [(level.lot, level.location) for level in Level.objects.order_by("lot_id")] == [
        (one, warehouse.output_location),
        (two, warehouse.stock_location),
    ]
    with pytest.raises(DomainError) as refusal:
        adjust_stock(
            [Count(scope.pk, warehouse.stock_location_id, machine.pk, Decimal(2), lot_id=two.pk)],
            date=today(),
        )
    assert refusal.value.code == "stock.serial_quantity"
    assert problems() == []


def test_lots_are_named_where_they_are_and_nowhere_else(warehouse: Warehouse, cream: Variant) -> None:
    lot, plain = lot_of(cream, "A"), make_variant()
    other = lot_of(make_variant(tracking="lot"), "A")
    for variant, lot_id, code in (
        (cream, None, "stock.lot_needed"),
        (plain, lot.pk, "stock.lot"),
        (cream, other.pk, "stock.lot"),
    ):
        with pytest.raises(DomainError) as refusal:
            receive_stock(
                warehouse, [ReceiptLine(variant.pk, Decimal(1), Decimal(1), lot_id=lot_id)], date=today()
            )
        assert (refusal.value.code, refusal.value.field) == (code, "lot")
    with pytest.raises(DomainError) as refusal:
        lot_of(plain, "X")
    assert refusal.value.code == "lot.not_tracked"
    assert lot_of(cream, " A ") == lot
    with pytest.raises(DomainError) as refusal:
        lot_of(cream, "A", 30)
    assert refusal.value.code == "lot.differs"
    assert Lot.objects.count() == 2
    assert not Move.objects.exists()
    receive_lot(warehouse, lot, 5)
    reserved = {"company": warehouse.company, "variant": cream, "location": warehouse.stock_location}
    with pytest.raises(DatabaseError, match="Nothing is on hand"), transaction.atomic():
        Reservation.objects.create(
            quantity=1, source_kind="x", source_id=1, source_line_id=1, lot=None, **reserved
        )
    with pytest.raises(DatabaseError, match="stays what it is"), transaction.atomic():
        Lot.objects.filter(pk=lot.pk).update(variant=plain)


def test_tracking_only_gets_stricter(company: Company, other_company: Company) -> None:
    """Goods of a company that is not in the scope count too."""
    with open_scope(companies=[company]):
        warehouse = make_warehouse(company)
        variant = make_variant()
        receive(warehouse, variant, 3, 1)
    with open_scope(companies=[other_company]):
        product = variant.product
        with pytest.raises(DomainError) as refusal:
            update_product_records([RecordChange(product, {"tracking": "lot"})])
        assert (refusal.value.code, refusal.value.field) == ("product.tracking_kept", "tracking")
        assert Product.objects.get().tracking == "none"
    with open_scope(companies=[company]):
        adjust_stock([Count(company.pk, warehouse.stock_location_id, variant.pk, Decimal(0))], date=today())
        update_product_records([RecordChange(product, {"tracking": "lot"})])
        receive_lot(warehouse, lot_of(variant, "A", company=company), 2)
        with pytest.raises(DomainError) as refusal:
            update_product_records([RecordChange(product, {"tracking": "none"})])
        assert refusal.value.code == "product.tracking_kept"
        assert Product.objects.get().tracking == "lot"
    assert problems() == []


def test_what_was_made_of_a_lot_is_found_both_ways(
    warehouse: Warehouse, cream: Variant, scope: Company
) -> None:
    """Flour into cake into cake box: the recall of the flour finds who ate the box."""
    production = Location.objects.get(kind=LocationKind.PRODUCTION)
    customers = Location.objects.get(kind=LocationKind.CUSTOMER)
    chain = [lot_of(make_variant(tracking="lot"), number) for number in ("FLOUR", "CAKE", "BOX")]
    receive_lot(warehouse, chain[0], 5, 0)

    def move(lot: Lot, origin: Location, destination: Location, work: int) -> None:
        Move.objects.create(
            company=scope,
            variant_id=lot.variant_id,
            lot=lot,
            quantity=2,
            origin=origin,
            destination=destination,
            date=today(),
            source_kind="test.production",
            source_id=work,
        )

    stock = warehouse.stock_location
    for work, (used, made) in enumerate(itertools.pairwise(chain), 1):
        move(used, stock, production, work)
        move(made, production, stock, work)
    move(chain[2], stock, customers, 9)
    down, up = trace_of(chain[0]), trace_of(chain[2])
    assert [lot.number for lot in down.results] == ["CAKE", "BOX"]
    assert [step.move.lot.number for step in down.went if step.move.destination == customers] == ["BOX"]
    assert [lot.number for lot in up.sources] == ["CAKE", "FLOUR"]
    assert [step.move.lot.number for step in up.came if step.move.origin.kind == "supplier"] == ["FLOUR"]


def test_screens_of_lots_and_places(client: Client, company: Company) -> None:
    client.force_login(make_user(company), backend="erp.permissions.RoleBackend")
    for url in ("/inventory/map/", "/inventory/expiry/"):
        assert client.get(url).status_code == 200
    with open_scope(companies=[company]):
        warehouse = make_warehouse(company)
        lot = lot_of(make_variant(tracking="lot"), "=LOT-7", 5, company)
        receive_lot(warehouse, lot, 3)
        Location.objects.filter(pk=warehouse.stock_location_id).update(max_quantity=4)
    page = client.get("/inventory/map/").content.decode()
    assert "75 %" in page
    assert "=LOT-7" in client.get(f"/inventory/map/{warehouse.stock_location_id}/").content.decode()
    assert "=LOT-7" in client.get("/inventory/expiry/?days=30").content.decode()
    assert "=LOT-7" not in client.get("/inventory/expiry/?days=0").content.decode()
    assert client.get(resources.get("inventory.lot").url("detail", lot.pk)).status_code == 200
    file = client.get(f"/inventory/lots/{lot.pk}/trace.csv")
    # No spreadsheet takes it for a formula.
    assert "'=LOT-7" in file.content.decode()
    blocked = client.post(resources.get("inventory.lot").url("action", lot.pk, "block"), {"reason": "Rappel"})
    assert blocked.status_code in {200, 204, 302}
    with open_scope(companies=[company]):
        assert Lot.objects.get().is_blocked
