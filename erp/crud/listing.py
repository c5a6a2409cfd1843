"""A list as its address asks for it: which rows, in which order, with which columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db import models
from django.db.models import F, Sum
from django.http import QueryDict

from erp import search
from erp.crud import keyset
from erp.crud.declaration import Column
from erp.crud.fields import Resolved, is_currency_code, resolve
from erp.crud.filters import ListFilterSet, filterset_class
from erp.crud.resource import Resource
from erp.models import User
from erp.scope import current_scope
from erp.text import whole_number

# Above this a list says "10,000+": counting 200,000 rows would cost more than showing fifty.
COUNT_LIMIT = 10_000
# A search that finds more says so and asks for more letters.
SEARCH_LIMIT = 1_000
COMPANY = Column("company")


@dataclass(frozen=True)
class Total:
    label: str
    name: str
    # (amount, currency) pairs; one for a total without currency.
    amounts: list[tuple[Any, str]]


class Listing:
    """Reads the parameters of a list and answers with its rows. Used by the page, the export, bulk actions and the API.

    `parameters` are those of the address; `columns` the names to show (default: the resource's own).
    """

    def __init__(
        self,
        resource: Resource,
        user: User,
        parameters: QueryDict | Mapping[str, Any],
        columns: Sequence[str] = (),
    ) -> None:
        self.resource = resource
        self.user = user
        self.parameters = parameters if isinstance(parameters, QueryDict) else to_query(parameters)
        asked = [name for name in self.parameters.get("cols", "").split(",") if name] or columns
        self.column_names = list(asked) or resource.shown_columns

    # --- columns and order --------------------------------------------------------------------------------------

    @cached_property
    def available_columns(self) -> list[Resolved]:
        """Every column that can be shown; the company among them where several are in view."""
        columns = list(self.resource.all_columns)
        if self.shows_companies and all(column.name != "company" for column in columns):
            columns.append(COMPANY)
        return [resolve(self.resource.model, column) for column in columns]

    @property
    def shows_companies(self) -> bool:
        return self.resource.is_company_owned and len(current_scope().companies) > 1

    @cached_property
    def columns(self) -> list[Resolved]:
        known = {resolved.name: resolved for resolved in self.available_columns}
        shown = [known[name] for name in self.column_names if name in known]
        if not shown:
            shown = [known[name] for name in self.resource.shown_columns if name in known]
        if self.shows_companies and all(resolved.name != "company" for resolved in shown):
            shown.insert(1, known["company"])
        return shown

    @cached_property
    def sort(self) -> str:
        """The column sorted by, "-" ahead when descending; "" for the resource's own order."""
        asked = self.parameters.get("sort", "")
        names = {resolved.name for resolved in self.available_columns if resolved.is_sortable}
        return asked if asked.lstrip("-") in names else ""

    @cached_property
    def ordering(self) -> list[str]:
        if not self.sort:
            return list(self.resource.ordering)
        name, sign = self.sort.lstrip("-"), "-" if self.sort.startswith("-") else ""
        path = next(resolved.sort_path for resolved in self.available_columns if resolved.name == name)
        return [sign + path]

    # --- rows ---------------------------------------------------------------------------------------------------

    @cached_property
    def filterset(self) -> ListFilterSet:
        return filterset_class(self.resource)(self.parameters, queryset=self.resource.records_for(self.user))

    @property
    def query(self) -> str:
        return self.parameters.get("q", "").strip()

    @cached_property
    def found_ids(self) -> list[int] | None:
        """What the search box finds, None when it is empty. One more than `SEARCH_LIMIT` where there is more."""
        if not self.query or not self.resource.search:
            return None
        return search.find_ids(self.query, self.resource.kind, SEARCH_LIMIT + 1)

    @property
    def is_search_capped(self) -> bool:
        return self.found_ids is not None and len(self.found_ids) > SEARCH_LIMIT

    @cached_property
    def filtered(self) -> "models.QuerySet[Any]":
        """Everything that is filtered, without joins and order: for counts and totals."""
        queryset = self.filterset.qs
        if self.found_ids is not None:
            queryset = queryset.filter(pk__in=self.found_ids[:SEARCH_LIMIT])
        asked = self.parameters.get("ids", "").split(",")
        ids = [pk for value in asked if (pk := whole_number(value)) is not None]
        return queryset.filter(pk__in=ids[:SEARCH_LIMIT]) if ids else queryset

    @cached_property
    def rows(self) -> "models.QuerySet[Any]":
        """`filtered` with all that the columns and the order need, so that showing a row costs no query."""
        used = [
            resolved
            for resolved in self.available_columns
            if resolved in self.columns or self._sorts(resolved)
        ]
        queryset = _annotated(self.filtered, used)
        joins = {join for resolved in used for join in resolved.joins}
        for order in keyset.parse(self.ordering):
            parts = order.path.split("__")
            joins.update("__".join(parts[:end]) for end in range(1, len(parts)))
        return queryset.select_related(*sorted(joins)) if joins else queryset

    @cached_property
    def keys(self) -> "models.QuerySet[Any] | None":
        """`filtered` with what an order that a person chose needs, and no more; null for the resource's own order, which
        follows an index."""
        if not self.sort or self.filtered.query.distinct:
            return None
        return _annotated(self.filtered, [one for one in self.available_columns if self._sorts(one)])

    def page(self) -> keyset.Page:
        """The rows of the page asked for; of the first one where the cursor is not of this order."""
        try:
            return keyset.page(
                self.rows,
                self.ordering,
                self.resource.page_size,
                after=self.parameters.get("after", ""),
                before=self.parameters.get("before", ""),
                keys=self.keys,
            )
        except keyset.BadCursor:
            return keyset.page(self.rows, self.ordering, self.resource.page_size, keys=self.keys)

    def count(self) -> int:
        """How many are filtered; `COUNT_LIMIT` + 1 where there are more."""
        return int(self.filtered.order_by()[: COUNT_LIMIT + 1].count())

    def totals(self) -> list[Total]:
        """Sums over everything filtered of the columns that are shown and declared so."""
        found = []
        groups: dict[str, list[Resolved]] = {}
        for resolved in self.columns:
            if resolved.column.total:
                groups.setdefault(resolved.column.currency, []).append(resolved)
        for currency, members in groups.items():
            queryset = self.filtered.order_by()
            annotations = {m.name: m.column.annotate for m in members if m.column.annotate is not None}
            if annotations:
                queryset = queryset.annotate(**annotations)
            sums = {f"total_{position}": Sum(F(m.name)) for position, m in enumerate(members)}
            if currency and not is_currency_code(currency):
                rows = list(queryset.values(currency).annotate(**sums).order_by(currency))
            else:
                rows = [queryset.aggregate(**sums)]
            for position, member in enumerate(members):
                amounts = [
                    (row[f"total_{position}"], row.get(currency, currency))
                    for row in rows
                    if row[f"total_{position}"] is not None
                ]
                found.append(Total(member.label, member.name, amounts))
        return found

    def _sorts(self, resolved: Resolved) -> bool:
        return bool(self.sort) and resolved.name == self.sort.lstrip("-")

    # --- address ------------------------------------------------------------------------------------------------

    def address(self, **changes: Any) -> str:
        """The query string with `changes` (None takes a parameter away); a change of anything but the page restarts it."""
        parameters = self.parameters.copy()
        if not changes.keys() & {"after", "before"}:
            changes = {"after": None, "before": None, "page": None} | changes
        for name, value in changes.items():
            parameters.pop(name, None)
            if value not in (None, "", []):
                parameters.setlist(name, value if isinstance(value, list) else [str(value)])
        encoded = parameters.urlencode(safe=",")
        return f"?{encoded}" if encoded else "?"


def _annotated(queryset: "models.QuerySet[Any]", columns: Sequence[Resolved]) -> "models.QuerySet[Any]":
    annotations = {one.name: one.column.annotate for one in columns if one.column.annotate is not None}
    return queryset.annotate(**annotations) if annotations else queryset


def to_query(values: Mapping[str, Any]) -> QueryDict:
    return QueryDict(urlencode([(k, v) for k, vs in values.items() for v in _many(vs)]))


def query_string(values: Mapping[str, Any]) -> str:
    """`values` as an address holds them: {"status": ["a", "b"]} → "status=a&status=b"."""
    return to_query(values).urlencode(safe=",")


def _many(value: Any) -> list[Any]:
    if isinstance(value, list | tuple | set | frozenset):
        return list(value)
    if isinstance(value, bool):
        return ["yes" if value else "no"]
    return [value]
