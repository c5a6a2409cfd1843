"""The generic writes: records with their lines, checked, logged and made findable, in one transaction.

Models without rules of their own use these; a resource whose model has rules names its own services, with the same
arguments (`Resource.create_service`, `update_service`, `delete_service`).
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models, transaction
from django.db.models import ProtectedError, RestrictedError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from mptt.models import MPTTModel

from erp import search
from erp.changelog import Change, difference, log_changes
from erp.errors import DomainError
from erp.locks import advisory_lock, lock
from erp.models import ChangeLog, CompanyModel, Document, SortKeyModel
from erp.scope import current_scope
from erp.services.lines import LineDraft, LineResult, write_lines
from erp.services.refusals import refusing
from erp.text import fold

__all__ = [
    "LineDraft",
    "RecordChange",
    "RecordDraft",
    "create_records",
    "delete_records",
    "update_records",
    "version_of",
]


@dataclass(frozen=True)
class RecordDraft:
    """A record to create: `values` by field name (relations as records), `lines` by the record's accessor for them."""

    model: type[models.Model]
    values: Mapping[str, Any]
    lines: Mapping[str, Sequence[LineDraft]] = field(default_factory=dict)


@dataclass(frozen=True)
class RecordChange:
    """New values of a record. `lines`: all that remain of the named kinds; lines not named are deleted.

    `version` is what `version_of` said when the person began; "" overwrites whatever there is.
    """

    record: Any
    values: Mapping[str, Any]
    lines: Mapping[str, Sequence[LineDraft]] = field(default_factory=dict)
    version: str = ""


def version_of(record: models.Model) -> str:
    """What tells two states of a record apart: when it was changed last, else a digest of its values."""
    updated_at = getattr(record, "updated_at", None)
    if updated_at is not None:
        return str(updated_at.isoformat())
    state = "\x1f".join(repr(getattr(record, f.attname)) for f in record._meta.concrete_fields)
    return hashlib.sha256(state.encode()).hexdigest()[:32]


def create_records(drafts: Sequence[RecordDraft], *, action: str = "create") -> list[Any]:
    """Create records of one model, in the active company where they belong to one.

    Raises `DomainError` "record.invalid" or "record.duplicate" with the field; then none is created.
    """
    if not drafts:
        return []
    scope = current_scope()
    records = []
    for draft in drafts:
        own, _many = _split(draft.model, draft.values)
        record = draft.model(**own)
        if isinstance(record, CompanyModel) and not getattr(record, "company_id", None):
            record.company_id = scope.active  # type: ignore[assignment]
        if isinstance(record, Document) and record.created_by_id is None:
            record.created_by_id = scope.actor_id
        _check(record)
        records.append(record)
    with transaction.atomic(), refusing(drafts[0].model):
        _insert(records)
        logged: dict[int, dict[str, Any]] = {}
        for record, draft in zip(records, drafts, strict=True):
            own, many = _split(draft.model, draft.values)
            _set_many(record, many)
            logged[record.pk] = {name: value for name, value in own.items() if value not in (None, "", [])}
        results = write_lines(records, [draft.lines for draft in drafts])
        for result in results:
            logged[result.record.pk][result.accessor] = result.changes
        log_changes(Change(record, action, after=logged[record.pk]) for record in records)
        search.index_records(records)
    return records


def update_records(changes: Sequence[RecordChange], *, action: str = "update") -> list[Any]:
    """Write new values, of records of one model; the records as they are now.

    Raises `DomainError` "record.changed_meanwhile" when somebody else changed one since its `version`, "record.invalid"
    or "record.duplicate" with the field; then nothing is written.
    """
    if not changes:
        return []
    model = type(changes[0].record)
    with transaction.atomic(), refusing(model):
        rows = {
            row.pk: row for row in lock(model._default_manager.filter(pk__in=[c.record.pk for c in changes]))
        }
        before: dict[int, dict[str, Any]] = {}
        after: dict[int, dict[str, Any]] = {}
        touched: dict[str, None] = {}
        for change in changes:
            row = rows.get(change.record.pk)
            if row is None:
                raise DomainError(
                    "record.gone",
                    _("Somebody deleted this record meanwhile. What you typed can be saved as a new one."),
                )
            if change.version and version_of(row) != change.version:
                raise _changed_meanwhile(row)
            own, many = _split(model, change.values)
            before[row.pk], after[row.pk] = difference({name: getattr(row, name) for name in own}, own)
            for name, value in after[row.pk].items():
                setattr(row, name, value)
                touched[name] = None
            if after[row.pk]:
                _check(row)
            _set_many(row, many)
        lines = {change.record.pk: change.lines for change in changes}
        results = write_lines(list(rows.values()), [lines[pk] for pk in rows])
        changed_lines = {result.record.pk for result in results if result.changes}
        changed = [row for row in rows.values() if after[row.pk] or row.pk in changed_lines]
        _write(model, changed, list(touched))
        _log_update(changed, before, after, results, action)
        search.index_records(changed)
    for change in changes:
        # The caller's own object goes on to be shown.
        for concrete in model._meta.concrete_fields:
            setattr(change.record, concrete.attname, getattr(rows[change.record.pk], concrete.attname))
    return list(rows.values())


