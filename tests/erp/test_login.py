"""Signing in: throttled, with a second factor, telling nothing about names."""

import re
import time
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.test import Client
from django.urls import reverse
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from erp.errors import DomainError
from erp.models import ApiToken, ChangeLog, Company, User
from erp.scope import open_scope, system_scope
from erp.services import second_factor, tokens
from tests.erp.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def user(company: Company) -> User:
    return make_user(company, permissions=["erp.view_partner"], username="lise")


def sign_in(client: Client, user: User, password: str = PASSWORD, **more: str) -> Any:
    return client.post(reverse("login"), {"username": user.username, "password": password, **more})


def digits(user: User, steps: int = 0) -> str:
    """What the app of `user` shows, or will show `steps` half minutes from now."""
    device = TOTPDevice.objects.get(user=user)
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift)
    totp.time = time.time() + 30 * steps
    return f"{totp.token():06d}"


def with_second_factor(user: User) -> list[str]:
    """Set one up; the backup codes."""
    with open_scope(actor=user, companies=[m.company_id for m in memberships(user)], source="screen"):
        second_factor.start_set_up(user)
        return second_factor.confirm_set_up(user, digits(user))[1]


def memberships(user: User) -> list[Any]:
    with system_scope():
        return list(user.memberships.all())


def without_noise(response: Any) -> str:
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"|nonce="\w+"', "", response.content.decode())
    return re.sub(r'value="(lise|nobody)"', "", text)


def test_every_page_leads_to_the_sign_in_and_back(client: Client, user: User) -> None:
    response = client.get("/profile/?tab=1")
    assert response.status_code == 302
    assert response["Location"] == "/login/?next=/profile/%3Ftab%3D1"
    assert sign_in(client, user, next="/profile/?tab=1")["Location"] == "/profile/?tab=1"
    assert client.get("/profile/").status_code == 200


def test_a_fragment_sends_its_whole_page_to_the_sign_in(client: Client) -> None:
    response = client.get(
        "/running/", headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/profile/"}
    )
    assert (response.status_code, response["HX-Redirect"]) == (204, "/login/?next=%2Fprofile%2F")


def test_the_way_on_is_never_another_site(client: Client, user: User) -> None:
    assert sign_in(client, user, next="https://evil.example/")["Location"] == "/"
    client.logout()
    assert sign_in(client, user, next="//evil.example/")["Location"] == "/"


def test_the_session_rotates_at_the_sign_in(client: Client, user: User) -> None:
    client.get("/login/")
    session = client.session
    session["before"] = 1
    session.save()
    before = session.session_key
    sign_in(client, user)
    assert client.session.session_key != before


def test_an_unknown_name_answers_like_a_wrong_password(client: Client, user: User) -> None:
    wrong = sign_in(client, user, "not this one")
    unknown = client.post(reverse("login"), {"username": "nobody", "password": "not this one"})
    assert (wrong.status_code, unknown.status_code) == (422, 422)
    assert without_noise(wrong) == without_noise(unknown)


def test_too_many_failures_pause_the_name_from_that_address(
    client: Client, user: User, company: Company
) -> None:
    for _attempt in range(4):
        assert sign_in(client, user, "guess").status_code == 422
    locked = sign_in(client, user, "guess")
    assert (locked.status_code, locked["Retry-After"]) == (429, "900")
    assert "15" in locked.content.decode()
    assert sign_in(client, user).status_code == 429, "the right password has to wait as well"
    assert AccessAttempt.objects.get(username="lise").failures_since_start >= 5
    assert sign_in(client, make_user(company)).status_code == 302, "others are not kept waiting"


def test_a_user_without_companies_is_told_so(client: Client) -> None:
    client.force_login(make_user())
    response = client.get("/")
    assert response.status_code == 200
    assert "icon-building-off" in response.content.decode()


def test_setting_up_a_second_factor_and_signing_in_with_it(client: Client, user: User) -> None:
    client.force_login(user)
    page = client.get(reverse("second_factor_set_up"))
    assert "<svg" in page.content.decode()
    wrong = client.post(reverse("second_factor_set_up"), {"step": "confirm", "token": "000000"})
    assert wrong.status_code == 422
    TOTPDevice.objects.update(throttling_failure_count=0)
    codes = client.post(reverse("second_factor_set_up"), {"step": "confirm", "token": digits(user)})
    assert len(re.findall(r"<li>[a-z0-9]{5}-[a-z0-9]{5}</li>", codes.content.decode())) == 10
    assert client.get("/profile/").status_code == 200, "the session that set it up is proven"

    client.logout()
    assert sign_in(client, user)["Location"] == reverse("second_factor")
    assert client.get("/")["Location"].startswith("/login/"), "the password alone opens nothing"
    assert client.get("/profile/")["Location"].startswith("/login/")
    refused = client.post(reverse("second_factor"), {"token": "000000"})
    assert refused.status_code == 422
    TOTPDevice.objects.update(throttling_failure_count=0)
    assert client.post(reverse("second_factor"), {"token": digits(user, 1)})["Location"] == "/"
    assert client.get("/profile/").status_code == 200


def test_digits_work_once(client: Client, user: User) -> None:
    with_second_factor(user)
    token = digits(user, 1)
    sign_in(client, user)
    assert client.post(reverse("second_factor"), {"token": token}).status_code == 302
    other = Client()
    sign_in(other, user)
    assert other.post(reverse("second_factor"), {"token": token}).status_code == 422


