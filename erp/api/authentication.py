"""Who calls: a program with a token, or a person's browser.

A token's scope is opened around the whole request (`token_scope`), before any view code runs, and closed with it
whatever happens; nothing of it outlives the request.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework import exceptions
from rest_framework.authentication import BaseAuthentication
from rest_framework.authentication import SessionAuthentication as PlainSessionAuthentication

from erp.middleware import visible_companies
from erp.models import ApiToken, Company, User
from erp.scope import open_scope
from erp.services import tokens

SCHEME = "bearer"
# The time of the last use is kept to the minute: a write a request would cost more than it tells.
NOTED_EVERY = timedelta(minutes=1)


class SessionAuthentication(PlainSessionAuthentication):
    """A browser that is signed in; its scope is opened by `ScopeMiddleware`."""


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer cpt_…`. The scope and what was wrong with the token are found by `token_scope`."""

    def authenticate(self, request: Any) -> tuple[User, ApiToken] | None:
        problem: str = getattr(request._request, "token_problem", "")
        if problem:
            raise exceptions.AuthenticationFailed(problem)
        token: ApiToken | None = getattr(request._request, "api_token", None)
        return (token.user, token) if token is not None else None

    def authenticate_header(self, request: Any) -> str:
        return "Bearer"


class TokenScheme(OpenApiAuthenticationExtension):
    target_class = TokenAuthentication
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "A token made under one's profile: `cpt_…`.",
        }


class SessionScheme(OpenApiAuthenticationExtension):
    target_class = SessionAuthentication
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {"type": "apiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME}


@contextmanager
def token_scope(request: HttpRequest) -> Iterator[None]:
    """Open the scope of the token that `request` carries; without a token, nothing changes."""
    scheme, _space, plain = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != SCHEME:
        yield
        return
    token = _find(plain.strip())
    if token is None:
        request.token_problem = _("This token is unknown, revoked or expired.")  # type: ignore[attr-defined]
        yield
        return
    companies = visible_companies(token.user)
    # A membership that has ended since ends the token's reach too.
    seen = [pk for pk in companies if pk in token.companies]
    active = _active(request, [companies[pk] for pk in seen])
    if active is None:
        request.token_problem = _("This token does not reach that company.")  # type: ignore[attr-defined]
        yield
        return
    if "X-Company" in request.headers:
        seen = [active]
    request.api_token = token  # type: ignore[attr-defined]
    rights = frozenset(token.rights) if token.rights else None
    with open_scope(actor=token.user, companies=seen, active=active, source="api", token_rights=rights):
        yield


def _find(plain: str) -> ApiToken | None:
    """The usable token of that text, with its user. Looked up in a scope that sees tokens and no company."""
    if not plain.startswith(tokens.MARK) or len(plain) > 200:
        return None
    with open_scope(source="api", is_system=True):
        token = ApiToken.objects.select_related("user").filter(digest=tokens.digest(plain)).first()
        if token is None or not token.is_usable or not token.user.is_active:
            return None
        if token.last_used_at is None or token.last_used_at < timezone.now() - NOTED_EVERY:
            tokens.note_use(token)
    return token


def _active(request: HttpRequest, companies: list[Company]) -> int | None:
    """The company named by `X-Company`, else the one the person starts in, else the first."""
    code = request.headers.get("X-Company", "").strip()
    if code:
        return next((company.pk for company in companies if company.code == code), None)
    start = next((c for c in companies if getattr(c, "opens_at_sign_in", False)), None)
    found = start or next(iter(companies), None)
    return found.pk if found is not None else None
