"""Requests to addresses that a user typed: which ones may be made, and a transport that cannot be talked out of it.

A name is resolved once per connection and the connection goes to the very address that was checked: a name server that
answers with a public address first and a private one a moment later (DNS rebinding) gains nothing.
"""

import ipaddress
import socket
from collections.abc import Callable

import httpx
from django.utils.translation import gettext_lazy as _

from connectors.errors import ShopAddressError, ShopUnreachableError

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], list[str]]

# RFC 6052 and RFC 3056: IPv6 addresses that carry an IPv4 address inside and end up there.
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def resolve_host(host: str, port: int) -> list[str]:
    """The addresses of a name, in the system's order. Raises `ShopUnreachableError` when it has none."""
    try:
        answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise ShopUnreachableError(
            _(
                'The name "%(host)s" does not lead anywhere: check the address of the shop for a typing mistake.'
            ),
            host=host,
        ) from error
    return list(dict.fromkeys(str(answer[4][0]) for answer in answers))


def is_public(address: str) -> bool:
    """True when the address lies on the public internet, also for IPv6 addresses that wrap an IPv4 one."""
    parsed: IPAddress = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(parsed, ipaddress.IPv6Address):
        inner = parsed.ipv4_mapped or parsed.sixtofour
        if inner is None and parsed in _NAT64:
            inner = ipaddress.IPv4Address(int(parsed) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
        if parsed.is_site_local or parsed.teredo is not None:
            return False
    return parsed.is_global and not parsed.is_multicast


def check_host(host: str, port: int, *, allow_private: bool, resolve: Resolve = resolve_host) -> str:
    """The address to connect to. Refused when ANY address of the name is private, unless `allow_private`.

    Raises `ShopAddressError`, or `ShopUnreachableError` when the name does not resolve.
    """
    addresses = resolve(host, port)
    if not addresses:
        raise ShopUnreachableError(_('The name "%(host)s" has no address.'), host=host)
    if not allow_private and not all(is_public(address) for address in addresses):
        raise ShopAddressError(
            _(
                'The address "%(host)s" leads into a private network, which is not allowed here. Give the public '
                "address of the shop, or ask the administrator to allow private addresses in the settings."
            ),
            host=host,
        )
    return addresses[0]


class PinnedTransport(httpx.BaseTransport):
    """Checks the host of every request and connects to the checked address; TLS still verifies the name."""

    def __init__(
        self,
        *,
        allow_private: bool,
        resolve: Resolve = resolve_host,
        inner: httpx.BaseTransport | None = None,
    ) -> None:
        self._allow_private = allow_private
        self._resolve = resolve
        self._inner = inner or httpx.HTTPTransport(retries=0, trust_env=False)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        host = request.url.host
        port = request.url.port or (443 if request.url.scheme == "https" else 80)
        address = check_host(host, port, allow_private=self._allow_private, resolve=self._resolve)
        # The Host header was set from the original URL when the request was built, so virtual hosts keep working.
        pinned = httpx.Request(
            request.method,
            request.url.copy_with(host=address),
            headers=request.headers,
            stream=request.stream,
            extensions={**request.extensions, "sni_hostname": host},
        )
        return self._inner.handle_request(pinned)

    def close(self) -> None:
        self._inner.close()
