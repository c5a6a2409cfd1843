"""Model fields of the catalog."""

import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

MOST_PAIRS = 20
LONGEST = 20


def parse_codes(value: Any) -> dict[str, str]:
    """Codes by codes, from a mapping, JSON, or words: "colour=red; size=L". Raises `ValidationError`.

    >>> parse_codes("colour=red; size: L")
    {'colour': 'red', 'size': 'L'}
    """
    if value in (None, ""):
        return {}
    if isinstance(value, str):
        text = value.strip()
        if text.startswith("{"):
            try:
                value = json.loads(text)
            except (ValueError, RecursionError):
                raise _unreadable() from None
        else:
            pairs = [part.replace("=", ":", 1).partition(":") for part in text.split(";") if part.strip()]
            value = {name.strip(): code.strip() for name, _mark, code in pairs}
    if not isinstance(value, dict) or len(value) > MOST_PAIRS:
        raise _unreadable()
    for name, code in value.items():
        if not isinstance(code, str) or not 0 < len(name) <= LONGEST or not 0 < len(code) <= LONGEST:
            raise _unreadable()
        if "\x00" in name + code:
            raise _unreadable()
    return value


def codes_text(value: Any) -> str:
    """As `parse_codes` reads it."""
    if isinstance(value, dict):
        return "; ".join(f"{name}={code}" for name, code in value.items())
    return str(value or "")


class CodesFormField(forms.CharField):
    """A line of text for codes by codes."""

    def prepare_value(self, value: Any) -> str:
        return codes_text(value)

    def to_python(self, value: Any) -> Any:
        return parse_codes(value)

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return parse_codes(initial) != parse_codes(data)
        except ValidationError:
            return True

    def validate(self, value: Any) -> None:
        if self.required and not value:
            raise ValidationError(self.error_messages["required"], code="required")

    def run_validators(self, value: Any) -> None:
        """The text was checked as it was read."""


class CodesField(models.JSONField):
    """Codes by codes, kept as JSON, typed and imported as text."""

    def to_python(self, value: Any) -> Any:
        return parse_codes(value)

    def formfield(self, **kwargs: Any) -> Any:
        return models.Field.formfield(self, **{"form_class": CodesFormField, **kwargs})


def _unreadable() -> ValidationError:
    return ValidationError(
        _("Write attributes and their values by their codes: couleur=CEL; taille=L."), code="codes"
    )
