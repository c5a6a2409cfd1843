"""Actions: asked first where something follows, done through a service, on one record or a selection."""

import pytest
from django.test import Client

from erp.choices import OutboxStatus
from erp.crud import Action
from erp.crud.registry import resources
from erp.jobs import run_job
from erp.models import ChangeLog, Company, Job, OutboxMessage, Role
from erp.outbox import Event, publish
from erp.scope import system_scope
from tests.erp.crud_world import acting_in, make_client

pytestmark = pytest.mark.django_db

EVENTS = "/settings/outboxmessage/"
HTMX = {"HX-Request": "true", "HX-Target": "crud-dialog"}


@pytest.fixture
def parked(company: Company) -> list[OutboxMessage]:
    with acting_in(company):
        publish([Event("shop.stock", str(n)) for n in range(6)])
        OutboxMessage.objects.update(status=OutboxStatus.PARKED, attempts=16, last_error="away")
        OutboxMessage.objects.filter(key="5").update(status=OutboxStatus.DONE)
        return list(OutboxMessage.objects.order_by("pk"))


def waiting(company: Company) -> list[str]:
    with acting_in(company):
        return list(
            OutboxMessage.objects.filter(status=OutboxStatus.PENDING)
            .order_by("pk")
            .values_list("key", flat=True)
        )


def test_a_parked_event_is_tried_again(company: Company, parked: list[OutboxMessage]) -> None:
    client = make_client(company)
    page = client.get(f"{EVENTS}{parked[0].pk}/").text
    assert f"{EVENTS}{parked[0].pk}/actions/retry/" in page
    done = client.post(f"{EVENTS}{parked[0].pk}/actions/retry/", follow=True)
    assert "Try again: shop.stock 0" in done.text
    assert waiting(company) == ["0"]
    with acting_in(company):
        assert ChangeLog.objects.get(action="retry").object_id == parked[0].pk


def test_an_action_is_refused_where_it_is_not_offered(company: Company, parked: list[OutboxMessage]) -> None:
    client = make_client(company)
    page = client.get(f"{EVENTS}{parked[5].pk}/").text
    assert "actions/retry" not in page
    refused = client.post(f"{EVENTS}{parked[5].pk}/actions/retry/", follow=True)
    assert "is not possible for" in refused.text
    some = client.post(f"{EVENTS}actions/retry/", {"ids": f"{parked[0].pk},{parked[5].pk}"}, headers=HTMX)
    assert "is not possible for" in some.headers["HX-Trigger"]
    assert waiting(company) == []


def test_a_selection_is_acted_on_all_or_nothing(company: Company, parked: list[OutboxMessage]) -> None:
    client = make_client(company)
    asked = client.get(f"{EVENTS}actions/retry/", {"ids": f"{parked[0].pk},{parked[1].pk}"}, headers=HTMX)
    assert "2 records." in asked.text
    done = client.post(f"{EVENTS}actions/retry/", {"ids": f"{parked[0].pk},{parked[1].pk}"}, headers=HTMX)
    assert done.headers["HX-Redirect"] == EVENTS
    assert waiting(company) == ["0", "1"]


def test_everything_that_matches_is_acted_on(company: Company, parked: list[OutboxMessage]) -> None:
    client = make_client(company)
    asked = client.get(f"{EVENTS}actions/retry/", {"all": "1", "status": "parked"}, headers=HTMX)
    assert "5 records." in asked.text
    assert 'name="query" value="status=parked"' in asked.text
    client.post(f"{EVENTS}actions/retry/", {"all": "1", "query": "status=parked"}, headers=HTMX)
    assert waiting(company) == ["0", "1", "2", "3", "4"]


@pytest.fixture
def in_twos(monkeypatch: pytest.MonkeyPatch) -> None:
    for place in ("views.actions", "background"):
        monkeypatch.setattr(f"erp.crud.{place}.MOST_AT_ONCE", 2)


