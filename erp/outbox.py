"""Events leave through the outbox: written in the business transaction, delivered afterwards by the relay.

A subscriber that writes to the database runs in the transaction that marks the event as delivered, so its effect
happens once. One that talks to the outside may, after a crash between the call and the commit, talk again: the event's
id is the key by which the other side can tell. Events are taken in the order of their writing, but several relays and
retries may overtake; a subscriber that needs the order reads the present state of what the event names.
"""

import json
import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from erp.choices import OutboxStatus
from erp.insertion import Insertion, insertion
from erp.locks import advisory_lock
from erp.models.records import OutboxMessage
from erp.scope import current_scope, open_scope, system_scope

logger = logging.getLogger(__name__)

Subscriber = Callable[[OutboxMessage], None]

# Seconds before the first retry; doubles each time, up to an hour; after the last attempt the event is parked.
FIRST_WAIT = 2
LONGEST_WAIT = 3600
ATTEMPTS = 16
BATCH = 100
LONGEST_ERROR = 2000

_subscribers: dict[str, list[Subscriber]] = defaultdict(list)
_mourners: dict[str, list[Subscriber]] = defaultdict(list)


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


def when_parked(kind: str) -> Callable[[Subscriber], Subscriber]:
    """Decorator: call the function with every event of `kind` that is given up, in a scope of the event's company."""

    def register(subscriber: Subscriber) -> Subscriber:
        if subscriber not in _mourners[kind]:
            _mourners[kind].append(subscriber)
        return subscriber

    return register


def publish(events: Iterable[Event]) -> None:
    """Write `events`; the relay is nudged when the transaction commits."""
    found = list(events)
    if not found:
        return
    insertion_of(found).execute()


def insertion_of(events: Sequence[Event]) -> Insertion:
    """The statement that writes `events`, for a statement that does more than that. The relay is nudged when the
    transaction commits."""
    now = timezone.now()
    if not any(waiting[1] is _nudge for waiting in connection.run_on_commit):
        transaction.on_commit(_nudge, robust=True)
    return insertion(
        OutboxMessage,
        {
            "company_id": [event.company_id or current_scope().active_id for event in events],
            "kind": [event.kind for event in events],
            "key": [event.key for event in events],
            "payload": [json.dumps(event.payload) for event in events],
            "is_coalesced": [event.is_coalesced for event in events],
        },
        same={
            "status": OutboxStatus.PENDING,
            "attempts": 0,
            "last_error": "",
            "created_at": now,
            "available_at": now,
        },
    )


def relay(limit: int = BATCH) -> int:
    """Deliver up to `limit` waiting events; the number that was dealt with. Safe to run in several processes at once."""
    with system_scope(source="task"):
        dealt = 0
        while dealt < limit and (message := _claim()):
            if message.status == OutboxStatus.PENDING:
                _deliver(message)
            dealt += 1
        return dealt


def retry(messages: Iterable[OutboxMessage]) -> None:
    """Give parked (or waiting) events a fresh set of attempts, now."""
    ids = [message.pk for message in messages]
    OutboxMessage.objects.filter(pk__in=ids, status__in=[OutboxStatus.PARKED, OutboxStatus.PENDING]).update(
        status=OutboxStatus.PENDING, attempts=0, available_at=timezone.now()
    )


def _claim() -> OutboxMessage | None:
    """Take the next event. Its attempt is counted, and the next one set, before anything is tried: an event that kills
    its worker or its connection steps behind the others each time, and is parked in the end."""
    with transaction.atomic(durable=not connection.in_atomic_block):
        message = (
            OutboxMessage.objects.filter(status=OutboxStatus.PENDING, available_at__lte=timezone.now())
            .order_by("available_at", "id")
            .select_for_update(skip_locked=True, of=("self",))
            .first()
        )
        if message is None:
            return None
        if message.attempts >= ATTEMPTS:
            message.last_error = message.last_error or "Each attempt ended with the worker itself."
            _park(message)
        else:
            wait = min(FIRST_WAIT * 2**message.attempts, LONGEST_WAIT)
            message.attempts += 1
            message.available_at = timezone.now() + timedelta(seconds=wait)
            message.save(update_fields=["attempts", "available_at"])
        return message


def _deliver(claimed: OutboxMessage) -> None:
    try:
        with transaction.atomic(durable=not connection.in_atomic_block):
            # Gone when a relay that was held up for longer than the wait finds that another has taken it meanwhile.
            message = (
                OutboxMessage.objects.filter(
                    pk=claimed.pk, status=OutboxStatus.PENDING, attempts=claimed.attempts
                )
                .select_for_update(skip_locked=True, of=("self",))
                .first()
            )
            if message is None:
                return
            if message.is_coalesced and _is_superseded(message):
                message.status = OutboxStatus.SUPERSEDED
            else:
                with open_scope(companies=[message.company_id], source="task"):
                    for subscriber in _subscribers.get(message.kind, ()):
                        subscriber(message)
                message.status = OutboxStatus.DONE
            message.done_at, message.last_error = timezone.now(), ""
            message.save(update_fields=["status", "done_at", "last_error"])
    except Exception as error:  # noqa: BLE001 (subscribers are anybody's; what fails waits and is shown)
        logger.warning("Event %s (%s) failed: %s", claimed.pk, claimed.kind, error)
        _note_failure(claimed, error)


def _is_superseded(message: OutboxMessage) -> bool:
    """Whether a later event of the same key was written, delivered or not. Events of one key are delivered one at a
    time, so that an early one can't arrive after the last."""
    advisory_lock(f"outbox:{message.kind}:{message.key}", message.company_id)
    return OutboxMessage.objects.filter(
        kind=message.kind, key=message.key, is_coalesced=True, company=message.company_id, pk__gt=message.pk
    ).exists()


def _note_failure(message: OutboxMessage, error: Exception) -> None:
    # What the outside says may hold anything; PostgreSQL keeps no NUL.
    message.last_error = f"{type(error).__name__}: {error}".replace("\x00", "")[:LONGEST_ERROR]
    with transaction.atomic(durable=not connection.in_atomic_block):
        if message.attempts >= ATTEMPTS:
            _park(message)
        else:
            message.save(update_fields=["last_error"])


def _park(message: OutboxMessage) -> None:
    message.status = OutboxStatus.PARKED
    message.save(update_fields=["status", "last_error"])
    with open_scope(companies=[message.company_id], source="task"):
        for mourner in _mourners.get(message.kind, ()):
            mourner(message)


def _nudge() -> None:
    from erp.tasks import nudge_relay

    nudge_relay()
