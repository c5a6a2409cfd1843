"""How accounting's documents write prices and account numbers."""

from decimal import Decimal
from typing import Any

from django import template

from accounting.reports.sheet import Cell, Column, Kind, Row, Sheet
from erp.templatetags.frame import day, money, number

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


@register.filter
def cells(sheet: Sheet, row: Row) -> list[tuple[Column, Cell]]:
    """The cells of a row with their columns."""
    return list(zip(sheet.columns, row.cells, strict=True))


@register.filter
def shown(cell: Cell, column: Column) -> str:
    """A cell of a report as text: amounts with two decimals, without the currency that the whole report is in."""
    if cell.value is None:
        return ""
    if column.kind is Kind.MONEY:
        return number(cell.value, 2)
    if column.kind is Kind.COUNT:
        return number(cell.value)
    return day(cell.value) if column.kind is Kind.DATE else str(cell.value)
