"""How prices are written."""

from decimal import Decimal
from typing import Any

from django import template

from erp.templatetags.frame import DASH, money, number

register = template.Library()


@register.filter
def unit_price(value: Decimal | None, currency: Any) -> str:
    """A unit price: as money where it has two decimals at most, else with those it has and the currency's code."""
    if value is None:
        return DASH
    exponent = value.normalize().as_tuple().exponent
    if isinstance(exponent, int) and exponent >= -2:
        return money(value, currency)
    return f"{number(value)}\N{NO-BREAK SPACE}{'€' if str(currency) == 'EUR' else currency}"
