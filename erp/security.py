"""What a browser may load on our pages: a content security policy without inline script."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import DataError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.crypto import get_random_string
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from erp.errors import DomainError

GetResponse = Callable[[HttpRequest], HttpResponse]
Policy = dict[str, tuple[str, ...]]

POLICY: Policy = {
    "default-src": ("'self'",),
    "script-src": ("'self'",),
    # Attributes carry colours of companies and widths of progress bars; style sheets come from us alone.
    "style-src": ("'self'",),
    "style-src-attr": ("'unsafe-inline'",),
    "img-src": ("'self'", "data:", "blob:"),
    "font-src": ("'self'", "data:"),
    "object-src": ("'none'",),
    "base-uri": ("'none'",),
    "form-action": ("'self'",),
    "frame-ancestors": ("'none'",),
}
UNKEEPABLE = _(
    "A character or number in what was sent can't be kept: take out what is invisible, or is far too long or large, "
    "and send it again."
)
ADDED = "content_security_policy_added"


class ContentSecurityPolicyMiddleware:
    """Sends the policy; a page that used `request.csp_nonce` may run the inline element that carries it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        made: list[str] = []

        def nonce() -> str:
            made.append(get_random_string(22))
            return made[0]

        request.csp_nonce = SimpleLazyObject(nonce)  # type: ignore[attr-defined]
        response = self.get_response(request)
        if "Content-Security-Policy" not in response.headers:
            added: Policy = dict(getattr(response, ADDED, {}))
            if made:
                added["script-src"] = (*added.get("script-src", ()), f"'nonce-{made[0]}'")
            response.headers["Content-Security-Policy"] = header(added)
        return response


def header(added: Policy) -> str:
    """The policy with the further sources of `added`, as the header says it."""
    return "; ".join(
        f"{name} {' '.join((*POLICY.get(name, ()), *added.get(name, ())))}"
        for name in dict.fromkeys([*POLICY, *added])
    )


def allow_sources(**sources: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Decorates a view whose page needs more: `@allow_sources(style_src="'unsafe-inline'")`."""
    added: Policy = {name.replace("_", "-"): tuple(value.split()) for name, value in sources.items()}

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def decorated(*args: Any, **kwargs: Any) -> Any:
            response = view(*args, **kwargs)
            setattr(response, ADDED, added)
            return response

        return decorated

    return decorate


NUL = "\x00"


class UnkeepableTextMiddleware:
    """Refuses what the database can't keep as text, a NUL character, wherever it stands in an address or a form; and puts
    into words when a value turns out to fit nowhere after all. The API says so itself (`erp.api.errors`)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if "%00" in request.META.get("QUERY_STRING", "") or NUL in request.path:
            return self._refused(request)
        # Programs send JSON, and what they send is checked field by field.
        if request.method == "POST" and not request.path.startswith("/api/"):
            texts = (text for name, values in request.POST.lists() for text in (name, *values))
            if any(NUL in text for text in texts):
                return self._refused(request)
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return self._refused(request) if isinstance(exception, DataError) else None

    @staticmethod
    def _refused(request: HttpRequest) -> HttpResponse:
        if request.path.startswith("/api/"):
            body = {"code": "text.unkeepable", "message": str(UNKEEPABLE), "field": None}
            return JsonResponse(body, status=400)
        from erp.views.errors import refused

        return refused(request, DomainError("text.unkeepable", UNKEEPABLE, "text"))
