"""Pages for what went wrong: what happened, what was kept, what to do, and a number to quote that the log has too."""

import logging
import secrets
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.csrf import requires_csrf_token

from erp.errors import DomainError
from erp.frame import toast

logger = logging.getLogger("erp.errors")

LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"


def error_number() -> str:
    """What a person reads to whoever helps: short, without letters and digits that look alike."""
    code = "".join(secrets.choice(LETTERS) for _letter in range(8))
    return f"{code[:4]}-{code[4:]}"


def refused(request: HttpRequest, error: DomainError) -> HttpResponse:
    """A refusal that no form showed."""
    status = 422 if error.field else 409
    return _answer(request, status, "refused", what=error.message, is_logged=False)


@requires_csrf_token
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        said = (
            str(exception)
            if str(exception) and not str(exception).startswith("Request body")
            else _too_large()
        )
        return _answer(request, 413, "too_large", what=said, reason=exception)
    if isinstance(exception, TooManyFieldsSent | TooManyFilesSent):
        return _answer(
            request,
            413,
            "too_large",
            what=_("The form holds more fields than can be taken at once."),
            reason=exception,
        )
    return _answer(request, 400, "bad_request", reason=exception)


@requires_csrf_token
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    right = getattr(exception, "permission", "")
    return _answer(request, 403, "forbidden", reason=exception, right=right_name(right) if right else "")


@requires_csrf_token
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _answer(request, 404, "not_found", is_logged=False)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _answer(request, 403, "csrf", reason=reason)


@requires_csrf_token
def server_error(request: HttpRequest) -> HttpResponse:
    number = error_number()
    logger.error("%s %s %s failed", number, request.method, request.path, exc_info=True)
    if getattr(request, "htmx", False):
        text = _("That did not work; nothing was changed. Number to quote: %(number)s") % {"number": number}
        return toast(HttpResponse(status=500), text, "error")
    try:
        page: str = render_to_string("erp/errors/500.html", {"number": number}, request=None)
    except Exception:
        # The template itself may be what fails: then words alone.
        logger.exception("%s the page of errors failed as well", number)
        page = f"<!doctype html><title>Comptoir</title><p>An unexpected error happened. Quote {number}.</p>"
    return HttpResponse(page, status=500)


def right_name(permission: str) -> str:
    """The words for "sales.confirm_order", or the name itself."""
    from django.contrib.auth.models import Permission
    from django.utils.translation import gettext

    app, _dot, codename = permission.partition(".")
    found = (
        Permission.objects.filter(content_type__app_label=app, codename=codename)
        .values_list("name", flat=True)
        .first()
    )
    return gettext(found) if found else permission


def _too_large() -> str:
    return _("What was sent is too large: at most %(limit)d MB are taken.") % {
        "limit": settings.DATA_UPLOAD_MAX_MEMORY_SIZE // (1024 * 1024)
    }


def _answer(
    request: HttpRequest,
    status: int,
    kind: str,
    *,
    what: str = "",
    reason: Any = None,
    is_logged: bool = True,
    **more: Any,
) -> HttpResponse:
    number = ""
    if is_logged:
        number = error_number()
        user = getattr(request, "user", None)
        logger.warning(
            "%s %s %s %s %s: %s",
            number,
            status,
            request.method,
            request.path,
            getattr(user, "pk", None),
            reason,
        )
    if getattr(request, "htmx", False) and not request.htmx.boosted:  # type: ignore[attr-defined]
        text = what or render_to_string(f"erp/errors/{kind}.txt", more, request=request).strip()
        return toast(HttpResponse(status=status), f"{text} ({number})" if number else text, "error")
    has_frame = hasattr(request, "companies")
    found = {
        "what": what,
        "number": number,
        "status": status,
        "layout": "erp/errors/framed.html" if has_frame else "erp/errors/plain.html",
        "back": request.META.get("HTTP_REFERER", "") if _is_ours(request) else "",
        **more,
    }
    return render(request, f"erp/errors/{kind}.html", found, status=status)


def _is_ours(request: HttpRequest) -> bool:
    from django.utils.http import url_has_allowed_host_and_scheme

    return url_has_allowed_host_and_scheme(request.META.get("HTTP_REFERER", ""), {request.get_host()})
