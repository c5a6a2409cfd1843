"""The API: tokens and their reach, one form of refusal, pages by key, writes through the services."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from erp.models import ApiToken, ChangeLog, Company, OutboxMessage, Partner, Site, User
from erp.outbox import Event, publish
from erp.scope import identity_scope, scope_or_none, system_scope
from erp.services.tokens import issue_token, revoke_tokens
from tests.erp.crud_world import acting_in, make_client
from tests.erp.factories import make_partner, make_site, make_user
from tests.query_counts import counted

pytestmark = pytest.mark.django_db

PARTNERS, SITES = "/api/v1/crm/partner/", "/api/v1/settings/site/"
JSON = {"content_type": "application/json"}


@pytest.fixture
def user(company: Company, other_company: Company) -> User:
    return make_user(company, other_company, language="en")


def make_token(user: User, *companies: Company, rights: tuple[str, ...] = (), **values: object) -> str:
    with acting_in(companies[0], user):
        _token, plain = issue_token(user, "Shop", [company.pk for company in companies], rights, **values)  # type: ignore[arg-type]
    return plain


def bearer(plain: str, company: Company | None = None) -> dict[str, str]:
    headers = {"Authorization": f"Bearer {plain}", "Accept-Language": "en"}
    return headers | ({"X-Company": company.code} if company else {})


def test_a_token_acts_as_its_person_in_its_companies(
    user: User, company: Company, other_company: Company
) -> None:
    with acting_in(company):
        make_site(company, "A")
    with acting_in(other_company):
        make_site(other_company, "B")
    client = Client()
    plain = make_token(user, company)
    answer = client.get(SITES, headers=bearer(plain))
    assert [site["code"] for site in answer.json()["results"]] == ["A"]
    both = make_token(user, company, other_company)
    assert [s["code"] for s in client.get(SITES, headers=bearer(both)).json()["results"]] == ["A", "B"]
    assert [s["code"] for s in client.get(SITES, headers=bearer(both, other_company)).json()["results"]] == [
        "B"
    ]
    assert client.get(SITES, headers=bearer(plain, other_company)).status_code == 401
    assert scope_or_none() is None


def test_useless_tokens_are_refused(user: User, company: Company) -> None:
    client = Client()
    plain = make_token(user, company)
    expired = make_token(user, company, expires_at=timezone.now() - timedelta(days=1))
    with identity_scope(user):
        token = ApiToken.objects.get(expires_at=None)
    for wrong in ("cpt_nonsense", plain[:-1], expired, "", "cpt_" + "x" * 5000):
        answer = client.get(SITES, headers=bearer(wrong))
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"] == "Bearer"
        assert answer.json()["number"]
    assert client.get(SITES, headers=bearer(plain)).status_code == 200
    with acting_in(company, user):
        revoke_tokens([token])
    assert client.get(SITES, headers=bearer(plain)).status_code == 401
    fresh = make_token(user, company)
    User.objects.update(is_active=False)
    assert client.get(SITES, headers=bearer(fresh)).status_code == 401


def test_a_membership_that_ends_ends_the_token_s_reach(user: User, company: Company) -> None:
    plain = make_token(user, company)
    with system_scope():
        user.memberships.all().delete()
    assert Client().get(SITES, headers=bearer(plain)).status_code == 401


def test_a_token_s_rights_limit_it_even_an_administrator_s(company: Company) -> None:
    admin = User.objects.create_superuser("root", "root@example.test", "x")
    plain = make_token(admin, company, rights=("erp.view_site",))
    client = Client()
    assert client.get(SITES, headers=bearer(plain)).status_code == 200
    refused = client.post(SITES, {"code": "X", "name": "X", "kind": "store"}, headers=bearer(plain), **JSON)
    assert refused.status_code == 403
    assert refused.json()["code"] == "right.erp.add_site"
    assert client.get(PARTNERS, headers=bearer(plain)).status_code == 403


def test_the_scope_is_closed_when_a_view_breaks(
    user: User, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    from erp.api.viewsets import ResourceViewSet

    def broken(*args: object, **kwargs: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(ResourceViewSet, "get_queryset", broken)
    answer = Client().get(SITES, headers=bearer(make_token(user, company)))
    assert answer.status_code == 500
    assert answer.json()["code"] == "unexpected"
    assert "broken" not in answer.text
    assert scope_or_none() is None


def test_a_record_is_created_changed_and_deleted_through_the_services(user: User, company: Company) -> None:
    client, headers = Client(), bearer(make_token(user, company))
    line = {"kind": "main", "line1": "1 rue", "city": "Angers", "country": "FR"}
    made = client.post(
        PARTNERS, {"name": "Roseau", "country": "FR", "addresses": [line]}, headers=headers, **JSON
    )
    assert made.status_code == 201, made.json()
    body = made.json()
    assert body["number"].startswith("P")
    assert body["addresses"][0]["city"] == "Angers"
    url = f"{PARTNERS}{body['id']}/"
    change = {
        "phone": "06",
        "version": body["version"],
        "addresses": [body["addresses"][0] | {"city": "Nantes"}, line],
    }
    changed = client.patch(url, change, headers=headers, **JSON)
    assert [address["city"] for address in changed.json()["addresses"]] == ["Nantes", "Angers"]
    stale = client.patch(url, {"phone": "07", "version": body["version"]}, headers=headers, **JSON)
    assert stale.status_code == 409
    assert stale.json()["code"] == "record.changed_meanwhile"
    with acting_in(company):
        assert Partner.objects.get().phone == "06"
        assert {entry.source for entry in ChangeLog.objects.filter(kind="erp.partner")} == {"api"}
    assert client.delete(url, headers=headers).status_code == 204
    assert client.get(url, headers=headers).status_code == 404


def test_refusals_have_one_form(user: User, company: Company) -> None:
    client, headers = Client(), bearer(make_token(user, company))
    wrong = client.post(
        PARTNERS,
        {"name": "x", "country": "FR", "addresses": [{"line1": "", "city": "x", "country": "FR"}]},
        headers=headers,
        **JSON,
    )
    assert wrong.status_code == 422
    assert wrong.json()["field"] == "addresses.0.line1"
    with acting_in(company):
        make_site(company, "DEP")
    twice = client.post(SITES, {"code": "DEP", "name": "x", "kind": "store"}, headers=headers, **JSON)
    assert twice.status_code == 422
    assert (twice.json()["code"], twice.json()["field"]) == ("record.duplicate", "code")
    for method, url, body, status in (
        ("post", SITES, "{", 400),
        ("post", SITES, "[]", 422),
        ("get", f"{SITES}999/", "", 404),
        ("put", SITES, "{}", 405),
        ("get", f"{SITES}?limit=9999", "", 422),
        ("get", f"{SITES}?cursor=a.xx", "", 422),
        ("get", f"{SITES}?sort=nothing", "", 422),
        ("get", f"{SITES}?kind=nothing", "", 422),
    ):
        answer = getattr(client, method)(url, *([body] if method != "get" else []), headers=headers, **JSON)
        assert answer.status_code == status, (method, url, answer.text)
        assert set(answer.json()) >= {"code", "message", "field", "number"}
    with acting_in(company):
        assert Site.objects.count() == 1


def test_pages_by_key_filters_search_and_order(user: User, company: Company) -> None:
    client, headers = Client(), bearer(make_token(user, company))
    with acting_in(company):
        for number in range(7):
            make_partner(f"Partner {number}", is_supplier=number % 2 == 0)
    seen: list[str] = []
    url: str | None = f"{PARTNERS}?limit=3&sort=-name"
    previous = None
    while url:
        body = client.get(url, headers=headers).json()
        seen += [partner["name"] for partner in body["results"]]
        url, previous = body["next"], body["previous"]
    assert seen == [f"Partner {number}" for number in range(6, -1, -1)]
    assert previous
    back = client.get(previous, headers=headers).json()["results"]
    assert [partner["name"] for partner in back] == seen[3:6]
    assert len(client.get(f"{PARTNERS}?is_supplier=yes", headers=headers).json()["results"]) == 4
    assert len(client.get(f"{PARTNERS}?q=partner+3", headers=headers).json()["results"]) == 1


def test_a_page_takes_a_constant_number_of_statements(user: User, company: Company) -> None:
    client, headers = Client(), bearer(make_token(user, company))
    with acting_in(company):
        make_partner()
    client.get(PARTNERS, headers=headers)
    with counted("api partner list"):
        client.get(PARTNERS, headers=headers)
    with acting_in(company):
        for number in range(20):
            make_partner(f"P{number}")
    with counted("api partner list"):
        assert len(client.get(PARTNERS, headers=headers).json()["results"]) == 21


def test_actions_answer_409_where_they_are_not_offered(user: User, company: Company) -> None:
    client, headers = Client(), bearer(make_token(user, company))
    with acting_in(company):
        publish([Event("a.b", str(n)) for n in range(2)])
        OutboxMessage.objects.update(status="parked")
        first, second = OutboxMessage.objects.order_by("pk")
    url = "/api/v1/settings/outboxmessage/"
    done = client.post(f"{url}{first.pk}/actions/retry/", {}, headers=headers, **JSON)
    assert done.json()["record"]["status"] == "pending"
    assert (
        client.post(f"{url}actions/retry/", {"ids": [second.pk]}, headers=headers, **JSON).status_code == 200
    )
    OutboxMessage.objects.filter(pk=first.pk)
    with acting_in(company):
        OutboxMessage.objects.update(status="done")
    late = client.post(f"{url}{first.pk}/actions/retry/", {}, headers=headers, **JSON)
    assert (late.status_code, late.json()["code"]) == (409, "action.not_offered")
    assert client.post(f"{url}actions/retry/", {"ids": "all"}, headers=headers, **JSON).status_code == 422
    assert (
        client.post(f"{url}actions/retry/", {"ids": [first.pk, 10**9]}, headers=headers, **JSON).status_code
        == 404
    )


def test_a_browser_needs_the_csrf_token(company: Company) -> None:
    user = make_user(company)
    client = Client(enforce_csrf_checks=True)
    client.force_login(user, backend="erp.permissions.RoleBackend")
    assert client.get(SITES).status_code == 200
    assert client.post(SITES, {"code": "X", "name": "X", "kind": "store"}, **JSON).status_code == 403


def test_a_token_is_throttled(user: User, company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    from erp.api.throttling import TokenThrottle

    monkeypatch.setattr(TokenThrottle, "get_rate", lambda self: "2/min")
    # The cache outlives a test database, in which the same keys come again.
    monkeypatch.setattr(TokenThrottle, "scope", f"token-{uuid4()}")
    client, headers = Client(), bearer(make_token(user, company))
    answers = [client.get(SITES, headers=headers) for _call in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert int(answers[2].headers["Retry-After"]) > 0


def test_the_description_is_complete(company: Company, capsys: pytest.CaptureFixture[str]) -> None:
    client = make_client(company)
    schema = client.get("/api/schema/", headers={"Accept": "application/vnd.oai.openapi+json"}).json()
    assert "/api/v1/crm/partner/" in schema["paths"]
    assert schema["paths"]["/api/v1/settings/outboxmessage/{id}/actions/retry/"]["post"]["operationId"]
    assert {"token", "session"} <= set(schema["components"]["securitySchemes"])
    said = capsys.readouterr().err
    assert "Error" not in said
    assert "could not" not in said
