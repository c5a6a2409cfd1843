"""Every refusal has one form: `{"code", "message", "field", "number"}`; `number` finds it in the log."""

import logging
from typing import Any

from django.core.exceptions import (
    PermissionDenied,
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.core.exceptions import ValidationError as DjangoValidationError
from django.db import DataError
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import set_rollback

from erp.api.parsers import TooLarge
from erp.crud.access import RightMissing
from erp.errors import DomainError
from erp.security import UNKEEPABLE
from erp.views.errors import error_number, right_name

logger = logging.getLogger("erp.api")


def exception_handler(error: Exception, context: dict[str, Any]) -> Response:
    """The answer to whatever a view of the API raises. What nobody expected is logged with its trace."""
    set_rollback()
    number = error_number()
    code, message, field, answer = _read(error, number)
    body: dict[str, Any] = {"code": code, "message": message, "field": field, "number": number}
    headers: dict[str, str] = {}
    if isinstance(error, exceptions.ValidationError):
        body["errors"] = error.detail
    if isinstance(error, exceptions.APIException):
        if getattr(error, "auth_header", None):
            headers["WWW-Authenticate"] = error.auth_header  # type: ignore[attr-defined]
        if getattr(error, "wait", None):
            headers["Retry-After"] = f"{error.wait:.0f}"  # type: ignore[attr-defined]
    if answer < status.HTTP_500_INTERNAL_SERVER_ERROR:
        logger.info("%s %s %s: %s", number, answer, code, message)
    return Response(body, status=answer, headers=headers)


def _read(error: Exception, number: str) -> tuple[str, str, str | None, int]:
    match error:
        case DomainError():
            return error.code, error.message, error.field, 422 if error.field else 409
        case RightMissing():
            said = _("The right “%(right)s” is missing.") % {"right": right_name(error.permission)}
            return f"right.{error.permission}", said, None, 403
        case PermissionDenied():
            return "forbidden", str(error) or _("You may not do this."), None, 403
        case Http404():
            return "not_found", str(error) or _("There is no such record."), None, 404
        case exceptions.ValidationError():
            field, message = _first(error.detail)
            return "invalid", message, field, 422
        case RequestDataTooBig() | TooManyFieldsSent() | TooManyFilesSent():
            return TooLarge.default_code, str(TooLarge.default_detail), None, TooLarge.status_code
        case DataError():
            return "text.unkeepable", str(UNKEEPABLE), None, 422
        case DjangoValidationError():
            return "invalid", " ".join(error.messages), None, 422
        case exceptions.APIException():
            return str(error.default_code), str(error.detail), None, error.status_code
    logger.error("%s an unexpected error", number, exc_info=error)
    return "unexpected", _("An unexpected error happened; nothing was written. Quote the number."), None, 500


def _first(detail: Any, path: str = "") -> tuple[str | None, str]:
    """The first message and the field it belongs to: "lines.2.quantity"."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            if inner:
                own = "" if name == "non_field_errors" else str(name)
                return _first(inner, f"{path}.{own}".strip("."))
    if isinstance(detail, list):
        for position, inner in enumerate(detail):
            if isinstance(inner, dict | list):
                if inner:
                    return _first(inner, f"{path}.{position}".strip("."))
            else:
                return path or None, str(inner)
    return path or None, str(detail)