def test_a_backup_code_works_once_and_is_kept_as_a_digest(client: Client, user: User) -> None:
    code = with_second_factor(user)[0]
    assert not StaticToken.objects.filter(token__in=[code, code.replace("-", "")]).exists()
    sign_in(client, user)
    assert client.post(reverse("second_factor"), {"token": code}).status_code == 302
    other = Client()
    sign_in(other, user)
    assert other.post(reverse("second_factor"), {"token": code}).status_code == 422
    assert second_factor.backup_codes_left(user) == 9


def test_guessing_digits_is_slowed_down_and_ends_the_sign_in(client: Client, user: User) -> None:
    with_second_factor(user)
    sign_in(client, user)
    answers = [client.post(reverse("second_factor"), {"token": "000000"}) for _guess in range(8)]
    assert {answer.status_code for answer in answers[:-1]} == {422}
    assert answers[-1]["Location"] == "/login/"
    with pytest.raises(DomainError) as refusal:
        second_factor.verify(user, digits(user, 1))
    assert refusal.value.code == "second_factor.wait"


def test_a_password_changed_meanwhile_voids_the_half_finished_sign_in(client: Client, user: User) -> None:
    with_second_factor(user)
    sign_in(client, user)
    user.set_password("another one entirely")
    user.save()
    assert client.post(reverse("second_factor"), {"token": digits(user, 1)})["Location"] == "/login/"


def test_sessions_open_before_the_second_factor_must_prove_it(client: Client, user: User) -> None:
    client.force_login(user)
    assert client.get("/profile/").status_code == 200
    with_second_factor(user)
    assert client.get("/profile/")["Location"] == "/login/code/?next=%2Fprofile%2F"
    fragment = client.get("/running/", headers={"HX-Request": "true"})
    assert fragment["HX-Redirect"].startswith("/login/code/")
    proven = client.post(reverse("second_factor"), {"token": digits(user, 1), "next": "/profile/"})
    assert proven["Location"] == "/profile/"


@pytest.mark.parametrize("required", [["everyone"], ["Role of lise"]])
def test_where_it_is_required_nothing_opens_before_it_is_set_up(
    client: Client, user: User, settings: Any, required: list[str]
) -> None:
    settings.SECOND_FACTOR_REQUIRED = required
    client.force_login(user)
    assert client.get("/")["Location"].startswith(reverse("second_factor_set_up"))
    assert client.get(reverse("second_factor_set_up")).status_code == 200
    settings.SECOND_FACTOR_REQUIRED = ["administrators"]
    assert client.get("/").status_code == 200


def test_changing_the_password_ends_other_sessions(client: Client, user: User) -> None:
    other = Client()
    sign_in(client, user)
    sign_in(other, user)
    weak = client.post(
        reverse("password"), {"old_password": PASSWORD, "new_password1": "x", "new_password2": "x"}
    )
    assert weak.status_code == 422
    new = "a rather long sentence 9"
    client.post(reverse("password"), {"old_password": PASSWORD, "new_password1": new, "new_password2": new})
    assert client.get("/profile/").status_code == 200
    assert other.get("/profile/").status_code == 302
    with system_scope():
        change = ChangeLog.objects.get(action="password")
    assert (change.object_id, change.before, change.after) == (user.pk, {}, {})


def test_signing_out_takes_a_post(client: Client, user: User) -> None:
    client.force_login(user)
    assert client.get(reverse("logout")).status_code == 405
    assert client.post(reverse("logout"))["Location"] == "/login/"
    assert client.get("/profile/").status_code == 302


def test_a_token_is_shown_once_and_can_be_revoked(client: Client, user: User, company: Company) -> None:
    client.force_login(user)
    given = {"name": "Till", "companies": [company.pk], "rights": ["erp.view_partner"], "days": "90"}
    page = client.post(reverse("tokens"), given).content.decode()
    plain = re.search(r'id="token-plain">([^<]+)<', page)
    assert plain
    with open_scope(actor=user, companies=[company]):
        token = ApiToken.objects.get(name="Till")
    assert token.digest == tokens.digest(plain[1])
    assert plain[1] not in client.get(reverse("tokens")).content.decode()
    client.post(reverse("token_revoke", args=[token.pk]))
    with open_scope(actor=user, companies=[company]):
        assert not ApiToken.objects.get(name="Till").is_usable


def test_a_token_gives_no_more_than_its_owner_has(
    user: User, company: Company, other_company: Company
) -> None:
    with open_scope(actor=user, companies=[company]):
        for companies, rights, code in (
            ([other_company.pk], [], "token.company"),
            ([], [], "token.company"),
            ([company.pk], ["erp.change_partner"], "token.right"),
        ):
            with pytest.raises(DomainError) as refusal:
                tokens.issue_token(user, "Till", companies, rights)
            assert refusal.value.code == code
        assert not ApiToken.objects.exists()


def test_nobody_revokes_somebody_elses_token(client: Client, user: User, company: Company) -> None:
    with open_scope(actor=user, companies=[company]):
        token, _plain = tokens.issue_token(user, "Till", [company.pk])
    client.force_login(make_user(company))
    assert client.post(reverse("token_revoke", args=[token.pk])).status_code == 404


def test_preferences_and_identity_are_kept(client: Client, user: User) -> None:
    client.force_login(user)
    client.post(reverse("preferences"), {"language": "en", "theme": "dark", "density": "roomy"})
    client.post(
        reverse("profile"), {"first_name": "Lise", "last_name": "Vidal", "email": "lise@example.test"}
    )
    user.refresh_from_db()
    assert (user.language, user.theme, user.is_dense, user.get_full_name()) == (
        "en",
        "dark",
        False,
        "Lise Vidal",
    )
    assert client.post(reverse("preferences"), {"theme": "neon"}).status_code == 422
