"""What a record is in JSON, made from its resource: what sections and columns show, and the lines."""

from functools import lru_cache
from typing import Any

from django.db import models
from rest_framework import serializers

from erp.crud.declaration import Column, LineEditor
from erp.crud.forms import editable_names
from erp.crud.lineforms import line_fields
from erp.crud.resource import OWN_FIELDS, Resource
from erp.models import CompanyModel
from erp.scope import scope_or_none
from erp.services.lines import LineDraft
from erp.services.records import version_of

# The tree's own columns and folded keys say nothing to a program.
INNER = frozenset({"sort_key", "lft", "rght", "tree_id", "level"})


class ScopedRelatedField(serializers.PrimaryKeyRelatedField):
    """A related record by its key; of the active company where it belongs to one."""

    def get_queryset(self) -> Any:
        queryset = super().get_queryset()
        scope = scope_or_none()
        if queryset is not None and scope is not None and issubclass(queryset.model, CompanyModel):
            return queryset.filter(company_id=scope.active)
        return queryset


class RecordSerializer(serializers.ModelSerializer):
    """`label` is what people call the record; `version` goes back with a change to refuse overwriting another's."""

    serializer_related_field = ScopedRelatedField
    resource: Resource

    label = serializers.CharField(source="__str__", read_only=True)  # type: ignore[assignment]
    version = serializers.SerializerMethodField()

    def get_version(self, record: Any) -> str:
        return version_of(record)

    def values(self) -> dict[str, Any]:
        """The validated values of the record itself."""
        accessors = {editor.accessor for editor in self.resource.lines}
        return {name: value for name, value in self.validated_data.items() if name not in accessors}

    def lines(self) -> dict[str, list[LineDraft]]:
        """The validated lines of every kind that was sent."""
        return {
            editor.accessor: [
                LineDraft({k: v for k, v in line.items() if k != "id"}, line.get("id"))
                for line in self.validated_data[editor.accessor]
            ]
            for editor in self.resource.lines
            if editor.accessor in self.validated_data
        }


class LineSerializer(serializers.ModelSerializer):
    serializer_related_field = ScopedRelatedField
    # Given for a line that is there already; it is not looked up here but by the service, among the record's own.
    id = serializers.IntegerField(required=False)


@lru_cache(maxsize=512)
def serializer_class(resource: Resource) -> type[RecordSerializer]:
    """The serializer of a resource."""
    typed = editable_names(resource)
    shown = shown_names(resource)
    fields = ["id", "label", *dict.fromkeys([*shown, *typed])]
    nested: dict[str, Any] = {}
    for editor in resource.lines:
        nested[editor.accessor] = line_serializer_class(resource, editor)(
            many=True, required=False, read_only=not editor.editable
        )
    fields += [*nested, "version"]
    meta = {
        "model": resource.model,
        "fields": fields,
        "read_only_fields": [name for name in shown if name not in typed],
    }
    name = f"{resource.area}_{resource.name}".title().replace("_", "")
    return type(name, (RecordSerializer,), {**nested, "resource": resource, "Meta": type("Meta", (), meta)})


def shown_names(resource: Resource) -> list[str]:
    """Fields of the model itself that its screens show."""
    declared: list[str | Column] = [
        *resource.columns,
        *(f for section in resource.sections for f in section.fields),
    ]
    names = [value.name if isinstance(value, Column) else value for value in declared]
    own = {f.name for f in [*resource.model._meta.concrete_fields, *resource.model._meta.many_to_many]}
    kept = [name for name in dict.fromkeys(names) if name in own]
    return kept + [name for name in sorted((own & OWN_FIELDS) - INNER - {"id"}) if name not in kept]


@lru_cache(maxsize=512)
def _line_serializer(resource: Resource, position: int) -> Any:
    editor = resource.lines[position]
    typed = line_fields(editor)
    own = {f.name for f in editor.model._meta.concrete_fields}
    columns = [c.name if isinstance(c, Column) else c for c in editor.columns]
    shown = [name for name in columns if name in own and name not in typed]
    meta = {"model": editor.model, "fields": ["id", *typed, *shown], "read_only_fields": shown}
    name = f"{resource.area}_{resource.name}_{editor.accessor}".title().replace("_", "")
    return type(name, (LineSerializer,), {"Meta": type("Meta", (), meta)})


def line_serializer_class(resource: Resource, editor: LineEditor) -> Any:
    return _line_serializer(resource, list(resource.lines).index(editor))


def prefetches(resource: Resource) -> list[Any]:
    """What is loaded with a page of records so that no record costs a query of its own."""
    many = {f.name for f in resource.model._meta.many_to_many}
    found: list[Any] = [name for name in shown_names(resource) if name in many]
    for editor in resource.lines:
        from erp.crud.linetables import line_ordering

        queryset = editor.model._default_manager.order_by(*line_ordering(editor))
        found.append(models.Prefetch(editor.accessor, queryset=queryset))
    return found
