"""The ways a shop says no, each in its own words; retries, limits, and what is written into the log."""

import gzip
import itertools
from collections.abc import Callable, Iterator

import httpx
import pytest

from connectors.errors import (
    ShopAddressError,
    ShopBusyError,
    ShopError,
    ShopFormatError,
    ShopKeyError,
    ShopNotFoundError,
    ShopNoWebserviceError,
    ShopRequestError,
    ShopRightError,
    ShopServerError,
    ShopSizeError,
    ShopTimeoutError,
    ShopUnreachableError,
)
from connectors.prestashop import PrestaShopClient
from connectors.prestashop.client import api_url
from connectors.standin import RunningShop, running_shop
from connectors.types import ExchangeRecord
from tests.connectors.factories import recording

KEY = "TESTKEY0TESTKEY0TESTKEY0TESTKEY0"
GOOD = b'<?xml version="1.0" encoding="UTF-8"?><prestashop><orders><order><id>1</id></order></orders></prestashop>'

Answer = Callable[[httpx.Request], httpx.Response]


class Conversation:
    """A client whose shop answers from a list; keeps what was recorded and how long was waited."""

    def __init__(self, *answers: httpx.Response | Exception | Answer, **options: object) -> None:
        self.records: list[ExchangeRecord] = []
        self.waits: list[float] = []
        self.requests: list[httpx.Request] = []
        self._answers = iter(answers)
        self.client = PrestaShopClient(
            "https://shop.test",
            KEY,
            record=self.records.append,
            wait=self.waits.append,
            transport=httpx.MockTransport(self._answer),
            resolve=lambda _host, _port: ["93.184.215.14"],
            **options,  # type: ignore[arg-type]
        )

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = next(self._answers)
        if isinstance(answer, Exception):
            raise answer
        return answer if isinstance(answer, httpx.Response) else answer(request)

    def refusal(self) -> ShopError:
        with pytest.raises(ShopError) as caught:
            self.client.list("orders")
        return caught.value


