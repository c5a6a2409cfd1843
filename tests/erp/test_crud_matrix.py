"""Every registered route, visited as anonymous, without rights, from another company, and as somebody who may."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern

from erp.api.urls import schema_urlpatterns
from erp.api.urls import urlpatterns as api_patterns
from erp.crud.registry import resources
from erp.crud.urls import urlpatterns as screen_patterns
from erp.models import (
    ChangeLog,
    Company,
    CurrencyRate,
    Job,
    MailMessage,
    OutboxMessage,
    Partner,
    PaymentTerms,
    Site,
)
from erp.outbox import Event, publish
from tests.erp.crud_world import acting_in, make_client
from tests.erp.factories import make_partner, make_site

pytestmark = pytest.mark.django_db


def mail(company: Company) -> MailMessage:
    return MailMessage.objects.create(company=company, subject="Hello", body="…", to=["a@example.test"])


def event(company: Company) -> OutboxMessage:
    publish([Event("test.happened", "a", company_id=company.pk)])
    return OutboxMessage.objects.latest("pk")


def private(model: type[Any], **values: Any) -> Callable[[Company], Any]:
    """Shared data that one company keeps to itself."""
    return lambda company: model.objects.create(visible_to=[company.pk], **values)


SAMPLES: dict[str, Callable[[Company], Any]] = {
    "crm.partner": lambda company: make_partner(visible_to=[company.pk]),
    "settings.paymentterms": private(PaymentTerms, code="30", name="Thirty nets", days=30),
    "settings.site": lambda company: make_site(company),
    "settings.currencyrate": lambda company: CurrencyRate.objects.create(
        currency_id="USD", date="2026-01-01", rate=1
    ),
    "settings.job": lambda company: Job.objects.create(company=company, kind="test"),
    "settings.mailmessage": mail,
    "settings.outboxmessage": event,
    "settings.changelog": private(
        ChangeLog,
        kind="erp.site",
        object_id=1,
        object_label="x",
        action="update",
        source="task",
        actor_label="x",
    ),
}
# Facts of the whole world: every company sees the same.
SHARED = {"settings.currencyrate"}
OURS = {"erp"}
SCREENS = [
    p
    for p in screen_patterns
    if p.name and resources.get(key_of := p.name.rpartition(".")[0]) and key_of in SAMPLES
]
API = [p for p in api_patterns if p.name and p.name.split(".api_")[0] in SAMPLES]
# What each place is asked with; the others with GET.
POSTED = {"columns", "density", "views", "attach", "preview"}


def address(pattern: URLPattern, pk: int, prefix: str = "/") -> str:
    values = {"pk": pk, "field": "nothing", "name": "nothing", "accessor": "nothing"}
    names = pattern.pattern.converters
    route = str(pattern.pattern)
    for name in names:
        for kind in ("int", "str", "slug"):
            route = route.replace(f"<{kind}:{name}>", str(values[name]))
    return prefix + route


def ask(client: Client, pattern: URLPattern, pk: int) -> Any:
    place = pattern.name.rpartition(".")[2]
    url = address(pattern, pk)
    return client.post(url) if place in POSTED else client.get(url)


@pytest.mark.parametrize("key", SAMPLES)
def test_screens(key: str, company: Company, other_company: Company) -> None:
    """One visit of each place by each kind of person; the record is made anew where a visit may change it."""
    nobody, stranger, allowed = (
        make_client(company, permissions=[]),
        make_client(other_company),
        make_client(company),
    )
    resource = resources.get(key)
    closed = {
        "new": not resource.can_create,
        "edit": not resource.can_update,
        "delete": not resource.can_delete,
    }
    closed |= {"import": not resource.importable, "attach": not resource.has_attachments}
    closed |= {"preview": not (resource.can_create or resource.can_update)}
    with acting_in(company):
        record = SAMPLES[key](company)
    for pattern in (p for p in SCREENS if p.name.rpartition(".")[0] == key):
        place = pattern.name.rpartition(".")[2]
        anonymous = ask(Client(), pattern, record.pk)
        assert anonymous.status_code == 302, place
        assert anonymous.headers["Location"].startswith("/login/"), place
        assert ask(nobody, pattern, record.pk).status_code == 403, place
        elsewhere = ask(stranger, pattern, record.pk)
        if "pk" in pattern.pattern.converters and key not in SHARED:
            assert elsewhere.status_code in {404, 403}, place
        else:
            assert key in SHARED or str(record) not in elsewhere.getvalue().decode(), place
        answer = ask(allowed, pattern, record.pk)
        if closed.get(place):
            assert answer.status_code == 403, place
        elif place in {"options", "preview", "action", "bulk"}:
            # There is nothing of that name: asked for by somebody who may.
            assert answer.status_code == 404, place
        else:
            assert answer.status_code in {200, 204, 302}, place


@pytest.mark.parametrize("key", SAMPLES)
def test_api(key: str, company: Company, other_company: Company) -> None:
    nobody, stranger, allowed = (
        make_client(company, permissions=[]),
        make_client(other_company),
        make_client(company),
    )
    with acting_in(company):
        record = SAMPLES[key](company)
    for pattern in (p for p in API if p.name.split(".api_")[0] == key):
        url = address(pattern, record.pk, "/api/v1/")
        is_action = "api_action" in pattern.name or "api_bulk" in pattern.name
        body = {"ids": [record.pk]} if "api_bulk" in pattern.name else {}

        def call(client: Client, url: str = url, is_action: bool = is_action, body: Any = body) -> Any:
            return client.post(url, body, content_type="application/json") if is_action else client.get(url)

        anonymous = call(Client())
        assert anonymous.status_code == 401, pattern.name
        assert anonymous.json()["code"] == "not_authenticated"
        refused = call(nobody)
        assert refused.status_code == 403, pattern.name
        assert refused.json()["code"].startswith("right.")
        elsewhere = call(stranger)
        if "api_list" in pattern.name:
            assert elsewhere.status_code == 200
            assert key in SHARED or elsewhere.json()["results"] == []
        else:
            assert key in SHARED or elsewhere.status_code == 404, pattern.name
        if is_action:
            with acting_in(company):
                record = SAMPLES[key](company)
            url, body = address(pattern, record.pk, "/api/v1/"), {"ids": [record.pk]}
            assert call(allowed, url, True, body).status_code == 200, pattern.name
        else:
            assert call(allowed).status_code == 200, pattern.name


def test_every_resource_of_the_kernel_is_in_the_matrix() -> None:
    ours = {resource.key for resource in resources.values() if resource.model._meta.app_label in OURS}
    assert ours == set(SAMPLES)


@pytest.mark.parametrize("pattern", schema_urlpatterns, ids=lambda p: p.name)
def test_the_description_of_the_api_needs_a_sign_in(pattern: URLPattern, company: Company) -> None:
    url = f"/api/{pattern.pattern}"
    assert Client().get(url).status_code in {401, 403}
    assert make_client(company).get(url).status_code == 200


@pytest.mark.parametrize("verb", ["view", "add", "change", "delete"])
def test_each_right_opens_its_own_door(company: Company, verb: str) -> None:
    with acting_in(company):
        site = make_site(company)
    rights = {"view"} | {verb}
    client = make_client(company, permissions=[f"erp.{right}_site" for right in rights])
    opened = {
        "view": client.get(f"/settings/site/{site.pk}/").status_code,
        "add": client.get("/settings/site/new/").status_code,
        "change": client.get(f"/settings/site/{site.pk}/edit/").status_code,
        "delete": client.get(f"/settings/site/{site.pk}/delete/").status_code,
    }
    assert opened == {right: 200 if right in rights else 403 for right in opened}


def test_the_page_of_a_missing_right_names_it(company: Company) -> None:
    refused = make_client(company, permissions=["erp.view_site"]).get("/settings/site/new/")
    assert refused.status_code == 403
    assert "Can add site" in refused.text


def test_reading_is_not_writing(company: Company) -> None:
    reader = make_client(company, permissions=["erp.view_site"])
    reader.post("/settings/site/new/", {"code": "X", "name": "X", "kind": "store"})
    with acting_in(company):
        assert not Site.objects.exists()
        assert not Partner.objects.exists()
