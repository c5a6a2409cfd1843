"""The change log: who, when, what before and after, from where. Written explicitly, works without a request."""

import datetime as dt
import decimal
import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.db import models
from django.utils import timezone

from erp.insertion import Expression, Insertion, insertion
from erp.models.companies import Company
from erp.models.people import ApiToken, Membership, User
from erp.models.records import ChangeLog
from erp.scope import current_scope, system_scope
from erp.secrets import EncryptedJSONField

MASK = "•••"
# The person's name as it is now; a person may be renamed, the log does not follow.
ACTOR = """
(SELECT left(coalesce(nullif(trim(first_name || ' ' || last_name), ''), username), 160) FROM erp_user WHERE id = %s)
"""


@dataclass(frozen=True)
class Change:
    """One change of `record`: `before` and `after` hold only what differs."""

    record: models.Model
    action: str
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""


def log_changes(changes: Iterable[Change]) -> None:
    """Write one row a change, in one statement."""
    found = list(changes)
    if not found:
        return
    scope = current_scope()
    # An administrator of the group changes a company that is not the one in view.
    elsewhere = scope.is_system and any(
        visible_to is not None and not set(visible_to) & set(scope.companies)
        for visible_to in (visibility_of(change.record) for change in found)
    )
    with system_scope() if elsewhere else nullcontext():
        log_insertion(found).execute()


def log_insertion(changes: Sequence[Change]) -> Insertion:
    """The statement that writes `changes`, for a statement that does more than that."""
    scope = current_scope()
    return insertion(
        ChangeLog,
        {
            "kind": [change.record._meta.label_lower for change in changes],
            "object_id": [change.record.pk for change in changes],
            "object_label": [str(change.record)[:160] for change in changes],
            "action": [change.action for change in changes],
            "before": [_json(change.record, change.before) for change in changes],
            "after": [_json(change.record, change.after) for change in changes],
            "note": [change.note for change in changes],
            "visible_to": [_array(visibility_of(change.record)) for change in changes],
        },
        same={
            "at": timezone.now(),
            "source": scope.source,
            "actor_id": scope.actor_id,
            "actor_label": Expression(ACTOR, [scope.actor_id]) if scope.actor_id else "Comptoir",
        },
    )


def _json(record: models.Model, values: Mapping[str, Any]) -> str:
    return json.dumps(plain(_masked(record, values))) if values else "{}"


def _array(numbers: Sequence[int] | None) -> str | None:
    return None if numbers is None else "{" + ",".join(map(str, numbers)) + "}"


def _masked(record: models.Model, values: Mapping[str, Any]) -> dict[str, Any]:
    """`values` without what the database keeps encrypted: the log is read by many and forgets nothing."""
    secret = _secret_fields(record.__class__)
    return {name: MASK if name in secret and value else value for name, value in values.items()}


@cache
def _secret_fields(model: type[models.Model]) -> frozenset[str]:
    return frozenset(
        field.name for field in model._meta.concrete_fields if isinstance(field, EncryptedJSONField)
    )


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
