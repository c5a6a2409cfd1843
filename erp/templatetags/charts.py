"""Charts in templates."""

from decimal import Decimal
from itertools import count
from typing import Any

from django import template

from erp.charts import Chart
from erp.crud.cells import number

register = template.Library()
_numbers = count(1)


@register.inclusion_tag("erp/chart.html")
def chart(chart: Chart) -> dict[str, Any]:
    """The chart as a figure: its question, the picture, the answer in words, the figures in a table."""
    return {"chart": chart, "key": f"chart-{next(_numbers)}"}


@register.filter
def chart_value(value: Any) -> str:
    """A figure of a chart's table in the reader's language; words stay as they are."""
    is_figure = isinstance(value, int | float | Decimal) and not isinstance(value, bool)
    return number(value) if is_figure else str(value)
