"""Why a shop could not be read. Each class is one cause; the message tells a person what to do about it."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from erp.errors import DomainError


class ShopError(DomainError):
    """The outside system did not give what was asked. Nothing was written on our side.

    `is_temporary` is true when the same request may succeed later without anybody doing anything; `retry_after` is how
    many seconds the other side asked us to wait, 0 when it did not say.
    """

    default_code: ClassVar[str] = "shop.error"
    is_temporary: ClassVar[bool] = False

    def __init__(self, message: Any, **params: Any) -> None:
        super().__init__(self.default_code, message, params=params)
        self.retry_after = 0.0


class ShopAddressError(ShopError):
    """The address is malformed, or leads into a network that may not be reached from here."""

    default_code = "shop.address_refused"


class ShopUnreachableError(ShopError):
    """No conversation took place: name unknown, connection refused, certificate refused, connection lost."""

    default_code = "shop.unreachable"
    is_temporary = True


class ShopTimeoutError(ShopUnreachableError):
    """The shop took longer than we wait."""

    default_code = "shop.timeout"


class ShopBusyError(ShopError):
    """The shop answers that it cannot answer now (429, 502, 503, 504)."""

    default_code = "shop.busy"
    is_temporary = True


class ShopKeyError(ShopError):
    """The key is unknown, inactive, malformed or did not arrive."""

    default_code = "shop.key_refused"


class ShopRightError(ShopError):
    """The key is good but may not do this on this resource."""

    default_code = "shop.right_missing"

    def __init__(self, method: str, resource: str) -> None:
        self.resource = resource
        super().__init__(
            _(
                'The key may not %(method)s "%(resource)s". In the shop, open Advanced parameters > Webservice, '
                "edit the key and tick this right."
            ),
            method=method,
            resource=resource,
        )


class ShopNoWebserviceError(ShopError):
    """Something answered, but it is not the webservice: a web page, a redirection, a disabled webservice."""

    default_code = "shop.not_a_webservice"


class ShopNotFoundError(ShopError):
    """The webservice works and does not know this record."""

    default_code = "shop.not_found"


class ShopRequestError(ShopError):
    """The webservice understood the request and refuses it; carries what it says."""

    default_code = "shop.refused"


class ShopServerError(ShopError):
    """The shop's program failed while answering (HTTP 500, PHP warnings).

    After a write it says nothing about whether the write happened: read again before trying again.
    """

    default_code = "shop.server_fault"


class ShopSizeError(ShopError):
    """The answer is larger than we are willing to read."""

    default_code = "shop.answer_too_large"


class ShopFormatError(ShopError):
    """The answer is not what the webservice promises: broken XML, wrong encoding, a value that is no number."""

    default_code = "shop.format"


def join_messages(messages: Iterable[str], limit: int = 500) -> str:
    """The shop's own words on one line, cut where they stop being useful."""
    text = "; ".join(" ".join(message.split()) for message in messages if message.strip())
    return text if len(text) <= limit else text[: limit - 1] + "…"
