"""The table of a list (django-tables2), made from its columns."""

import re
from collections.abc import Sequence
from typing import Any

import django_tables2
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

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
    """The rows of a list. `body` writes them in one go: a template that walks 50 rows of ten cells takes five times as
    long, and lists are what people look at all day."""

    class Meta:
        template_name = "erp/crud/table.html"
        orderable = False
        attrs = {"class": "table table-vcenter card-table table-hover list-table"}

    def body(self, address: str, *, can_select: bool) -> SafeString:
        """The rows as HTML; `address` is that of the list, below which each record has its page."""
        columns = [(column.column, column.attrs["td"].as_html()) for column in self.columns]
        rows = []
        for row in self.rows:
            record = row.record
            url = f"{address}{record.pk}/"
            cells = []
            if can_select:
                label = escape(_("Select %(record)s") % {"record": record})
                cells.append(
                    '<td class="select"><input type="checkbox" class="form-check-input" data-select'
                    f' value="{record.pk}" aria-label="{label}"></td>'
                )
            for position, (column, attrs) in enumerate(columns):
                value: str = conditional_escape(column.render(record=record))
                if position == 0:
                    value = f'<a class="row-name" href="{url}">{_without_links(value)}</a>'
                cells.append(f"<td {attrs}>{value}</td>")
            rows.append(f'<tr data-row="{record.pk}" data-href="{url}">{"".join(cells)}</tr>')
        return mark_safe("".join(rows))  # noqa: S308 - every value is escaped above, or safe already


def _without_links(html: str) -> str:
    """A link can't hold another one: the first column leads to the record of its own row."""
    return LINK.sub("", html) if "<a " in html else html


LINK = re.compile(r"</?a\b[^>]*>")
CARD_SIZE = 5


def make_table(resource: Resource, columns: Sequence[Resolved], records: Sequence[Any]) -> RecordTable:
    """A table of `records` with `columns`."""
    extra = []
    carded = on_card(columns)
    for position, resolved in enumerate(columns):
        classes = [f"kind-{resolved.kind}"]
        if resolved.is_numeric:
            classes.append("num")
        if resolved.column.is_wide:
            classes.append("wide")
        if position not in carded:
            classes.append("minor")
        attrs = {
            "td": {"class": " ".join(classes), "data-label": resolved.label},
            "th": {"class": " ".join(classes)},
        }
        # The table's own names may not hold "__": they are positions.
        extra.append((f"c{position}", RecordColumn(resolved, resource, attrs=attrs)))
    return RecordTable(records, extra_columns=extra)


def on_card(columns: Sequence[Resolved]) -> set[int]:
    """The positions that a phone shows, where a row is a card: name, status, amount, whom it is about, then the first ones."""
    kinds = [resolved.kind for resolved in columns]
    wanted = [0, *(kinds.index(kind) for kind in ("status", "money", "date") if kind in kinds)]
    wanted += [position for position, resolved in enumerate(columns) if resolved.column.is_wide]
    return set(list(dict.fromkeys([*wanted, *range(len(columns))]))[:CARD_SIZE])
