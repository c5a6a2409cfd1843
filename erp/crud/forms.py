"""The form of a record, made from its sections."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, FieldDoesNotExist, ValidationError
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from erp.crud.declaration import Column
from erp.crud.resource import Resource
from erp.crud.widgets import RemoteSelect, RemoteSelectMultiple, dress
from erp.models import Attachment, Company, CompanyModel
from erp.scope import current_scope

# Written by services, never by hand.
NEVER_TYPED = frozenset(
    {"status", "number", "company", "created_at", "updated_at", "created_by", "visible_to"}
)


class ServedForm(forms.ModelForm):
    """A form whose values a service takes."""

    # A service of its own refuses in words what the database would refuse by the name of a constraint.
    has_own_service: bool = False

    def _post_clean(self) -> None:
        if not self.has_own_service:
            super()._post_clean()  # type: ignore[misc]
            return
        instance: Any = self.instance
        instance.validate_constraints = lambda exclude=None: validate_unique_constraints(instance, exclude)
        try:
            super()._post_clean()  # type: ignore[misc]
        finally:
            del instance.validate_constraints


def validate_unique_constraints(instance: models.Model, exclude: Any) -> None:
    """Raises `ValidationError` when a constraint of uniqueness would be broken; the others are left aside."""
    for model, constraints in instance.get_constraints():
        for constraint in constraints:
            if isinstance(constraint, models.UniqueConstraint):
                constraint.validate(model, instance, exclude=exclude)


class RecordForm(ServedForm):
    """Checks what was typed; a service writes it (`values`)."""

    resource: Resource
    version = forms.CharField(required=False, widget=forms.HiddenInput)

    def _get_validation_exclusions(self) -> set[str]:
        # Unique "in the company" is checked too, though nobody types the company.
        return super()._get_validation_exclusions() - {"company"}  # type: ignore[misc]

    def _update_errors(self, errors: ValidationError) -> None:
        # Nobody can mend a field that is not asked for: what is wrong with it is said above the form.
        if hasattr(errors, "error_dict"):
            told: dict[str, list[ValidationError]] = defaultdict(list)
            for name, found in errors.error_dict.items():
                told[name if name in self.fields else NON_FIELD_ERRORS] += found
            errors = ValidationError(dict(told))
        super()._update_errors(errors)  # type: ignore[misc]

    def values(self) -> dict[str, Any]:
        """The cleaned values by field name."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class VisibleToField(forms.TypedMultipleChoiceField):
    """The companies that see a shared record; none chosen: the whole group."""

    def __init__(self) -> None:
        super().__init__(
            required=False,
            coerce=int,
            empty_value=[],
            label=_("Visible to"),
            help_text=_(
                "Choose companies to keep this to them; choose none to share it with the whole group."
            ),
            widget=forms.CheckboxSelectMultiple,
        )

    def clean(self, value: Any) -> list[int] | None:
        return super().clean(value) or None


def editable_names(resource: Resource) -> list[str]:
    """The fields that can be typed, in the order of the sections."""
    declared = list(getattr(resource, "form_fields", ()) or ())
    if not declared:
        declared = [
            value.name if isinstance(value, Column) else value
            for section in resource.sections
            for value in section.fields
        ]
    return [
        name
        for name in dict.fromkeys(declared)
        if is_editable(resource.model, name) and name not in resource.readonly_fields
    ]


def is_editable(model: type[models.Model], name: str) -> bool:
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return False
    if not isinstance(field, models.Field) or not field.editable or name in NEVER_TYPED:
        return False
    return field.concrete and field.related_model is not Attachment


@lru_cache(maxsize=512)
def form_class(resource: Resource) -> type[RecordForm]:
    """The form class of a resource; its own, where it declares one."""
    base = resource.form_class or RecordForm
    made = model_form(resource.model, editable_names(resource), resource, "", base)
    made.resource = resource
    return made


def model_form(
    model: type[models.Model],
    names: Sequence[str],
    resource: Resource,
    prefix: str,
    base: type[forms.ModelForm],
) -> Any:
    """A model form whose relations are searched on the server, in Tabler's clothes. `prefix`: the lines' accessor."""

    def make(field: models.Field, **kwargs: Any) -> forms.Field | None:
        if field.many_to_one or field.one_to_one:
            kwargs["widget"] = RemoteSelect(resource.key, f"{prefix}{field.name}")
        elif field.many_to_many:
            kwargs["widget"] = RemoteSelectMultiple(resource.key, f"{prefix}{field.name}")
        made = field.formfield(**kwargs)
        return dress(made) if made is not None else None

    made = forms.modelform_factory(model, form=base, fields=list(names), formfield_callback=make)
    made.has_own_service = type(resource).create_service is not None  # type: ignore[attr-defined]
    # Fields that a form class declares itself are dressed as well.
    for field in getattr(base, "declared_fields", {}).values():
        if not isinstance(field.widget, forms.HiddenInput):
            dress(field)
    return made


def make_form(
    resource: Resource,
    record: Any,
    *,
    data: Any = None,
    initial: Mapping[str, Any] | None = None,
    version: str = "",
    companies: Sequence[Company] = (),
) -> RecordForm:
    """The form of `record` (a new one without key), bound to `data` when something was typed."""
    form = form_class(resource)(data, instance=record, initial={"version": version, **(initial or {})})
    if resource.is_reference and len(companies) > 1 and "visible_to" not in resource.hidden:
        form.fields["visible_to"] = field = VisibleToField()
        field.choices = [(company.pk, company.name) for company in companies]
        form.initial.setdefault("visible_to", record.visible_to or [])
    prepare(form, record)
    return form


def prepare(form: forms.ModelForm, record: Any) -> None:
    """Limit relations to the record's company and tell the selects what is chosen already."""
    company_id = getattr(record, "company_id", None) or current_scope().active
    for name, field in form.fields.items():
        if not isinstance(field, forms.ModelChoiceField):
            continue
        queryset: Any = field.queryset
        if issubclass(queryset.model, CompanyModel):
            field.queryset = queryset.filter(company_id=company_id)
        if isinstance(field.widget, RemoteSelect) and name in record._state.fields_cache:
            field.widget.known = record._state.fields_cache[name]


def form_sections(resource: Resource, form: RecordForm) -> list[dict[str, Any]]:
    """The form's fields as its sections group them; a section without any is left out."""
    placed: set[str] = {"version"}
    found = []
    for section in resource.sections:
        names = [value.name if isinstance(value, Column) else value for value in section.fields]
        for value in section.fields:
            if isinstance(value, Column) and value.label and value.name in form.fields:
                form.fields[value.name].label = value.label
        fields = [form[name] for name in names if name in form.fields]
        placed.update(names)
        if fields:
            found.append(
                {
                    "label": section.label,
                    "help": section.help,
                    "fields": fields,
                    "is_secondary": section.is_secondary,
                }
            )
    rest = [form[name] for name in form.fields if name not in placed]
    if rest:
        label = _("Record") if found else capfirst(str(resource.label))
        found.append(
            {"label": label, "help": "", "fields": rest, "is_secondary": bool(found) and not form.errors}
        )
    return found
