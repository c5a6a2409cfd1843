"""Events leave through the outbox: written in the business transaction, delivered afterwards by the relay.

A subscriber that writes to the database runs in the transaction that marks the event as delivered, so its effect
happens once. One that talks to the outside may, after a crash between the call and the commit, talk again: the event's
id is the key by which the other side can tell.
"""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from erp.choices import OutboxStatus
from erp.models.records import OutboxMessage
from erp.scope import current_scope, open_scope, system_scope

logger = logging.getLogger(__name__)

Subscriber = Callable[[OutboxMessage], None]

# Seconds before the first retry; doubles each time, up to an hour; after the last attempt the event is parked.
FIRST_WAIT = 2
LONGEST_WAIT = 3600
ATTEMPTS = 16
BATCH = 100

_subscribers: dict[str, list[Subscriber]] = defaultdict(list)


@dataclass(frozen=True)
class Event:
    """Something that happened. `key` names what it happened to; `is_coalesced`: only the latest of a key matters."""

    kind: str
    key: str = ""
    payload: Mapping[str, Any] = field(default_factory=dict)
    company_id: int | None = None
    is_coalesced: bool = False


def subscribe(kind: str) -> Callable[[Subscriber], Subscriber]:
    """Decorator: call the function with every event of `kind`, in a scope of the event's company."""

    def register(subscriber: Subscriber) -> Subscriber:
        if subscriber not in _subscribers[kind]:
            _subscribers[kind].append(subscriber)
        return subscriber

    return register


def publish(events: Iterable[Event]) -> None:
    """Write `events`; the relay is nudged when the transaction commits."""
    found = list(events)
    if not found:
        return
    now, active = timezone.now(), current_scope().active
    OutboxMessage.objects.bulk_create(
        [
            OutboxMessage(
                company_id=event.company_id or active,
                kind=event.kind,
                key=event.key,
                payload=dict(event.payload),
                is_coalesced=event.is_coalesced,
                available_at=now,
            )
            for event in found
        ],
        batch_size=1000,
    )
    transaction.on_commit(partial(_nudge), robust=True)


def relay(limit: int = BATCH) -> int:
    """Deliver up to `limit` waiting events; the number that was dealt with. Safe to run in several processes at once."""
    with system_scope(source="task"):
        dealt = 0
        while dealt < limit and _deliver_one():
            dealt += 1
        return dealt


def retry(messages: Iterable[OutboxMessage]) -> None:
    """Give parked (or waiting) events a fresh set of attempts, now."""
    ids = [message.pk for message in messages]
    OutboxMessage.objects.filter(pk__in=ids, status__in=[OutboxStatus.PARKED, OutboxStatus.PENDING]).update(
        status=OutboxStatus.PENDING, attempts=0, available_at=timezone.now()
    )


def _deliver_one() -> bool:
    with transaction.atomic(durable=not connection.in_atomic_block):
        message = (
            OutboxMessage.objects.filter(status=OutboxStatus.PENDING, available_at__lte=timezone.now())
            .order_by("available_at", "id")
            .select_for_update(skip_locked=True, of=("self",))
            .first()
        )
        if message is None:
            return False
        if message.is_coalesced and _is_superseded(message):
            message.status, message.done_at = OutboxStatus.SUPERSEDED, timezone.now()
        else:
            _call_subscribers(message)
        message.save(update_fields=["status", "attempts", "available_at", "done_at", "last_error"])
    return True


def _is_superseded(message: OutboxMessage) -> bool:
    return OutboxMessage.objects.filter(
        kind=message.kind,
        key=message.key,
        status=OutboxStatus.PENDING,
        company=message.company_id,
        pk__gt=message.pk,
    ).exists()


def _call_subscribers(message: OutboxMessage) -> None:
    message.attempts += 1
    try:
        with transaction.atomic(), open_scope(companies=[message.company_id], source="task"):
            for subscriber in _subscribers.get(message.kind, ()):
                subscriber(message)
    except Exception as error:
        logger.warning("Event %s (%s) failed: %s", message.pk, message.kind, error)
        message.last_error = f"{type(error).__name__}: {error}"
        if message.attempts >= ATTEMPTS:
            message.status = OutboxStatus.PARKED
        else:
            wait = min(FIRST_WAIT * 2 ** (message.attempts - 1), LONGEST_WAIT)
            message.available_at = timezone.now() + timedelta(seconds=wait)
    else:
        message.status, message.done_at, message.last_error = OutboxStatus.DONE, timezone.now(), ""


def _nudge() -> None:
    from erp.tasks import nudge_relay

    nudge_relay()
