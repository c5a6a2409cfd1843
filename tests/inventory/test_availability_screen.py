"""The screen "Stock availability", its file, and what shops ask of the API."""

import io
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from erp.models import Company
from erp.scope import open_scope
from erp.services.records import RecordDraft
from erp.services.tokens import issue_token
from inventory.models import SafetyStock
from inventory.services.safety import set_safety_stocks
from sales.services.confirmation import confirm_orders
from tests.catalog.factories import make_category, make_product, make_variants
from tests.erp.crud_world import make_client
from tests.erp.factories import make_user
from tests.inventory.factories import make_warehouse, receive
from tests.sales.factories import Shop, make_shop

pytestmark = pytest.mark.django_db
SCREEN = "/inventory/availability/"
API = "/api/v1/inventory/availability/"
PART = {"HX-Request": "true", "HX-Target": "availability-results"}


@pytest.fixture
def shop(company: Company) -> Shop:
    with open_scope(companies=[company], active=company):
        shop = make_shop(company, articles=3, stock_buffer=Decimal(1), code="WEB")
        shop.receive(5, 20)
        confirm_orders(shop.place(7))
        set_safety_stocks(
            [
                RecordDraft(
                    SafetyStock, {"variant": shop.variants[2], "warehouse": None, "quantity": Decimal(4)}
                )
            ]
        )
    return shop


def shown(page: Any) -> dict[str, Any]:
    return {line.variant.sku: line.stock for line in page.context["lines"]}


def test_articles_with_their_figures(company: Company, shop: Shop) -> None:
    office = make_client(company)
    page = office.get(SCREEN)
    first, second, third = (variant.sku for variant in shop.variants)
    assert {sku: stock.available for sku, stock in shown(page).items()} == {first: -2, second: 20, third: -4}
    short = office.get(SCREEN, {"short": "on"}, headers=PART)
    assert set(shown(short)) == {first, third}
    with open_scope(companies=[company]):
        other = make_warehouse(company, "AUTRE", books=False)
        category = make_category("AILLEURS")
        elsewhere = make_product(category, skus=["LOIN-1"]).variants.get()
        receive(other, elsewhere, 3, 1)
    assert shown(office.get(SCREEN, {"warehouse": other.pk}))["LOIN-1"].on_hand == 3
    assert set(shown(office.get(SCREEN, {"category": category.pk}))) == {"LOIN-1"}
    assert set(shown(office.get(SCREEN, {"q": "LOIN"}))) == {"LOIN-1"}
    details = office.get(f"{SCREEN}{shop.variants[0].pk}/").text
    # Who waits for it.
    assert "/sales/order/" in details
    assert "SO" in details


def test_the_file_has_every_figure(company: Company, shop: Shop) -> None:
    office = make_client(company)
    answer = office.get(SCREEN, {"format": "xlsx", "short": "on"})
    rows = list(load_workbook(io.BytesIO(answer.content)).active.values)
    assert rows[0][:3] == ("SKU", "Name", "On hand")
    assert {row[0]: row[8] for row in rows[1:]} == {shop.variants[0].sku: -2, shop.variants[2].sku: -4}
    text = office.get(SCREEN, {"format": "csv"}).content.decode("utf-8-sig")
    assert len(text.splitlines()) == 4


def test_the_page_asks_the_same_of_three_and_of_fifty(company: Company, shop: Shop) -> None:
    office = make_client(company)
    office.get(SCREEN)

    def statements() -> int:
        with CaptureQueriesContext(connection) as queries:
            page = office.get(SCREEN)
        assert page.status_code == 200
        return len(queries)

    few = statements()
    with open_scope(companies=[company]):
        make_variants(50)
    assert statements() == few


def test_rights_and_odd_questions(company: Company, shop: Shop) -> None:
    assert make_client(company, permissions=["catalog.view_variant"]).get(SCREEN).status_code == 403
    assert Client().get(SCREEN).status_code == 302
    office = make_client(company)
    for query in ({"warehouse": "x"}, {"day": "soon"}, {"after": "??"}, {"category": "9" * 30}, {"q": "%"}):
        assert office.get(SCREEN, query).status_code == 200, query


def test_shops_ask_for_many_at_once(company: Company, other_company: Company, shop: Shop) -> None:
    user = make_user(company, language="en")
    with open_scope(actor=user, companies=[company], active=company, source="screen"):
        _token, plain = issue_token(user, "shop", [company.pk])
    program = Client(headers={"Authorization": f"Bearer {plain}"})

    def ask(**body: Any) -> Any:
        return program.post(API, body, content_type="application/json")

    skus = [variant.sku for variant in shop.variants]
    answer = ask(skus=[*skus, "NO-SUCH"], channel="WEB", date="2030-01-01")
    assert answer.status_code == 200, answer.text
    found = {row["sku"]: row for row in answer.json()["results"]}
    assert answer.json()["unknown"] == ["NO-SUCH"]
    assert found[skus[1]]["available"] == "19.0000"
    assert found[skus[1]]["promised"] == "19.0000"
    assert found[skus[0]]["wanted"] == "2.0000"
    assert [place["code"] for place in found[skus[1]]["warehouses"]] == [shop.warehouse.code]
    assert ask(skus=["x"] * 501).status_code == 422
    assert ask(skus=[]).status_code == 422
    assert ask(skus=skus, warehouses=["NONE"]).status_code == 422
    narrow = ask(skus=skus, warehouses=[shop.warehouse.code]).json()["results"]
    assert narrow[1]["available"] == "20.0000"
    # Without a channel nothing is kept back.
    assert ask(skus=skus).json()["results"][1]["available"] == "20.0000"
    stranger = make_user(other_company, language="en")
    with open_scope(actor=stranger, companies=[other_company], active=other_company, source="screen"):
        _token, theirs = issue_token(stranger, "shop", [other_company.pk])
    foreign = Client(headers={"Authorization": f"Bearer {theirs}"})
    seen = foreign.post(API, {"skus": skus}, content_type="application/json").json()["results"]
    assert {row["on_hand"] for row in seen} == {"0.0000"}
    assert Client().post(API, {"skus": skus}, content_type="application/json").status_code == 401
