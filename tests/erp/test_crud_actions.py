"""Actions: asked first where something follows, done through a service, on one record or a selection."""

import pytest
from django.test import Client

from erp.choices import OutboxStatus
from erp.crud import Action
from erp.crud.registry import resources
from erp.models import ChangeLog, Company, OutboxMessage
from erp.outbox import Event, publish
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
