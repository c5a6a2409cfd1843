"""What a browser may load on our pages: a content security policy without inline script."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.crypto import get_random_string
from django.utils.functional import SimpleLazyObject

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