def answer(status: int, content: bytes = b"", **headers: str) -> httpx.Response:
    """An answer whose body arrives as it would from a socket, undecoded."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.Response(status, content=iter([content]), headers=named)


@pytest.mark.parametrize(
    ("reply", "expected", "words"),
    [
        (answer(401, b"401 Unauthorized"), ShopKeyError, "did not receive the key"),
        (answer(401, b"<html><h1>Login</h1></html>"), ShopKeyError, "asks for another password"),
        (answer(401, recording("refusal_key.xml")), ShopKeyError, "Authentification key is not active"),
        (answer(401, recording("refusal_no_right.xml")), ShopRightError, "orders"),
        (answer(405), ShopRightError, "tick this right"),
        (answer(503, recording("refusal_switched_off.xml")), ShopNoWebserviceError, "switched off"),
        (answer(200, b"<html><title>Ma boutique</title></html>"), ShopNoWebserviceError, "Ma boutique"),
        (
            answer(404, b"<html><title>Introuvable</title></html>"),
            ShopNoWebserviceError,
            "no webservice at this address",
        ),
        (
            answer(301, location="https://www.shop.test/api/orders"),
            ShopNoWebserviceError,
            "https://www.shop.test/api",
        ),
        (answer(404), ShopNotFoundError, "does not have this record"),
        (answer(500, recording("refusal_php_warning.xml")), ShopServerError, "parcels.php"),
        (answer(200, recording("refusal_php_warning.xml")), ShopServerError, "parcels.php"),
        (answer(500, recording("refusal_unknown_field.xml")), ShopRequestError, 'field "nope"'),
        (answer(500, b"Fatal error"), ShopServerError, "Fatal error"),
        (answer(418, b"teapot"), ShopRequestError, "teapot"),
        (answer(200, recording("cut_short.xml")), ShopFormatError, "not well-formed"),
        (answer(200, recording("entity_bomb.xml")), ShopFormatError, "DOCTYPE"),
        (answer(200, b""), ShopFormatError, "answered nothing"),
        (answer(200, b"<prestashop></prestashop>"), ShopFormatError, 'no list of "orders"'),
        (answer(200, GOOD, content_encoding="br"), ShopUnreachableError, "br"),
    ],
)
def test_each_refusal_in_its_own_words(reply: httpx.Response, expected: type[ShopError], words: str) -> None:
    conversation = Conversation(reply, retries=0)
    refusal = conversation.refusal()
    assert type(refusal) is expected
    assert words in refusal.message
    assert KEY not in refusal.message
    assert conversation.records[0].error in ("", refusal.message)


def test_a_php_warning_does_not_hide_the_real_refusal() -> None:
    assert (
        "PHP Warning"
        not in Conversation(answer(500, recording("refusal_unknown_field.xml"))).refusal().message
    )


def test_reads_are_repeated_after_what_may_pass() -> None:
    conversation = Conversation(
        httpx.ConnectError("refused"), answer(503, b"maintenance"), answer(502), answer(200, GOOD), retries=3
    )
    assert len(conversation.client.list("orders")) == 1
    assert conversation.waits == [1, 2, 4]
    assert [(record.attempt, record.status) for record in conversation.records] == [
        (1, None),
        (2, 503),
        (3, 502),
        (4, 200),
    ]
    assert [bool(record.error) for record in conversation.records] == [True, True, True, False]
    assert len({record.correlation_id for record in conversation.records}) == 1


def test_the_shop_says_how_long_to_wait_and_is_believed_up_to_a_minute() -> None:
    conversation = Conversation(
        answer(429, retry_after="7"), answer(429, retry_after="86400"), answer(200, GOOD)
    )
    conversation.client.list("orders")
    assert conversation.waits == [7, 60]


@pytest.mark.parametrize(
    ("trouble", "expected"),
    [
        (lambda: httpx.ConnectError("refused"), ShopUnreachableError),
        (lambda: httpx.RemoteProtocolError("Server disconnected"), ShopUnreachableError),
        (lambda: httpx.ReadTimeout("slow"), ShopTimeoutError),
        (lambda: answer(504), ShopBusyError),
    ],
)
def test_repeating_has_an_end(
    trouble: Callable[[], httpx.Response | Exception], expected: type[ShopError]
) -> None:
    conversation = Conversation(*[trouble() for _ in range(4)], retries=3)
    refusal = conversation.refusal()
    assert type(refusal) is expected
    assert refusal.is_temporary
    assert len(conversation.requests) == 4


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 500])
def test_what_will_not_pass_is_not_repeated(status: int) -> None:
    conversation = Conversation(answer(status))
    conversation.refusal()
    assert len(conversation.requests) == 1
    assert conversation.waits == []


def stream(pieces: Iterator[bytes]) -> Answer:
    return lambda _request: httpx.Response(200, content=pieces)


def test_a_hundred_megabytes_are_not_read() -> None:
    read = 0

    def flood() -> Iterator[bytes]:
        nonlocal read
        for _ in range(100):
            read += 1
            yield b" " * 1024 * 1024

    conversation = Conversation(stream(flood()))
    refusal = conversation.refusal()
    assert type(refusal) is ShopSizeError
    assert "20 MB" in refusal.message
    assert read <= 21
    assert conversation.records[0].response_text == ""


def test_a_compressed_flood_is_not_unpacked() -> None:
    packed = gzip.compress(b" " * 100 * 1024 * 1024)
    assert len(packed) < 200_000
    refusal = Conversation(answer(200, packed, content_encoding="gzip")).refusal()
    assert type(refusal) is ShopSizeError


def test_compressed_answers_are_read_and_damaged_ones_refused() -> None:
    packed = gzip.compress(GOOD)
    assert len(Conversation(answer(200, packed, content_encoding="gzip")).client.list("orders")) == 1
    assert (
        type(Conversation(answer(200, packed[:-12], content_encoding="gzip"), retries=0).refusal())
        is ShopUnreachableError
    )
    assert (
        type(Conversation(answer(200, b"no gzip", content_encoding="gzip"), retries=0).refusal())
        is ShopUnreachableError
    )


def test_an_answer_that_never_ends_meets_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = itertools.count(step=50)
    monkeypatch.setattr("connectors.prestashop.client.time.monotonic", lambda: float(next(clock)))
    refusal = Conversation(stream(iter([b"<"] * 50)), retries=0, deadline=120.0).refusal()
    assert type(refusal) is ShopTimeoutError
    assert "120 seconds" in refusal.message


def test_the_record_has_everything_but_the_secrets() -> None:
    body = (
        b"<prestashop><customers><customer><id>1</id><passwd><![CDATA[$2y$10$hash]]></passwd>"
        b"<secure_key>abc</secure_key><reset_password_token><![CDATA[]]></reset_password_token>"
        b"<email>a@example.com</email><note>key "
        + KEY.encode()
        + b"</note></customer></customers></prestashop>"
    )
    conversation = Conversation(answer(200, body, set_cookie="PrestaShop-1=secret", psws_version="9.1.4"))
    conversation.client.list(
        "customers", filters={"id": "[1|2]"}, sort=("id_ASC",), limit=10, offset=20, dates=True
    )
    (record,) = conversation.records
    assert record.method == "GET"
    assert record.request_headers["authorization"] == "***"
    assert record.request_headers["output-format"] == "XML"
    assert record.request_headers["x-correlation-id"] == record.correlation_id
    assert record.response_headers["set-cookie"] == "***"
    assert "a@example.com" in record.response_text
    for secret in ("hash", ">abc<", KEY, "secret"):
        assert secret not in record.response_text + str(record.response_headers) + record.url
    assert conversation.requests[0].headers["authorization"].startswith("Basic ")
    assert dict(httpx.URL(record.url).params) == {
        "display": "full", "filter[id]": "[1|2]", "sort": "[id_ASC]", "limit": "20,10", "date": "1",
    }  # fmt: skip


def test_private_addresses_are_refused_before_anything_is_sent() -> None:
    with running_shop() as shop:
        records: list[ExchangeRecord] = []
        with (
            PrestaShopClient(shop.url, shop.key, record=records.append) as client,
            pytest.raises(ShopAddressError),
        ):
            client.list("orders")
        assert shop.server.requests == []
        assert records[0].status is None


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("https://shop.test", "https://shop.test/api"),
        (" https://shop.test/boutique/ ", "https://shop.test/boutique/api"),
        ("https://shop.test/api/", "https://shop.test/api"),
        ("http://shop.test:8080", "http://shop.test:8080/api"),
    ],
)
def test_the_address_as_people_type_it(typed: str, expected: str) -> None:
    assert api_url(typed) == expected


@pytest.mark.parametrize(
    "typed",
    ["", "shop.test", "ftp://shop.test", "file:///etc/passwd", "https://", "https://key@shop.test", "https://shop.test/?x=1",
     "https://shop.test:port", "javascript:alert(1)"],
)  # fmt: skip
def test_addresses_that_are_none(typed: str) -> None:
    with pytest.raises(ShopAddressError):
        api_url(typed)


def test_the_test_of_a_connection_names_what_the_key_lacks() -> None:
    with (
        running_shop(denied=frozenset({"order_slip", "languages"})) as shop,
        PrestaShopClient(shop.url, shop.key, allow_private=True) as client,
    ):
        info = client.read_info()
    assert (info.name, info.version) == ("Feuille & Faïence", "9.1.4")
    assert (info.missing_rights, info.missing_optional_rights) == (("order_slip",), ("languages",))


def test_keys_against_a_served_shop(standin: RunningShop) -> None:
    for key, words in (("short", "Invalid authentication key format"), ("X" * 32, "not active")):
        with (
            PrestaShopClient(standin.url, key, allow_private=True) as client,
            pytest.raises(ShopKeyError, match=words),
        ):
            client.read_info()
    elsewhere = PrestaShopClient(f"{standin.url}/elsewhere", standin.key, allow_private=True)
    with elsewhere as client, pytest.raises(ShopNoWebserviceError):
        client.read_info()


def test_an_unused_port_is_unreachable() -> None:
    with running_shop() as shop:
        url = shop.url
    with (
        PrestaShopClient(url, KEY, allow_private=True, retries=0) as client,
        pytest.raises(ShopUnreachableError),
    ):
        client.read_info()
