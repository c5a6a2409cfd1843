"""Combinations of values as rows and columns."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from django.utils.translation import get_language

from catalog.models import AttributeValue, Product, Variant
from catalog.selectors.attributes import values_of


class Combination(Protocol):
    @property
    def values(self) -> Sequence[AttributeValue]: ...


C = TypeVar("C", bound=Combination)


@dataclass
class Row:
    """The values a row stands for, and its cells in the order of the columns; None where there is nothing."""

    values: tuple[AttributeValue, ...]
    cells: list = field(default_factory=list)


@dataclass
class Matrix:
    """`columns`: the values of the last attribute; with one attribute there is a single column without a value."""

    columns: list[AttributeValue | None]
    rows: list[Row]


@dataclass(frozen=True)
class Cell:
    """A variant with its values, in the order of the product's attributes."""

    variant: Variant
    values: tuple[AttributeValue, ...]


def as_matrix(combinations: Sequence[C]) -> Matrix:
    """The last attribute across, those before it down."""
    is_flat = all(len(one.values) < 2 for one in combinations)
    columns: list[AttributeValue | None] = [None] if is_flat else []
    rows: dict[tuple[int, ...], Row] = {}
    cells: dict[tuple[tuple[int, ...], int | None], C] = {}
    for one in combinations:
        head, last = (tuple(one.values), None) if is_flat else (tuple(one.values[:-1]), one.values[-1])
        key = tuple(value.pk for value in head)
        rows.setdefault(key, Row(head))
        if last is not None and last not in columns:
            columns.append(last)
        cells[key, last.pk if last else None] = one
    columns.sort(key=lambda value: (value.position, value.code) if value else (0, ""))
    ordered = sorted(
        rows.items(), key=lambda item: [(v.attribute_id, v.position, v.code) for v in item[1].values]
    )
    for key, row in ordered:
        row.cells = [cells.get((key, column.pk if column else None)) for column in columns]
    return Matrix(columns, [row for _key, row in ordered])


def variant_matrix(product: Product) -> tuple[Matrix, list[Variant]]:
    """The product's variants by their values, and those that have none. Four queries."""
    variants = list(product.variants.select_related("currency").order_by("sort_key", "pk"))
    order = {
        pk: position
        for position, pk in enumerate(
            product.attributes.order_by("position", "pk").values_list("attribute", flat=True)
        )
    }
    found, plain = [], []
    for variant, own in zip(variants, values_of(variants).values(), strict=True):
        if own:
            values = sorted(
                own.values(), key=lambda value: (order.get(value.attribute_id, 99), value.attribute.position)
            )
            found.append(Cell(variant, tuple(values)))
        else:
            plain.append(variant)
    return as_matrix(found), plain


def value_names(pairs: Sequence[dict[str, str]] | None) -> str:
    """The values of a variant in the reader's language, from what `VALUE_NAMES` annotates."""
    is_french = (get_language() or "").startswith("fr")
    return ", ".join(pair["fr" if is_french else "en"] for pair in pairs or ())
