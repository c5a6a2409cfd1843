"""The lines of a record as tables on its page."""

from typing import Any

from django.utils.text import capfirst

from erp.crud.cells import cell
from erp.crud.declaration import LineEditor
from erp.crud.fields import Resolved, resolve
from erp.crud.resource import Resource


def line_columns(editor: LineEditor) -> list[Resolved]:
    return [resolve(editor.model, column) for column in editor.columns]


def line_queryset(editor: LineEditor, record: Any) -> Any:
    """The lines of `record` in their order, with all that the columns show: one query."""
    joins = sorted({join for resolved in line_columns(editor) for join in resolved.joins} - {editor.fk})
    annotations = {r.name: r.column.annotate for r in line_columns(editor) if r.column.annotate is not None}
    queryset = editor.model._default_manager.filter(**{editor.fk: record})
    if annotations:
        queryset = queryset.annotate(**annotations)
    if joins:
        queryset = queryset.select_related(*joins)
    return queryset.order_by(*line_ordering(editor))


def line_ordering(editor: LineEditor) -> list[str]:
    if editor.ordering:
        return list(editor.ordering)
    names = {field.name for field in editor.model._meta.concrete_fields}
    return ["position", "pk"] if "position" in names else ["pk"]


def line_label(editor: LineEditor) -> str:
    return capfirst(str(editor.label or editor.model._meta.verbose_name_plural))


def line_tables(resource: Resource, record: Any) -> list[dict[str, Any]]:
    """Every kind of line of `record`, with heads and cells."""
    tables = []
    for editor in resource.lines:
        columns = line_columns(editor)
        lines = list(line_queryset(editor, record))
        for line in lines:
            # The currency of a line is often the record's: it is at hand, without a query.
            setattr(line, editor.fk, record)
        columns = [column for column in columns if _says_something(column, lines)] or columns
        rows = [[(resolved, cell(resolved, line)) for resolved in columns] for line in lines]
        tables.append({"label": line_label(editor), "columns": columns, "rows": rows, "editor": editor})
    return tables


def _says_something(column: Resolved, lines: list[Any]) -> bool:
    """Whether a column earns its room: not when no line has anything in it, nor when every line has the usual choice.

    A computed figure (free stock, say) is shown even where it is zero.
    """
    values = [column.value(line) for line in lines]
    if column.kind == "choice" and column.field is not None and column.field.has_default():
        return any(value != column.field.get_default() for value in values)
    nothing: tuple[Any, ...] = (None, "") if column.column.annotate is not None else (None, "", 0)
    return any(value not in nothing for value in values)
