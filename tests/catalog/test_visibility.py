"""Who sees what: looked at before it is changed, and never a product without its category."""

import pytest
from django.test import Client

from catalog.models import Product
from catalog.selectors.visibility import changes_of
from catalog.services.visibility import change_visibility
from erp.errors import DomainError
from erp.models import Company
from erp.scope import open_scope
from tests.catalog.factories import make_category, make_product
from tests.erp.crud_world import sign_in
from tests.erp.factories import make_user

pytestmark = pytest.mark.django_db


def test_opening_closing_and_sharing(company: Company, other_company: Company) -> None:
    with open_scope(companies=[company, other_company], active=company):
        own = make_product(make_category("OWN", visible_to=[company.pk]), visible_to=[company.pk])
        shared = make_product(make_category("ALL"))
        with pytest.raises(DomainError) as hidden:
            change_visibility([own], mode="open", company_ids=[other_company.pk])
        assert hidden.value.code == "visibility.category"
        (preview,) = changes_of([own], "open", [other_company.pk])
        assert preview.hindrance
        assert preview.is_different
        change_visibility([own.category], mode="share")
        assert change_visibility([own], mode="open", company_ids=[other_company.pk]) == [own]
        assert Product.objects.get(pk=own.pk).visible_to == sorted([company.pk, other_company.pk])
        with pytest.raises(DomainError) as below:
            change_visibility([own.category], mode="close", company_ids=[other_company.pk])
        assert below.value.code == "visibility.category"
        change_visibility([own, shared], mode="close", company_ids=[other_company.pk])
        with pytest.raises(DomainError) as unseen:
            change_visibility([shared], mode="close", company_ids=[company.pk, other_company.pk])
        assert unseen.value.code == "visibility.unseen"
    with open_scope(companies=[other_company], active=other_company):
        assert not Product.objects.exists()
    with open_scope(companies=[company], active=company):
        with pytest.raises(DomainError) as stranger:
            change_visibility([own], mode="open", company_ids=[other_company.pk])
        assert stranger.value.code == "visibility.company"


def test_the_screen_shows_what_would_change(company: Company, other_company: Company) -> None:
    with open_scope(companies=[company, other_company], active=company):
        product = make_product(make_category("ALL"))
    browser: Client = sign_in(make_user(company, other_company, language="en"))
    session = browser.session
    session["active_company"], session["group_view"] = company.pk, True
    session.save()
    place = "/catalog/visibility/product/"
    assert browser.get(f"{place}?id={product.pk}").status_code == 200
    asked = {"id": product.pk, "mode": "close", "company": other_company.pk}
    shown = browser.post(f"{place}preview/", asked)
    assert b"no longer" in shown.content
    answer = browser.post(f"{place}change/", asked)
    assert answer.headers["Location"] == f"/catalog/product/{product.pk}/"
    with open_scope(companies=[company], active=company):
        assert Product.objects.get().visible_to == [company.pk]
    assert b"does not see it" in browser.get(f"/catalog/product/{product.pk}/").content
    stranger = sign_in(make_user(other_company, username="stranger", language="en"))
    assert b"Nothing is chosen" in stranger.get(f"{place}?id={product.pk}").content
    stranger.post(f"{place}change/", {"id": product.pk, "mode": "share"})
    with open_scope(companies=[company], active=company):
        assert Product.objects.get().visible_to == [company.pk]
    reader = sign_in(make_user(company, username="reader", permissions=["catalog.view_product"]))
    assert reader.get(f"{place}?id={product.pk}").status_code == 403
    assert reader.post(f"{place}change/", asked).status_code == 403
    assert browser.get("/catalog/visibility/nothing/").status_code == 404
