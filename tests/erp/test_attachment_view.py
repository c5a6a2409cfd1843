"""Attachments are served to those who see their record and may look at its kind; nothing a browser would run."""

import pytest
from django.test import Client

from erp.attachments import attach
from erp.models import Company
from erp.scope import open_scope
from tests.erp.factories import make_partner, make_user


@pytest.fixture(autouse=True)
def _media(settings: object, tmp_path: object) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]


def signed_in(*companies: Company, permissions: list[str] | None = None) -> Client:
    client = Client()
    client.force_login(make_user(*companies, permissions=permissions))
    return client


def test_who_gets_the_file_and_who_does_not(company: Company, other_company: Company) -> None:
    with open_scope(companies=[company]):
        file = attach(make_partner("Privé", visible_to=[company.pk]), "contrat.pdf", b"%PDF-1.7 secret")
    path = f"/attachments/{file.pk}/"
    assert Client().get(path).status_code == 302
    assert signed_in(other_company).get(path).status_code == 404
    assert signed_in(company, permissions=["accounting.view_invoice"]).get(path).status_code == 403
    response = signed_in(company, permissions=["erp.view_partner"]).get(path)
    assert b"".join(response.streaming_content) == b"%PDF-1.7 secret"
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert response["Cache-Control"].startswith("private")


def test_what_a_browser_should_not_open_is_offered_for_saving(scope: Company) -> None:
    file = attach(make_partner(), "liste.csv", b"a;b\n1;2\n")
    response = signed_in(scope).get(f"/attachments/{file.pk}/")
    assert response["Content-Disposition"].startswith("attachment")


def test_a_file_that_is_gone_is_not_found(scope: Company) -> None:
    file = attach(make_partner(), "a.pdf", b"%PDF-1.7")
    file.content.storage.delete(file.content.name)
    assert signed_in(scope).get(f"/attachments/{file.pk}/").status_code == 404
