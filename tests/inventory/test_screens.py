"""The office screens and the administration of catalog and inventory, as somebody in the warehouse uses them."""

import io
from decimal import Decimal
from functools import partial
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image

from catalog.models import Category, Product, Unit, Variant
from erp.crud import resources
from erp.models import Company
from erp.scope import open_scope
from erp.services.records import RecordDraft
from inventory.choices import ScanMode
from inventory.models import (
    GoodsReceipt,
    Layer,
    Level,
    Location,
    Position,
    Reservation,
    SafetyStock,
    StockCount,
    Warehouse,
)
from inventory.services import reserve_lines
from inventory.services.safety import set_safety_stocks
from inventory.services.scans import post_scans, undo_scans
from inventory.types import ScanDraft
from tests.catalog.factories import make_category, make_product, make_variant
from tests.erp.crud_world import lines_data
from tests.erp.factories import make_user
from tests.inventory.factories import demand, make_documents, make_warehouse, receive, ship, today

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings: object, tmp_path: object) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]


@pytest.fixture
def office(client: Client, company: Company) -> Client:
    """Somebody with every right in `company` is signed in."""
    client.force_login(make_user(company, is_staff=True), backend="erp.permissions.RoleBackend")
    return client


@pytest.fixture
def stocked(company: Company) -> tuple[Warehouse, Variant]:
    with open_scope(companies=[company]):
        warehouse, variant = make_warehouse(company), make_variant(name="Théière Aube")
        receive(warehouse, variant, 10, 2)
        receive(warehouse, variant, 5, 3)
        ship(warehouse, variant, 12)
        reserve_lines([demand(warehouse, variant, 5)])
    return warehouse, variant


def keep_some(variant: Variant) -> None:
    set_safety_stocks([RecordDraft(SafetyStock, {"variant": variant, "quantity": Decimal(2)})])


def put_away(warehouse: Warehouse, variant: Variant) -> None:
    """A piece that was counted at the input is carried to the shelf, by scanner."""
    scan = partial(ScanDraft, company_id=warehouse.company_id, variant_id=variant.pk, quantity=Decimal(1))
    counted = scan(key=uuid4(), mode=ScanMode.COUNT, origin_id=warehouse.input_location_id)
    carried = scan(
        key=uuid4(),
        mode=ScanMode.PUT_AWAY,
        origin_id=warehouse.input_location_id,
        destination_id=warehouse.stock_location_id,
    )
    post_scans([counted], date=today())
    post_scans([carried], date=today())
    undo_scans([carried.key, counted.key], company_id=warehouse.company_id, date=today())


def ours() -> list[str]:
    return [resource.key for resource in resources.values() if resource.area in {"catalog", "inventory"}]


def test_every_list_and_record_opens(
    office: Client, company: Company, stocked: tuple[Warehouse, Variant]
) -> None:
    opened = 0
    with open_scope(companies=[company], active=company):
        make_documents(*stocked)
        keep_some(stocked[1])
        put_away(*stocked)
    for key in ours():
        resource = resources.get(key)
        page = office.get(resource.list_url())
        assert page.status_code == 200, key
        with open_scope(companies=[company]):
            record = resource.get_queryset().order_by("pk").first()
        if record is None:
            # What these articles and moves do not make is opened by the tests of what makes it.
            continue
        opened += 1
        assert office.get(resource.detail_url(record)).status_code == 200, key
        if resource.can_update:
            assert office.get(resource.url("edit", record.pk)).status_code == 200, key
        if resource.can_create:
            assert office.get(resource.url("new")).status_code == 200, key
        for action in resource.actions:
            if action.single and action.is_offered(record):
                assert office.get(resource.url("action", record.pk, action.name)).status_code == 200, (
                    action.name
                )
    assert opened >= 12


def test_a_variant_shows_where_it_lies_and_what_it_cost(
    office: Client, stocked: tuple[Warehouse, Variant]
) -> None:
    _warehouse, variant = stocked
    page = office.get(resources.get("catalog.variant").detail_url(variant)).content.decode()
    assert "DEP/STOCK" in page
    # Three of the second layer are left.
    assert "9,00" in page


