"""What a declared name stands for: a path of model fields, an annotation, or a property of the record."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.text import capfirst

from erp.crud.declaration import NUMERIC, Column, Kind
from erp.models import Attachment, SortKeyModel


class UnknownName(LookupError):
    """A declaration names something the model does not have."""


@dataclass(frozen=True)
class Resolved:
    """A column with everything that follows from the model."""

    column: Column
    name: str
    kind: Kind
    # The last field of the path; None for annotations and properties.
    field: models.Field | None
    # Relations to join so that showing the column costs no query.
    joins: tuple[str, ...]
    sort_path: str

    @property
    def label(self) -> str:
        if self.column.label is not None:
            return str(self.column.label)
        if self.field is not None:
            return capfirst(str(self.field.verbose_name))
        return capfirst(self.name.rpartition("__")[2].replace("_", " "))

    @property
    def is_numeric(self) -> bool:
        return self.kind in NUMERIC

    @property
    def is_sortable(self) -> bool:
        return bool(self.sort_path)

    def value(self, record: Any) -> Any:
        """The value in `record`; None where a relation on the way is empty."""
        if self.column.value is not None:
            return self.column.value(record)
        value = record
        for part in self.name.split("__"):
            if value is None:
                return None
            value = getattr(value, part, None)
            if callable(value) and not isinstance(value, models.Manager | models.Model):
                value = value()
        return value

    def currency_of(self, record: Any) -> str:
        path = self.column.currency
        if not path or is_currency_code(path):
            return path
        value = record
        for part in path.split("__"):
            value = getattr(value, part, None)
        return str(value or "")


def is_currency_code(text: str) -> bool:
    return len(text) == 3 and text.isalpha() and text.isupper()


def resolve(model: type[models.Model], column: str | Column) -> Resolved:
    """Raises `UnknownName` with a message that lists what there is."""
    return _resolve(model, column if isinstance(column, Column) else Column(column))


@lru_cache(maxsize=4096)
def _cached(model: type[models.Model], name: str) -> tuple[models.Field | None, tuple[str, ...]]:
    return walk(model, name)


def _resolve(model: type[models.Model], column: Column) -> Resolved:
    if column.annotate is not None:
        sort_path = "" if column.sortable is False else column.name
        return Resolved(column, column.name, column.kind or "text", None, (), sort_path)
    if column.value is not None:
        sort_path = column.sortable if isinstance(column.sortable, str) else ""
        return Resolved(column, column.name, column.kind or "text", None, _currency_joins(column), sort_path)
    field, joins = _cached(model, column.name)
    kind = column.kind or kind_of_field(field)
    currency_joins = _currency_joins(column)
    if isinstance(column.sortable, str):
        sort_path = column.sortable
    elif field is None or column.sortable is False:
        sort_path = ""
    else:
        sort_path = _sort_key(column.name, field) or column.name + _sort_suffix(field)
    return Resolved(column, column.name, kind, field, joins + currency_joins, sort_path)


def walk(model: type[models.Model], path: str) -> tuple[models.Field | None, tuple[str, ...]]:
    """The field at the end of `path` and the relations to join on the way.

    A property of the record, or of a record on the way, ends the path with no field. Raises `UnknownName`.
    """
    current: type[models.Model] = model
    joins: list[str] = []
    parts = path.split("__")
    for position, part in enumerate(parts):
        is_last = position == len(parts) - 1
        try:
            field = current._meta.get_field(part)
        except FieldDoesNotExist:
            if is_last and hasattr(current, part):
                return None, tuple(joins)
            raise UnknownName(_not_found(model, path, current, part)) from None
        # By the column's own name ("currency_id") a relation is a value, and nothing is joined.
        is_to_one = bool(field.many_to_one or field.one_to_one) and part == field.name
        if is_to_one:
            joins.append("__".join(parts[: position + 1]))
        if is_last:
            return (field if isinstance(field, models.Field) else None), tuple(joins)
        if not is_to_one or field.related_model is None:
            raise UnknownName(_not_found(model, path, current, parts[position + 1]))
        current = field.related_model
    raise UnknownName(f"{model._meta.label}: an empty name.")


def filter_field(model: type[models.Model], path: str) -> models.Field:
    """The field that a filter on `path` compares. Raises `UnknownName` for properties and unknown names."""
    field, _joins = walk(model, path)
    if field is None:
        raise UnknownName(f"{model._meta.label}: {path!r} is not a field, so lists can't be filtered by it.")
    return field


def kind_of_field(field: models.Field | None) -> Kind:
    if field is None:
        return "text"
    if isinstance(field, models.GeneratedField):
        return kind_of_field(field.output_field)
    if field.many_to_one or field.one_to_one:
        return "image" if field.related_model is Attachment and field.name in {"image", "photo"} else "link"
    if field.choices:
        return "status" if field.name == "status" else "choice"
    if field.name == "status":
        return "status"
    match field:
        case models.BooleanField():
            return "bool"
        case models.DateTimeField():
            return "datetime"
        case models.DateField():
            return "date"
        case models.DecimalField():
            return {2: "money", 6: "money", 4: "quantity"}.get(field.decimal_places or 0, "number")  # type: ignore[return-value]
        case models.IntegerField() | models.FloatField():
            return "number"
        case models.JSONField() | ArrayField():
            return "json"
    return "text"


def _sort_key(path: str, field: models.Field) -> str:
    """The folded key instead of the name it is made of: the database sorts É after Z."""
    head, line, last = path.rpartition("__")
    if issubclass(field.model, SortKeyModel) and last == field.model.sort_source:
        return f"{head}{line}sort_key"
    return ""


def _sort_suffix(field: models.Field) -> str:
    """Relations sort by how their records are sorted by people."""
    related = field.related_model
    if not (field.many_to_one or field.one_to_one) or related is None:
        return ""
    names = {f.name for f in related._meta.get_fields()}
    found = next((name for name in ("sort_key", "number", "code", "name") if name in names), None)
    return f"__{found}" if found else ""


def _currency_joins(column: Column) -> tuple[str, ...]:
    parts = column.currency.split("__") if column.currency and not is_currency_code(column.currency) else []
    return tuple("__".join(parts[: end + 1]) for end in range(len(parts) - 1))


def _not_found(model: type[models.Model], path: str, where: type[models.Model], part: str) -> str:
    names = sorted(field.name for field in where._meta.get_fields())
    return f"{model._meta.label}: {path!r} is unknown, {where._meta.label} has no {part!r}; it has {', '.join(names)}."
