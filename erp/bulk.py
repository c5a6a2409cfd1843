"""Writing columns of many rows in one statement."""

from collections.abc import Sequence
from typing import Any, TypeVar

from django.db import connection, models
from django.utils import timezone

M = TypeVar("M", bound=models.Model)


def write_rows(rows: Sequence[M], *names: str) -> None:
    """Write the named columns of `rows` (all of one model) as they stand in memory, in one statement."""
    if not rows:
        return
    model, quote = type(rows[0]), connection.ops.quote_name
    fields: list[Any] = [model._meta.get_field(name) for name in names]
    columns = [quote(field.column) for field in fields]
    types = [field.db_type(connection) for field in fields]
    has_stamp = any(field.name == "updated_at" for field in model._meta.concrete_fields)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            UPDATE {quote(model._meta.db_table)} AS kept
            SET {", ".join(f"{column} = fresh.{column}" for column in columns)}
                {", updated_at = %s" if has_stamp else ""}
            FROM unnest(%s::bigint[], {", ".join(f"%s::{kind}[]" for kind in types)})
                 AS fresh(id, {", ".join(columns)})
            WHERE kept.id = fresh.id
            """,  # noqa: S608 (names of our own columns)
            [
                *([timezone.now()] if has_stamp else []),
                [row.pk for row in rows],
                *(
                    [field.get_db_prep_save(getattr(row, field.attname), connection) for row in rows]
                    for field in fields
                ),
            ],
        )
