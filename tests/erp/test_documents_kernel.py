"""Sequences, change log, outbox: what a transition writes, and what it refuses."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from connectors.models import Connection
from erp import outbox
from erp.changelog import MASK, Change, history, log_changes
from erp.choices import OutboxStatus
from erp.documents import transition
from erp.errors import DomainError
from erp.models import ChangeLog, Company, LooseSequence, OutboxMessage, StrictSequence
from erp.numbering import SequenceKind, sequence_kinds, take_numbers
from erp.outbox import Event, publish, relay
from erp.scope import open_scope
from sales.models import Delivery, Order
from tests.erp.factories import make_company, make_partner, make_user
from tests.sales.factories import make_shop


@pytest.fixture
def kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    extra = {
        "test.strict": SequenceKind("T-{year}-{number:05d}", is_strict=True),
        "test.loose": SequenceKind("L{number:04d}"),
    }
    monkeypatch.setattr(sequence_kinds, "_items", sequence_kinds._items | extra)


def test_strict_numbers_have_no_gap_and_start_anew_each_year(scope: Company, kinds: None) -> None:
    def take(year: int, count: int) -> list[str]:
        return take_numbers("test.strict", {(scope.pk, year): count})[scope.pk, year]

    assert take(2026, 2) == ["T-2026-00001", "T-2026-00002"]
    with pytest.raises(RuntimeError), transaction.atomic():
        take(2026, 5)
        raise RuntimeError("roll back")
    assert take(2026, 1) == ["T-2026-00003"]
    assert take(2027, 1) == ["T-2027-00001"]


def test_a_company_may_number_in_its_own_way(scope: Company, kinds: None) -> None:
    StrictSequence.objects.create(
        company=scope, code="test.strict", year=2025, pattern="VE{year}/{number}", last_value=7
    )
    assert take_numbers("test.strict", {(scope.pk, 2025): 1, (scope.pk, 2026): 1}) == {
        (scope.pk, 2025): ["VE2025/8"],
        (scope.pk, 2026): ["VE2026/1"],
    }


def test_loose_numbers_come_from_one_sequence_a_company(
    company: Company, other_company: Company, kinds: None
) -> None:
    with open_scope(companies=[company, other_company], active=company):
        taken = take_numbers("test.loose", {(company.pk, 2026): 2, (other_company.pk, 2026): 1})
        assert taken == {(company.pk, 2026): ["L0001", "L0002"], (other_company.pk, 2026): ["L0001"]}
        assert LooseSequence.objects.count() == 2
        with CaptureQueriesContext(connection) as queries:
            take_numbers("test.loose", {(company.pk, 2026): 500, (other_company.pk, 2027): 500})
        assert len(queries) == 2


@pytest.mark.parametrize(
    "pattern",
    [
        "FA-{year}",
        "{number.__class__}",
        "{number:999999999d}",
        "{number!r}",
        "{number}{number}",
        "{0}",
        "{company}{number}",
        "{number",
        "{{number}}",
        "x" * 32 + "{number}",
    ],
)
def test_a_pattern_that_can_not_number_is_refused_and_writes_nothing(
    scope: Company, kinds: None, pattern: str
) -> None:
    sequence = LooseSequence(company=scope, code="test.loose", pattern=pattern)
    with pytest.raises(ValidationError) as refused:
        sequence.clean()
    assert list(refused.value.error_dict) == ["pattern"]
    StrictSequence.objects.create(company=scope, code="test.strict", year=2026, pattern=pattern)
    with pytest.raises(DomainError) as refusal, transaction.atomic():
        take_numbers("test.strict", {(scope.pk, 2026): 1})
    assert refusal.value.code == "sequence.pattern"
    assert StrictSequence.objects.get().last_value == 0


def test_patterns_as_people_write_them(scope: Company) -> None:
    for pattern in ("FA-{year}-{number:05d}", "{number}", "{number:06d}/{year}", "L{number:4d}"):
        LooseSequence(company=scope, pattern=pattern).clean()
    StrictSequence(company=scope, pattern="{year}{number}").clean()
    with pytest.raises(ValidationError, match="year"):
        StrictSequence(company=scope, pattern="FA{number}").clean()


def test_what_is_kept_encrypted_is_not_in_the_log_in_clear(scope: Company) -> None:
    record = Connection(pk=1, company=scope, name="Shop")
    log_changes(
        [
            Change(
                record,
                "update",
                before={"credentials": {}},
                after={"credentials": {"key": "very secret"}, "name": "B"},
            )
        ]
    )
    row = history(record)[0]
    assert (row.before, row.after) == ({"credentials": {}}, {"credentials": MASK, "name": "B"})


def test_a_document_named_twice_moves_once(scope: Company) -> None:
    shop = make_shop(scope)
    (order,) = shop.place(1)
    transition([order, Order.objects.get(pk=order.pk)], "confirmed")
    assert history(order).filter(action="confirmed").count() == 1
    assert OutboxMessage.objects.filter(kind="sales.order_confirmed").count() == 1
    with pytest.raises(TypeError, match="one class"):
        transition([order, Delivery(pk=order.pk, company=scope)], "cancelled")


@pytest.mark.django_db(transaction=True)
def test_of_two_moves_of_the_same_documents_one_wins_whole() -> None:
    company = make_company("SIGMA")
    refused: list[str] = []

    def move(orders: list[Order], to: str) -> None:
        try:
            with open_scope(companies=[company]):
                transition(orders, to)
        except DomainError as refusal:
            refused.append(refusal.code)
        finally:
            connection.close()

    with open_scope(companies=[company]):
        orders = make_shop(company).place(1, how_many=40)
        with ThreadPoolExecutor(2) as threads:
            list(threads.map(move, [orders, list(Order.objects.all())], ["confirmed", "cancelled"]))
        statuses = set(Order.objects.values_list("status", flat=True))
    assert statuses in ({"confirmed"}, {"cancelled"})
    assert refused == ["transition.refused"]


def test_the_change_log_says_who_when_what_and_can_not_be_altered(scope: Company) -> None:
    user = make_user(scope, first_name="Aline", last_name="Roche")
    with open_scope(actor=user, companies=[scope], source="screen"):
        partner = make_partner()
        log_changes([Change(partner, "update", before={"name": "A"}, after={"name": "B"})])
        row = history(partner).first()
        assert row is not None
        assert (row.actor, row.actor_label, row.source, row.action) == (
            user,
            "Aline Roche",
            "screen",
            "update",
        )
        assert (row.before, row.after) == ({"name": "A"}, {"name": "B"})
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            ChangeLog.objects.filter(pk=row.pk).update(note="rewritten")
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            ChangeLog.objects.all().delete()


def test_the_relay_delivers_each_event_once(scope: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[dict] = []
    monkeypatch.setitem(outbox._subscribers, "test.happened", [lambda message: seen.append(message.payload)])
    publish(Event("test.happened", "x:1", {"n": n}) for n in range(3))
    assert seen == []
    assert relay() >= 3
    assert seen == [{"n": 0}, {"n": 1}, {"n": 2}]
    relay()
    assert len(seen) == 3


def test_only_the_latest_of_a_coalesced_key_is_delivered(
    scope: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []
    monkeypatch.setitem(
        outbox._subscribers, "test.level", [lambda message: seen.append(message.payload["n"])]
    )
    publish(Event("test.level", "sku:1", {"n": n}, is_coalesced=True) for n in range(5))
    relay()
    assert seen == [4]
    assert OutboxMessage.objects.filter(kind="test.level", status=OutboxStatus.SUPERSEDED).count() == 4


def test_what_fails_waits_doubles_and_is_parked_where_a_person_can_retry(
    scope: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(message: OutboxMessage) -> None:
        make_partner("Never kept")
        raise ConnectionError("the shop is away")

    monkeypatch.setitem(outbox._subscribers, "test.fails", [fail])
    publish([Event("test.fails")])
    waits = []
    for _attempt in range(outbox.ATTEMPTS):
        before = timezone.now()
        OutboxMessage.objects.filter(kind="test.fails").update(available_at=before)
        relay()
        message = OutboxMessage.objects.get(kind="test.fails")
        waits.append(round((message.available_at - before).total_seconds()))
    assert waits[:4] == [2, 4, 8, 16]
    assert max(waits) == outbox.LONGEST_WAIT
    assert (message.status, message.last_error) == (OutboxStatus.PARKED, "ConnectionError: the shop is away")
    from erp.models import Partner

    assert not Partner.objects.filter(name="Never kept").exists()
    monkeypatch.setitem(outbox._subscribers, "test.fails", [lambda message: None])
    outbox.retry([message])
    relay()
    message.refresh_from_db()
    assert message.status == OutboxStatus.DONE


def test_an_event_of_a_rolled_back_fact_is_never_sent(scope: Company) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        publish([Event("test.happened")])
        raise RuntimeError("roll back")
    assert not OutboxMessage.objects.filter(kind="test.happened").exists()


def test_dates_and_amounts_are_kept_as_text(scope: Company) -> None:
    partner = make_partner()
    log_changes([Change(partner, "update", after={"on": dt.date(2026, 11, 24), "tags": {"a"}})])
    assert history(partner)[0].after == {"on": "2026-11-24", "tags": ["a"]}
