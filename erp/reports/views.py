"""The screen of a report."""

from abc import abstractmethod
from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views import View

from erp.crud.access import RightMissing, may_in
from erp.crud.exporting import XLSX
from erp.crud.views.base import is_htmx
from erp.crud.widgets import dress
from erp.errors import DomainError
from erp.reports.files import csv_file, xlsx_file
from erp.reports.types import Report, ReportColumn, ReportRow, shown
from erp.scope import current_scope, scope_or_none
from erp.text import whole_number

PAGE = 100
# What a browser draws, and a person prints, without waiting.
MOST_ON_ONE_PAGE = 3000
MOST_IN_A_WORKBOOK = 50_000


class ReportForm(forms.Form):
    """The filters of a report. A field that is not in the address has its `initial` value."""

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        for name, field in self.fields.items():
            dress(field)
            field.widget.attrs.setdefault("id", f"report-{name}")

    @classmethod
    def read(cls, parameters: Any) -> "ReportForm":
        """The form as the address fills it."""
        blank = cls()
        values = parameters.copy()
        # A box that is not ticked is not in the address of a form that was sent.
        is_sent = any(name in parameters for name in blank.fields)
        for name, field in blank.fields.items():
            is_box = isinstance(field, forms.BooleanField)
            initial = blank.get_initial_for_field(field, name)
            if name in parameters or initial in (None, "", False) or (is_box and is_sent):
                continue
            values[name] = "on" if is_box else str(initial)
        return cls(values)


class ReportView(View):
    """`GET`: the page, for htmx its results; `?format=csv|xlsx`: a file. `permission` is asked for in each company in view.

    Subclasses set the class attributes and `build(values, companies)`.
    """

    title: ClassVar[Any]
    # What the report answers, in a sentence.
    description: ClassVar[Any] = ""
    icon: ClassVar[str] = "report"
    permission: ClassVar[str]
    form_class: ClassVar[type[ReportForm]]
    # Where the title leads back to: (url name, label).
    parent: ClassVar[tuple[str, Any] | None] = None

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if cls.build is ReportView.build:
            raise TypeError(f"{cls.__name__} does not say how it is built.")

    @abstractmethod
    def build(self, values: dict[str, Any], companies: list[int]) -> Report:
        """The answer for the form's cleaned values. Raises `DomainError` for what can't be answered."""

    def get(self, request: HttpRequest) -> HttpResponse:
        companies = companies_for(request.user, self.permission)
        form = self.form_class.read(request.GET)
        refusal = ""
        report: Report | None = None
        if form.is_valid():
            try:
                report = self.build(form.cleaned_data, companies)
            except DomainError as error:
                refusal = error.message
        kind = request.GET.get("format", "")
        if report is not None and kind in {"csv", "xlsx"}:
            return file_answer(report, str(self.title), kind)
        context = self._context(request, form, report, refusal)
        template = "erp/report_results.html" if is_htmx(request) else "erp/report.html"
        status = 422 if report is None and not is_htmx(request) else 200
        return render(request, template, context, status=status)

    def _context(
        self, request: HttpRequest, form: ReportForm, report: Report | None, refusal: str
    ) -> dict[str, Any]:
        context: dict[str, Any] = {"view": self, "form": form, "report": report, "refusal": refusal}
        if report is None:
            return context
        found = sorted_rows(report, request.GET.get("sort", ""))
        is_all = request.GET.get("rows") == "all"
        size = MOST_ON_ONE_PAGE if is_all else PAGE
        last = max(1, -(-len(found) // size))
        page = min(max(whole_number(request.GET.get("page")) or 1, 1), last)
        start = (page - 1) * size
        return context | {
            "heads": [(column, *self._sorting(request, column)) for column in report.columns],
            "lines": [_line(report, row) for row in found[start : start + size]],
            "totals": [
                (column, shown(column, report.total(column), report.currency)) for column in report.columns
            ],
            "count": len(found),
            "first": start + 1,
            "last": min(start + size, len(found)),
            "previous_address": _address(request, page=page - 1) if page > 1 else "",
            "next_address": _address(request, page=page + 1) if page < last else "",
            "all_address": _address(request, page=None, rows="all")
            if not is_all and PAGE < len(found) <= MOST_ON_ONE_PAGE
            else "",
            "csv_address": _address(request, page=None, format="csv"),
            "xlsx_address": _address(request, page=None, format="xlsx"),
        }

    def _sorting(self, request: HttpRequest, column: ReportColumn) -> tuple[str, str]:
        """Where a click on the head leads, and how the column is sorted now."""
        now = request.GET.get("sort", "")
        # Figures are looked at from the largest down.
        ascending, descending = column.name, f"-{column.name}"
        first, second = (descending, ascending) if column.is_numeric else (ascending, descending)
        to = second if now == first else first
        state = {ascending: "ascending", descending: "descending"}.get(now, "")
        return _address(request, page=None, sort=to), state


def file_answer(report: Report, title: str, kind: str) -> HttpResponse:
    """All rows of `report` as a file to save, `kind` csv or xlsx. Raises `DomainError` "export.too_many"."""
    name = f"{slugify(title) or 'report'}-{timezone.localdate():%Y-%m-%d}"
    if kind == "xlsx":
        if len(report.rows) > MOST_IN_A_WORKBOOK:
            raise DomainError(
                "export.too_many",
                _("A workbook takes at most %(most)d rows: export as CSV, or narrow the list."),
                params={"most": MOST_IN_A_WORKBOOK},
            )
        response = HttpResponse(xlsx_file(report, title), content_type=XLSX)
    else:
        response = HttpResponse(csv_file(report), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response


def companies_for(user: Any, permission: str) -> list[int]:
    """The companies in view in which `user` has `permission`. Raises `RightMissing` when there is none."""
    scope = scope_or_none()
    found = []
    if scope is not None and scope.active is not None and user.is_authenticated:
        found = [pk for pk in current_scope().companies if may_in(user, permission, pk)]
    if not found:
        raise RightMissing(permission)
    return found


def sorted_rows(report: Report, sort: str) -> list[ReportRow]:
    """The rows by one column, those without a value last; in the report's own order where the column is unknown."""
    name = sort.lstrip("-")
    if name not in {column.name for column in report.columns}:
        return list(report.rows)
    filled = [row for row in report.rows if row.values.get(name) not in (None, "")]
    empty = [row for row in report.rows if row.values.get(name) in (None, "")]
    return sorted(filled, key=lambda row: row.values[name], reverse=sort.startswith("-")) + empty


def _line(report: Report, row: ReportRow) -> dict[str, Any]:
    return {
        "tone": row.tone,
        "cells": [
            # Behind nothing there are no rows to open.
            (column, shown(column, value, report.currency), row.links.get(column.name, "") if value else "")
            for column in report.columns
            for value in [row.values.get(column.name)]
        ],
    }


def _address(request: HttpRequest, **changes: Any) -> str:
    parameters = request.GET.copy()
    parameters.pop("format", None)
    for name, value in changes.items():
        parameters.pop(name, None)
        if value:
            parameters[name] = str(value)
    return f"?{parameters.urlencode()}" if parameters else "?"
