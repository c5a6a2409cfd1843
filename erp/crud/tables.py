"""The table of a list (django-tables2), made from its columns."""

from collections.abc import Sequence
from typing import Any

import django_tables2

from erp.crud.cells import render
from erp.crud.fields import Resolved
from erp.crud.resource import Resource


class RecordColumn(django_tables2.Column):
    """Shows a value by its kind; the first column of a table leads to the record."""

    empty_values = ()

    def __init__(self, resolved: Resolved, resource: Resource, **kwargs: Any) -> None:
        super().__init__(verbose_name=resolved.label, orderable=False, **kwargs)
        self.resolved = resolved
        self.resource = resource

    def render(self, record: Any) -> Any:
        return render(self.resolved, self.resolved.value(record), record, self.resource)


class RecordTable(django_tables2.Table):
    class Meta:
        template_name = "erp/crud/table.html"
        orderable = False
        attrs = {"class": "table table-vcenter card-table table-hover list-table"}


def make_table(resource: Resource, columns: Sequence[Resolved], records: Sequence[Any]) -> RecordTable:
    """A table of `records` with `columns`."""
    extra = []
    for position, resolved in enumerate(columns):
        classes = [f"kind-{resolved.kind}"]
        if resolved.is_numeric:
            classes.append("num")
        if resolved.column.is_wide:
            classes.append("wide")
        if position >= 5:
            # On a phone a row is a card of its first columns.
            classes.append("minor")
        attrs = {"td": {"class": " ".join(classes), "data-label": resolved.label}, "th": {"class": " ".join(classes)}}
        # The table's own names may not hold "__": they are positions.
        extra.append((f"c{position}", RecordColumn(resolved, resource, attrs=attrs)))
    return RecordTable(records, extra_columns=extra)
