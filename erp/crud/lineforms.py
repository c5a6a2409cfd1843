"""The grid of lines in a form: rows of inputs, checked row by row."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory

from erp.crud.cells import cell
from erp.crud.declaration import LineEditor
from erp.crud.fields import Resolved
from erp.crud.forms import ServedForm, is_editable, model_form, prepare
from erp.crud.linetables import line_columns, line_label, line_queryset
from erp.crud.resource import Resource
from erp.services.lines import LineDraft
from erp.text import whole_number

MOST_LINES = 1000


class LineForm(ServedForm):
    id = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def has_changed(self) -> bool:
        # A row that was removed on the page leaves a gap in the numbering: nothing of it was sent.
        sent = any(self.add_prefix(name) in self.data for name in self.fields if name not in {"id", "ORDER"})
        return super().has_changed() and (sent or not self.is_bound)


class LineFormSet(BaseFormSet):
    """The rows of one kind of line. Rows that were removed on the page are simply not there any more."""

    resource: Resource
    editor: LineEditor
    record: Any
    existing: dict[int, Any]

    def __init__(
        self, *args: Any, editor: LineEditor, record: Any, existing: dict[int, Any], **kwargs: Any
    ) -> None:
        self.editor, self.record, self.existing = editor, record, existing
        super().__init__(*args, **kwargs)

    def initial_form_count(self) -> int:
        return 0

    def total_form_count(self) -> int:
        if not self.is_bound:
            return len(self.existing) or self.editor.minimum
        # No more rows than were sent, however many are announced: a thousand empty ones take seconds to show.
        parts = (name.split("-", 2) for name in self.data if name.startswith(f"{self.prefix}-"))
        numbers = [whole_number(part[1]) for part in parts if len(part) == 3]
        return min(super().total_form_count(), max((n + 1 for n in numbers if n is not None), default=0))

    def _construct_form(self, i: int, **kwargs: Any) -> forms.BaseForm:
        if self.is_bound:
            key = str(self.data.get(f"{self.prefix}-{i}-id", ""))
            line = self.existing.get(whole_number(key) or 0)
        else:
            line = list(self.existing.values())[i] if i < len(self.existing) else None
        instance = line if line is not None else self.blank()
        form: Any = super()._construct_form(i, instance=instance, **kwargs)  # type: ignore[misc]
        form.empty_permitted = line is None
        form.initial["id"] = instance.pk
        prepare(form, self.record)
        for name in form.fields:
            if name in instance._state.fields_cache and hasattr(form.fields[name].widget, "known"):
                form.fields[name].widget.known = instance._state.fields_cache[name]
        return form

    def blank(self) -> Any:
        line: Any = self.editor.model()
        if any(f.name == "company" for f in self.editor.model._meta.concrete_fields):
            line.company_id = getattr(self.record, "company_id", None)
        return line

    @property
    def empty_form(self) -> Any:
        form: Any = self.form(
            auto_id=self.auto_id,
            prefix=self.add_prefix("__prefix__"),
            empty_permitted=True,
            use_required_attribute=False,
            instance=self.blank(),
        )
        self.add_fields(form, None)
        prepare(form, self.record)
        return form

    def filled_rows(self) -> list[Any]:
        """The rows that hold something, in the order of the page."""
        rows = [form for form in self.forms if form.cleaned_data and (form.has_changed() or form.instance.pk)]
        return sorted(rows, key=lambda form: form.cleaned_data.get("ORDER") or 0)

    def drafts(self) -> list[LineDraft]:
        """What the filled rows say, in the order of the page."""
        return [
            LineDraft(
                {name: value for name, value in form.cleaned_data.items() if name not in {"id", "ORDER"}},
                form.cleaned_data.get("id") or None,
            )
            for form in self.filled_rows()
        ]

    def clean(self) -> None:
        if self.editor.minimum and not any(self.errors) and len(self.drafts()) < self.editor.minimum:
            from django.utils.translation import ngettext

            raise forms.ValidationError(
                ngettext("Add at least %(count)d line.", "Add at least %(count)d lines.", self.editor.minimum)
                % {"count": self.editor.minimum}
            )

    # --- for the template ---------------------------------------------------------------------------------------

    @property
    def label(self) -> str:
        return line_label(self.editor)

    @property
    def has_preview(self) -> bool:
        """For templates, which would call the preview itself."""
        return self.editor.preview is not None

    @property
    def columns(self) -> list[Resolved]:
        return [resolved for resolved in line_columns(self.editor) if resolved.column.in_form]

    @property
    def rows(self) -> list[dict[str, Any]]:
        return [self._row(form) for form in self.forms]

    @property
    def empty_row(self) -> dict[str, Any]:
        return self._row(self.empty_form)

    def _row(self, form: Any) -> dict[str, Any]:
        cells = []
        for resolved in self.columns:
            if resolved.name in form.fields:
                cells.append({"field": form[resolved.name], "resolved": resolved})
            else:
                value = cell(resolved, form.instance) if form.instance.pk else ""
                cells.append({"field": None, "value": value, "resolved": resolved})
        hidden = [form[name] for name in ("id", "ORDER") if name in form.fields]
        return {"form": form, "cells": cells, "hidden": hidden}


def line_fields(editor: LineEditor) -> list[str]:
    names = (
        list(editor.fields)
        if editor.fields is not None
        else [resolved.name for resolved in line_columns(editor)]
    )
    return [
        name for name in names if name != editor.fk and name != "position" and is_editable(editor.model, name)
    ]


@lru_cache(maxsize=512)
def _formset_class(resource: Resource, position: int) -> Any:
    editor = resource.lines[position]
    form = model_form(editor.model, line_fields(editor), resource, f"{editor.accessor}.", LineForm)
    return formset_factory(
        form,
        formset=LineFormSet,
        extra=0,
        can_order=True,
        max_num=MOST_LINES,
        absolute_max=MOST_LINES,
        validate_max=True,
    )


def make_formsets(resource: Resource, record: Any, data: Any = None) -> list[LineFormSet]:
    """One grid for each kind of line that can be edited."""
    found = []
    for position, editor in enumerate(resource.lines):
        if not editor.editable:
            continue
        lines = {line.pk: line for line in line_queryset(editor, record)} if record.pk else {}
        formset = _formset_class(resource, position)(
            data, prefix=editor.accessor, editor=editor, record=record, existing=lines
        )
        found.append(formset)
    return found


def drafts_by_accessor(formsets: Sequence[LineFormSet]) -> dict[str, list[LineDraft]]:
    return {formset.editor.accessor: formset.drafts() for formset in formsets}
