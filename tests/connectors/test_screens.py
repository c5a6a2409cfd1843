"""Connections as people and administrators set them up: the key goes in and never comes out."""

import pytest
from django.test import Client

from connectors.models import Connection
from erp.models import ChangeLog, Company, Job
from erp.scope import open_scope
from tests.connectors.world import connect
from tests.erp.factories import make_user
from tests.sales.factories import make_shop

KEY = "SECRETKEY0000000000000000000000X"


def client_of(company: Company, **values: object) -> Client:
    client = Client()
    client.force_login(make_user(company, **values))  # type: ignore[arg-type]
    return client


def typed(shop: object, **changes: object) -> dict[str, object]:
    return {
        "company": shop.company.pk,  # type: ignore[attr-defined]
        "kind": "prestashop",
        "code": "BOUTIQUE",
        "name": "Boutique",
        "base_url": "http://127.0.0.1:9/",
        "channel": shop.channel.pk,  # type: ignore[attr-defined]
        "tolerance": "0.05",
        "confirms_paid_orders": "on",
        "is_active": "on",
        "key": KEY,
        **changes,
    }


@pytest.mark.parametrize("path", ["/connectors/connection/new/", "/admin/connectors/connection/add/"])
def test_a_connection_is_set_up_and_its_key_stays_secret(scope: Company, path: str) -> None:
    shop = make_shop(scope)
    client = client_of(scope, is_staff=True)
    response = client.post(path, typed(shop))
    assert response.status_code == 302, response.content.decode()[:3000]
    connection = Connection.objects.get()
    assert connection.credentials == {"key": KEY}
    page = client.get(f"/connectors/connection/{connection.pk}/").content.decode()
    form = client.get(f"/connectors/connection/{connection.pk}/edit/").content.decode()
    administration = client.get(f"/admin/connectors/connection/{connection.pk}/change/").content.decode()
    api = client.get(f"/api/v1/connectors/connection/{connection.pk}/").content.decode()
    assert not any(KEY in text for text in (page, form, administration, api))
    assert KEY not in str(list(ChangeLog.objects.values_list("before", "after")))
    assert ChangeLog.objects.filter(action="credentials").exists()


def test_a_key_that_is_not_typed_again_stays(scope: Company) -> None:
    shop = make_shop(scope)
    client = client_of(scope)
    client.post("/connectors/connection/new/", typed(shop))
    connection = Connection.objects.get()
    response = client.post(
        f"/connectors/connection/{connection.pk}/edit/", typed(shop, key="", name="Autre nom")
    )
    assert response.status_code == 302
    connection.refresh_from_db()
    assert (connection.name, connection.credentials) == ("Autre nom", {"key": KEY})


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"key": ""}, "key"), ({"base_url": "ftp://x"}, "base_url"), ({"tolerance": "-1"}, "tolerance")],
)
def test_what_is_wrong_is_told_beside_the_field(scope: Company, changes: dict, field: str) -> None:
    response = client_of(scope).post("/connectors/connection/new/", typed(make_shop(scope), **changes))
    assert response.status_code in {200, 422}
    assert f'name="{field}"' in response.content.decode()
    assert "is-invalid" in response.content.decode()
    assert not Connection.objects.exists()


def test_pulling_from_the_screen_starts_a_job(scope: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("erp.jobs._send", lambda key: None)
    connected = connect(scope, "http://127.0.0.1:9/", KEY, stock=0)
    response = client_of(scope).post(f"/connectors/connection/{connected.connection.pk}/actions/pull/")
    assert response.status_code == 302
    assert Job.objects.get().kind == "connectors.pull"


def test_who_may_only_look_does_not_pull(scope: Company) -> None:
    connected = connect(scope, "http://127.0.0.1:9/", KEY, stock=0)
    client = client_of(scope, permissions=["connectors.view_connection"])
    assert client.get(f"/connectors/connection/{connected.connection.pk}/").status_code == 200
    assert client.post(f"/connectors/connection/{connected.connection.pk}/actions/pull/").status_code == 403
    with open_scope(companies=[scope]):
        assert not Job.objects.exists()
