"""The API of one resource: list, one record, create, change, delete, actions; through the same services as the screens."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import models, transaction
from django.http import Http404, QueryDict
from django.utils.translation import gettext as _
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.filters import BaseFilterBackend
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from erp import search
from erp.api.authentication import token_scope
from erp.api.pagination import KeysetPagination
from erp.api.serializers import prefetches, serializer_class
from erp.api.throttling import TokenThrottle
from erp.crud import access
from erp.crud.acting import MOST_AT_ONCE, run_action
from erp.crud.declaration import Action
from erp.crud.fields import resolve, walk
from erp.crud.filters import filterset_class
from erp.crud.registry import resource_for
from erp.crud.resource import Resource
from erp.errors import DomainError
from erp.services import records

SEARCH_LIMIT = 1000


class ScopedViewMixin:
    """Opens a token's scope around the whole view, the rendering of the answer included."""

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        with token_scope(request):
            response = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
            if hasattr(response, "render") and not response.is_rendered:
                response.render()
            return response


class SearchFilter(BaseFilterBackend):
    """`?q=`: records that have every word as the beginning of one of theirs."""

    def filter_queryset(self, request: Any, queryset: Any, view: Any) -> Any:
        query = request.query_params.get("q", "").strip()
        if not query or not view.resource.search:
            return queryset
        return queryset.filter(pk__in=search.find_ids(query, view.resource.kind, SEARCH_LIMIT))

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        found = [_query("sort", "A column to sort by, `-` ahead for descending.")]
        if view.resource.search:
            found.append(
                _query("q", f"Words to find, by their beginnings; at most {SEARCH_LIMIT} records are found.")
            )
        return found


class ResourceSchema(AutoSchema):
    """Names operations after the resource: "crm.partner.list", "sales.order.confirm"."""

    def get_operation_id(self) -> str:
        view: Any = self.view
        if not view.action_name:
            return f"{view.resource.key}.{view.action}"
        return f"{view.resource.key}.{view.action_name}" + ("_many" if view.action == "act_on_many" else "")


