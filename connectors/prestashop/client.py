"""One conversation with a PrestaShop webservice: reads, errors in clear words, every exchange handed to a recorder.

Reads only. A GET can be repeated without harm, so it is: after a lost connection and after 429, 502, 503 and 504, with
doubling waits. Redirections are not followed (the key would travel with them) and answers are read up to a limit.
"""

import time
import uuid
import zlib
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from types import TracebackType
from typing import Self

import httpx
from django.utils.translation import gettext_lazy as _
from lxml import etree

from connectors.errors import (
    ShopAddressError,
    ShopError,
    ShopFormatError,
    ShopSizeError,
    ShopTimeoutError,
    ShopUnreachableError,
)
from connectors.network import PinnedTransport, Resolve, resolve_host
from connectors.prestashop.answers import check_answer
from connectors.prestashop.masking import mask_headers, mask_text, mask_url
from connectors.prestashop.resources import OPTIONAL_RESOURCES, REQUIRED_RESOURCES
from connectors.prestashop.xml import MAX_BYTES, parse_document
from connectors.types import ExchangeRecord, ShopInfo

Recorder = Callable[[ExchangeRecord], None]

RETRIED_STATUSES = frozenset({429, 502, 503, 504})
LONGEST_WAIT = 60.0
USER_AGENT = "Comptoir (ERP connector)"


