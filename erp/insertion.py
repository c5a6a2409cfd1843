"""Rows written without model objects: one INSERT from arrays, alone or as a part of a larger statement.

For rows that nobody looks at again after they are written (the change log, events, items of entries): making a model
object of each costs several times what the database does with it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, models


@dataclass(frozen=True)
class Expression:
    """What the database computes for a column."""

    sql: str
    params: Sequence[Any] = ()


@dataclass(frozen=True)
class Insertion:
    """An INSERT statement with its parameters."""

    sql: str
    params: Sequence[Any]

    def execute(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(self.sql, self.params)


def insertion(
    model: type[models.Model], columns: Mapping[str, Sequence[Any]], *, same: Mapping[str, Any] | None = None
) -> Insertion:
    """The statement that inserts rows given as columns, in their order.

    `columns`: by attribute name ("company_id"), all of one length. Values are as psycopg takes them; JSON and arrays as
    text. `same`: what all rows have alike, values or an `Expression`.
    """
    quote = connection.ops.quote_name
    fields: list[Any] = [_field(model, name) for name in columns]
    names = ", ".join(quote(field.column) for field in fields)
    arrays = ", ".join(f"%s::{_carried_as(field)}[]" for field in fields)
    values = ", ".join(f"given.{quote(field.column)}{_cast(field)}" for field in fields)
    targets = names
    params: list[Any] = []
    for name, value in (same or {}).items():
        computed = value if isinstance(value, Expression) else Expression("%s", [value])
        targets += f", {quote(_field(model, name).column)}"
        values += f", {computed.sql}"
        params += computed.params
    return Insertion(
        # Made of the model's own names and types.
        f"INSERT INTO {quote(model._meta.db_table)} ({targets})"  # noqa: S608
        f" SELECT {values} FROM unnest({arrays}) AS given({names})",
        [*params, *(list(values) for values in columns.values())],
    )


def _field(model: type[models.Model], attname: str) -> Any:
    return next(field for field in model._meta.concrete_fields if field.attname == attname)


def _carried_as(field: Any) -> str:
    """The type in which values travel. Without lengths: a cast would cut what the column must refuse."""
    kind = str(field.db_type(connection)).partition("(")[0]
    return "text" if kind == "varchar" or _cast(field) else kind


def _cast(field: Any) -> str:
    """What makes a column's value of text, for those that can't travel in an array of their own type."""
    kind = str(field.db_type(connection))
    return f"::{kind}" if kind == "jsonb" or kind.endswith("[]") else ""
