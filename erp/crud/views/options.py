"""What a select offers as one types: records of the scope, by the terms of the search."""

from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import Q
from django.http import Http404, HttpRequest, JsonResponse
from django.utils.translation import gettext as _

from erp import search
from erp.crud.access import RightMissing, colleagues
from erp.crud.fields import UnknownName, walk
from erp.crud.registry import resource_for
from erp.crud.views.base import ResourceView
from erp.models import CompanyModel, User
from erp.scope import current_scope
from erp.text import fold

LIMIT = 20
# A table this small is searched by what its records are called, in any part of it.
SMALL = 600


class OptionsView(ResourceView):
    """`GET …/options/<field>/?q=`: JSON `{"options": [{"value", "text", "hint"}]}`, at most 20, for a filter or an input.

    `<field>` is a path of the resource's model, or "<lines accessor>.<field>" for a field of its lines.
    """

    def check_rights(self) -> None:
        # Who may add or change records has to choose among others, even without seeing the list.
        resource = self.resource
        if not (resource.may_view(self.user) or resource.may_add(self.user)):
            raise RightMissing(resource.permission("view"))

    def get(self, request: HttpRequest, field: str) -> JsonResponse:
        found = self._field(field)
        related = found.related_model
        everybody = colleagues() if related is User else related._default_manager.all()
        queryset = everybody.complex_filter(found.get_limit_choices_to())
        resource = resource_for(related)
        if resource is not None and resource.model is related:
            queryset = resource.get_queryset().complex_filter(found.get_limit_choices_to())
        if issubclass(queryset.model, CompanyModel) and not request.GET.get("all"):
            queryset = queryset.filter(company_id=current_scope().active)
        if any(f.name == "is_active" for f in queryset.model._meta.concrete_fields) and not request.GET.get(
            "all"
        ):
            queryset = queryset.filter(is_active=True)
        records = options(queryset, request.GET.get("q", "").strip())
        to_field = getattr(found.remote_field, "field_name", None) or "pk"
        return JsonResponse(
            {
                "options": [
                    {"value": str(getattr(record, to_field)), "text": str(record), "hint": hint(record)}
                    for record in records
                ]
            }
        )

    def _field(self, name: str) -> models.ForeignKey:
        accessor, _dot, path = name.rpartition(".")
        model: Any = self.resource.model
        if accessor:
            model = next((line.model for line in self.resource.lines if line.accessor == accessor), None)
        try:
            found = walk(model, path)[0] if model else None
        except (UnknownName, FieldDoesNotExist):
            found = None
        if found is None or found.related_model is None:
            raise Http404(_("There is nothing to choose from here."))
        return found  # type: ignore[return-value]


def options(queryset: "models.QuerySet[Any]", query: str) -> list[Any]:
    """The records of `queryset` that `query` finds: by the search's terms, or by name in a small table."""
    resource = resource_for(queryset.model)
    if query and resource is not None and resource.search:
        ids = search.find_ids(query, resource.kind, LIMIT * 5)
        found = {record.pk: record for record in queryset.filter(pk__in=ids)}
        if found:
            return [found[pk] for pk in ids if pk in found][:LIMIT]
    if not query:
        return list(queryset[:LIMIT])
    records = list(queryset[: SMALL + 1])
    if len(records) <= SMALL:
        wanted = fold(query)
        matching = [record for record in records if wanted in fold(f"{hint(record)} {record}")]
        return sorted(matching, key=lambda record: not fold(str(record)).startswith(wanted))[:LIMIT]
    names = [
        field.name
        for field in queryset.model._meta.concrete_fields
        if isinstance(field, models.CharField) and field.name in {"code", "name", "number", "sort_key", "sku"}
    ]
    condition = Q()
    for name in names:
        condition |= Q(**{f"{name}__istartswith": fold(query) if name == "sort_key" else query})
    return list(queryset.filter(condition)[:LIMIT]) if names else []


def hint(record: Any) -> str:
    """What tells records of one name apart: their number or code."""
    for name in ("number", "sku", "code"):
        value = getattr(record, name, None)
        if value and str(value) != str(record):
            return str(value)
    return ""
