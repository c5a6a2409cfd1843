"""The change log: who, when, what before and after, from where. Written explicitly, works without a request."""

import datetime as dt
import decimal
from collections.abc import Iterable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from erp.models.companies import Company
from erp.models.people import ApiToken, Membership, User
from erp.models.records import ChangeLog
from erp.scope import current_scope, system_scope
from erp.secrets import EncryptedJSONField

MASK = "•••"


@dataclass(frozen=True)
class Change:
    """One change of `record`: `before` and `after` hold only what differs."""

    record: models.Model
    action: str
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""


def log_changes(changes: Iterable[Change]) -> None:
    """Write one row a change, in a constant number of statements."""
    found = list(changes)
    if not found:
        return
    scope = current_scope()
    actor = User.objects.filter(pk=scope.actor_id).first() if scope.actor_id else None
    actor_label = (actor.get_full_name() or actor.username) if actor else "Comptoir"
    rows = [
        ChangeLog(
            actor_id=scope.actor_id,
            actor_label=actor_label[:160],
            source=scope.source,
            kind=change.record._meta.label_lower,
            object_id=change.record.pk,
            object_label=str(change.record)[:160],
            action=change.action,
            before=plain(_masked(change.record, change.before)),
            after=plain(_masked(change.record, change.after)),
            note=change.note,
            visible_to=visibility_of(change.record),
        )
        for change in found
    ]
    # An administrator of the group changes a company that is not the one in view.
    elsewhere = scope.is_system and any(
        row.visible_to is not None and not set(row.visible_to) & set(scope.companies) for row in rows
    )
    with system_scope() if elsewhere else nullcontext():
        ChangeLog.objects.bulk_create(rows, batch_size=1000)


def _masked(record: models.Model, values: Mapping[str, Any]) -> dict[str, Any]:
    """`values` without what the database keeps encrypted: the log is read by many and forgets nothing."""
    secret = _secret_fields(record)
    return {name: MASK if name in secret and value else value for name, value in values.items()}


def _secret_fields(record: models.Model) -> set[str]:
    return {field.name for field in record._meta.concrete_fields if isinstance(field, EncryptedJSONField)}


def history(record: models.Model) -> "models.QuerySet[ChangeLog]":
    """The changes of `record`, latest first."""
    return ChangeLog.objects.filter(kind=record._meta.label_lower, object_id=record.pk)


def visibility_of(record: models.Model) -> list[int] | None:
    """The companies that see what is kept about `record`: those that see the record itself (null: the group)."""
    if isinstance(record, Company):
        return [record.pk]
    if isinstance(record, User | ApiToken):
        # Accounts are the group's, what happens to them is the business of those who work with the person.
        own = (
            record.companies
            if isinstance(record, ApiToken)
            else Membership.objects.filter(user=record).values_list("company_id", flat=True)
        )
        return sorted({*own, *current_scope().companies})
    if isinstance(record, models.Model) and hasattr(record, "company_id") and record.company_id is not None:
        return [record.company_id]
    visible_to: list[int] | None = getattr(record, "visible_to", None)
    return visible_to


def difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What differs between two states of a record, both sides."""
    changed = [key for key in after if before.get(key) != after[key]]
    return {key: before.get(key) for key in changed}, {key: after[key] for key in changed}


def plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """`values` as JSON keeps them."""
    return {key: _plain(value) for key, value in values.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, models.Model):
        return str(value)
    if isinstance(value, decimal.Decimal | dt.date | dt.time):
        return str(value)
    if isinstance(value, Mapping):
        return plain(value)
    if isinstance(value, list | tuple | set):
        return [_plain(item) for item in value]
    if isinstance(value, str | int | float | bool) or value is None:
        return value
    return str(value)
