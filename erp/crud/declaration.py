"""The words in which a resource is declared."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from django import forms
from django.db import models
from django.http import HttpRequest

Kind = Literal[
    "text",
    "number",
    "money",
    "quantity",
    "percent",
    "date",
    "datetime",
    "status",
    "choice",
    "bool",
    "link",
    "image",
    "json",
]
NUMERIC: frozenset[str] = frozenset({"number", "money", "quantity", "percent"})


@dataclass(frozen=True)
class Column:
    """A column of a list, or a value of a section.

    `name` is a path of model fields ("partner__name"), a property or method without arguments of the record, or the
    name under which `annotate` (a Django expression) is added to the query. `label` and `kind` follow from the field
    when they are not given. `currency` is a path to the currency's code ("currency_id", "order__currency_id") or a code
    itself ("EUR"). `total`: summed below the list over everything that is filtered, by currency. `sortable` may be the
    path to sort by. `is_wide`: takes the room that is left. `help` shows when the header is pointed at. `value` computes
    what is shown from the record alone, in which case `name` is no more than a name. `in_form`: False for a value of a line that
    says nothing before the record is saved. `text`: what a link is called, when the record's own name is too long.
    `blank_zero`: nothing is shown where it is zero, as on the empty side of an account.
    """

    name: str
    label: Any = None
    kind: Kind | None = None
    currency: str = ""
    total: bool = False
    sortable: bool | str | None = None
    annotate: Any = None
    decimals: int | None = None
    is_wide: bool = False
    help: Any = ""
    value: Callable[[Any], Any] | None = None
    in_form: bool = True
    text: Callable[[Any], Any] | None = None
    blank_zero: bool = False


@dataclass(frozen=True)
class Section:
    """A group of fields on the detail page and in the form. Names that the form can't edit are shown as values."""

    label: Any
    fields: Sequence[str | Column]
    help: Any = ""
    # Folded away until asked for.
    is_secondary: bool = False


@dataclass(frozen=True)
class LinePreview:
    """What a line editor shows while one types: values to put into rows (by position), totals, remarks."""

    rows: Sequence[Mapping[str, Any]] = ()
    totals: Sequence[tuple[Any, str]] = ()
    remarks: Sequence[Any] = ()


@dataclass(frozen=True)
class LineEditor:
    """Lines of a record, a table on its page and a grid in its form.

    `fk` is the line's foreign key to the record. `columns` are shown; those in `fields` (default: the columns that are
    editable fields) can be typed. A line model with a field `position` keeps the order of the grid. `preview(values,
    rows)` may answer totals, and values for cells, while one types: `values` are the form's header, `rows` its lines,
    both as text. `minimum`: how many lines there must be.
    """

    model: type[models.Model]
    fk: str
    columns: Sequence[str | Column]
    fields: Sequence[str] | None = None
    editable: bool = True
    label: Any = None
    ordering: Sequence[str] = ()
    minimum: int = 0
    preview: Callable[[Mapping[str, Any], Sequence[Mapping[str, Any]]], LinePreview] | None = None
    hidden: Mapping[str, str] = field(default_factory=dict)

    @property
    def accessor(self) -> str:
        """The record's attribute for its lines: "lines"."""
        link: Any = self.model._meta.get_field(self.fk)
        return str(link.remote_field.get_accessor_name())


@dataclass(frozen=True)
class Action:
    """Something a person can do with one or several records besides editing them.

    `service(records, **params)` does it, in a transaction that the view opens; `params` are the cleaned values of
    `form`, when there is one. What the service returns (records of another resource, say) is offered as a link.
    `statuses`: where the action is offered (everywhere, if empty); `when(record)` may narrow it further. `preview(records)`
    says what will happen, line by line, before the person confirms. `permission` "" means: whoever may change the record.
    `follow`: go to the record the service returned.
    """

    name: str
    label: Any
    service: Callable[..., Any]
    permission: str = ""
    statuses: Sequence[str] = ()
    when: Callable[[Any], bool] | None = None
    primary: bool = False
    bulk: bool = False
    single: bool = True
    icon: str = ""
    preview: Callable[[list[Any]], Sequence[Any]] | None = None
    form: type[forms.Form] | None = None
    confirm: Any = ""
    danger: bool = False
    follow: bool = False
    done: Any = ""

    @property
    def needs_dialog(self) -> bool:
        return bool(self.preview or self.form or self.confirm or self.danger)

    def is_offered(self, record: Any) -> bool:
        if self.statuses and getattr(record, "status", None) not in self.statuses:
            return False
        return self.when is None or bool(self.when(record))


@dataclass(frozen=True)
class SavedViewDefault:
    """A tab of the list that everybody has. `query` holds URL parameters: {"status": ["confirmed"], "sort": "-date"}."""

    name: str
    label: Any
    query: Mapping[str, Any]
    columns: Sequence[str] = ()


@dataclass(frozen=True)
class Panel:
    """A part of the detail page that another app, or a rule of its own, fills.

    `content` is a template, which gets `record`, `panel` and what `context(record, request)` returns, or a callable
    `(record, request)` that returns safe HTML. An empty answer leaves the panel out. `place`: main or side.
    """

    label: Any
    content: str | Callable[[Any, HttpRequest], Any]
    context: Callable[[Any, HttpRequest], Mapping[str, Any]] | None = None
    permission: str = ""
    place: Literal["main", "side"] = "main"
    icon: str = ""


@dataclass(frozen=True)
class Related:
    """A count on the detail page that leads on: "2 deliveries".

    `source` is an accessor of the record, or a callable that returns a queryset for it. With `filter_name` the count
    leads to that resource's list, filtered by this record ("order" → ?order=12); without it, a list of the found ids.
    """

    label: Any
    source: str | Callable[[Any], "models.QuerySet[Any]"]
    resource: str = ""
    filter_name: str = ""
    icon: str = ""
