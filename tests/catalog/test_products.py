"""From the first category to a product that is sold, repriced, shared and put away."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from catalog.models import Category, Product, Unit, Variant
from catalog.selectors import variants_by_barcode, variants_by_sku
from catalog.services import (
    activate_products,
    archive_products,
    change_prices,
    create_products,
    share_products,
)
from catalog.types import PriceChange, ProductDraft, VariantDraft
from erp.changelog import history
from erp.errors import DomainError
from erp.models import ChangeLog, Company, OutboxMessage
from erp.scope import open_scope
from tests.catalog.factories import make_category, make_product, make_variant

pytestmark = pytest.mark.django_db


def draft(**values: object) -> ProductDraft:
    values.setdefault("variants", [VariantDraft("TEA-1", Decimal("12.345678"), barcode="4006381333931")])
    return ProductDraft(**{"code": "TEA", "name": "Thé vert Sencha", "category": "THE", **values})


def test_a_product_is_made_priced_and_archived(scope: Company) -> None:
    make_category("THE", name="Thés")
    (product,) = create_products([draft(unit="kg", tax_category="reduced", description="Récolte de mai")])
    variant = variants_by_sku(["TEA-1", "NONE"])["TEA-1"]
    assert (variant.name, variant.product.unit.decimals) == ("Thé vert Sencha", 3)
    assert variant.sales_price == Decimal("12.345678")
    assert variant.product.tax_category.code == "reduced"
    assert variants_by_barcode(["04006381333931"])["04006381333931"] == variant

    (changed,) = change_prices([PriceChange(variant.pk, Decimal("14"))])
    assert changed.sales_price == 14
    assert change_prices([PriceChange(variant.pk, Decimal("14.0000001"))]) == []
    assert next((c.action, c.before, c.after) for c in history(variant)) == (
        "change_price",
        {"sales_price": "12.345678"},
        {"sales_price": "14.000000"},
    )
    event = OutboxMessage.objects.get(kind="catalog.price_changed")
    assert (event.payload, event.company_id) == ({"id": variant.pk}, scope.pk)

    archive_products([product])
    assert not Variant.objects.get().is_active
    assert archive_products([product]) == []
    activate_products([product])
    assert Variant.objects.get().is_active
    assert [c.action for c in history(product)] == ["active", "archived", "create"]


@pytest.mark.parametrize(
    ("values", "code", "field"),
    [
        ({"category": "NONE"}, "product.category", "category"),
        ({"unit": "ell"}, "product.unit", "unit"),
        ({"tax_category": "none"}, "product.tax_category", "tax_category"),
        ({"name": " "}, "product.invalid", "name"),
        ({"kind": "thing"}, "product.invalid", "kind"),
        ({"variants": []}, "product.no_variant", "variants"),
        ({"variants": [VariantDraft("A", Decimal("-0.01"))]}, "variant.price_negative", "sales_price"),
        ({"variants": [VariantDraft("A", Decimal(1), currency="XXX")]}, "variant.currency", "currency"),
        (
            {"variants": [VariantDraft("A", Decimal(1), barcode="4006381333932")]},
            "product.invalid",
            "barcode",
        ),
        ({"variants": [VariantDraft("A", Decimal(1), barcode="９")]}, "product.invalid", "barcode"),
        ({"variants": [VariantDraft("OLD", Decimal(1))]}, "variant.sku_taken", "sku"),
        (
            {"variants": [VariantDraft("A", Decimal(1)), VariantDraft("A", Decimal(2))]},
            "variant.sku_taken",
            "sku",
        ),
        (
            {"variants": [VariantDraft("A", Decimal(1), barcode="96385074")]},
            "variant.barcode_taken",
            "barcode",
        ),
        ({"code": "OLD"}, "product.code_taken", "code"),
    ],
)
def test_what_breaks_a_rule_is_refused_whole(scope: Company, values: dict, code: str, field: str) -> None:
    make_category("THE")
    create_products([draft(code="OLD", variants=[VariantDraft("OLD", Decimal(1), barcode="96385074")])])
    logged = ChangeLog.objects.count()
    with pytest.raises(DomainError) as refusal:
        create_products([draft(code="FINE", variants=[VariantDraft("FINE", Decimal(1))]), draft(**values)])
    assert (refusal.value.code, refusal.value.field) == (code, field)
    assert refusal.value.message
    assert Product.objects.count() == Variant.objects.count() == 1
    assert ChangeLog.objects.count() == logged


def test_a_negative_price_is_refused_everywhere(scope: Company) -> None:
    variant = make_variant()
    with pytest.raises(DomainError) as refusal:
        change_prices([PriceChange(variant.pk, Decimal("-1"))])
    assert refusal.value.code == "variant.price_negative"
    with pytest.raises(IntegrityError, match="catalog_variant_price"), transaction.atomic():
        Variant.objects.filter(pk=variant.pk).update(sales_price=-1)
    with pytest.raises(DomainError) as missing:
        change_prices([PriceChange(variant.pk, Decimal(3)), PriceChange(987654, Decimal(1))])
    assert missing.value.code == "variant.missing"
    variant.refresh_from_db()
    assert variant.sales_price == 10


def test_variants_are_seen_with_their_product(company: Company, other_company: Company) -> None:
    with open_scope(companies=[company, other_company], active=company):
        shared = make_product()
        own = make_product(visible_to=[company.pk])
        assert own.variants.get().visible_to == [company.pk]
        # Whatever is written into it, a variant follows its product.
        Variant.objects.filter(product=own).update(visible_to=None)
        assert own.variants.get().visible_to == [company.pk]
    with open_scope(companies=[other_company]):
        assert set(Product.objects.all()) == {shared}
        assert set(Variant.objects.all()) == set(shared.variants.all())
        with pytest.raises(DomainError):
            make_product(code=own.code)
    with open_scope(companies=[company, other_company], active=company):
        share_products([own, shared], [other_company.pk])
        with pytest.raises(DomainError):
            share_products([own], [])
    with open_scope(companies=[company]):
        assert not Product.objects.exists()
        assert not Variant.objects.exists()
    with open_scope(companies=[other_company]):
        assert Variant.objects.count() == 2


def test_making_and_pricing_take_the_same_number_of_queries_for_many(scope: Company) -> None:
    make_category("THE")

    def flow(count: int, name: str) -> int:
        drafts = [
            draft(code=f"{name}{n}", variants=[VariantDraft(f"{name}{n}", Decimal(5))]) for n in range(count)
        ]
        with CaptureQueriesContext(connection) as queries:
            create_products(drafts)
            ids = Variant.objects.filter(sku__startswith=name).values_list("pk", flat=True)
            change_prices([PriceChange(pk, Decimal(6)) for pk in ids])
        return len(queries)

    flow(1, "X")
    assert flow(1, "A") == flow(50, "B")


def test_units_are_there_and_speak_both_languages(scope: Company) -> None:
    from django.utils.translation import override

    unit = Unit.objects.get(code="pc")
    with override("fr"):
        assert str(unit) == "pièce"
    with override("en"):
        assert str(unit) == "piece"
    assert Category.objects.count() == 0
