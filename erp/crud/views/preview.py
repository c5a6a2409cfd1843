"""Totals and values while one types lines."""

from typing import Any

from django.http import Http404, HttpRequest, JsonResponse
from django.utils.translation import gettext as _

from erp.crud.access import RightMissing
from erp.crud.views.base import ResourceView
from erp.errors import DomainError
from erp.text import whole_number

MOST_ROWS = 1000


class PreviewView(ResourceView):
    """`POST …/preview/<accessor>/` with the whole form: what the line editor's `preview` says of it. Writes nothing."""

    def check_rights(self) -> None:
        user, resource = self.user, self.resource
        if not (resource.may_add(user) or resource.may_change(user)):
            raise RightMissing(resource.permission("change"))

    def post(self, request: HttpRequest, accessor: str) -> JsonResponse:
        editor = next((editor for editor in self.resource.lines if editor.accessor == accessor), None)
        if editor is None or editor.preview is None:
            raise Http404(_("There is nothing to compute here."))
        prefix = f"{accessor}-"
        header: dict[str, Any] = {
            name: value for name, value in request.POST.items() if not name.startswith(prefix)
        }
        try:
            found = editor.preview(header, rows_of(request.POST, accessor))
        except DomainError as refusal:
            return JsonResponse({"rows": [], "totals": [], "remarks": [refusal.message]})
        return JsonResponse(
            {
                "rows": [{name: str(value) for name, value in row.items()} for row in found.rows],
                "totals": [[str(label), str(value)] for label, value in found.totals],
                "remarks": [str(remark) for remark in found.remarks],
            }
        )


def rows_of(data: Any, accessor: str) -> list[dict[str, str]]:
    """The rows that hold something, as text, in the order of the page."""
    rows: dict[str, dict[str, str]] = {}
    for key, value in data.items():
        prefix, _dash, rest = key.partition("-")
        index, _dash, name = rest.partition("-")
        if prefix == accessor and index.isdecimal() and name and len(rows) <= MOST_ROWS:
            rows.setdefault(index, {})[name] = value
    ordered = sorted(
        rows.values(),
        key=lambda row: whole_number(row.get("ORDER")) or 0,
    )
    # A box that is ticked by default does not make a row.
    return [
        row
        for row in ordered
        if any(value for name, value in row.items() if name != "ORDER" and value != "on")
    ]
