"""Opens the scope of a request from the user's memberships and the company chosen in the top bar."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from erp.models import Company, Membership, User
from erp.scope import Source, identity_scope, open_scope, system_scope

ACTIVE_COMPANY = "active_company"
GROUP_VIEW = "group_view"

GetResponse = Callable[[HttpRequest], HttpResponse]


def visible_companies(user: User) -> dict[int, bool]:
    """The companies `user` is a member of (every one for an administrator): id → whether it opens at sign-in."""
    if user.is_superuser:
        with system_scope():
            own = dict(
                Membership.objects.filter(user=user)
                .order_by("company_id")
                .values_list("company_id", "is_default")
            )
            return {
                pk: own.get(pk, False)
                for pk in Company.objects.order_by("tree_id", "lft").values_list("pk", flat=True)
            }
    with identity_scope(user):
        rows = (
            Membership.objects.filter(user=user)
            .order_by("company_id")
            .values_list("company_id", "is_default")
        )
        return dict(rows)


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
        active = self._active(request, companies)
        is_group_view = bool(request.session.get(GROUP_VIEW)) and len(companies) > 1
        seen = list(companies) if is_group_view or active is None else [active]
        source: Source = "api" if request.path.startswith("/api/") else "screen"
        request.companies = list(companies)  # type: ignore[attr-defined]
        request.is_group_view = is_group_view  # type: ignore[attr-defined]
        with open_scope(
            actor=user, companies=seen, active=active, source=source, is_system=user.is_superuser
        ):
            return self.get_response(request)

    @staticmethod
    def _active(request: HttpRequest, companies: dict[int, bool]) -> int | None:
        chosen = request.session.get(ACTIVE_COMPANY)
        if chosen in companies:
            return int(chosen)
        return next((pk for pk, is_default in companies.items() if is_default), next(iter(companies), None))


class LanguageMiddleware:
    """The user's own language; before sign-in, the browser's."""

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
