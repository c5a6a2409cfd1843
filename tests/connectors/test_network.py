"""Addresses a user may type, and those that would lead into our own network."""

import socket

import httpx
import pytest

from connectors.errors import ShopAddressError, ShopUnreachableError
from connectors.network import PinnedTransport, check_host, is_public, resolve_host


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
     "255.255.255.255", "::1", "::", "fe80::1%eth0", "fd00::1", "fec0::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
     "64:ff9b::7f00:1", "2002:7f00:1::", "2002:a00:1::", "ff02::1", "2001:db8::1"],
)  # fmt: skip
def test_private_addresses_in_every_disguise(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "93.184.215.14", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_public_addresses(address: str) -> None:
    assert is_public(address)


def test_one_private_address_among_public_ones_is_enough_to_refuse() -> None:
    with pytest.raises(ShopAddressError) as refusal:
        check_host(
            "shop.test", 443, allow_private=False, resolve=lambda _host, _port: ["93.184.215.14", "10.0.0.8"]
        )
    assert refusal.value.code == "shop.address_refused"
    assert "private network" in refusal.value.message


def test_a_private_address_is_fine_where_settings_allow_it() -> None:
    assert (
        check_host("shop.test", 80, allow_private=True, resolve=lambda _host, _port: ["10.0.0.8"])
        == "10.0.0.8"
    )


def test_numbers_that_mean_loopback_are_resolved_before_they_are_judged() -> None:
    with pytest.raises(ShopAddressError):
        check_host("2130706433", 80, allow_private=False)


def test_a_name_without_address(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(*_arguments: object, **_options: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", nobody)
    with pytest.raises(ShopUnreachableError, match=r"no-such-shop\.test"):
        resolve_host("no-such-shop.test", 443)


def test_the_connection_goes_to_the_checked_address_whatever_the_name_says_next() -> None:
    answers = iter([["93.184.215.14"], ["127.0.0.1"]])
    seen: list[httpx.Request] = []

    def shop(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, text="ok")

    transport = PinnedTransport(
        allow_private=False, resolve=lambda _host, _port: next(answers), inner=httpx.MockTransport(shop)
    )
    with httpx.Client(transport=transport) as client:
        client.get("https://shop.test:8443/api/")
        with pytest.raises(ShopAddressError):
            client.get("https://shop.test:8443/api/")
    (request,) = seen
    assert (request.url.host, request.url.port) == ("93.184.215.14", 8443)
    assert request.headers["host"] == "shop.test:8443"
    assert request.extensions["sni_hostname"] == "shop.test"
