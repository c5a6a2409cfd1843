"""What is scanned: codes are understood, an act is done once however often it is sent, and taken back as it was."""

import datetime as dt
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.models import Variant
from erp.errors import DomainError
from erp.models import Company
from erp.scope import open_scope
from inventory.barcodes import gtin_forms, read_code
from inventory.choices import ScanMode
from inventory.models import Level, Move, Scan, Warehouse
from inventory.selectors.scanning import find_scanned
from inventory.services.scans import post_scans, undo_scans
from inventory.types import ScanDraft
from tests.catalog.factories import make_variant, make_variants
from tests.erp.crud_world import make_client
from tests.inventory.factories import make_warehouse, problems, receive, today

pytestmark = pytest.mark.django_db
EAN = "4006381333931"


def draft(warehouse: Warehouse, variant: Variant, quantity: object, **values: Any) -> ScanDraft:
    facts: dict[str, Any] = {
        "key": uuid4(),
        "company_id": warehouse.company_id,
        "mode": ScanMode.MOVE,
        "variant_id": variant.pk,
        "quantity": Decimal(str(quantity)),
        "origin_id": warehouse.stock_location_id,
        "destination_id": warehouse.output_location_id,
    }
    return ScanDraft(**(facts | values))


def at(location_id: int | None, variant: Variant) -> Decimal:
    level = Level.objects.filter(location=location_id, variant=variant).first()
    return level.on_hand if level else Decimal(0)


# --- codes ------------------------------------------------------------------------------------------------------------


def test_element_strings_are_understood() -> None:
    code = read_code("]d20104006381333931" + "10L-42\x1d" + "17270131" + "3724")
    assert (code.gtin, code.lot, code.quantity) == ("04006381333931", "L-42", 24)
    assert code.expiry == dt.date(2027, 1, 31)
    assert read_code("(01)04006381333931(21)SN7").serial == "SN7"
    assert read_code("0104006381333931").gtin == "04006381333931"
    assert EAN in gtin_forms("04006381333931")


@pytest.mark.parametrize(
    "text", ["10-B", "DEP/A-01", EAN, "01-02-03", "0100000000000000X", "]C1", "(", "\x1d"]
)
def test_other_codes_stay_what_they_are(text: str) -> None:
    assert not read_code(text).is_gs1


def test_a_code_names_a_location_or_an_article(scope: Company) -> None:
    warehouse = make_warehouse(scope)
    variant = make_variant(skus=["BOL-1"])
    Variant.objects.filter(pk=variant.pk).update(barcode=EAN)
    receive(warehouse, variant, 5, 2)
    for text in ("BOL-1", "bol-1", EAN, f"01{EAN.rjust(14, '0')}10L1"):
        found = find_scanned(text, scope.pk)
        assert (found.kind, found.variant) == ("article", variant), text
        assert [level.on_hand for level in found.levels] == [5]
    place = find_scanned("dep/stock", scope.pk)
    assert (place.kind, place.location) == ("location", warehouse.stock_location)
    assert [level.variant for level in place.levels] == [variant]
    assert find_scanned("NO-SUCH", scope.pk).kind == "unknown"


# --- acts -------------------------------------------------------------------------------------------------------------


def test_an_act_sent_twice_is_done_once(scope: Company) -> None:
    warehouse, variant = make_warehouse(scope), make_variant()
    receive(warehouse, variant, 10, 2)
    act = draft(warehouse, variant, 3)
    [first] = post_scans([act], date=today())
    again, once_more = post_scans([act, act], date=today())
    assert first == again == once_more
    assert at(warehouse.output_location_id, variant) == 3
    assert Move.objects.filter(source_kind="inventory.scan").count() == 1
    with pytest.raises(DomainError) as refused:
        post_scans([draft(warehouse, variant, 4, key=act.key)], date=today())
    assert refused.value.code == "scan.key"
    assert at(warehouse.output_location_id, variant) == 3


def test_acts_are_taken_back(scope: Company) -> None:
    warehouse, variant = make_warehouse(scope), make_variant()
    receive(warehouse, variant, 10, 2)
    moved = draft(warehouse, variant, 3)
    counted = draft(warehouse, variant, 5, mode=ScanMode.COUNT, destination_id=None)
    post_scans([moved], date=today())
    [count] = post_scans([counted], date=today())
    assert (count.before, at(warehouse.stock_location_id, variant)) == (7, 5)
    for _time in range(2):
        undo_scans([counted.key, moved.key], company_id=scope.pk, date=today())
    assert at(warehouse.stock_location_id, variant) == 10
    assert Scan.objects.filter(undone_at=None).count() == 0
    assert problems() == []


