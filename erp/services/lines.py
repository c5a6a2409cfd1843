"""Lines of records: written with them, added, changed and removed in a constant number of statements."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from erp.changelog import difference, plain
from erp.errors import DomainError


@dataclass(frozen=True)
class LineDraft:
    """One line: `values` by field name; `pk` of the line it changes, none for a new one."""

    values: Mapping[str, Any]
    pk: int | None = None


@dataclass
class LineResult:
    """What happened to the lines of one kind of one record, as the change log keeps it."""

    record: Any
    accessor: str
    changes: list[dict[str, Any]] = field(default_factory=list)


def write_lines(
    records: Sequence[Any], drafts: Sequence[Mapping[str, Sequence[LineDraft]]]
) -> list[LineResult]:
    """Make the lines of each record what its drafts say. Call it in a transaction that holds the records' locks.

    Raises `DomainError` "record.invalid" whose field names the line ("lines.2.quantity", counted from 0).
    """
    results = []
    for accessor in dict.fromkeys(name for mapping in drafts for name in mapping):
        wanted = {record.pk: (record, mapping[accessor]) for record, mapping in zip(records, drafts, strict=True) if accessor in mapping}
        relation = getattr(type(records[0]), accessor)
        results += _write_kind(accessor, relation.field, wanted)
    return results


def _write_kind(accessor: str, link: models.ForeignKey, wanted: Mapping[int, tuple[Any, Sequence[LineDraft]]]) -> list[LineResult]:
    model = link.model
    names = {f.name for f in model._meta.concrete_fields}
    existing: dict[int, Any] = {
        line.pk: line
        for line in model._default_manager.filter(**{f"{link.name}__in": list(wanted)})
        .order_by("pk")
        .select_for_update(of=("self",))
    }
    added, changed, kept, touched = [], [], set(), dict[str, None]()
    results = []
    for record, drafts in wanted.values():
        result = LineResult(record, accessor)
        results.append(result)
        for position, draft in enumerate(drafts):
            values = dict(draft.values)
            if "position" in names:
                values["position"] = position + 1
            line = existing.get(draft.pk) if draft.pk else None
            if draft.pk and (line is None or getattr(line, link.attname) != record.pk):
                raise DomainError(
                    "line.gone",
                    _("A line was deleted by somebody else meanwhile. Remove it here, or add it anew."),
                    f"{accessor}.{position}",
                )
            if line is None:
                line = model(**values)
                setattr(line, link.name, record)
                if "company" in names:
                    line.company_id = record.company_id
                added.append((result, line))
            else:
                kept.add(line.pk)
                before, after = difference({name: getattr(line, name) for name in values}, values)
                for name, value in after.items():
                    setattr(line, name, value)
                    touched[name] = None
                before, after = ({k: v for k, v in side.items() if k != "position"} for side in (before, after))
                if before or after:
                    result.changes.append({"change": "changed", "line": _label(line), "before": plain(before), "after": plain(after)})
                changed.append(line)
            _check(line, link.name, f"{accessor}.{position}.")
    removed = [line for pk, line in existing.items() if pk not in kept]
    by_record = {result.record.pk: result for result in results}
    for line in removed:
        by_record[getattr(line, link.attname)].changes.append({"change": "removed", "line": _label(line)})
    for result, line in added:
        result.changes.append({"change": "added", "line": _label(line)})
    if removed:
        model._default_manager.filter(pk__in=[line.pk for line in removed]).delete()
    if changed and touched:
        model._default_manager.bulk_update(changed, list(touched), batch_size=500)
    if added:
        model._default_manager.bulk_create([line for _result, line in added], batch_size=1000)
    return results


def _label(line: models.Model) -> str:
    return str(line)[:160]


def _check(line: models.Model, link: str, prefix: str) -> None:
    from erp.services.records import invalid

    skipped = {f.name for f in line._meta.concrete_fields if f.is_relation or not f.editable} | {link}
    try:
        line.clean_fields(exclude=skipped)
        line.clean()
    except ValidationError as error:
        raise invalid(error, prefix) from error