def test_goods_are_received_counted_and_moved_by_hand(
    office: Client, company: Company, stocked: tuple[Warehouse, Variant]
) -> None:
    warehouse, variant = stocked

    def do(key: str, record: object, action: str, **values: object) -> str:
        url = resources.get(key).url("action", record.pk, action)  # type: ignore[attr-defined]
        response = office.post(url, {"date": today().isoformat(), **values}, follow=True)
        assert response.status_code == 200
        return response.content.decode()

    receipt = new_receipt(office, company, warehouse, variant)
    sheet = reverse("inventory_work_receipt", args=[receipt.pk])
    with open_scope(companies=[company]):
        (line,) = receipt.lines.all()
    assert variant.sku in office.get(sheet).content.decode()
    # A figure that is none is said, and nothing comes in.
    assert "alert-danger" in office.post(sheet, {f"quantity-{line.pk}": "quatre"}).content.decode()
    with open_scope(companies=[company]):
        assert Position.objects.get().quantity == 3
    office.post(sheet, {f"quantity-{line.pk}": "4", f"choice-{line.pk}": "over"}, follow=True)
    with open_scope(companies=[company]):
        position, level = Position.objects.get(), Level.objects.get()
        assert (position.quantity, position.amount) == (7, 19)
        assert Layer.objects.latest("pk").move.label == f"{receipt.number} BL 17"
        elsewhere = warehouse.output_location
    # Posted: the sheet leads to the document.
    assert office.get(sheet).status_code == 302
    do("inventory.level", level, "count")
    with open_scope(companies=[company]):
        (count,) = StockCount.objects.all()
        (counted,) = count.lines.all()
    sheet = reverse("inventory_work_count", args=[count.pk])
    office.post(sheet, {f"quantity-{counted.pk}": "6"})
    do("inventory.stockcount", count, "post")
    with open_scope(companies=[company]):
        # One of seven is more than a tenth: somebody looks twice.
        assert Level.objects.get().on_hand == 7
    office.post(sheet, {f"quantity-{counted.pk}": "6"})
    do("inventory.stockcount", count, "post")
    do("inventory.level", level, "move", destination=elsewhere.pk, quantity="2")
    with open_scope(companies=[company]):
        assert list(
            Level.objects.order_by("location__code").values_list("location__code", "on_hand", "reserved")
        ) == [
            ("DEP/OUT", 2, 0),
            ("DEP/STOCK", 4, 3),
        ]
    refused = do("inventory.level", level, "move", destination=elsewhere.pk, quantity="2")
    assert variant.sku in refused
    with open_scope(companies=[company]):
        assert Level.objects.get(pk=level.pk).on_hand == 4
        reservation = Reservation.objects.get()
    do("inventory.reservation", reservation, "release")
    with open_scope(companies=[company]):
        assert not Reservation.objects.exists()


def new_receipt(office: Client, company: Company, warehouse: Warehouse, variant: Variant) -> GoodsReceipt:
    """Typed by hand: three expected, at 2.50 each."""
    values = {
        "warehouse": warehouse.pk,
        "date": today().isoformat(),
        "supplier_reference": "BL 17",
        "lines-TOTAL_FORMS": 1,
        "lines-INITIAL_FORMS": 0,
        "lines-0-variant": variant.pk,
        "lines-0-expected": "3",
        "lines-0-unit_cost": "2,5",
    }
    response = office.post(resources.get("inventory.goodsreceipt").url("new"), values)
    assert response.status_code == 302, response.content.decode()
    with open_scope(companies=[company]):
        return GoodsReceipt.objects.get()


def test_a_product_is_typed_with_its_variants(office: Client, company: Company) -> None:
    with open_scope(companies=[company]):
        category = make_category("THE")
    header = {
        "name": "Bol Marée",
        "code": "BOL",
        "category": category.pk,
        "kind": "goods",
        "tracking": "none",
        "is_active": "on",
        "unit": Unit.objects.get(code="pc").pk,
        "tax_category": 1,
        "description": "",
    }
    management = {"variants-TOTAL_FORMS": 2, "variants-INITIAL_FORMS": 0}
    for lines_of in ("relations", "translations"):
        management |= {f"{lines_of}-TOTAL_FORMS": 0, f"{lines_of}-INITIAL_FORMS": 0}
    lines = {
        "variants-0-sku": "BOL-1",
        "variants-0-sales_price": "12,5",
        "variants-0-is_active": "on",
        "variants-1-sku": "BOL-2",
        "variants-1-name": "Grand bol Marée",
        "variants-1-sales_price": "-1",
        "variants-1-is_active": "on",
    }
    url = resources.get("catalog.product").url("new")
    refused = office.post(url, {**header, **management, **lines})
    assert refused.status_code in {200, 422}
    with open_scope(companies=[company]):
        assert not Product.objects.exists()
    saved = office.post(url, {**header, **management, **lines, "variants-1-sales_price": "18"})
    assert saved.status_code == 302, saved.content.decode()
    with open_scope(companies=[company]):
        assert list(Variant.objects.order_by("sku").values_list("sku", "name", "sales_price")) == [
            ("BOL-1", "Bol Marée", Decimal("12.5")),
            ("BOL-2", "Grand bol Marée", 18),
        ]
    found = office.get(resources.get("catalog.variant").list_url(), {"q": "maree grand"}).content.decode()
    assert "BOL-2" in found
    assert "BOL-1" not in found


