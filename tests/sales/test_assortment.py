"""What a channel sells on a day, what its products lack, and publishing them."""

import datetime as dt
import io
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from catalog.models import Category, Product
from catalog.services import set_images
from catalog.types import ImageDraft
from erp.errors import DomainError
from erp.models import Company
from erp.scope import open_scope
from erp.services.records import RecordDraft, create_records
from sales.models import AssortmentRule, ChannelRequirement
from sales.selectors.assortment import publication_states, published_products
from sales.services.assortment import publish_products, withdraw_products
from tests.catalog.factories import make_category, make_product
from tests.erp.crud_world import sign_in
from tests.erp.factories import make_user
from tests.sales.factories import DAY, Shop, make_shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(scope: Company) -> Shop:
    return make_shop(scope)


@pytest.fixture
def shelf(scope: Company) -> Category:
    make_category("HOME")
    return make_category("TEA", "HOME")


def rule(shop: Shop, **values: Any) -> AssortmentRule:
    made: AssortmentRule = create_records([RecordDraft(AssortmentRule, {"channel": shop.channel, **values})])[
        0
    ]
    return made


def ask(shop: Shop, *requirements: str) -> None:
    create_records(
        [
            RecordDraft(ChannelRequirement, {"channel": shop.channel, "requirement": one})
            for one in requirements
        ]
    )


def draw(product: Product) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (20, 20)).save(picture, "PNG")
    set_images([ImageDraft(product.variants.get().pk, "a.png", picture.getvalue())])


def test_the_nearest_rule_of_the_day_decides(shop: Shop, shelf: Category) -> None:
    pot, cup, other = make_product(shelf), make_product(shelf), make_product(make_category("OTHER"))
    rule(shop, category=Category.objects.get(code="HOME"))
    assert published_products(shop.channel, DAY) == [pot.pk, cup.pk]
    rule(shop, category=shelf, is_excluded=True, valid_from=DAY + dt.timedelta(1))
    rule(shop, product=cup, valid_until=DAY + dt.timedelta(1))
    days = [published_products(shop.channel, DAY + dt.timedelta(number)) for number in range(3)]
    assert days == [[pot.pk, cup.pk], [cup.pk], []]
    assert other.pk not in days[0]


def test_nothing_incomplete_is_published_and_it_is_said_what_is_missing(shop: Shop, shelf: Category) -> None:
    bare = make_product(shelf, name="Nue")
    whole = make_product(shelf, name="Complète", description="En fonte.")
    whole.variants.update(barcode="4006381333931", weight_kg=Decimal("0.4"))
    draw(whole)
    rule(shop, category=shelf)
    assert len(published_products(shop.channel, DAY)) == 2
    ask(shop, "image", "description", "barcode", "weight", "price")
    states = {state.product_id: state for state in publication_states(shop.channel, DAY)}
    assert published_products(shop.channel, DAY) == [whole.pk]
    assert states[bare.pk].missing == ("image", "description", "barcode", "weight")
    assert states[bare.pk].is_sold and not states[bare.pk].is_published
    free = make_product(shelf, price=Decimal(0))
    [state] = publication_states(shop.channel, DAY, [free.pk])
    assert "price" in state.missing


def test_publishing_refuses_with_the_reasons_and_writes_nothing(shop: Shop, shelf: Category) -> None:
    ask(shop, "image")
    bare, drawn = make_product(shelf, name="Théière nue"), make_product(shelf, name="Théière peinte")
    draw(drawn)
    with pytest.raises(DomainError) as refusal:
        publish_products(shop.channel, [bare, drawn])
    assert refusal.value.code == "assortment.incomplete"
    assert "Théière nue (" in refusal.value.message and "peinte" not in refusal.value.message
    assert not AssortmentRule.objects.exists()
    publish_products(shop.channel, [drawn], valid_from=DAY, valid_until=DAY + dt.timedelta(9))
    assert published_products(shop.channel, DAY + dt.timedelta(9)) == [drawn.pk]
    assert published_products(shop.channel, DAY + dt.timedelta(10)) == []
    withdraw_products(shop.channel, [drawn])
    assert AssortmentRule.objects.get().is_excluded
    assert published_products(shop.channel, DAY) == []


def test_one_and_many_products_take_the_same_queries(shop: Shop, shelf: Category) -> None:
    ask(shop, "image", "price", "barcode")
    rule(shop, category=shelf)
    make_product(shelf)

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            publication_states(shop.channel, DAY)
        return len(queries)

    count()
    few = count()
    for _number in range(30):
        make_product(shelf)
    assert count() == few <= 9


def test_on_the_screen_products_are_published_or_refused(
    shop: Shop, shelf: Category, company: Company
) -> None:
    ask(shop, "image")
    bare, drawn = make_product(shelf, name="Théière nue"), make_product(shelf, name="Théière peinte")
    draw(drawn)
    browser = sign_in(make_user(company))
    place = f"/sales/assortment/?channel={shop.channel.pk}"
    part = {"HX-Request": "true"}

    def shown(show: str) -> list[str]:
        answer = browser.get(f"{place}&show={show}&q=theiere")
        return [line.product.name for line in answer.context["lines"] if line.product.category_id == shelf.pk]

    assert (shown("publishable"), shown("published")) == (["Théière peinte"], [])
    answer = browser.post(place, {"product": [bare.pk, drawn.pk], "act": "publish"}, headers=part)
    assert "assortment" not in answer.headers["HX-Trigger"] and "nue" in answer.headers["HX-Trigger"]
    # A date that is none is said, not dropped.
    typed = {"product": [drawn.pk], "act": "publish", "valid_until": "31/02/2027"}
    answer = browser.post(place, typed, headers=part)
    assert ("error" in answer.headers["HX-Trigger"], shown("published")) == (True, [])
    browser.post(place, {"product": [drawn.pk], "act": "publish"}, headers=part)
    assert shown("published") == ["Théière peinte"]
    browser.post(place, {"product": [drawn.pk], "act": "withdraw"}, headers=part)
    assert shown("published") == []


def test_who_may_only_look_publishes_nothing(shop: Shop, shelf: Category, company: Company) -> None:
    product = make_product(shelf)
    browser: Client = sign_in(make_user(company, permissions=["sales.view_assortmentrule"]))
    answer = browser.post(f"/sales/assortment/?channel={shop.channel.pk}", {"product": [product.pk]})
    assert answer.status_code == 403 and not AssortmentRule.objects.exists()


def test_what_another_company_alone_sees_is_not_sold_here(company: Company, other_company: Company) -> None:
    with open_scope(companies=[company, other_company], active=company):
        shop, shelf = make_shop(company), make_category("TEA")
        own = make_product(shelf, visible_to=[company.pk])
        make_product(shelf, visible_to=[other_company.pk])
        rule(shop, company=company, category=shelf)
        assert published_products(shop.channel, DAY) == [own.pk]
