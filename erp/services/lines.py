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
        wanted = {
            record.pk: (record, mapping[accessor])
            for record, mapping in zip(records, drafts, strict=True)
            if accessor in mapping
        }
        relation = getattr(type(records[0]), accessor)
        results += _write_kind(accessor, relation.field, wanted)
    return results


def _write_kind(
    accessor: str, link: models.ForeignKey, wanted: Mapping[int, tuple[Any, Sequence[LineDraft]]]
) -> list[LineResult]:
    model = link.model
    existing: dict[int, Any] = {
        line.pk: line
        for line in model._default_manager.filter(**{f"{link.name}__in": list(wanted)})
        .order_by("pk")
        .select_for_update(of=("self",))
    }
    work = _Work(accessor, link, existing)
    results = [work.take(record, drafts) for record, drafts in wanted.values()]
    work.write({result.record.pk: result for result in results})
    return results


class _Work:
    """The lines of one kind of several records: what is added, changed and removed, and the writing of it."""

    def __init__(self, accessor: str, link: models.ForeignKey, existing: dict[int, Any]) -> None:
        self.accessor, self.link, self.model = accessor, link, link.model
        self.names = {f.name for f in self.model._meta.concrete_fields}
        self.existing = existing
        self.added: list[tuple[LineResult, Any]] = []
        self.changed: list[Any] = []
        self.touched: dict[str, None] = {}

    def take(self, record: Any, drafts: Sequence[LineDraft]) -> LineResult:
        result = LineResult(record, self.accessor)
        for position, draft in enumerate(drafts):
            values = dict(draft.values)
            if "position" in self.names:
                values["position"] = position + 1
            if draft.pk:
                line = self.existing.get(draft.pk)
                if line is None or getattr(line, self.link.attname) != record.pk:
                    raise DomainError(
                        "line.gone",
                        _("A line was deleted by somebody else meanwhile. Remove it here, or add it anew."),
                        f"{self.accessor}.{position}",
                    )
                self._change(result, line, values)
            else:
                line = self._add(result, record, values)
            _check(line, self.link.name, f"{self.accessor}.{position}.")
        return result

    def _add(self, result: LineResult, record: Any, values: dict[str, Any]) -> Any:
        line: Any = self.model(**values)
        setattr(line, self.link.name, record)
        if "company" in self.names:
            line.company_id = record.company_id
        self.added.append((result, line))
        return line

    def _change(self, result: LineResult, line: Any, values: dict[str, Any]) -> None:
        before, after = difference({name: getattr(line, name) for name in values}, values)
        for name, value in after.items():
            setattr(line, name, value)
            self.touched[name] = None
        # Where a line stands is seen on the page; the log keeps what it says.
        before, after = ({k: v for k, v in side.items() if k != "position"} for side in (before, after))
        if after:
            result.changes.append(
                {"change": "changed", "line": _label(line), "before": plain(before), "after": plain(after)}
            )
        self.changed.append(line)

    def write(self, results: Mapping[int, LineResult]) -> None:
        kept = {line.pk for line in self.changed}
        removed = [line for pk, line in self.existing.items() if pk not in kept]
        for line in removed:
            results[getattr(line, self.link.attname)].changes.append(
                {"change": "removed", "line": _label(line)}
            )
        for result, line in self.added:
            result.changes.append({"change": "added", "line": _label(line)})
        rows = self.model._default_manager
        if removed:
            rows.filter(pk__in=[line.pk for line in removed]).delete()
        if self.changed and self.touched:
            rows.bulk_update(self.changed, list(self.touched), batch_size=500)
        if self.added:
            rows.bulk_create([line for _result, line in self.added], batch_size=1000)


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
