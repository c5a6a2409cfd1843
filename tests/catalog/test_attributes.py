"""From a size and a colour to the variants of a shirt, and one more colour a season later."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from catalog.models import Attribute, AttributeValue, CategoryAttribute, Product, Variant, VariantValue
from catalog.selectors.attributes import attributes_of_product, proposals
from catalog.services import create_attributes, create_products, generate_variants, set_attributes
from catalog.types import AttributeDraft, NewVariant, ProductDraft, ValueDraft, VariantDraft, VariantPlan
from erp.errors import DomainError
from erp.models import Company
from tests.catalog.factories import make_category, make_product

pytestmark = pytest.mark.django_db


@pytest.fixture
def attributes(scope: Company) -> list[Attribute]:
    return create_attributes(
        [
            AttributeDraft(
                "couleur",
                "Colour",
                "Couleur",
                [ValueDraft("CEL", "celadon", "céladon", "#8fb3a6"), ValueDraft("SAB", "sand", "sable")],
            ),
            AttributeDraft("taille", "Size", "Taille", [ValueDraft(s, s, s) for s in ("S", "M", "L")]),
        ]
    )


def plan(product: Product, **more: object) -> VariantPlan:
    """All that the values there are make of the product."""
    chosen = {a: list(a.values.all()) for a in Attribute.objects.all()}
    return VariantPlan(
        product.pk,
        [attribute.pk for attribute in chosen],
        [NewVariant([v.pk for v in p.values], p.sku) for p in proposals(product, chosen)],
        product.variants.order_by("pk").first().pk,
        **more,
    )


def test_values_make_variants_once_and_new_values_the_new_ones(attributes: list[Attribute]) -> None:
    product = make_product(code="TEE", name="T-shirt", price=Decimal("19.9"))
    made = generate_variants([plan(product, fills_model=True)])
    assert len(made) == product.variants.count() == 6
    medium = Variant.objects.get(sku="TEE-SAB-M")
    assert medium.attributes == {"couleur": "SAB", "taille": "M"}
    assert (medium.name, medium.sales_price) == ("T-shirt, sable, M", Decimal("19.9"))
    assert Variant.objects.get(sku="SKU-TEE").attributes == {"couleur": "CEL", "taille": "S"}
    assert [used.attribute.code for used in attributes_of_product(product)] == ["couleur", "taille"]

    assert generate_variants([plan(product)]) == []
    AttributeValue.objects.create(attribute=attributes[0], code="NUI", name_en="night", name_fr="bleu nuit")
    assert sorted(v.sku for v in generate_variants([plan(product)])) == [
        "TEE-NUI-L",
        "TEE-NUI-M",
        "TEE-NUI-S",
    ]
    assert all(p.variant for p in proposals(product, {a: list(a.values.all()) for a in attributes}))


def test_generation_takes_as_many_statements_for_fifty(attributes: list[Attribute]) -> None:
    counts = []
    for products in ([make_product()], [make_product() for _number in range(50)]):
        plans = [plan(product) for product in products]
        with CaptureQueriesContext(
            connection,
        ) as queries:
            made = generate_variants(plans)
        assert len(made) == 6 * len(products)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_what_makes_no_variant_is_refused(attributes: list[Attribute]) -> None:
    product, other = make_product(code="TEE"), make_product(skus=["TEE-CEL-S"])
    with pytest.raises(DomainError) as taken:
        generate_variants([plan(product)])
    assert (taken.value.code, taken.value.field) == ("variant.sku_taken", "sku")
    colours = list(attributes[0].values.all())
    for variants, model, code in (
        ([NewVariant([v.pk for v in colours], "X")], product, "variant.value"),
        ([NewVariant([987654], "X")], product, "variant.value"),
        ([NewVariant([colours[0].pk], " ")], product, "product.invalid"),
        ([NewVariant([colours[0].pk], "X")], other, "variant.model"),
    ):
        with pytest.raises(DomainError) as refused:
            generate_variants(
                [VariantPlan(product.pk, [attributes[0].pk], variants, model.variants.get().pk)]
            )
        assert refused.value.code == code
    assert product.variants.count() == 1
    assert not VariantValue.objects.exists()


def test_the_database_keeps_combinations_codes_and_pictures(attributes: list[Attribute]) -> None:
    make_category("THE")
    draft = ProductDraft(
        "TEE",
        "T-shirt",
        "THE",
        [
            VariantDraft("TEE-1", Decimal(1), attributes={"couleur": "CEL"}),
            VariantDraft("TEE-2", Decimal(1), attributes={"couleur": "SAB"}),
        ],
    )
    create_products([draft])
    one, two = Variant.objects.order_by("sku")
    with pytest.raises(DomainError) as taken:
        set_attributes([(two, {"couleur": "CEL"})])
    assert taken.value.code == "variant.attributes_taken"
    with pytest.raises(DomainError) as unknown:
        set_attributes([(two, {"couleur": "NONE"})])
    assert (unknown.value.code, unknown.value.field) == ("variant.attribute", "attributes")
    # Whatever is written there, the picture is that of the values.
    Variant.objects.filter(pk=one.pk).update(attributes={"couleur": "SAB", "more": "lies"})
    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.attributes, two.attributes) == ({"couleur": "CEL"}, {"couleur": "SAB"})
    size = AttributeValue.objects.get(code="M")
    for broken in (
        lambda: VariantValue.objects.create(variant=one, attribute=attributes[0], value=size),
        lambda: AttributeValue.objects.filter(pk=size.pk).update(code="XM"),
        lambda: Attribute.objects.filter(code="taille").update(code="pointure"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            broken()
            connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_attributes_are_inherited_down_the_tree(attributes: list[Attribute]) -> None:
    colour, size = attributes
    top = make_category("TOP")
    below = make_category("BELOW", parent="TOP")
    CategoryAttribute.objects.create(category=top, attribute=size)
    CategoryAttribute.objects.create(category=below, attribute=colour)
    used = attributes_of_product(make_product(below))
    assert [(u.attribute, u.category) for u in used] == [(size, top), (colour, below)]
