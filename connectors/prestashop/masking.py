"""What must not reach the exchange log: the key, cookies, and the secrets PrestaShop puts into its answers."""

import re
from collections.abc import Iterable
from typing import Protocol

MASK = "***"

_SECRET_HEADERS = frozenset({"authorization", "proxy-authorization", "cookie", "set-cookie"})
_SECRET_FIELDS = re.compile(
    r"(<(passwd|secure_key|reset_password_token|card_number|card_holder|card_expiration)\b[^>]*>)"
    r"(?!\s*(?:<!\[CDATA\[\s*\]\]>)?\s*</)(?:.*?)(</\2>)",
    re.DOTALL,
)
_KEY_IN_URL = re.compile(r"(ws_key=)[^&\s\"'<]+", re.IGNORECASE)


class Headers(Protocol):
    def items(self) -> Iterable[tuple[str, str]]: ...


def mask_headers(headers: Headers) -> dict[str, str]:
    """The headers with the values of the secret ones replaced."""
    return {name: MASK if name.lower() in _SECRET_HEADERS else value for name, value in headers.items()}


def mask_url(url: str) -> str:
    return _KEY_IN_URL.sub(rf"\g<1>{MASK}", url)


def mask_text(body: str, key: str) -> str:
    """An answer without the key, should the shop repeat it, and without passwords, tokens and card data."""
    text = _SECRET_FIELDS.sub(rf"\g<1>{MASK}\g<3>", body)
    if len(key) >= 8:
        text = text.replace(key, MASK)
    return mask_url(text)
