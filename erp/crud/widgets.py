"""Inputs of the generic forms: selects that search on the server, and the other inputs in Tabler's clothes."""

from typing import Any

from django import forms
from django.forms.models import ModelChoiceIterator
from django.urls import NoReverseMatch, reverse


class _Remote:
    """A select that knows only what is chosen; the rest is searched as one types (`erp.crud.views.options`)."""

    choices: Any

    def __init__(self, resource_key: str, field: str, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)  # type: ignore[call-arg]
        self.resource_key = resource_key
        self.field = field

    def __deepcopy__(self, memo: dict[int, Any]) -> Any:
        copy = super().__deepcopy__(memo)  # type: ignore[misc]
        copy.resource_key, copy.field = self.resource_key, self.field
        return copy

    def optgroups(self, name: str, value: list[str], attrs: dict[str, Any] | None = None) -> list[Any]:
        chosen = [str(item) for item in value if item not in (None, "")]
        options: list[Any] = []
        if chosen and isinstance(self.choices, ModelChoiceIterator):
            options = self._chosen(chosen)
        if not getattr(self, "allow_multiple_selected", False):
            options.insert(0, ("", ""))
        return [
            (
                None,
                [
                    self.create_option(name, key, label, bool(key), position)  # type: ignore[attr-defined]
                    for position, (key, label) in enumerate(options)
                ],
                0,
            )
        ]

    def _chosen(self, chosen: list[str]) -> list[Any]:
        field = self.choices.field
        to_field = field.to_field_name or "pk"
        known = getattr(self, "known", None)
        if known is not None and str(getattr(known, to_field)) in chosen:
            return [(str(getattr(known, to_field)), str(known))]
        try:
            found = {
                str(getattr(record, to_field)): str(record)
                for record in self.choices.queryset.filter(**{f"{to_field}__in": chosen})
            }
        except (ValueError, TypeError):
            return []
        return [(key, found[key]) for key in chosen if key in found]

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)  # type: ignore[misc]
        try:
            url = reverse(f"{self.resource_key}.options", args=[self.field])
        except NoReverseMatch:
            url = ""
        context["widget"]["attrs"] |= {"data-remote": url, "class": "form-select remote-select"}
        return context


class RemoteSelect(_Remote, forms.Select):
    # The record that is chosen already, when it was loaded with the form's: saves a query a field.
    known: Any = None


class RemoteSelectMultiple(_Remote, forms.SelectMultiple):
    pass


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class DateTimeInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


CLASSES: dict[type[forms.Widget], str] = {
    forms.CheckboxInput: "form-check-input",
    forms.Select: "form-select",
    forms.SelectMultiple: "form-select",
    forms.Textarea: "form-control",
    # E-mail, web addresses, passwords, files: every other input.
    forms.widgets.Input: "form-control",
}


def dress(field: forms.Field) -> forms.Field:
    """Give a form field the classes and input types of our pages."""
    widget = field.widget
    if isinstance(field, forms.DateTimeField):
        field.widget = widget = DateTimeInput(widget.attrs)
    elif isinstance(field, forms.DateField):
        field.widget = widget = DateInput(widget.attrs)
    elif isinstance(field, forms.DecimalField | forms.FloatField | forms.IntegerField) and not isinstance(
        widget, forms.HiddenInput | forms.Select
    ):
        # Text, so that 1 234,56 can be typed and pasted; the number pad still opens on phones.
        field.localize = True
        field.widget = widget = forms.TextInput(
            {**widget.attrs, "inputmode": "decimal", "class": "form-control num", "autocomplete": "off"}
        )
        widget.is_localized = True
        return field
    for kind, css in CLASSES.items():
        if isinstance(widget, kind) and "class" not in widget.attrs:
            widget.attrs["class"] = css
            break
    if isinstance(widget, forms.Textarea) and widget.attrs.get("rows") in {None, "10"}:
        widget.attrs["rows"] = 2
    return field
