"""What the templates of the generic screens need."""

import datetime as dt
from typing import Any

from django import template
from django.utils.translation import gettext as _

from erp.crud import cells
from erp.crud.declaration import Action
from erp.crud.resource import Resource

register = template.Library()


@register.simple_tag
def place(resource: Resource, name: str, *args: Any) -> str:
    """The address of one of a resource's places: `{% place resource "edit" record.pk %}`."""
    return resource.url(name, *args)


@register.simple_tag
def action_place(resource: Resource, action: Action, record: Any = None) -> str:
    """Where an action is asked for: of one record, or of a selection."""
    return resource.url("action", record.pk, action.name) if record else resource.url("bulk", action.name)


@register.filter
def exact(value: Any) -> str:
    """A day or moment in figures."""
    return cells.exact_moment(value) if value else "–"


@register.filter
def said(value: Any) -> Any:
    """A day or moment as people say it, the exact one on hover."""
    return cells.moment(value) if value else "–"


@register.filter
def is_checkbox(bound: Any) -> bool:
    return bound.field.widget.__class__.__name__ == "CheckboxInput"


@register.filter
def is_group(bound: Any) -> bool:
    """Whether a field is several inputs, which a legend names rather than a label."""
    return bound.field.widget.__class__.__name__ in {
        "CheckboxSelectMultiple",
        "RadioSelect",
        "PeriodWidget",
        "RangeWidget",
    }


@register.simple_tag
def described(bound: Any, label: str = "") -> Any:
    """The input of a form field, tied to its help and its errors for those who do not see them. `label` names an input
    whose label stands elsewhere, at the head of a column say."""
    attrs = {"aria-label": label} if label else {}
    if bound.help_text or bound.errors:
        attrs["aria-describedby"] = f"{bound.auto_id}_note"
    if bound.errors:
        attrs["aria-invalid"] = "true"
        css = bound.field.widget.attrs.get("class", "")
        attrs["class"] = f"{css} is-invalid".strip()
    return bound.as_widget(attrs=attrs)


@register.filter
def chosen(bound: Any) -> str:
    """What a filter is set to, in words, for paper."""
    value = bound.form.cleaned_data.get(bound.name) if bound.form.is_valid() else None
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dt.date):
        return cells.exact_moment(value)
    choices = dict(getattr(bound.field, "choices", ()) if isinstance(value, str) else ())
    return str(choices.get(value, value if value is not None else ""))