class ResourceViewSet(ScopedViewMixin, GenericViewSet):
    """`resource` is given by the URL."""

    schema = ResourceSchema()
    resource: Resource = None  # type: ignore[assignment]
    action_name: str = ""
    pagination_class = KeysetPagination
    filter_backends = [DjangoFilterBackend, SearchFilter]
    throttle_classes = [TokenThrottle]
    lookup_value_converter = "int"

    VERBS = {
        "list": "view",
        "retrieve": "view",
        "create": "add",
        "update": "change",
        "partial_update": "change",
        "destroy": "delete",
    }

    @property
    def user(self) -> Any:
        return self.request.user

    # --- what is asked for --------------------------------------------------------------------------------------

    @property
    def named_action(self) -> Action:
        found = self.resource.action(self.action_name)
        if found is None:
            raise Http404
        return found

    def required_permission(self) -> str:
        if self.action_name:
            return self.resource.action_permission(self.named_action)
        return self.resource.permission(self.VERBS.get(self.action or "", "view"))

    def may(self, permission: str) -> bool:
        if (self.action or "") == "create":
            return access.may(self.request.user, permission)
        return access.may_somewhere(self.request.user, permission)

    def get_serializer_class(self) -> Any:
        return serializer_class(self.resource)

    @property
    def filterset_class(self) -> Any:
        return filterset_class(self.resource) if self.action == "list" else None

    def get_queryset(self) -> Any:
        queryset = self.resource.get_queryset()
        if getattr(self, "swagger_fake_view", False):
            return queryset.none()
        queryset = access.narrow(queryset, self.user, self.resource.permission("view"))
        return queryset.prefetch_related(*prefetches(self.resource))

    def filter_queryset(self, queryset: Any) -> Any:
        found = super().filter_queryset(queryset)
        if self.action != "list":
            return found
        joins: set[str] = set()
        for name in self.get_ordering():
            joins.update(
                walk(self.resource.model, name.lstrip("-"))[1] if name.lstrip("-") not in {"pk", "id"} else ()
            )
        # A record is named by what it leads to, often enough: one join instead of a query a row.
        joins.update(self.label_joins())
        return found.select_related(*sorted(joins)) if joins else found

    def label_joins(self) -> set[str]:
        return set(getattr(self.resource, "label_joins", ()))

    def get_ordering(self) -> Sequence[str]:
        asked = self.request.query_params.get("sort", "")
        if not asked:
            return self.resource.ordering
        for column in self.resource.all_columns:
            resolved = resolve(self.resource.model, column)
            if resolved.name == asked.lstrip("-") and resolved.is_sortable and column.annotate is None:
                return [("-" if asked.startswith("-") else "") + resolved.sort_path]
        raise ValidationError({"sort": _("This list can't be sorted by “%(name)s”.") % {"name": asked}})

    def get_object(self) -> Any:
        record = self.get_queryset().filter(pk=self.kwargs["pk"]).first()
        if record is None:
            raise Http404(_("There is no such record, or it belongs to a company you do not see."))
        return record

    # --- verbs --------------------------------------------------------------------------------------------------

    def list(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    def retrieve(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        return Response(self.get_serializer(self.get_object()).data)

    def create(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        if not self.resource.can_create:
            raise access.RightMissing(self.resource.permission("add"))
        serializer: Any = self.get_serializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        draft = records.RecordDraft(self.resource.model, serializer.values(), serializer.lines())
        service = type(self.resource).create_service or records.create_records
        with transaction.atomic():
            [record] = service([draft])
        return Response(self._fresh(record), status=status.HTTP_201_CREATED)

    def update(self, request: Any, *args: Any, partial: bool = False, **kwargs: Any) -> Response:
        record = self.get_object()
        if not self.resource.can_update:
            raise access.RightMissing(self.resource.permission("change"))
        access.require(request.user, self.resource.permission("change"), record)
        if reason := self.resource.locked_reason(record):
            raise DomainError("record.locked", reason)
        serializer: Any = self.get_serializer(record, data=request.data, partial=partial)
        serializer.is_valid(raise_exception=True)
        change = records.RecordChange(
            record, serializer.values(), serializer.lines(), version=str(request.data.get("version") or "")
        )
        service = type(self.resource).update_service or records.update_records
        with transaction.atomic():
            service([change])
        return Response(self._fresh(record))

    def partial_update(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        return self.update(request, *args, partial=True, **kwargs)

    def destroy(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        record = self.get_object()
        if not self.resource.can_delete:
            raise access.RightMissing(self.resource.permission("delete"))
        access.require(request.user, self.resource.permission("delete"), record)
        if reason := self.resource.locked_reason(record):
            raise DomainError("record.locked", reason)
        service = type(self.resource).delete_service or records.delete_records
        with transaction.atomic():
            service([record])
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=OpenApiTypes.OBJECT, responses=OpenApiTypes.OBJECT)
    def act(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        """Do it to one record; the body holds the action's parameters. Answers with the record and what was made."""
        record = self.get_object()
        made = self._run([record])
        return Response({"record": self._fresh(record), "made": made})

    @extend_schema(request=OpenApiTypes.OBJECT, responses=OpenApiTypes.OBJECT)
    def act_on_many(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        """Do it to several records, all or nothing: `{"ids": [1, 2], …parameters}`."""
        ids = request.data.get("ids") if hasattr(request.data, "get") else None
        if (
            not isinstance(ids, list)
            or not ids
            or not all(isinstance(pk, int) and not isinstance(pk, bool) for pk in ids)
        ):
            raise ValidationError({"ids": _("A list of keys.")})
        if len(ids) > MOST_AT_ONCE:
            raise ValidationError({"ids": _("At most %(most)d at once.") % {"most": MOST_AT_ONCE}})
        found = [*self.get_queryset().filter(pk__in=ids).order_by("pk")]
        if len(found) != len(set(ids)):
            raise Http404(_("There is no such record, or it belongs to a company you do not see."))
        return Response({"ids": sorted(set(ids)), "made": self._run(found)})

    def _run(self, found: Sequence[Any]) -> Sequence[dict[str, Any]]:
        action = self.named_action
        for record in found:
            access.require(self.request.user, self.resource.action_permission(action), record)
            if not action.is_offered(record):
                raise DomainError(
                    "action.not_offered",
                    _("“%(action)s” is not possible for %(record)s as it stands now."),
                    params={"action": str(action.label), "record": str(record)},
                )
        params: dict[str, Any] = {}
        if action.form is not None:
            form = action.form(_typed(self.request.data), self.request.FILES)
            if not form.is_valid():
                raise ValidationError(
                    {name: [str(e) for e in errors] for name, errors in form.errors.items()}
                )
            params = dict(form.cleaned_data)
        result = run_action(action, found, params)
        made = result if isinstance(result, Sequence) else [result]
        return [
            {"kind": record._meta.label_lower, "id": record.pk, "label": str(record), "url": _address(record)}
            for record in made
            if isinstance(record, models.Model) and record not in found
        ]

    def _fresh(self, record: Any) -> Any:
        found = self.get_queryset().filter(pk=record.pk).first()
        return self.get_serializer(found).data if found is not None else None


def _typed(data: Any) -> Any:
    """The parameters of an action as a form is given them: text, or lists of texts. Raises `ValidationError`."""
    if isinstance(data, QueryDict):
        return data
    if not isinstance(data, Mapping):
        raise ValidationError(_("Send an object: a name and a value for each parameter."))
    typed: dict[str, Any] = {}
    for name, value in data.items():
        values = value if isinstance(value, list) else [value]
        if any(isinstance(item, Mapping | list) for item in values):
            raise ValidationError({name: [_("Send a value, not an object.")]})
        texts = [_as_text(item) for item in values if item is not None]
        if isinstance(value, list):
            typed[name] = texts
        elif texts:
            typed[name] = texts[0]
    return typed


def _as_text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _address(record: models.Model) -> str | None:
    resource = resource_for(type(record))
    return resource.url("api_detail", record.pk) if resource is not None and resource.api else None


def _query(name: str, description: str) -> dict[str, Any]:
    return {
        "name": name,
        "in": "query",
        "required": False,
        "schema": {"type": "string"},
        "description": description,
    }


COMPANY_HEADER = OpenApiParameter(
    "X-Company",
    str,
    OpenApiParameter.HEADER,
    description="The code of the company to act in, for tokens of several.",
)
