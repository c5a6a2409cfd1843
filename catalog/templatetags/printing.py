"""What the templates of printed catalogues need."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import template

from catalog.printing.barcodes import barcode_svg
from erp.templatetags.frame import number

register = template.Library()

PER_ROW = 3


@register.filter
def in_rows(items: Sequence[Any]) -> list[list[Any]]:
    """`items` in rows of the grid, the last one filled up with nothing."""
    rows = [list(items[start : start + PER_ROW]) for start in range(0, len(items), PER_ROW)]
    if rows:
        rows[-1] += [None] * (PER_ROW - len(rows[-1]))
    return rows


@register.filter
def under(mapping: Mapping[Any, Any], key: Any) -> Any:
    """What `mapping` has under `key`, or nothing."""
    return mapping.get(key, "")


@register.filter
def has_barcode(gtin: str) -> bool:
    """Whether bars can be drawn for it."""
    return bool(gtin and barcode_svg(gtin))


@register.filter
def from_quantity(quantity: Decimal) -> str:
    return number(quantity)