def test_a_picture_and_prices_are_set(office: Client, company: Company) -> None:
    with open_scope(companies=[company]):
        variants = list(make_product(skus=["A-1", "A-2"]).variants.order_by("sku"))
    file = io.BytesIO()
    Image.new("RGB", (200, 100), "teal").save(file, "PNG")
    file.seek(0)
    file.name = "bol.png"
    resource = resources.get("catalog.variant")
    office.post(resource.url("action", variants[0].pk, "set_image"), {"file": file})
    ids = ",".join(str(variant.pk) for variant in variants)
    office.post(resource.url("bulk", "change_price"), {"ids": ids, "sales_price": "7,25"})
    with open_scope(companies=[company]):
        first, second = Variant.objects.order_by("sku")
        assert (first.sales_price, second.sales_price) == (Decimal("7.25"), Decimal("7.25"))
        assert first.image is not None
        assert first.thumbnails.count() == 1
    assert "A-1" in office.get(resource.list_url()).content.decode()


def test_the_tree_is_typed(office: Client, company: Company) -> None:
    with open_scope(companies=[company]):
        root = make_category("ROOT")
        below = make_category("BELOW", "ROOT")
    url = resources.get("catalog.category").url("edit", root.pk)
    none = {"attributes-TOTAL_FORMS": 0, "attributes-INITIAL_FORMS": 0}
    refused = office.post(url, {**none, "name": "Root", "code": "ROOT", "parent": below.pk})
    assert refused.status_code in {200, 422}
    office.post(
        resources.get("catalog.category").url("new"),
        {"name": "Deep", "code": "DEEP", "parent": below.pk} | lines_data("attributes", []),
    )
    with open_scope(companies=[company]):
        assert [c.code for c in Category.objects.get(code="DEEP").get_ancestors()] == ["ROOT", "BELOW"]


def test_locations_keep_what_they_are(
    office: Client, company: Company, stocked: tuple[Warehouse, Variant]
) -> None:
    warehouse, _variant = stocked
    resource = resources.get("inventory.location")
    with open_scope(companies=[company]):
        root = warehouse.stock_location.parent
        customers = Location.objects.get(kind="customer")
    new = {"code": "DEP/A1", "name": "Allée 1", "kind": "stock", "is_pickable": "on", "is_active": "on"}
    office.post(resource.url("new"), {**new, "parent": customers.pk})
    office.post(resource.url("new"), {**new, "kind": "supplier", "parent": root.pk})
    with open_scope(companies=[company]):
        assert not Location.objects.filter(code="DEP/A1").exists()
    assert office.post(resource.url("new"), {**new, "parent": root.pk}).status_code == 302
    with open_scope(companies=[company]):
        assert Location.objects.get(code="DEP/A1").warehouse == warehouse
    stock = warehouse.stock_location
    kept = {"code": stock.code, "name": stock.name, "parent": root.pk, "is_pickable": "on"}
    for change in ({"kind": "view", "is_active": "on"}, {"kind": "stock"}):
        assert office.post(resource.url("edit", stock.pk), {**kept, **change}).status_code in {200, 422}
    with open_scope(companies=[company]):
        stock.refresh_from_db()
        assert (stock.kind, stock.is_active) == ("stock", True)


def test_administrators_make_warehouses(office: Client, company: Company) -> None:
    for model in ("inventory/warehouse", "inventory/location", "catalog/unit", "catalog/taxcategory"):
        assert office.get(f"/admin/{model}/").status_code == 200, model
        assert office.get(f"/admin/{model}/add/").status_code == 200, model
    office.post("/admin/inventory/warehouse/add/", {"name": "Boutique", "code": "SHOP", "is_active": "on"})
    with open_scope(companies=[company]):
        warehouse = Warehouse.objects.get()
        assert warehouse.stock_location.code == "SHOP/STOCK"
        root = warehouse.stock_location.parent
    place = {"parent": root.pk, "code": "SHOP/A", "name": "Rayon A", "kind": "stock", "is_active": "on"}
    office.post("/admin/inventory/location/add/", place)
    with open_scope(companies=[company]):
        made = Location.objects.get(code="SHOP/A")
        assert made.warehouse == warehouse
    office.post(f"/admin/inventory/location/{made.pk}/change/", {**place, "name": "Rayon B"})
    with open_scope(companies=[company]):
        made.refresh_from_db()
        assert made.name == "Rayon B"
