"""The history of a record in words: who did what, when, from where, before and after."""

from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from erp.changelog import history
from erp.crud.resource import Resource
from erp.models import ChangeLog

ACTIONS = {
    "create": gettext_lazy("created it"),
    "update": gettext_lazy("changed it"),
    "delete": gettext_lazy("deleted it"),
    "attach": gettext_lazy("attached a file"),
    "mail": gettext_lazy("sent it by e-mail"),
    "import": gettext_lazy("imported it"),
}
LONGEST = 200


@dataclass(frozen=True)
class Difference:
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Entry:
    """One change: `said` completes "Anne Martin …"."""

    who: str
    said: str
    at: Any
    source: str
    is_by_hand: bool
    note: str
    differences: list[Difference]
    lines: list[str]


def timeline(resource: Resource, record: Any, *, limit: int) -> tuple[list[Entry], bool]:
    """The latest `limit` changes, and whether there are more."""
    rows = list(history(record)[: limit + 1])
    return [entry_of(resource, row) for row in rows[:limit]], len(rows) > limit


def entry_of(resource: Resource, row: ChangeLog) -> Entry:
    differences, lines = [], []
    for name in dict.fromkeys([*row.before, *row.after]):
        before, after = row.before.get(name), row.after.get(name)
        if editor := next((editor for editor in resource.lines if editor.accessor == name), None):
            lines += [said for change in after or () if (said := _line(editor.model, change))]
        elif name != "file":
            differences.append(
                Difference(
                    field_label(resource.model, name),
                    value_text(resource.model, name, before),
                    value_text(resource.model, name, after),
                )
            )
    return Entry(
        who=row.actor_label,
        said=said_of(resource, row),
        at=row.at,
        source=row.get_source_display(),
        is_by_hand=row.source == "screen",
        note=row.note,
        differences=[d for d in differences if d.before or d.after],
        lines=lines,
    )


def said_of(resource: Resource, row: ChangeLog) -> str:
    lifecycle = getattr(resource.model, "lifecycle", None)
    if row.action == "attach" and row.after.get("file"):
        return _("attached “%(file)s”") % {"file": row.after["file"]}
    if lifecycle is not None and row.action in lifecycle.labels and "status" in row.after:
        return _("moved it to “%(status)s”") % {"status": lifecycle.labels[row.action]}
    if row.action == row.after.get("status"):
        return _("moved it to “%(status)s”") % {"status": value_text(resource.model, "status", row.action)}
    if row.action in ACTIONS:
        return str(ACTIONS[row.action])
    action = resource.action(row.action)
    return str(action.label) if action else row.action.replace("_", " ")


def field_label(model: Any, name: str) -> str:
    field = next((f for f in model._meta.get_fields() if f.name == name and hasattr(f, "verbose_name")), None)
    return capfirst(str(field.verbose_name)) if field is not None else capfirst(name.replace("_", " "))


def value_text(model: Any, name: str, value: Any) -> str:
    """A kept value in words: choices and statuses by their labels, booleans as yes and no."""
    if value is None or value == "" or value == []:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    lifecycle = getattr(model, "lifecycle", None)
    if name == "status" and lifecycle is not None and value in lifecycle.labels:
        return str(lifecycle.labels[value])
    field = next((f for f in model._meta.concrete_fields if f.name == name), None)
    if field is not None and field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, dict):
        text = ", ".join(str(item) for item in value.values() if item not in (None, ""))
    elif isinstance(value, list):
        text = ", ".join(str(item) for item in value)
    else:
        text = _plain_number(field, value)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _plain_number(field: Any, value: Any) -> str:
    """Decimals are kept with all their digits: 12.500000 reads 12,5."""
    from decimal import Decimal, InvalidOperation

    from erp.crud.cells import money_text, number

    if field is not None and field.get_internal_type() == "DecimalField":
        show = money_text if field.decimal_places in {2, 6} else number
        try:
            return show(Decimal(str(value)))
        except InvalidOperation:
            return str(value)
    if field is not None and field.get_internal_type() in {"DateField", "DateTimeField"}:
        from erp.crud.cells import exact_moment

        try:
            parsed = field.to_python(value)
        except Exception:  # noqa: BLE001 - whatever was kept is shown as it was
            return str(value)
        return exact_moment(parsed)
    return str(value)


def _line(model: Any, change: Any) -> str:
    """A change of one line in words."""
    if not isinstance(change, dict):
        return ""
    label = str(change.get("line", ""))
    match change.get("change"):
        case "added":
            return _("Added: %(line)s") % {"line": label}
        case "removed":
            return _("Removed: %(line)s") % {"line": label}
    parts = [
        f"{field_label(model, name)} {value_text(model, name, change.get('before', {}).get(name)) or '–'} → {value_text(model, name, value) or '–'}"
        for name, value in (change.get("after") or {}).items()
    ]
    return f"{label}: {', '.join(parts)}"
