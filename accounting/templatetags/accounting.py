"""How accounting's documents write prices and account numbers."""

from decimal import Decimal
from typing import Any

from django import template

from erp.templatetags.frame import money, number

register = template.Library()


@register.filter
def price(value: Decimal, currency: Any) -> str:
    """A unit price: as money where it has two decimals at most, else with those it has."""
    exponent = value.normalize().as_tuple().exponent
    return money(value, currency) if isinstance(exponent, int) and exponent >= -2 else number(value)


@register.filter
def iban(value: str) -> str:
    """An IBAN in groups of four."""
    return " ".join(value[start : start + 4] for start in range(0, len(value), 4))
