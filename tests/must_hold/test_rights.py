"""Every address of the site, asked for by nobody in particular and by a member without any right: closed, each of them."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import IntConverter

from erp.models import Company
from tests.erp.crud_world import make_client

pytestmark = pytest.mark.django_db

# What a person must reach before signing in.
BEFORE = {"health", "login", "second_factor", "language"}
# What is every member's own, or describes the API to programmers.
OWN = {
    "home",
    "home_charts",
    "palette",
    "switch_company",
    "favourite",
    "jobs",
    "preferences",
    "logout",
    "profile",
    "password",
    "second_factor_set_up",
    "tokens",
    "token_revoke",
    "api_schema",
    "api_docs",
    "api_redoc",
}
# The administration sends people to its own sign-in, and answers a catch-all like that too.
CLOSED = {403, 404, 405}
# Asks for a part of a page: the frame around a refusal is the same everywhere.
PART = {"HX-Request": "true"}


def places(resolver: URLResolver, before: str = "/") -> Iterator[tuple[str, URLPattern]]:
    """Each address with something in its variable parts, and its pattern."""
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from places(pattern, route)
        elif "(?P" not in route and "^" not in route:
            yield filled(route, pattern), pattern


def filled(route: str, pattern: URLPattern) -> str:
    for part in route.split("<")[1:]:
        variable = part.split(">")[0]
        kind, _colon, name = variable.rpartition(":")
        converter = pattern.pattern.converters.get(name)
        number = isinstance(converter, IntConverter) or kind == "int"
        route = route.replace(f"<{variable}>", "1" if number else "nothing")
    return route


def is_sign_in(location: str) -> bool:
    return location.startswith(("/login/", "/admin/login/"))


def test_nobody_in_particular_is_asked_to_sign_in(company: Company) -> None:
    client = Client()
    opened = []
    for url, pattern in places(get_resolver()):
        if pattern.name in BEFORE:
            continue
        for answer in (client.get(url), client.post(url)):
            sent_away = answer.status_code == 302 and is_sign_in(answer.headers["Location"])
            if not (sent_away or answer.status_code in {401, 403, 405}):
                opened.append((url, answer.status_code))
    assert opened == []


def test_a_member_without_rights_is_refused(company: Company) -> None:
    client = make_client(company, permissions=[])
    opened = []
    for url, pattern in places(get_resolver()):
        if pattern.name in BEFORE | OWN:
            continue
        for answer in (client.get(url, headers=PART), client.post(url, headers=PART)):
            sent_away = answer.status_code == 302 and is_sign_in(answer.headers["Location"])
            if not (sent_away or answer.status_code in CLOSED):
                opened.append((url, answer.status_code))
    assert opened == []


def test_the_walk_sees_the_site() -> None:
    urls = [url for url, _pattern in places(get_resolver())]
    assert len(urls) > 800
    assert "/sales/order/1/edit/" in urls
    assert "/api/v1/sales/order/1/" in urls
    assert "/accounting/reconcile/1/match/" in urls
