"""Parts of detail pages that show rows of the inventory."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse

from erp.crud import Column, Panel
from erp.crud.access import may_on
from erp.crud.cells import cell
from erp.crud.fields import resolve
from inventory.sheets import sheets

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


def work(label: Any, sheet_name: str, *, statuses: Sequence[str], icon: str = "hand-click") -> Panel:
    """The one next thing to do, as a large button that leads to the work sheet `sheet_name`."""

    def content(record: Any, request: HttpRequest) -> Any:
        sheet = sheets.get(sheet_name)
        if record.status not in statuses or not may_on(request.user, sheet.permission, record):
            return ""
        url = reverse(f"inventory_work_{sheet_name}", args=[record.pk])
        context = {"sheet_url": url, "label": label, "icon": icon}
        return render_to_string("inventory/work_panel.html", context, request)

    return Panel(label, content)
