"""Pages by key: the next one costs what the first one costs, and rows that come in meanwhile shift nothing."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.response import Response
from rest_framework.utils.urls import remove_query_param, replace_query_param

from erp.crud import keyset
from erp.text import whole_number

DEFAULT_LIMIT = 50
MOST = 500


class KeysetPagination(BasePagination):
    """`?limit=50&cursor=…`; answers `{"next", "previous", "results"}`, the first two addresses or null."""

    def paginate_queryset(self, queryset: Any, request: Any, view: Any = None) -> list[Any]:
        self.request = request
        ordering = view.get_ordering() if hasattr(view, "get_ordering") else ["-pk"]
        cursor = request.query_params.get("cursor", "")
        way, _dot, key = cursor.partition(".")
        if cursor and (way not in {"a", "b"} or not key):
            raise ValidationError({"cursor": _("This cursor is not one of this list: begin without one.")})
        try:
            self.page = keyset.page(
                queryset,
                ordering,
                self._limit(request),
                after=key if way == "a" else "",
                before=key if way == "b" else "",
            )
        except keyset.BadCursor:
            raise ValidationError(
                {"cursor": _("This cursor is not one of this list: begin without one.")}
            ) from None
        return self.page.records

    def get_paginated_response(self, data: Any) -> Response:
        return Response(
            {
                "next": self._address("a", self.page.after),
                "previous": self._address("b", self.page.before),
                "results": data,
            }
        )

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        address = {"type": "string", "format": "uri", "nullable": True}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {"next": address, "previous": address, "results": schema},
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        return [
            _parameter("limit", "integer", f"How many rows, at most {MOST}; {DEFAULT_LIMIT} when left out."),
            _parameter("cursor", "string", "From `next` or `previous` of an answer."),
        ]

    def _address(self, way: str, key: str) -> str | None:
        if not key:
            return None
        here = self.request.build_absolute_uri()
        return str(replace_query_param(remove_query_param(here, "cursor"), "cursor", f"{way}.{key}"))

    @staticmethod
    def _limit(request: Any) -> int:
        text = request.query_params.get("limit", "")
        if not text:
            return DEFAULT_LIMIT
        limit = whole_number(text)
        if limit is None or not 1 <= limit <= MOST:
            raise ValidationError({"limit": _("A number from 1 to %(most)d.") % {"most": MOST}})
        return limit


def _parameter(name: str, kind: str, description: str) -> dict[str, Any]:
    return {
        "name": name,
        "in": "query",
        "required": False,
        "schema": {"type": kind},
        "description": description,
    }
