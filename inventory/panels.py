"""Parts of detail pages that show rows of the inventory."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db.models import Model, QuerySet
from django.http import HttpRequest

from erp.crud import Column, Panel
from erp.crud.cells import cell
from erp.crud.fields import resolve

# More rows than these are for the list.
MOST = 20


def table(
    label: Any,
    rows: "Callable[[Any], QuerySet[Any]]",
    columns: Sequence[str | Column],
    *,
    permission: str,
    icon: str = "",
) -> Panel:
    """A panel with a table of the first of `rows(record)`; left out when there are none."""

    def context(record: Model, request: HttpRequest) -> Mapping[str, Any]:
        queryset = rows(record)
        resolved = [resolve(queryset.model, column) for column in columns]
        joins = sorted({join for column in resolved for join in column.joins})
        found = list((queryset.select_related(*joins) if joins else queryset)[: MOST + 1])
        return {
            "columns": resolved,
            "rows": [[(column, cell(column, row)) for column in resolved] for row in found[:MOST]],
            "has_more": len(found) > MOST,
            "most": MOST,
        }

    return Panel(label, "inventory/panel_table.html", context=context, permission=permission, icon=icon)
