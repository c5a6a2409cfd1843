"""Opens the scope of a request from the user's memberships and the company chosen in the top bar."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.contrib import messages
from django.contrib.auth.middleware import LoginRequiredMiddleware as DjangoLoginRequiredMiddleware
from django.db.models import F, FilteredRelation, Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from erp.errors import DomainError
from erp.models import Company, User
from erp.scope import Source, open_scope

ACTIVE_COMPANY = "active_company"
GROUP_VIEW = "group_view"

GetResponse = Callable[[HttpRequest], HttpResponse]


def visible_companies(user: User) -> dict[int, Company]:
    """The companies `user` is a member of (every one for an administrator) by id, in the order of the group's tree.

    One query. Each has `opens_at_sign_in`, true for the one the person starts in.
    """
    companies = Company.objects.alias(
        own=FilteredRelation("memberships", condition=Q(memberships__user=user))
    ).annotate(opens_at_sign_in=F("own__is_default"))
    if not user.is_superuser:
        companies = companies.filter(own__isnull=False)
    # Which companies are the person's own is asked before any scope of theirs exists.
    with open_scope(source="screen", is_system=True):
        return {company.pk: company for company in companies.order_by("tree_id", "lft")}


class ScopeMiddleware:
    """The office, the admin site and the session-signed API see the companies of who is signed in.

    The session keeps which company is active and whether lists show it alone or every company of the user ("group
    view"). The API of tokens opens its own scope after it has read the token (`erp.api.authentication`).
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if not user.is_authenticated:
            return self.get_response(request)
        companies = visible_companies(user)
        active = active_company(request, companies)
        is_group_view = bool(request.session.get(GROUP_VIEW)) and len(companies) > 1
        seen = list(companies) if is_group_view or active is None else [active]
        source: Source = "api" if request.path.startswith("/api/") else "screen"
        request.companies = companies  # type: ignore[attr-defined]
        request.active_company = companies.get(active) if active else None  # type: ignore[attr-defined]
        request.is_group_view = is_group_view  # type: ignore[attr-defined]
        with open_scope(
            actor=user, companies=seen, active=active, source=source, is_system=user.is_superuser
        ):
            return self.get_response(request)


def active_company(request: HttpRequest, companies: dict[int, Company]) -> int | None:
    """The company chosen in the top bar, or the one the person starts in."""
    chosen = request.session.get(ACTIVE_COMPANY)
    if chosen in companies:
        return int(chosen)
    starts = (pk for pk, company in companies.items() if company.opens_at_sign_in)
    return next(starts, next(iter(companies), None))


class LanguageMiddleware:
    """The user's own language; before sign-in, the one chosen on the page or the browser's."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        language = user.language if user.is_authenticated else translation.get_language_from_request(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", language)
            return response


class LoginRequiredMiddleware(DjangoLoginRequiredMiddleware):
    """Every page needs a sign-in unless its view says `@login_not_required`; a fragment sends the whole page there."""

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> Any:
        response: HttpResponse = super().handle_no_permission(request, view_func)
        return whole_page(request, response)


def whole_page(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """`response`, a redirect, so that a fragment's page follows it rather than the fragment alone."""
    if getattr(request, "htmx", False):
        here = urlsplit(request.headers.get("HX-Current-URL", "")).path or "/"
        target = urlsplit(response.headers["Location"]).path
        return HttpResponse(status=204, headers={"HX-Redirect": f"{target}?{urlencode({'next': here})}"})
    return response


# What a person without the second factor may reach: proving it, setting it up, leaving.
BEFORE_SECOND_FACTOR = {"second_factor", "second_factor_set_up", "logout", "language", "health", "login"}


class SecondFactorMiddleware:
    """Who has a second factor, or must have one, reaches nothing before it is proven or set up.

    A sign-in proves both at once; this stands for the sessions that were open when the second factor was added, and for
    those whom `SECOND_FACTOR_REQUIRED` names.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        user: Any = request.user
        match = request.resolver_match
        if (
            not user.is_authenticated
            or user.is_verified()
            or match is None
            or match.view_name in BEFORE_SECOND_FACTOR
        ):
            return None
        from erp.services import second_factor

        if second_factor.has_second_factor(user):
            wanted = "second_factor"
        elif second_factor.must_have_second_factor(user):
            wanted = "second_factor_set_up"
        else:
            return None
        if request.path.startswith("/api/"):
            return JsonResponse(
                {"code": "second_factor", "detail": _("Prove your second factor first.")}, status=403
            )
        return whole_page(
            request, redirect(f"{reverse(wanted)}?{urlencode({'next': request.get_full_path()})}")
        )


class RefusalMiddleware:
    """Shows a refusal that a view let through: a page, or beside a fragment a message that comes and goes."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, DomainError) or request.path.startswith("/api/"):
            return None
        from erp.views.errors import refused

        return refused(request, exception)


class ToastMiddleware:
    """Hands the messages of a request made by htmx to the page it came from, which stays."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        leaves = (
            "HX-Redirect" in response.headers
            or "HX-Refresh" in response.headers
            or response.status_code in (301, 302)
        )
        if getattr(request, "htmx", False) and not request.htmx.boosted and not leaves:  # type: ignore[attr-defined]
            from erp.frame import toast

            for message in messages.get_messages(request):
                toast(response, str(message), message.level_tag)
        return response
