"""The relay under what goes wrong: workers and connections that die, events that overtake, a broker that is away."""

import logging
import time
from collections.abc import Iterator
from datetime import timedelta
from threading import Event as Signal
from threading import Thread

import pytest
from django.core import mail
from django.db import connection, transaction
from django.utils import timezone

from erp import outbox, tasks
from erp.choices import MailStatus, OutboxStatus
from erp.mail import queue_mail
from erp.models import Company, MailMessage, OutboxMessage
from erp.outbox import Event, publish, relay
from erp.scope import open_scope, system_scope
from tests.erp.factories import make_company, make_partner


class WorkerKilled(BaseException):
    """Stands for the end of a process: nothing after it runs."""


@pytest.fixture
def committed(transactional_db: None) -> Iterator[Company]:
    """A scope on real commits."""
    company = make_company("OMEGA")
    with open_scope(companies=[company]):
        yield company


def due_now() -> None:
    OutboxMessage.objects.filter(status=OutboxStatus.PENDING).update(available_at=timezone.now())


def test_an_event_that_kills_its_worker_steps_behind_and_is_parked_in_the_end(
    committed: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []

    def kill(message: OutboxMessage) -> None:
        make_partner("Never kept")
        raise WorkerKilled

    monkeypatch.setitem(outbox._subscribers, "test.kills", [kill])
    monkeypatch.setitem(outbox._subscribers, "test.follows", [lambda message: seen.append(message.key)])
    publish([Event("test.kills"), Event("test.follows", "x:1")])
    with pytest.raises(WorkerKilled):
        relay()
    relay()
    assert seen == ["x:1"]
    for _attempt in range(outbox.ATTEMPTS - 1):
        due_now()
        with pytest.raises(WorkerKilled):
            relay()
    due_now()
    relay()
    message = OutboxMessage.objects.get(kind="test.kills")
    assert (message.status, message.attempts) == (OutboxStatus.PARKED, outbox.ATTEMPTS)
    assert "worker" in message.last_error


def test_an_event_that_loses_its_connection_does_not_stop_the_others(
    committed: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []

    def lose_connection(message: OutboxMessage) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    monkeypatch.setitem(outbox._subscribers, "test.loses", [lose_connection])
    monkeypatch.setitem(outbox._subscribers, "test.follows", [lambda message: seen.append(message.key)])
    publish([Event("test.loses"), Event("test.follows", "x:1")])
    relay()
    assert seen == ["x:1"]
    message = OutboxMessage.objects.get(kind="test.loses")
    assert (message.status, message.attempts) == (OutboxStatus.PENDING, 1)
    assert message.last_error


def test_a_failure_that_can_not_be_kept_as_it_is_does_not_stop_the_others(
    scope: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []

    def fail(message: OutboxMessage) -> None:
        raise ValueError("half a frame: \x00\x01" + "x" * 10_000)

    monkeypatch.setitem(outbox._subscribers, "test.garbles", [fail])
    monkeypatch.setitem(outbox._subscribers, "test.follows", [lambda message: seen.append(message.key)])
    publish([Event("test.garbles"), Event("test.follows", "x:1")])
    relay()
    assert seen == ["x:1"]
    kept = OutboxMessage.objects.get(kind="test.garbles").last_error
    assert kept.startswith("ValueError: half a frame: \x01")
    assert len(kept) == outbox.LONGEST_ERROR


def test_an_early_event_that_failed_is_not_delivered_after_the_latest(
    scope: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []

    def deliver(message: OutboxMessage) -> None:
        if message.payload["n"] == 1 and message.attempts == 1:
            raise ConnectionError("the shop is away")
        seen.append(message.payload["n"])

    monkeypatch.setitem(outbox._subscribers, "test.level", [deliver])
    publish([Event("test.level", "sku:1", {"n": 1}, is_coalesced=True)])
    relay()
    publish([Event("test.level", "sku:1", {"n": 2}, is_coalesced=True)])
    relay()
    due_now()
    relay()
    assert seen == [2]
    assert OutboxMessage.objects.get(payload__n=1).status == OutboxStatus.SUPERSEDED


def test_two_relays_deliver_the_events_of_a_key_one_at_a_time(
    committed: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []
    first_is_under_way, first_may_end = Signal(), Signal()

    def deliver(message: OutboxMessage) -> None:
        if message.payload["n"] == 1:
            first_is_under_way.set()
            assert first_may_end.wait(10)
        seen.append(message.payload["n"])

    def relay_apart() -> None:
        relay(1)
        connection.close()

    monkeypatch.setitem(outbox._subscribers, "test.level", [deliver])
    publish([Event("test.level", "sku:1", {"n": 1}, is_coalesced=True)])
    first = Thread(target=relay_apart)
    first.start()
    assert first_is_under_way.wait(10)
    publish([Event("test.level", "sku:1", {"n": 2}, is_coalesced=True)])
    second = Thread(target=relay_apart)
    second.start()
    time.sleep(0.3)
    assert seen == []
    first_may_end.set()
    first.join()
    second.join()
    assert seen == [1, 2]


def test_a_relay_leaves_alone_what_another_took_meanwhile(
    committed: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    monkeypatch.setitem(outbox._subscribers, "test.once", [lambda message: seen.append(message.key)])
    publish([Event("test.once", "x:1")])
    with system_scope():
        slow = outbox._claim()
        assert slow is not None
        # Held up for longer than its wait: another relay takes the event and delivers it.
        OutboxMessage.objects.filter(pk=slow.pk).update(available_at=timezone.now() - timedelta(seconds=1))
        relay()
        outbox._deliver(slow)
    assert seen == ["x:1"]


def test_a_mail_that_is_given_up_says_so_and_a_retry_sends_it(
    scope: Company, settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = queue_mail(to=["a@example.test"], subject="Facture", body="Bonjour")
    with monkeypatch.context() as away:
        away.setattr("django.core.mail.EmailMultiAlternatives.send", lambda self: 1 / 0)
        for _attempt in range(outbox.ATTEMPTS):
            due_now()
            relay()
    message.refresh_from_db()
    assert (message.status, message.error) == (MailStatus.FAILED, "ZeroDivisionError: division by zero")
    outbox.retry(OutboxMessage.objects.filter(status=OutboxStatus.PARKED))
    relay()
    assert MailMessage.objects.get().status == MailStatus.SENT
    assert len(mail.outbox) == 1


def test_a_transaction_nudges_the_relay_once(committed: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    nudges: list[bool] = []
    monkeypatch.setattr(tasks, "nudge_relay", lambda: nudges.append(True))
    with transaction.atomic():
        publish([Event("test.happened")])
        with transaction.atomic():
            publish([Event("test.happened")])
    assert nudges == [True]


def test_a_broker_that_is_away_costs_one_attempt_and_then_none_for_a_while(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    attempts: list[object] = []

    def refuse(*arguments: object, **options: object) -> None:
        attempts.append(arguments)
        raise TimeoutError("hangs")

    monkeypatch.setattr(tasks, "_quiet_until", 0.0)
    monkeypatch.setattr(tasks.relay_outbox, "apply_async", refuse)
    monkeypatch.setattr(tasks.run_job, "apply_async", refuse)
    with caplog.at_level(logging.WARNING):
        tasks.nudge_relay()
        tasks.nudge_relay()
        tasks.send_job("key")
    assert len(attempts) == 1
    assert "hangs" in caplog.text


def test_a_full_run_of_the_relay_asks_for_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    nudges: list[bool] = []
    monkeypatch.setattr(tasks, "nudge_relay", lambda: nudges.append(True))
    for dealt in (outbox.BATCH, outbox.BATCH - 1):
        monkeypatch.setattr(outbox, "relay", lambda dealt=dealt: dealt)
        tasks.relay_outbox()
    assert nudges == [True]
