"""HTTP for the stand-in shop: `/api/…` as PrestaShop answers it, `/admin/new-order` for the demo. Loopback only."""

import base64
import binascii
import hmac
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from connectors.standin.query import RefusalError, run_query
from connectors.standin.render import SINGULAR, render_errors, render_index, render_list, render_one
from connectors.standin.shop import DEMO_KEY, SHOP_NAME, BasketError, StandinShop

VERSION = "9.1.4"  # the PrestaShop whose answers these are modelled on
MAX_BODY = 64 * 1024


class ShopServer(ThreadingHTTPServer):
    """Serves one shop. `denied` are resources the key may not read; `requests` what was asked, for tests."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(
        self,
        address: tuple[str, int],
        shop: StandinShop,
        *,
        key: str = DEMO_KEY,
        denied: frozenset[str] = frozenset(),
        is_verbose: bool = False,
    ) -> None:
        if not ip_address(address[0]).is_loopback:
            raise ValueError("the stand-in shop listens on loopback addresses only")
        super().__init__(address, ShopHandler)
        self.shop = shop
        self.key = key
        self.denied = denied
        self.is_verbose = is_verbose
        self.requests: list[str] = []

    @property
    def url(self) -> str:
        host, port = self.server_address[0], self.server_address[1]
        return f"http://{host!s}:{port}"


class ShopHandler(BaseHTTPRequestHandler):
    server: ShopServer
    protocol_version = "HTTP/1.1"
    server_version = "StandinShop"
    timeout = 30
    wbufsize = 64 * 1024  # headers and body leave together: apart, each answer waits for an acknowledgement
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        self._serve_api("GET")

    def do_HEAD(self) -> None:
        self._serve_api("HEAD")

    def do_PUT(self) -> None:
        self._serve_api("PUT")

    def do_PATCH(self) -> None:
        self._serve_api("PATCH")

    def do_DELETE(self) -> None:
        self._serve_api("DELETE")

    def do_POST(self) -> None:
        if urlsplit(self.path).path == "/admin/new-order":
            self._place_order()
        else:
            self._serve_api("POST")

    def log_message(self, template: str, *args: Any) -> None:
        if self.server.is_verbose:
            super().log_message(template, *args)

    def _serve_api(self, method: str) -> None:
        self.server.requests.append(f"{method} {self.path}")
        if method not in ("GET", "HEAD"):
            self.close_connection = True  # whatever body was sent is not read
        parts = urlsplit(self.path)
        params = dict(parse_qsl(parts.query, keep_blank_values=True))
        segments = [segment for segment in parts.path.split("/") if segment]
        if not segments or segments[0] != "api":
            self._answer(
                404,
                b"<!DOCTYPE html><html><title>Page introuvable</title></html>",
                "text/html; charset=utf-8",
            )
            return
        key = self._key(params)
        if key is None:
            self._answer(401, b"401 Unauthorized", "text/html; charset=utf-8", asks_key=True)
            return
        try:
            self._check_key(key)
            body = self._api(method, segments[1:], params)
        except RefusalError as refusal:
            self._answer(
                refusal.http_status,
                render_errors([(refusal.code, refusal.message)]),
                asks_key=refusal.http_status == 401,
            )
            return
        self._answer(200, body) if body is not None else self._answer(404, b"", "")

    def _api(self, method: str, segments: list[str], params: dict[str, str]) -> bytes | None:
        """The body of a good answer; None when there is no such record. Raises `RefusalError`."""
        api = f"{self.server.url}/api"
        readable = [name for name in sorted(SINGULAR) if name not in self.server.denied]
        if not segments:
            return render_index(readable, api, SHOP_NAME)
        resource = segments[0]
        if resource not in SINGULAR:
            full_list = ", ".join(f'"{name}"' for name in readable)
            raise RefusalError(
                400, 27, f'Resource of type "{resource}" does not exists. The full list is: {full_list}'
            )
        if resource in self.server.denied:
            raise RefusalError(
                401, 26, f'Resource of type "{resource}" is not allowed with this authentication key'
            )
        if method not in ("GET", "HEAD"):
            raise RefusalError(
                405,
                25,
                f"Method {method} is not allowed for the resource {resource} with this authentication key",
            )
        with self.server.shop.lock:
            rows = self.server.shop.tables[resource]
            if len(segments) > 1:
                row = next((row for row in rows if row["id"] == segments[1]), None)
                return None if row is None else render_one(resource, row, api)
            fields = list(dict.fromkeys(field for row in rows for field in row)) or _FIELDS_WHEN_EMPTY
            return render_list(resource, run_query(rows, params, fields), api)

    def _key(self, params: dict[str, str]) -> str | None:
        scheme, _space, credentials = self.headers.get("Authorization", "").partition(" ")
        if scheme.lower() == "basic":
            try:
                name, _colon, _password = base64.b64decode(credentials, validate=True).decode().partition(":")
            except (binascii.Error, UnicodeDecodeError):
                return ""
            return name
        return params.get("ws_key")

    def _check_key(self, key: str) -> None:
        if len(key) != 32:
            raise RefusalError(401, 18, "Invalid authentication key format")
        if not hmac.compare_digest(key.encode(), self.server.key.encode()):
            raise RefusalError(401, 20, "Authentification key is not active")

    def _place_order(self) -> None:
        """JSON in (all optional): items [[sku, quantity]], person, payment card|paypal|wire|cheque, vouchers."""
        self.close_connection = True
        length = str(self.headers.get("Content-Length", "0"))
        is_local = ip_address(str(self.client_address[0])).is_loopback
        if not is_local or "Origin" in self.headers:
            self._answer_json(403, {"error": "only programs on this machine place orders here"})
            return
        if not length.isdigit() or int(length) > MAX_BODY:
            self._answer_json(413, {"error": "the order is too long"})
            return
        try:
            asked = json.loads(self.rfile.read(int(length)) or b"{}")
            placed = self.server.shop.place_order(
                items=[(str(sku), int(quantity)) for sku, quantity in asked.get("items", [])],
                person=str(asked.get("person", "")),
                payment=str(asked.get("payment", "card")),
                vouchers=[str(code) for code in asked.get("vouchers", [])],
            )
        except BasketError as error:
            self._answer_json(422, {"error": str(error)})
            return
        except (ValueError, TypeError, AttributeError):
            self._answer_json(400, {"error": "send a JSON object with items, person, payment, vouchers"})
            return
        self._answer_json(
            201,
            {
                "id": placed.id,
                "reference": placed.reference,
                "total": format(placed.total, ".2f"),
                "currency": "EUR",
                "payment_module": placed.payment_module,
                "transaction_id": placed.transaction_id,
            },
        )

    def _answer_json(self, status: int, content: dict[str, Any]) -> None:
        self._answer(status, json.dumps(content).encode(), "application/json")

    def _answer(
        self,
        status: int,
        body: bytes,
        content_type: str = "text/xml;charset=utf-8",
        *,
        asks_key: bool = False,
    ) -> None:
        self.send_response(status, HTTPStatus(status).phrase)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("X-Powered-By", "PrestaShop Webservice")
        self.send_header("PSWS-Version", VERSION)
        if asks_key:
            self.send_header("WWW-Authenticate", 'Basic realm="PrestaShop Webservice"')
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


# A table without rows still has columns: those anything filters by.
_FIELDS_WHEN_EMPTY = [
    "id", "id_order", "id_customer_thread", "id_employee", "message", "private", "order_reference", "date_add",
    "date_upd", "name",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class RunningShop:
    """A stand-in shop that is being served: where, with which key, and its state to look at or change."""

    url: str
    key: str
    shop: StandinShop
    server: ShopServer


@contextmanager
def running_shop(
    shop: StandinShop | None = None,
    *,
    port: int = 0,
    key: str = DEMO_KEY,
    denied: frozenset[str] = frozenset(),
) -> Iterator[RunningShop]:
    """Serve a shop from this process on a free port until the block ends."""
    server = ShopServer(("127.0.0.1", port), shop or StandinShop(), key=key, denied=denied)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield RunningShop(server.url, key, server.shop, server)
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
