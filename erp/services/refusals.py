"""What the database refuses, in words: constraints become refusals that say what to do."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError, ProgrammingError, models
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from erp.errors import DomainError

INSUFFICIENT_PRIVILEGE = "42501"
UNIQUE_VIOLATION = "23505"
FOREIGN_KEY_VIOLATION = "23503"


@contextmanager
def refusing(model: type[models.Model]) -> Iterator[None]:
    """Turn a broken constraint of the database into a `DomainError`. Put it inside the transaction's block."""
    try:
        yield
    except IntegrityError as error:
        raise _refusal(model, error) from error
    except ProgrammingError as error:
        if getattr(error.__cause__, "sqlstate", "") != INSUFFICIENT_PRIVILEGE:
            raise
        raise DomainError(
            "scope.refused",
            gettext_lazy("This belongs to a company in which you are not working now. Switch to it first."),
        ) from error


def _refusal(model: type[models.Model], error: IntegrityError) -> DomainError:
    cause: Any = error.__cause__
    state, diagnosis = getattr(cause, "sqlstate", ""), getattr(cause, "diag", None)
    name = getattr(diagnosis, "constraint_name", "") or ""
    if state == UNIQUE_VIOLATION:
        fields = _unique_fields(model, name, getattr(diagnosis, "table_name", "") or "")
        shown = [capfirst(str(f.verbose_name)) for f in fields if f.name != "company"]
        return DomainError(
            "record.duplicate",
            _("Another record has this already: %(fields)s. Choose something else, or change the other one.")
            % {"fields": ", ".join(shown) or name},
            next((f.name for f in fields if f.name != "company"), None),
        )
    if state == FOREIGN_KEY_VIOLATION:
        return DomainError(
            "record.reference",
            _("Something this refers to was deleted meanwhile. Reload the page and choose again."),
        )
    for constraint in model._meta.constraints:
        if constraint.name == name and isinstance(constraint, models.CheckConstraint):
            said = str(constraint.violation_error_message or "")
            if said and said != str(constraint.default_violation_error_message):
                return DomainError("record.rule", said % {"name": name})
    return DomainError(
        "record.rule",
        _("The rule “%(name)s” does not allow this.") % {"name": name or str(cause).strip().split("\n")[0]},
    )


def _unique_fields(model: type[models.Model], name: str, table: str) -> list[models.Field]:
    """The fields of a broken unique constraint, of the model or of the table of its lines."""
    candidates = [
        model,
        *(r.related_model for r in model._meta.related_objects if r.related_model._meta.db_table == table),
    ]
    for candidate in candidates:
        if table and candidate._meta.db_table != table:
            continue
        known: Any = candidate._meta
        for constraint in candidate._meta.constraints:
            if constraint.name == name and isinstance(constraint, models.UniqueConstraint):
                return [known.get_field(field) for field in constraint.fields]
        for field in candidate._meta.concrete_fields:
            if field.unique and not field.primary_key and str(field.column) in name:
                return [field]
    return []
