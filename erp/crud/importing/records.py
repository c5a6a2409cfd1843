"""Judging the rows of a file (django-import-export) and writing them through the resource's services, all or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export import fields as exchange_fields
from import_export import resources as exchange
from import_export.instance_loaders import BaseInstanceLoader
from import_export.results import RowResult
from tablib import Dataset

from erp.crud.forms import editable_names
from erp.crud.importing.values import RecordWidget, _key, widget_for
from erp.crud.resource import Resource
from erp.crud.timeline import value_text
from erp.errors import DomainError
from erp.models import CompanyModel
from erp.scope import current_scope
from erp.services import records
from erp.text import fold

VERDICTS = {"new": "new", "update": "changed", "skip": "unchanged"}


@dataclass(frozen=True)
class Verdict:
    """What will become of a row. `number` counts as a spreadsheet does: the heads are row 1."""

    number: int
    verdict: str
    label: str
    changes: list[tuple[str, str, str]]
    errors: list[tuple[str, str]]


@dataclass
class Examination:
    """A file, row by row, and what is to be written."""

    verdicts: list[Verdict]
    created: list[dict[str, Any]]
    changed: list[tuple[Any, dict[str, Any]]]

    def count(self, verdict: str) -> int:
        return sum(row.verdict == verdict for row in self.verdicts)

    @property
    def counts(self) -> dict[str, int]:
        return {name: self.count(name) for name in ("new", "changed", "unchanged", "error")}

    @property
    def is_writable(self) -> bool:
        return not self.count("error") and bool(self.created or self.changed)


def import_names(resource: Resource) -> list[str]:
    """The fields a file may have, the key first."""
    names = [
        n
        for n in (resource.import_fields or editable_names(resource))
        if not resource.model._meta.get_field(n).many_to_many
    ]
    key = resource.import_key
    return [key, *(name for name in names if name != key)] if key else names


def heads(resource: Resource) -> list[str]:
    """The heads of an empty file to fill in."""
    return [_label(resource, name) for name in import_names(resource)]


def examine(resource: Resource, table: Dataset) -> Examination:
    """Judge every row. Raises `DomainError` "import.columns" when the heads are not those of this list."""
    names = [_name_of(resource, head) for head in table.headers]
    known = import_names(resource)
    unknown = [head for head, name in zip(table.headers, names, strict=True) if name is None and head]
    if unknown or not any(names):
        raise DomainError(
            "import.columns",
            gettext_lazy("These columns are unknown here: %(unknown)s. Known are: %(known)s."),
            "file",
            {"unknown": ", ".join(unknown) or "–", "known": ", ".join(heads(resource))},
        )
    kept = Dataset(headers=[name for name in names if name])
    for row in table:
        kept.append([value for value, name in zip(row, names, strict=True) if name])
    importer = _importer(resource, [name for name in known if name in kept.headers])
    # A dry run would set a savepoint a row; nothing is saved here anyway.
    result = importer.import_data(kept, dry_run=False, use_transactions=False, raise_errors=False)
    if result.base_errors:
        raise result.base_errors[0].error
    verdicts = [_verdict(importer, number, row) for number, row in enumerate(result.rows, 2)]
    return Examination(verdicts, importer.created, importer.changed)


def write(resource: Resource, examination: Examination) -> int:
    """Write what an examination found; how many records. Raises `DomainError` and writes nothing."""
    create = type(resource).create_service or records.create_records
    update = type(resource).update_service or records.update_records
    with transaction.atomic():
        if examination.created:
            create([records.RecordDraft(resource.model, values) for values in examination.created])
        if examination.changed:
            update([records.RecordChange(record, values) for record, values in examination.changed])
    return len(examination.created) + len(examination.changed)


class _Loader(BaseInstanceLoader):
    def get_instance(self, row: Any) -> Any:
        importer: Any = self.resource
        return importer.existing.get(_key(row.get(importer.key, ""))) if importer.key else None


class RecordImporter(exchange.ModelResource):
    """One import of one resource. Nothing is saved here: what is to be written is collected for the services."""

    declared: Resource
    names: Sequence[str]

    def __init__(self) -> None:
        super().__init__()
        self.key = self.declared.import_key if self.declared.import_key in self.names else ""
        self.existing: dict[str, Any] = {}
        self.seen: set[str] = set()
        self.created: list[dict[str, Any]] = []
        self.changed: list[tuple[Any, dict[str, Any]]] = []
        self.before: dict[str, Any] = {}

    def before_import(self, dataset: Dataset, **kwargs: Any) -> None:
        model = self.declared.model
        for name, field in self.fields.items():
            if isinstance(field.widget, RecordWidget):
                field.widget.prepare(dataset[name])
        if self.key:
            wanted = {str(value) for value in dataset[self.key] if value != ""}
            queryset = self.declared.get_queryset().filter(**{f"{self.key}__in": wanted})
            if issubclass(model, CompanyModel):
                queryset = queryset.filter(company_id=current_scope().active)
            self.existing = {_key(getattr(record, self.key)): record for record in queryset}

    def before_import_row(self, row: Any, **kwargs: Any) -> None:
        if not self.key:
            return
        key = _key(row.get(self.key, ""))
        field = self.declared.model._meta.get_field(self.key)
        if key and key in self.seen:
            raise ValidationError({self.key: _("“%(key)s” is in the file twice.") % {"key": row[self.key]}})
        if key and key not in self.existing and not field.editable:
            raise ValidationError(
                {
                    self.key: _("There is no “%(key)s”. Leave it empty to create a new record.")
                    % {"key": row[self.key]}
                }
            )
        self.seen.add(key)

    def get_or_init_instance(self, instance_loader: Any, row: Any) -> tuple[Any, bool]:
        instance, is_new = super().get_or_init_instance(instance_loader, row)
        self.before = {} if is_new else {name: getattr(instance, name) for name in self.names}
        if is_new and isinstance(instance, CompanyModel):
            instance.company_id = current_scope().active  # type: ignore[assignment]
        return instance, is_new

    def validate_instance(
        self, instance: Any, import_validation_errors: Any = None, validate_unique: bool = True
    ) -> None:
        errors = dict(import_validation_errors or {})
        fields = instance._meta.concrete_fields
        # Relations were looked up, uniqueness is the database's: neither costs a query a row.
        skipped = {
            f.name
            for f in fields
            if f.is_relation and f.name not in errors and not self._is_missing(instance, f)
        }
        skipped |= {f.name for f in fields if not f.editable} | set(errors)
        try:
            instance.clean_fields(exclude=skipped)
            instance.clean()
        except ValidationError as error:
            errors = error.update_error_dict(errors)
        if errors:
            raise ValidationError(errors)

    @staticmethod
    def _is_missing(instance: Any, field: Any) -> bool:
        return bool(
            field.editable
            and not field.null
            and getattr(instance, field.attname) is None
            and field.name != "company"
        )

    def skip_row(self, instance: Any, original: Any, row: Any, import_validation_errors: Any = None) -> bool:
        return bool(self.before) and all(getattr(instance, name) == self.before[name] for name in self.names)

    def save_instance(self, instance: Any, is_create: bool, row: Any, **kwargs: Any) -> None:
        values = {name: getattr(instance, name) for name in self.names}
        if is_create:
            self.created.append({name: value for name, value in values.items() if self._is_typed(name)})
        else:
            self.changed.append(
                (instance, {name: value for name, value in values.items() if self._is_typed(name)})
            )

    def _is_typed(self, name: str) -> bool:
        return bool(self.declared.model._meta.get_field(name).editable)

    def after_import_row(self, row: Any, row_result: RowResult, **kwargs: Any) -> None:
        row_result.said = self._changes(row_result)
        if row_result.import_type == RowResult.IMPORT_TYPE_UPDATE and row_result.instance is not None:
            # The services compare with what the database has: this object was only for judging.
            self.before = {}

    def _changes(self, row_result: RowResult) -> list[tuple[str, str, str]]:
        if row_result.instance is None:
            return []
        model, found = self.declared.model, []
        for name in self.names:
            after = getattr(row_result.instance, name, None)
            before = self.before.get(name)
            if before != after and (self.before or after not in (None, "", False)):
                found.append(
                    (_label(self.declared, name), _said(model, name, before), _said(model, name, after))
                )
        return found


def _importer(resource: Resource, names: Sequence[str]) -> RecordImporter:
    made: dict[str, Any] = {
        name: exchange_fields.Field(
            attribute=name,
            column_name=name,
            widget=widget_for(resource.model._meta.get_field(name)),  # type: ignore[arg-type]
            readonly=not resource.model._meta.get_field(name).editable,
        )
        for name in names
    }
    meta = type(
        "Meta",
        (),
        {
            "model": resource.model,
            "fields": list(names),
            "import_id_fields": [],
            "instance_loader_class": _Loader,
            "skip_unchanged": True,
            "report_skipped": True,
            "skip_diff": True,
            "store_instance": True,
            "clean_model_instances": True,
            "use_transactions": False,
        },
    )
    made |= {"Meta": meta, "declared": resource, "names": list(names)}
    importer: RecordImporter = type(f"{resource.model.__name__}Importer", (RecordImporter,), made)()
    return importer


def _verdict(importer: RecordImporter, number: int, row: RowResult) -> Verdict:
    errors: list[tuple[str, str]] = []
    if row.validation_error is not None:
        details = getattr(row.validation_error, "message_dict", None) or {"": row.validation_error.messages}
        for name, messages in details.items():
            label = _label(importer.declared, name) if name in importer.names else ""
            errors += [(label, str(message)) for message in messages]
    for error in row.errors:
        if isinstance(error.error, ValidationError) and hasattr(error.error, "error_dict"):
            for name, messages in error.error.message_dict.items():
                errors += [(_label(importer.declared, name), str(message)) for message in messages]
        else:
            errors.append(("", str(error.error)))
    verdict = "error" if errors else VERDICTS.get(row.import_type, "error")
    label = str(row.instance) if row.instance is not None else ""
    return Verdict(number, verdict, label, getattr(row, "said", []), errors)


def _label(resource: Resource, name: str) -> str:
    return capfirst(str(resource.model._meta.get_field(name).verbose_name))  # type: ignore[union-attr]


def _name_of(resource: Resource, head: str) -> str | None:
    """The field that a head means: by its name, or by its label in the language of the page."""
    wanted = fold(head)
    return next(
        (name for name in import_names(resource) if wanted in {fold(name), fold(_label(resource, name))}),
        None,
    )


def _said(model: Any, name: str, value: Any) -> str:
    return str(value) if hasattr(value, "_meta") else value_text(model, name, value)
