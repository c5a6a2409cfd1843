"""The frame around every page: companies, menu, search, favourites, jobs, errors, formats, weight."""

import datetime as dt
import gzip
import logging
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from erp import frame
from erp.choices import JobStatus
from erp.errors import DomainError
from erp.models import Company, Favourite, Job, User
from erp.scope import open_scope, system_scope
from erp.services import people
from erp.templatetags import frame as filters
from erp.views import errors, health, home
from tests.erp.factories import make_company, make_partner, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def user(company: Company, other_company: Company) -> User:
    return make_user(company, other_company, username="lise")


@pytest.fixture
def signed_in(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


def htmx(client: Client, path: str, **data: str) -> Any:
    return client.get(path, data, headers={"HX-Request": "true"})


# --- speed --------------------------------------------------------------------------------------------------------


def test_the_frame_asks_the_database_seven_times(signed_in: Client) -> None:
    """Session, user, second factor, companies, rights; favourites and jobs for what the frame shows."""
    signed_in.get("/profile/password/")
    with CaptureQueriesContext(connection) as queries:
        signed_in.get("/profile/password/")
    tables = [re.search(r'FROM "(\w+)"', query["sql"])[1] for query in queries]  # type: ignore[index]
    assert sorted(tables) == sorted(
        [
            "django_session",
            "erp_user",
            "otp_totp_totpdevice",
            "erp_company",
            "auth_permission",
            "erp_favourite",
            "erp_job",
        ]
    )


def test_script_and_style_of_a_page_weigh_little(signed_in: Client) -> None:
    page = signed_in.get("/").content.decode()
    names = re.findall(r'(?:src|href)="/static/([^"]+\.(?:js|css))"', page)
    crud = ["erp/crud.css", "erp/crud.js", "vendor/tom-select.complete.min.js"]
    files = [Path(settings.BASE_DIR) / "static" / name for name in dict.fromkeys([*names, *crud])]
    weight = sum(len(gzip.compress(path.read_bytes(), 9)) for path in files if path.exists())
    assert len(names) >= 5
    assert weight < 300_000


# --- companies ----------------------------------------------------------------------------------------------------


def test_switching_the_company_keeps_the_page(signed_in: Client, other_company: Company) -> None:
    response = signed_in.post(
        reverse("switch_company"), {"company": other_company.pk, "next": "/profile/?a=1"}
    )
    assert response["Location"] == "/profile/?a=1"
    page = signed_in.get("/profile/").content.decode()
    assert f"Maison {other_company.code}" in page
    assert signed_in.session["active_company"] == other_company.pk


def test_a_record_of_another_company_gives_way_to_its_list(
    signed_in: Client, company: Company, other_company: Company
) -> None:
    with open_scope(companies=[company]):
        partner = make_partner("Ancre", visible_to=[company.pk])
    url = (
        reverse("crm.partner.detail", args=[partner.pk]) if _has("crm.partner") else f"/nothing/{partner.pk}/"
    )
    stays = signed_in.post(reverse("switch_company"), {"company": company.pk, "next": url})
    assert stays["Location"] == url
    leaves = signed_in.post(reverse("switch_company"), {"company": other_company.pk, "next": url})
    assert leaves["Location"] == reverse("crm.partner.list")


def _has(key: str) -> bool:
    from erp.crud.registry import resources

    return key in resources


def test_the_group_view_shows_all_companies_and_their_colours(signed_in: Client) -> None:
    signed_in.post(reverse("switch_company"), {"company": "group", "next": "/"})
    page = signed_in.get("/profile/").content.decode()
    strip = re.search(r'<div class="company-strip".*?</div>', page)
    assert strip
    assert strip[0].count("<i ") == 2
    signed_in.post(
        reverse("switch_company"), {"company": signed_in.session.get("active_company", 0) or "group"}
    )


def test_nobody_switches_to_a_company_of_others(signed_in: Client) -> None:
    stranger = make_company()
    response = signed_in.post(reverse("switch_company"), {"company": stranger.pk, "next": "/"})
    assert response.status_code == 403
    assert stranger.name not in signed_in.get("/").content.decode()
    assert signed_in.post(reverse("switch_company"), {"company": "x"}).status_code == 403
    assert signed_in.get(reverse("switch_company")).status_code == 405


def test_switching_does_not_lead_to_another_site(signed_in: Client, company: Company) -> None:
    response = signed_in.post(
        reverse("switch_company"), {"company": company.pk, "next": "https://evil.example/"}
    )
    assert response["Location"] == "/"


def test_administrators_of_the_group_see_every_company(
    client: Client, company: Company, other_company: Company
) -> None:
    client.force_login(User.objects.create_superuser("root"))
    page = client.get("/").content.decode()
    assert company.name in page
    assert other_company.name in page


# --- menu, favourites, palette --------------------------------------------------------------------------------------


def test_the_menu_has_what_the_person_may_see(client: Client, company: Company) -> None:
    client.force_login(make_user(company, permissions=["erp.view_partner"]))
    page = client.get("/").content.decode()
    assert re.findall(r'data-area="(\w+)"', page) == ["crm"]
    client.force_login(make_user(company, permissions=[]))
    page = client.get("/").content.decode()
    assert "data-area" not in page
    assert "icon-lock" in page, "the start page says that no role opens anything"


def test_a_long_area_of_the_menu_has_headings(client: Client, company: Company) -> None:
    client.force_login(make_user(company))
    page = client.get("/").content.decode()
    areas = dict(re.findall(r'data-area="(\w+)"(.*?)</details>', page, re.S))
    headings = {key: re.findall(r'class="bar-heading">([^<]+)<', area) for key, area in areas.items()}
    assert len(headings["inventory"]) == len(set(headings["inventory"])) == len(frame.SECTIONS)
    assert headings["crm"] == []
    # Each entry stands once, under one heading.
    for area in areas.values():
        links = re.findall(r'class="bar-screen[^"]*" href="([^"]+)"', area)
        assert len(links) == len(set(links)) > 0


def test_a_screen_is_kept_in_the_menu_and_taken_out_again(signed_in: Client, user: User) -> None:
    added = signed_in.post(
        reverse("favourite"), {"url": "/profile/?a=1", "label": "Me"}, headers={"HX-Request": "true"}
    )
    assert 'href="/profile/?a=1"' in added.content.decode()
    assert "toast" in added["HX-Trigger"]
    assert 'href="/profile/?a=1"' in signed_in.get("/").content.decode()
    removed = signed_in.post(reverse("favourite"), {"url": "/profile/?a=1"}, headers={"HX-Request": "true"})
    assert 'href="/profile/?a=1"' not in removed.content.decode()


@pytest.mark.parametrize(
    "url", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/" + "x" * 300]
)
def test_only_screens_of_this_site_are_kept(user: User, company: Company, url: str) -> None:
    with open_scope(actor=user, companies=[company]):
        with pytest.raises(DomainError) as refusal:
            people.toggle_favourite(user, url=url, label="x")
        assert refusal.value.code == "favourite.address"
        assert not Favourite.objects.exists()


def test_the_menu_holds_twenty_favourites(user: User, company: Company) -> None:
    with open_scope(actor=user, companies=[company]):
        for place in range(people.MAX_FAVOURITES):
            people.toggle_favourite(user, url=f"/{place}/", label=str(place))
        with pytest.raises(DomainError) as refusal:
            people.toggle_favourite(user, url="/more/", label="more")
    assert refusal.value.code == "favourite.many"


def test_the_palette_finds_records_screens_and_actions(signed_in: Client, company: Company) -> None:
    with open_scope(companies=[company]):
        from erp import search

        search.index_records([make_partner("Quincaillerie Vauban")])
    by_record = htmx(signed_in, reverse("palette"), q="vaub").content.decode()
    assert "Quincaillerie Vauban" in by_record
    by_screen = htmx(signed_in, reverse("palette"), q="profil").content.decode()
    assert 'href="/profile/"' in by_screen
    by_action = htmx(signed_in, reverse("palette"), q="beta").content.decode()
    assert 'action="/company/"' in by_action
    assert "zzzzzz" in htmx(signed_in, reverse("palette"), q="zzzzzz").content.decode()


def test_the_search_is_a_page_without_scripts(signed_in: Client) -> None:
    assert '<main id="content"' in signed_in.get(reverse("palette"), {"q": "profil"}).content.decode()


# --- start page -----------------------------------------------------------------------------------------------------


def test_tiles_say_what_waits(signed_in: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    waiting = frame.Tile(
        "Orders to ship", lambda: 12, lambda: "/orders/", tone="orange", permission="erp.view_partner"
    )
    nothing = frame.Tile("Nothing", lambda: 0, "/nothing/")
    forbidden = frame.Tile("Forbidden", lambda: 3, "/forbidden/", permission="erp.no_such_right")
    tiles = {"a": waiting, "b": nothing, "c": forbidden}
    monkeypatch.setattr(frame.home_tiles, "_items", tiles)
    page = signed_in.get("/").content.decode()
    assert re.search(r'class="tile is-orange" href="/orders/"><strong>12</strong>', page)
    assert "/nothing/" not in page
    assert "/forbidden/" not in page


def test_the_start_page_leads_back_to_what_one_changed(
    signed_in: Client, user: User, company: Company
) -> None:
    from erp.changelog import Change, log_changes

    with open_scope(actor=user, companies=[company], source="screen"):
        partner = make_partner("Vauban")
        log_changes([Change(partner, "update")])
    page = signed_in.get("/").content.decode()
    assert re.search(rf'href="[^"]+/{partner.pk}/"[^>]*>.*?Vauban', page)


# --- jobs -----------------------------------------------------------------------------------------------------------


def make_job(user: User, company: Company, **values: Any) -> Job:
    with open_scope(actor=user, companies=[company]):
        return Job.objects.create(company=company, created_by=user, kind="test.work", **values)


def test_running_jobs_show_their_progress_and_are_asked_for_again(
    signed_in: Client, user: User, company: Company
) -> None:
    idle = htmx(signed_in, reverse("jobs")).content.decode()
    assert "every 2s" not in idle
    make_job(user, company, status=JobStatus.RUNNING, done=3, total=10)
    busy = htmx(signed_in, reverse("jobs")).content.decode()
    assert "every 2s" in busy
    assert '<progress class="job-progress" value="3" max="10"' in busy


def test_a_failed_job_is_announced_for_a_while(signed_in: Client, user: User, company: Company) -> None:
    make_job(
        user, company, status=JobStatus.FAILED, finished_at=timezone.now(), message="The shop did not answer."
    )
    assert "The shop did not answer." in htmx(signed_in, reverse("jobs")).content.decode()
    with system_scope():
        Job.objects.update(finished_at=timezone.now() - dt.timedelta(days=4))
    assert "The shop did not answer." not in htmx(signed_in, reverse("jobs")).content.decode()


# --- what went wrong ------------------------------------------------------------------------------------------------


def test_a_missing_page_says_which_company_one_looks_at(signed_in: Client, company: Company) -> None:
    response = signed_in.get("/nothing/here/")
    assert response.status_code == 404
    assert company.name in response.content.decode()


def test_a_refused_page_quotes_a_number_that_the_log_has(
    signed_in: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, "erp.errors"):
        response = signed_in.post(reverse("switch_company"), {"company": "x"})
    number = re.search(r'class="fault-number">([A-Z2-9]{4}-[A-Z2-9]{4})<', response.content.decode())
    assert number
    assert number[1] in caplog.text


def test_an_unexpected_error_quotes_a_number_that_the_log_has(
    signed_in: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(home, "greeting", lambda user: 1 / 0)
    signed_in.raise_request_exception = False
    with caplog.at_level(logging.ERROR, "erp.errors"):
        response = signed_in.get("/")
    assert response.status_code == 500
    number = re.search(r'class="fault-number">([A-Z2-9]{4}-[A-Z2-9]{4})<', response.content.decode())
    assert number
    assert number[1] in caplog.text
    assert "ZeroDivisionError" in caplog.text


def test_a_refusal_that_no_form_showed_is_a_page_or_a_notice(
    signed_in: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(user: Any) -> str:
        raise DomainError("test.refused", "Choose a carrier first.")

    monkeypatch.setattr(home, "greeting", refuse)
    page = signed_in.get("/")
    assert page.status_code == 409
    assert "Choose a carrier first." in page.content.decode()
    fragment = htmx(signed_in, "/")
    assert fragment.status_code == 409
    assert "Choose a carrier first." in fragment["HX-Trigger"]
    assert fragment.content == b""


def test_an_upload_that_is_too_large_says_so(signed_in: Client, settings: Any) -> None:
    settings.MAX_UPLOAD_BYTES = 1024 * 1024
    large = SimpleUploadedFile("large.bin", b"x" * (1024 * 1024 + 10))
    response = signed_in.post(reverse("profile"), {"file": large})
    assert response.status_code == 413
    assert "1" in response.content.decode()
    assert "icon-file-x" in response.content.decode()


def test_a_form_that_is_too_large_says_so(signed_in: Client, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    response = signed_in.post(
        reverse("profile"), "a=" + "x" * 2000, content_type="application/x-www-form-urlencoded"
    )
    assert response.status_code == 413


def test_a_form_without_its_secret_says_what_to_do(user: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    response = client.post(reverse("preferences"), {"theme": "dark"})
    assert response.status_code == 403
    assert "icon-clock-exclamation" in response.content.decode()
    user.refresh_from_db()
    assert user.theme == "auto"


def test_pages_of_errors_work_without_a_sign_in() -> None:
    request = RequestFactory().get("/")
    for view in (errors.bad_request, errors.forbidden, errors.not_found, errors.server_error):
        assert b"<h1>" in view(request).content


# --- health and security --------------------------------------------------------------------------------------------


def test_health_tells_which_part_does_not_answer(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_broker", lambda: None)
    assert client.get("/healthz").json() == {"status": "ok", "database": "ok", "broker": "ok"}
    monkeypatch.setattr(health, "_broker", lambda: 1 / 0)
    response = client.get("/healthz")
    assert (response.status_code, response.json()["broker"]) == (503, "down")


def test_the_policy_forbids_inline_scripts(signed_in: Client) -> None:
    response = signed_in.get("/")
    policy = dict(part.strip().split(" ", 1) for part in response["Content-Security-Policy"].split(";"))
    assert "unsafe" not in policy["script-src"]
    nonce = re.search(r"'nonce-(\w+)'", policy["script-src"])
    page = response.content.decode()
    assert nonce
    assert re.findall(r"<script(?![^>]* src=)[^>]*>", page) == [f'<script nonce="{nonce[1]}">']
    assert not re.search(r"<[^>]+\son\w+=", page), "no handlers in attributes"
    assert "<style" not in page


# --- formats --------------------------------------------------------------------------------------------------------


def test_amounts_and_dates_read_as_people_write_them() -> None:
    amount, today = Decimal("1234.56"), timezone.localdate()
    with translation.override("fr"):
        assert filters.money(amount) == "1\u202f234,56\u00a0€"
        assert filters.money(-amount, "USD") == "\u22121\u202f234,56\u00a0$US"
        assert filters.number(Decimal("1234.5000")) == "1\u202f234,5"
        assert filters.number(7, 2) == "7,00"
        assert filters.percent(Decimal("5.50")) == "5,5\u00a0%"
        assert filters.day(dt.date(2026, 11, 24)) == "24/11/2026"
        assert ">aujourd’hui<" in filters.when(today)
    with translation.override("en"):
        assert filters.money(amount) == "€1,234.56"
        assert filters.percent(20) == "20%"
        assert ">yesterday<" in filters.when(today - dt.timedelta(days=1))
        assert ">in 3 days<" in filters.when(today + dt.timedelta(days=3))
        assert (
            ">5 min ago<" in filters.when(timezone.now() - dt.timedelta(minutes=5))
            or timezone.localtime().hour == 0
        )
    assert filters.money(None) == filters.number(None) == filters.day(None) == "–"
    assert "<svg" in filters.icon("home")
    assert "<path" not in filters.icon("../../etc/passwd")
