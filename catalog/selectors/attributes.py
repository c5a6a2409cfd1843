"""What products differ in, and the variants that chosen values would make."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product as combinations

from catalog.models import (
    Attribute,
    AttributeValue,
    Category,
    CategoryAttribute,
    Product,
    Variant,
    VariantValue,
)

# SKUs have 40 characters.
LONGEST_SKU = 40
MOST_COMBINATIONS = 500


@dataclass(frozen=True)
class UsedAttribute:
    """An attribute of a product. `category`: where it is inherited from; null for the product's own."""

    attribute: Attribute
    category: Category | None = None


@dataclass(frozen=True)
class Proposal:
    """A combination of values: the SKU and name it would get, or the variant that has it already."""

    values: tuple[AttributeValue, ...]
    sku: str
    name: str
    variant: Variant | None = None

    @property
    def key(self) -> str:
        return "-".join(str(value.pk) for value in self.values)


def attributes_of_category(category: Category) -> list[UsedAttribute]:
    """Its attributes and those inherited from the categories above, from the top down. One query."""
    rows = CategoryAttribute.objects.filter(
        category__in=category.get_ancestors(include_self=True)
    ).select_related("attribute", "category")
    found: dict[int, UsedAttribute] = {}
    for row in rows.order_by("category__level", "position", "pk"):
        found.setdefault(row.attribute_id, UsedAttribute(row.attribute, row.category))
    return list(found.values())


def attributes_of_product(product: Product) -> list[UsedAttribute]:
    """What its variants differ in: its own attributes and those that they have values of, else those of its category and
    above."""
    own = {
        row.attribute_id: UsedAttribute(row.attribute)
        for row in product.attributes.select_related("attribute").order_by("position", "pk")
    }
    valued = Attribute.objects.filter(
        pk__in=VariantValue.objects.filter(variant__product=product).values("attribute")
    )
    for attribute in valued.order_by("position", "code"):
        own.setdefault(attribute.pk, UsedAttribute(attribute))
    return list(own.values()) or attributes_of_category(product.category)


def values_of(variants: Sequence[Variant]) -> dict[int, dict[int, AttributeValue]]:
    """For each variant: its value of each attribute. One query."""
    found: dict[int, dict[int, AttributeValue]] = {variant.pk: {} for variant in variants}
    for row in VariantValue.objects.filter(variant__in=variants).select_related("value__attribute"):
        found[row.variant_id][row.attribute_id] = row.value
    return found


def default_pattern(attributes: Sequence[Attribute]) -> str:
    """How SKUs are made unless somebody says otherwise: {product}-{couleur}-{taille}."""
    return "-".join(["{product}", *(f"{{{attribute.code}}}" for attribute in attributes)])


def proposals(
    product: Product, chosen: Mapping[Attribute, Sequence[AttributeValue]], pattern: str = ""
) -> list[Proposal]:
    """Every combination of the chosen values, in their order, named in the catalogue's language.

    Those that are there already name their variant.
    `pattern` is text with {product} and the codes of attributes in braces. Two queries.
    """
    attributes = [attribute for attribute, values in chosen.items() if values]
    if not attributes:
        return []
    there = list(product.variants.order_by("pk"))
    known = {
        frozenset(value.pk for value in by_attribute.values()): variant
        for variant, by_attribute in zip(there, values_of(there).values(), strict=True)
        if by_attribute
    }
    pattern = pattern or default_pattern(attributes)
    return [
        Proposal(
            values,
            sku_of(pattern, product, attributes, values),
            ", ".join([product.name, *(value.name_fr for value in values)])[:200],
            known.get(frozenset(value.pk for value in values)),
        )
        for values in combinations(*(chosen[attribute] for attribute in attributes))
    ]


def sku_of(
    pattern: str, product: Product, attributes: Sequence[Attribute], values: Sequence[AttributeValue]
) -> str:
    """`pattern` filled in; braces around what is unknown are left out with what is in them."""
    known = {"product": product.code} | {
        attribute.code: value.code for attribute, value in zip(attributes, values, strict=True)
    }
    return re.sub(r"\{([^{}]*)\}", lambda found: known.get(found[1], ""), pattern)[:LONGEST_SKU]


def combinations_of(chosen: Mapping[Attribute, Sequence[AttributeValue]]) -> int:
    """How many combinations the chosen values make."""
    count = 1 if any(chosen.values()) else 0
    for values in chosen.values():
        count *= len(values) or 1
    return count