class PrestaShopClient:
    """Reads a PrestaShop webservice.

    base_url         the shop's address, with or without `/api`
    key              the webservice key; travels as Basic user name and never appears in a record or an error
    record           called once per attempt, also for the failed one; must not raise
    allow_private    whether the shop may be inside a private network (a setting of the installation, not of the user)
    timeout          seconds to wait for the connection and for each piece of the answer
    deadline         seconds an answer may take altogether
    max_bytes        the largest answer read, after decompression
    retries          how often a read is repeated; `wait` sleeps between (replaced in tests)
    correlation_id   groups the exchanges of one pull; sent as `X-Correlation-ID`

    Every method raises a `ShopError`.
    """

    def __init__(
        self,
        base_url: str,
        key: str,
        *,
        record: Recorder | None = None,
        allow_private: bool = False,
        timeout: float = 30.0,
        deadline: float = 120.0,
        max_bytes: int = MAX_BYTES,
        retries: int = 3,
        wait: Callable[[float], None] = time.sleep,
        correlation_id: str = "",
        transport: httpx.BaseTransport | None = None,
        resolve: Resolve = resolve_host,
    ) -> None:
        self.api_url = api_url(base_url)
        self.correlation_id = correlation_id or uuid.uuid4().hex
        self._key = key
        self._record = record
        self._deadline = deadline
        self._max_bytes = max_bytes
        self._retries = retries
        self._wait = wait
        self._http = httpx.Client(
            transport=PinnedTransport(allow_private=allow_private, resolve=resolve, inner=transport),
            auth=httpx.BasicAuth(key, ""),
            headers={
                "Accept": "text/xml, application/xml",
                "Accept-Encoding": "gzip",
                "Output-Format": "XML",
                "User-Agent": USER_AGENT,
                "X-Correlation-ID": self.correlation_id,
            },
            timeout=timeout,
            follow_redirects=False,
            # Proxy settings of the environment would take the connection elsewhere than to the checked address.
            trust_env=False,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        self._http.close()

    def get(self, path: str, params: Mapping[str, str] | None = None) -> etree._Element:
        """The root element of one answer. `path` is below the webservice: "orders" or "orders/7"."""
        return self._read(path, params or {})[0]

    def list(
        self,
        resource: str,
        *,
        display: str = "full",
        filters: Mapping[str, str] | None = None,
        sort: Iterable[str] = (),
        limit: int | None = None,
        offset: int = 0,
        dates: bool = False,
    ) -> list[etree._Element]:
        """The records of a list, in one request; an empty list past the end.

        filters   field to expression: "7", "[1|2|3]", ">[2026-01-31 00:00:00]"
        sort      "id_ASC", "date_upd_DESC"
        dates     must be true when a date is filtered or sorted by: the webservice refuses it otherwise
        """
        params = {"display": display}
        params.update({f"filter[{field}]": expression for field, expression in (filters or {}).items()})
        if sort:
            params["sort"] = f"[{','.join(sort)}]"
        if limit is not None:
            params["limit"] = f"{offset},{limit}"
        if dates:
            params["date"] = "1"
        root = self.get(resource, params)
        holder = root.find(resource)
        if holder is None:
            # Past the end the list is there and empty. An answer without it is not "no orders".
            raise ShopFormatError(_('The answer has no list of "%(resource)s" in it.'), resource=resource)
        return list(holder)

    def read_info(self) -> ShopInfo:
        """Name and version of the shop and what the key may read: the test of a connection.

        Raises like every read; rights that are missing are returned, not raised.
        """
        root, headers = self._read("", {})
        api = root.find("api")
        readable = tuple(
            str(resource.tag)
            for resource in (api if api is not None else ())
            if resource.get("get") == "true"
        )
        return ShopInfo(
            name=(api.get("shopName") or "") if api is not None else "",
            version=headers.get("psws-version", ""),
            resources=readable,
            missing_rights=tuple(sorted(REQUIRED_RESOURCES - set(readable))),
            missing_optional_rights=tuple(sorted(OPTIONAL_RESOURCES - set(readable))),
        )

    def _read(self, path: str, params: Mapping[str, str]) -> tuple[etree._Element, httpx.Headers]:
        attempt = 1
        while True:
            try:
                return self._attempt(path, params, attempt)
            except ShopError as error:
                if not error.is_temporary or attempt > self._retries:
                    raise
                self._wait(_pause(error, attempt))
            attempt += 1

    def _attempt(
        self, path: str, params: Mapping[str, str], attempt: int
    ) -> tuple[etree._Element, httpx.Headers]:
        request = self._http.build_request("GET", f"{self.api_url}/{path}", params=params)
        started_at, start = datetime.now(UTC), time.monotonic()
        response: httpx.Response | None = None
        body = b""
        failure: ShopError | None = None
        try:
            response, body = self._send(request, start)
            check_answer(
                response.status_code,
                response.headers,
                body,
                resource=path.partition("/")[0],
            )
            root = parse_document(body, max_bytes=self._max_bytes)
        except ShopError as error:
            failure = error
            if response is not None and response.headers.get("retry-after", "").isdigit():
                failure.retry_after = float(response.headers["retry-after"])
            raise
        finally:
            self._write_record(
                request,
                response,
                body,
                failure,
                attempt,
                started_at,
                time.monotonic() - start,
            )
        return root, response.headers

    def _send(self, request: httpx.Request, start: float) -> tuple[httpx.Response, bytes]:
        host = request.url.host
        try:
            response = self._http.send(request, stream=True)
            try:
                return response, self._read_body(response, start)
            finally:
                response.close()
        except httpx.TimeoutException as error:
            raise ShopTimeoutError(_("%(host)s did not answer in time."), host=host) from error
        except httpx.TransportError as error:
            raise ShopUnreachableError(
                _("%(host)s could not be reached: %(reason)s"),
                host=host,
                reason=str(error) or type(error).__name__,
            ) from error

    def _read_body(self, response: httpx.Response, start: float) -> bytes:
        """The body, decompressed here so that a small compressed answer cannot become a large one in memory."""
        encoding = response.headers.get("content-encoding", "identity").lower()
        if encoding not in ("identity", "gzip", "x-gzip"):
            raise ShopUnreachableError(
                _("The shop answers in the encoding %(name)s, which was not asked for."),
                name=encoding,
            )
        unpack = None if encoding == "identity" else zlib.decompressobj(wbits=31)
        pieces: list[bytes] = []
        size = 0
        for chunk in response.iter_raw():
            if time.monotonic() - start > self._deadline:
                raise ShopTimeoutError(
                    _("%(host)s needed more than %(seconds)s seconds for one answer."),
                    host=response.request.url.host,
                    seconds=int(self._deadline),
                )
            try:
                piece = unpack.decompress(chunk, self._max_bytes - size + 1) if unpack else chunk
            except zlib.error as error:
                raise ShopUnreachableError(_("The shop's compressed answer is damaged.")) from error
            size += len(piece)
            if size > self._max_bytes:
                raise ShopSizeError(
                    _("The answer is larger than %(limit)s MB and was not read further."),
                    limit=self._max_bytes // (1024 * 1024),
                )
            pieces.append(piece)
        if unpack and size and not unpack.eof:
            raise ShopUnreachableError(_("The shop's answer was cut short."))
        return b"".join(pieces)

    def _write_record(
        self,
        request: httpx.Request,
        response: httpx.Response | None,
        body: bytes,
        failure: ShopError | None,
        attempt: int,
        started_at: datetime,
        seconds: float,
    ) -> None:
        if self._record is None:
            return
        self._record(
            ExchangeRecord(
                method=request.method,
                url=mask_url(str(request.url)),
                request_headers=mask_headers(request.headers),
                request_body="",
                status=None if response is None else response.status_code,
                response_headers={} if response is None else mask_headers(response.headers),
                response_text=mask_text(body.decode("utf-8", "replace"), self._key),
                duration_ms=round(seconds * 1000),
                error="" if failure is None else failure.message,
                correlation_id=self.correlation_id,
                attempt=attempt,
                started_at=started_at,
            )
        )


def api_url(base_url: str) -> str:
    """The webservice's address from what a person typed. Raises `ShopAddressError`."""
    try:
        url = httpx.URL(base_url.strip())
    except httpx.InvalidURL as error:
        raise ShopAddressError(_('"%(url)s" is not an address.'), url=base_url[:200]) from error
    if url.scheme not in ("http", "https") or not url.host:
        raise ShopAddressError(
            _('"%(url)s" is not the address of a shop: it begins with https:// and names a host.'),
            url=base_url[:200],
        )
    if url.userinfo or url.query or url.fragment:
        raise ShopAddressError(
            _(
                "Give the shop's address alone, without key, question mark or hash: the key has a field of its own."
            )
        )
    path = url.path.rstrip("/")
    return str(url.copy_with(path=path if path.endswith("/api") else f"{path}/api"))


def _pause(error: ShopError, attempt: int) -> float:
    return min(error.retry_after or float(2 ** (attempt - 1)), LONGEST_WAIT)