def delete_records(records: Sequence[Any]) -> None:
    """Delete records of one model.

    Raises `DomainError` "record.numbered" for a document that has a number (numbers are not given back) and
    "record.in_use" when others point to one; then none is deleted.
    """
    if not records:
        return
    model = type(records[0])
    ids = [record.pk for record in records]
    with transaction.atomic(), refusing(model):
        rows = lock(model._default_manager.filter(pk__in=ids))
        for row in rows:
            if isinstance(row, Document) and (row.number or row.status != row.lifecycle.initial):
                raise DomainError(
                    "record.numbered",
                    _("%(record)s is no draft any more: cancel it instead of deleting it."),
                    params={"record": str(row)},
                )
        log_changes(
            Change(
                row,
                "delete",
                before={f.name: _readable(row, f) for f in row._meta.concrete_fields if f.editable},
            )
            for row in rows
        )
        try:
            if issubclass(model, MPTTModel):
                _lock_tree(model)
                for row in rows:
                    row.refresh_from_db()
                    row.delete()
            else:
                model._default_manager.filter(pk__in=ids).delete()
        except (ProtectedError, RestrictedError) as error:
            raise _in_use(rows, error) from error
        search.forget_records(model, ids)


def _insert(records: Sequence[Any]) -> None:
    model = type(records[0])
    if issubclass(model, MPTTModel):
        _lock_tree(model)
        for record in records:
            record.save(force_insert=True)
        return
    for record in records:
        _fill_sort_key(record)
    model._default_manager.bulk_create(records, batch_size=1000)


def _write(model: type[models.Model], rows: Sequence[Any], names: list[str]) -> None:
    if not rows:
        return
    if issubclass(model, MPTTModel):
        _lock_tree(model)
        for row in rows:
            row.save()
        return
    if any(f.name == "updated_at" for f in model._meta.concrete_fields):
        names = [*names, "updated_at"]
        now = timezone.now()
        for row in rows:
            row.updated_at = now
    if issubclass(model, SortKeyModel) and model.sort_source in names:
        names = [*names, "sort_key"]
        for row in rows:
            _fill_sort_key(row)
    if names:
        model._default_manager.bulk_update(rows, names, batch_size=500)


def _log_update(
    rows: Sequence[Any],
    before: Mapping[int, dict[str, Any]],
    after: Mapping[int, dict[str, Any]],
    results: Iterable[LineResult],
    action: str,
) -> None:
    for result in results:
        if result.changes:
            after[result.record.pk][result.accessor] = result.changes
    log_changes(Change(row, action, before=before[row.pk], after=after[row.pk]) for row in rows)


def _fill_sort_key(record: Any) -> None:
    # `bulk_create` and `bulk_update` do not call `save`, which fills it otherwise.
    if isinstance(record, SortKeyModel):
        record.sort_key = fold(getattr(record, record.sort_source))[:255]


def _lock_tree(model: type[models.Model]) -> None:
    advisory_lock(f"tree:{model._meta.label_lower}")


def _split(model: type[models.Model], values: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """`values` of the table itself, and those of tables between. Nobody but `transition` writes status and number."""
    many = {f.name for f in model._meta.many_to_many}
    own = {name: value for name, value in values.items() if name not in many}
    if issubclass(model, Document):
        own = {name: value for name, value in own.items() if name not in {"status", "number"}}
    return own, {name: value for name, value in values.items() if name in many}


def _set_many(record: Any, many: Mapping[str, Any]) -> None:
    for name, value in many.items():
        getattr(record, name).set(value)


def _check(record: models.Model) -> None:
    """The model's own checks. Relations are left to the form and the database: they would cost a query each."""
    skipped = {f.name for f in record._meta.concrete_fields if f.is_relation or not f.editable}
    try:
        record.clean_fields(exclude=skipped)
        record.clean()
    except ValidationError as error:
        raise invalid(error) from error


def invalid(error: ValidationError, prefix: str = "") -> DomainError:
    """A validation error as a refusal that names the first field."""
    if not hasattr(error, "error_dict"):
        return DomainError("record.invalid", " ".join(error.messages), prefix.rstrip(".") or None)
    name, messages = next(iter(error.message_dict.items()))
    named = None if name == NON_FIELD_ERRORS else f"{prefix}{name}"
    return DomainError("record.invalid", " ".join(messages), named)


def _readable(record: models.Model, concrete: models.Field) -> Any:
    """A value for the log; a relation by its key, which costs no query."""
    return getattr(record, concrete.attname)


def _changed_meanwhile(record: models.Model) -> DomainError:
    last = ChangeLog.objects.filter(kind=record._meta.label_lower, object_id=record.pk).first()
    if last is None:
        return DomainError(
            "record.changed_meanwhile",
            _(
                "This record was changed since you opened it. What you typed is kept: check it and save again."
            ),
        )
    return DomainError(
        "record.changed_meanwhile",
        _(
            "%(who)s changed this record since you opened it. What you typed is kept: check it and save again."
        ),
        params={"who": last.actor_label},
    )


def _in_use(rows: Sequence[Any], error: ProtectedError | RestrictedError) -> DomainError:
    users = [*(getattr(error, "protected_objects", None) or getattr(error, "restricted_objects", None) or ())]
    kinds: dict[str, int] = {}
    for user in users:
        name = str(user._meta.verbose_name_plural)
        kinds[name] = kinds.get(name, 0) + 1
    return DomainError(
        "record.in_use",
        _(
            "%(record)s can't be deleted, others need it (%(users)s). Make it inactive instead, or change those first."
        ),
        params={
            "record": str(rows[0]) if len(rows) == 1 else str(rows[0]._meta.verbose_name_plural),
            "users": ", ".join(f"{count} {name}" for name, count in kinds.items()),
        },
    )