def run_the_job(company: Company) -> Job:
    with acting_in(company):
        job = Job.objects.get()
    run_job(str(job.key))
    with acting_in(company):
        job.refresh_from_db()
    return job


@pytest.mark.usefixtures("in_twos")
def test_many_records_are_acted_on_by_a_job(company: Company, parked: list[OutboxMessage]) -> None:
    client = make_client(company)
    everything = {"all": "1", "query": "status=parked"}
    asked = client.get(f"{EVENTS}actions/retry/", {"all": "1", "status": "parked"}, headers=HTMX)
    assert "5 records." in asked.text
    assert "2 at a time" in asked.text
    client.post(f"{EVENTS}actions/retry/", everything, headers=HTMX)
    assert waiting(company) == []
    job = run_the_job(company)
    assert (job.status, job.done, job.total) == ("done", 5, 5)
    assert waiting(company) == ["0", "1", "2", "3", "4"]


@pytest.mark.usefixtures("in_twos")
def test_a_refusal_stops_the_job_where_it_is(company: Company, parked: list[OutboxMessage]) -> None:
    client = make_client(company)
    client.post(f"{EVENTS}actions/retry/", {"all": "1", "query": "status=parked"}, headers=HTMX)
    with acting_in(company):
        OutboxMessage.objects.filter(key="3").update(status=OutboxStatus.DONE)
    job = run_the_job(company)
    assert (job.status, job.done) == ("failed", 2)
    assert "is not possible for" in job.message
    assert waiting(company) == ["0", "1"]


@pytest.mark.usefixtures("in_twos")
def test_a_job_of_many_records_needs_the_right_when_it_runs(
    company: Company, parked: list[OutboxMessage]
) -> None:
    client = make_client(company)
    client.post(f"{EVENTS}actions/retry/", {"all": "1", "query": "status=parked"}, headers=HTMX)
    with system_scope():
        for role in Role.objects.all():
            role.permissions.clear()
    assert run_the_job(company).status == "failed"
    assert waiting(company) == []


def test_nothing_of_another_company_is_in_a_selection(
    company: Company, other_company: Company, parked: list[OutboxMessage]
) -> None:
    stranger = make_client(other_company)
    ids = ",".join(str(message.pk) for message in parked)
    answer = stranger.post(f"{EVENTS}actions/retry/", {"ids": ids}, headers=HTMX)
    assert "Nothing is selected" in answer.headers["HX-Trigger"]
    assert waiting(company) == []


def test_an_action_needs_its_right(company: Company, parked: list[OutboxMessage]) -> None:
    reader = make_client(company, permissions=["erp.view_outboxmessage"])
    assert reader.post(f"{EVENTS}{parked[0].pk}/actions/retry/").status_code == 403
    assert reader.post(f"{EVENTS}actions/retry/", {"ids": parked[0].pk}).status_code == 403
    assert "data-bulk=" not in reader.get(EVENTS).text
    assert waiting(company) == []


def test_consequences_are_shown_before_and_a_refusal_is_said_in_the_dialog(
    company: Company, parked: list[OutboxMessage], monkeypatch: pytest.MonkeyPatch
) -> None:
    from erp.errors import DomainError

    def refuse(records: list[OutboxMessage], **params: object) -> None:
        OutboxMessage.objects.filter(pk=records[0].pk).update(status=OutboxStatus.PENDING)
        raise DomainError("test.refused", "The shop is closed. Open it first.")

    action = Action(
        "retry",
        "Try again",
        service=refuse,
        permission="erp.change_outboxmessage",
        bulk=True,
        preview=lambda records: [f"releases {len(records)} reserved pieces"],
    )
    monkeypatch.setattr(resources.get("settings.outboxmessage"), "actions", [action])
    client: Client = make_client(company)
    address = f"{EVENTS}{parked[0].pk}/actions/retry/"
    assert "releases 1 reserved pieces" in client.get(address, headers=HTMX).text
    refused = client.post(address, headers=HTMX)
    assert "The shop is closed. Open it first." in refused.text
    assert waiting(company) == []
