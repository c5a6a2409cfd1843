"""What an answer means before it is data: which of the many ways a shop has of saying no this one is."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from connectors.errors import (
    ShopBusyError,
    ShopError,
    ShopFormatError,
    ShopKeyError,
    ShopNotFoundError,
    ShopNoWebserviceError,
    ShopRequestError,
    ShopRightError,
    ShopServerError,
    join_messages,
)
from connectors.prestashop.xml import parse_document, readable, shop_errors

# Error codes of the webservice (classes/webservice/WebserviceRequest.php names them by number only).
_PHP_MESSAGE = 3
_DISABLED = 22
_METHOD_NOT_ALLOWED = 25
_RESOURCE_NOT_ALLOWED = 26


def check_answer(status: int, headers: Mapping[str, str], body: bytes, *, resource: str) -> None:
    """Return when the body is worth reading as data; raise the `ShopError` that names the cause otherwise."""
    if 300 <= status < 400:
        raise ShopNoWebserviceError(
            _("The shop redirects to %(target)s. Enter that address in the connection."),
            target=headers.get("location", "?")[:200],
        )
    errors = _errors_in(body)
    if status < 300:
        if errors:
            raise _from_errors(errors, status, resource)
        return
    if status == 401 and not errors:
        raise ShopKeyError(_key_not_seen(body))
    if errors:
        raise _from_errors(errors, status, resource)
    if status == 404:
        if not body.strip():
            raise ShopNotFoundError(_("The shop does not have this record (any more)."))
        raise ShopNoWebserviceError(
            _('There is no webservice at this address ("%(text)s"). Is it the address of the shop itself?'),
            text=readable(body.decode("utf-8", "replace")),
        )
    if status in (403, 405):
        raise ShopRightError("GET", resource)
    if status in (429, 502, 503, 504):
        raise ShopBusyError(
            _(
                "The shop cannot answer now (%(status)s%(text)s): it is overloaded, in maintenance or limits requests."
            ),
            status=status,
            text=_quoted(body),
        )
    if status >= 500:
        raise ShopServerError(
            _("The shop failed while answering (%(status)s%(text)s). Its error log says why."),
            status=status,
            text=_quoted(body),
        )
    raise ShopRequestError(
        _("The shop refused the request (%(status)s%(text)s)."),
        status=status,
        text=_quoted(body),
    )


def _from_errors(errors: list[tuple[int, str]], status: int, resource: str) -> ShopError:
    codes = {code for code, _message in errors}
    said = join_messages(message for code, message in errors if code != _PHP_MESSAGE)
    if _DISABLED in codes:
        return ShopNoWebserviceError(
            _(
                "The shop's webservice is switched off. In the shop, open Advanced parameters > Webservice and enable it."
            )
        )
    if codes & {_METHOD_NOT_ALLOWED, _RESOURCE_NOT_ALLOWED} or status == 403:
        return ShopRightError("GET", resource)
    if status == 401:
        return ShopKeyError(
            _(
                'The shop refuses the key ("%(said)s"). Copy it again from the shop and check that it is enabled.'
            ),
            said=said,
        )
    if codes == {_PHP_MESSAGE}:
        return ShopServerError(
            _(
                "The shop's program warned instead of answering: %(said)s. Turn off its debug mode, or have the "
                "module named there repaired."
            ),
            said=join_messages(message for _code, message in errors),
        )
    if status == 404:
        return ShopNotFoundError(_("The shop does not have this record (any more)."))
    # Many refusals of the client's request come as HTTP 500: the envelope decides, not the status.
    return ShopRequestError(_('The shop refused the request: "%(said)s".'), said=said)


def _errors_in(body: bytes) -> list[tuple[int, str]]:
    if b"<errors" not in body[:4096]:
        return []
    try:
        return shop_errors(parse_document(body))
    except (ShopFormatError, ShopNoWebserviceError):
        return []


def _key_not_seen(body: bytes) -> object:
    if b"<html" in body[:2048].lower():
        return _(
            "The shop asks for another password before its webservice: its web server protects the whole site. "
            "Exempt /api from that protection."
        )
    return _(
        "The shop did not receive the key. Its web server probably drops the Authorization header: with Apache and "
        "FastCGI, set CGIPassAuth On."
    )


def _quoted(body: bytes) -> str:
    text = readable(body[:4096].decode("utf-8", "replace"), 120)
    return f', "{text}"' if text else ""