def test_a_count_is_taken_back_whatever_moved_since(scope: Company) -> None:
    warehouse, variant = make_warehouse(scope), make_variant()
    receive(warehouse, variant, 10, 2)
    less, more = (
        draft(warehouse, variant, quantity, mode=ScanMode.COUNT, destination_id=None) for quantity in (8, 20)
    )
    post_scans([less], date=today())
    post_scans([draft(warehouse, variant, 1)], date=today())
    undo_scans([less.key], company_id=scope.pk, date=today())
    assert at(warehouse.stock_location_id, variant) == 9
    # What a count found has left: it can't be made not found.
    post_scans([more], date=today())
    post_scans([draft(warehouse, variant, 15)], date=today())
    with pytest.raises(DomainError) as refused:
        undo_scans([more.key], company_id=scope.pk, date=today())
    assert refused.value.code == "stock.not_enough"
    with pytest.raises(DomainError) as refused:
        undo_scans([uuid4()], company_id=scope.pk, date=today())
    assert refused.value.code == "scan.unknown"
    assert at(warehouse.stock_location_id, variant) == 5
    assert problems() == []


def test_an_act_without_its_places_or_its_goods_is_refused(scope: Company) -> None:
    warehouse, variant = make_warehouse(scope), make_variant()
    for act, code in (
        (draft(warehouse, variant, 1, destination_id=None), "scan.incomplete"),
        (draft(warehouse, variant, 1, mode="steal"), "scan.incomplete"),
        (draft(warehouse, variant, 1), "stock.not_enough"),
    ):
        with pytest.raises(DomainError) as refused:
            post_scans([act], date=today())
        assert refused.value.code == code
    assert not Scan.objects.exists()


def test_one_and_fifty_acts_take_the_same_statements(scope: Company) -> None:
    warehouse = make_warehouse(scope)

    def statements(how_many: int) -> tuple[int, int]:
        variants = make_variants(how_many)
        for variant in variants:
            receive(warehouse, variant, 10, 2)
        acts = [draft(warehouse, variant, 1) for variant in variants]
        acts += [draft(warehouse, v, 7, mode=ScanMode.COUNT, destination_id=None) for v in variants]
        with CaptureQueriesContext(connection) as done:
            post_scans(acts, date=today())
        with CaptureQueriesContext(connection) as undone:
            undo_scans([act.key for act in acts], company_id=scope.pk, date=today())
        return len(done), len(undone)

    statements(1)
    assert statements(1) == statements(50)


# --- what the page asks -------------------------------------------------------------------------------------------------


def send(client: Client, place: str, **body: Any) -> Any:
    return client.post(f"/inventory/scan/{place}/", body, content_type="application/json")


def test_the_page_asks_in_json(company: Company, other_company: Company) -> None:
    with open_scope(companies=[company]):
        warehouse, variant = make_warehouse(company), make_variant(skus=["BOL-1"])
        receive(warehouse, variant, 4, 2)
    hand = make_client(company)
    assert hand.get("/inventory/scan/").status_code == 200
    found = hand.get("/inventory/scan/resolve/", {"code": "BOL-1"}).json()
    assert (found["kind"], found["id"], found["rows"][0]["on_hand"]) == ("article", variant.pk, "4")
    act = {
        "key": str(uuid4()),
        "mode": "move",
        "variant": variant.pk,
        "quantity": "3",
        "origin": warehouse.stock_location_id,
        "destination": warehouse.output_location_id,
    }
    for _time in range(2):
        answer = send(hand, "post", **act)
        assert (answer.status_code, answer.json()["left"]) == (200, "1")
    short = send(hand, "post", **act | {"key": str(uuid4())})
    assert (short.status_code, short.json()["code"]) == (409, "stock.not_enough")
    assert send(hand, "undo", key=act["key"]).status_code == 200
    for body in ({}, {"key": "x"}, act | {"quantity": "NaN"}, act | {"mode": "steal"}, act | {"variant": -1}):
        assert send(hand, "post", **body).status_code == 422
    assert hand.post("/inventory/scan/post/", "[[", content_type="application/json").status_code == 422
    # Somebody else's goods are no goods, and without the right there is no page.
    stranger = make_client(other_company)
    theirs = send(stranger, "post", **act | {"key": str(uuid4())})
    assert theirs.status_code == 409
    assert stranger.get("/inventory/scan/resolve/", {"code": "DEP/STOCK"}).json()["kind"] == "unknown"
    assert send(stranger, "undo", key=act["key"]).json()["code"] == "scan.unknown"
    looker = make_client(company, permissions=["inventory.use_scanner"])
    assert looker.get("/inventory/scan/").status_code == 200
    assert send(looker, "post", **act | {"key": str(uuid4())}).status_code == 403
    assert (
        make_client(company, permissions=["inventory.view_level"]).get("/inventory/scan/").status_code == 403
    )
    with open_scope(companies=[company]):
        assert Scan.objects.get().key == UUID(act["key"])
        assert at(warehouse.stock_location_id, variant) == 4
