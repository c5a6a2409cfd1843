"""The matrix screen, and attributes typed and imported by their codes."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from catalog.models import Variant
from catalog.services import create_attributes
from catalog.types import AttributeDraft, ValueDraft
from erp.models import Company
from erp.scope import open_scope
from tests.catalog.factories import make_category, make_product
from tests.erp.crud_world import sign_in
from tests.erp.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(company: Company) -> Client:
    with open_scope(companies=[company], active=company):
        create_attributes(
            [
                AttributeDraft(
                    "couleur",
                    "Colour",
                    "Couleur",
                    [ValueDraft("CEL", "celadon", "céladon", "#8fb3a6"), ValueDraft("SAB", "sand", "sable")],
                ),
                AttributeDraft("taille", "Size", "Taille", [ValueDraft(s, s, s) for s in ("S", "M")]),
            ]
        )
    return sign_in(make_user(company, language="en"))


def test_choose_untick_make(browser: Client, company: Company) -> None:
    with open_scope(companies=[company], active=company):
        product = make_product(make_category("TOP"), code="TEE", name="Tee", price=Decimal(20))
    place = f"/catalog/product/{product.pk}/variants/"
    page = browser.get(place)
    assert page.status_code == 200
    assert b"SKU-TEE becomes the first of them" in page.content
    values = {
        value.code: value.pk for choice in page.context["choices"] for value, _ticked in choice["values"]
    }
    shown = browser.post(
        f"{place}proposals/", {"value": list(values.values()), "pattern": "{product}{taille}{couleur}"}
    )
    keys = {one.sku: one.key for one in shown.context["proposals"]}
    assert set(keys) == {"TEESCEL", "TEESSAB", "TEEMCEL", "TEEMSAB"}
    answer = browser.post(
        f"{place}make/",
        {
            "make": [keys["TEESCEL"], keys["TEEMSAB"]],
            f"sku-{keys['TEESCEL']}": "ONE",
            f"sku-{keys['TEEMSAB']}": "TWO",
        },
    )
    assert answer.headers["HX-Redirect"] == f"/catalog/product/{product.pk}/"
    with open_scope(companies=[company], active=company):
        assert Variant.objects.get(sku="TWO").attributes == {"taille": "M", "couleur": "SAB"}
        assert product.variants.count() == 3
    sheet = browser.get(f"/catalog/product/{product.pk}/")
    assert b"celadon" in sheet.content
    again = browser.post(f"{place}proposals/", {"value": [values["CEL"], values["S"]]})
    assert again.context["new_count"] == 0
    nothing = browser.post(f"{place}make/", {"make": ["x-1"]})
    assert "HX-Trigger" in nothing.headers or nothing.status_code == 200
    with open_scope(companies=[company], active=company):
        assert product.variants.count() == 3


def test_who_may_not_make_variants_is_turned_away(
    browser: Client, company: Company, other_company: Company
) -> None:
    with open_scope(companies=[other_company], active=other_company):
        hidden = make_product(make_category("NEAR"), visible_to=[other_company.pk])
    assert browser.get(f"/catalog/product/{hidden.pk}/variants/").status_code == 404
    with open_scope(companies=[company], active=company):
        product = make_product(make_category("TOP"))
    reader = sign_in(make_user(company, username="reader", permissions=["catalog.view_product"]))
    for place in ("", "proposals/", "make/"):
        method = reader.post if place else reader.get
        assert method(f"/catalog/product/{product.pk}/variants/{place}").status_code == 403


def test_attributes_are_imported_by_their_codes(browser: Client, company: Company) -> None:
    with open_scope(companies=[company], active=company):
        product = make_product(make_category("TOP"), code="TEE", skus=["T-1", "T-2"])
    rows = 'SKU,Product,"Sales price, net",Attributes\nT-1,TEE,12,couleur=CEL; taille=S\nT-3,TEE,12,couleur=SAB\n'
    page = browser.post("/catalog/variant/import/", {"file": SimpleUploadedFile("v.csv", rows.encode())})
    assert page.context["examination"].is_writable, [v.errors for v in page.context["examination"].verdicts]
    browser.post("/catalog/variant/import/", {"token": page.context["token"]})
    with open_scope(companies=[company], active=company):
        assert {v.sku: v.attributes for v in product.variants.all()} == {
            "T-1": {"couleur": "CEL", "taille": "S"},
            "T-2": {},
            "T-3": {"couleur": "SAB"},
        }
