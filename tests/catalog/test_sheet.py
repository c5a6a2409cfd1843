"""The rest of the sheet: units and packagings, kits, the life of a product, what goes together."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from catalog.models import KitComponent, Packaging, Product, Relation, Translation, Unit, Variant
from catalog.selectors import variants_by_barcode
from catalog.services import (
    activate_products,
    add_packagings,
    archive_products,
    create_products,
    end_products,
    relate_products,
    set_components,
    translate_products,
)
from catalog.services.lifecycle import refuse_unless_bought
from catalog.types import (
    KitDraft,
    PackagingDraft,
    Part,
    ProductDraft,
    RelationDraft,
    TranslationDraft,
    VariantDraft,
)
from catalog.units import convert_quantity, whole_packagings
from erp.changelog import history
from erp.errors import DomainError
from erp.models import Company, OutboxMessage
from erp.search import find_ids
from erp.verify import run_checks
from tests.catalog.factories import make_category, make_product, make_variant

pytestmark = pytest.mark.django_db


def refused(code: str, service: object, *args: object) -> DomainError:
    with pytest.raises(DomainError) as error:
        service(*args)  # type: ignore[operator]
    assert error.value.code == code
    assert error.value.message
    return error.value


def test_units_convert_within_a_dimension(scope: Company) -> None:
    unit = {unit.code: unit.measure for unit in Unit.objects.all()}
    for quantity, origin, target, expected in (
        ("1.25", "kg", "g", "1250"),
        ("1234", "g", "kg", "1.234"),
        ("3", "pair", "pc", "6"),
        ("1.5", "day", "h", "10.5"),
        ("5", "pc", "pc", "5"),
    ):
        assert convert_quantity(Decimal(quantity), unit[origin], unit[target]) == Decimal(expected)
    refused("unit.dimension", convert_quantity, Decimal(1), unit["kg"], unit["m"])
    assert whole_packagings(Decimal("12.01"), Decimal(12)) == 2


def test_a_case_has_a_barcode_that_finds_its_article(scope: Company) -> None:
    variant, other = make_variant(name="Bol"), make_variant()
    case = PackagingDraft(variant.pk, "case", Decimal(12), barcode="4006381333931", is_bought=True)
    (made,) = add_packagings([case])
    variant.refresh_from_db()
    assert variant.packaging_barcodes == "4006381333931"
    assert find_ids("4006381333931", "catalog.variant", 5) == [variant.pk]
    refused("packaging.taken", add_packagings, [PackagingDraft(variant.pk, "case", Decimal(12))])
    refused(
        "packaging.taken",
        add_packagings,
        [PackagingDraft(variant.pk, "pallet", Decimal(480), is_bought=True)],
    )
    refused(
        "variant.barcode_taken",
        add_packagings,
        [PackagingDraft(other.pk, "case", Decimal(6), "4006381333931")],
    )
    refused("record.invalid", add_packagings, [PackagingDraft(other.pk, "case", Decimal(6), "4006381333932")])
    refused("record.invalid", add_packagings, [PackagingDraft(other.pk, "case", Decimal(0))])
    with pytest.raises(IntegrityError), transaction.atomic():
        Variant.objects.filter(pk=other.pk).update(barcode="4006381333931")
    assert variants_by_barcode(["4006381333931"]) == {}
    assert Packaging.objects.get() == made


def test_a_kit_is_made_of_goods(scope: Company) -> None:
    kit, goods = make_variant(kind="kit"), make_variant()
    service, other_kit = make_variant(kind="service"), make_variant(kind="kit")
    set_components([KitDraft(kit.pk, [Part(goods.pk, Decimal(3))])])
    for code, of, part in (
        ("kit.component", kit, service),
        ("kit.component", kit, other_kit),
        ("kit.no_kit", service, goods),
    ):
        refused(code, set_components, [KitDraft(of.pk, [Part(part.pk, Decimal(1))])])
    twice = [Part(goods.pk, Decimal(1)), Part(goods.pk, Decimal(2))]
    refused("kit.component_twice", set_components, [KitDraft(kit.pk, twice)])
    assert KitComponent.objects.get().quantity == 3
    with pytest.raises(IntegrityError, match="kind of kits"), transaction.atomic():
        Product.objects.filter(pk=goods.product_id).update(kind="service")
    assert history(kit)[0].after["components"] == [[goods.pk, "3"]]


def test_the_life_of_a_product(scope: Company) -> None:
    make_category("THE")
    values = {"code": "P", "name": "P", "category": "THE", "variants": [VariantDraft("P-1", Decimal(1))]}
    (product,) = create_products(
        [ProductDraft(**values, status="draft", customs_code="69120023", origin="PT")]
    )
    refused("transition.refused", end_products, [product])
    for service, status, sold in (
        (activate_products, "active", True),
        (end_products, "end_of_life", True),
        (archive_products, "archived", False),
        (activate_products, "active", True),
    ):
        service([product])
        product.refresh_from_db()
        variant = product.variants.select_related("product").get()
        assert (product.status, variant.is_active) == (status, sold)
        if status != "active":
            refused("product.not_bought", refuse_unless_bought, [variant])
    refuse_unless_bought([variant])
    assert service([product]) == []
    assert OutboxMessage.objects.filter(kind="catalog.product_end_of_life", company=scope).count() == 1
    for bad in ("1234567", "123456789", "00123456", "7712345678", "ABCDEFGH"):
        refused(
            "product.invalid",
            create_products,
            [
                ProductDraft(
                    **{**values, "code": "Q", "variants": [VariantDraft("Q", Decimal(1))]}, customs_code=bad
                )
            ],
        )
    empty = make_product(kind="kit", status="draft")
    refused("product.empty_kit", activate_products, [empty])
    assert [verdict for verdict in run_checks() if verdict.problems] == []


def test_volume_is_computed(scope: Company) -> None:
    make_category("THE")
    sized = VariantDraft(
        "S", Decimal(1), length_cm=Decimal(30), width_cm=Decimal(20), height_cm=Decimal("12.5")
    )
    create_products([ProductDraft("S", "S", "THE", [sized])])
    assert Variant.objects.get(sku="S").volume_l == Decimal("7.5")
    assert make_variant().volume_l is None


def test_products_are_related_and_translated(scope: Company) -> None:
    one, two = make_product(), make_product()
    relate_products([RelationDraft(one.pk, "substitute", two.pk)] * 1)
    relate_products([RelationDraft(one.pk, "substitute", two.pk)])
    assert Relation.objects.count() == 1
    for name in ("Teapot", "Tea pot"):
        translate_products([TranslationDraft(one.pk, "en", name)])
    assert Translation.objects.get().name == "Tea pot"
