"""Reading a shop's orders: the network outside of transactions, each batch written in one of its own."""

import logging
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from connectors.adapters import Recorder, adapters
from connectors.choices import Verdict
from connectors.errors import ShopError
from connectors.models import Connection, Exchange
from connectors.services.importing import ImportResult, import_orders
from connectors.types import ExchangeRecord, ShopInfo, ShopOrder, UnreadableOrder
from erp.errors import DomainError
from erp.scope import in_company

logger = logging.getLogger(__name__)

BATCH = 50
Found = ShopOrder | UnreadableOrder


@dataclass
class PullResult(ImportResult):
    """What one pull did. `error` is the shop's refusal, if it stopped the pull; what was read before it is kept."""

    correlation_id: str = ""
    error: str = ""


def pull_orders(connection: Connection, *, progress: Callable[[int], None] = lambda done: None) -> PullResult:
    """Read what changed in the shop since the last pull and make sales orders of it.

    `progress` is told how many orders have been dealt with, after each batch.

    Call it outside of transactions. Pulling twice, or two workers pulling at once, creates nothing twice. A shop that
    does not answer is no exception: the reason is in the result and on the connection.
    """
    if not connection.is_active:
        raise DomainError(
            "connection.inactive",
            _("“%(name)s” is switched off. Switch it on first."),
            params={"name": connection.name},
        )
    result = PullResult(correlation_id=uuid.uuid4().hex)
    with in_company(connection.company_id):
        try:
            with adapters.get(connection.kind).open(
                connection, _recorder(connection), result.correlation_id
            ) as conversation:
                for batch in _batches(conversation.orders(connection.cursor)):
                    result.add(import_orders(connection, batch, correlation_id=result.correlation_id))
                    _advance(connection, batch)
                    progress(result.total)
        except ShopError as error:
            logger.warning("%s: %s", connection, error)
            result.error = error.message
        connection.last_pulled_at, connection.last_error = timezone.now(), result.error
        connection.save(update_fields=["last_pulled_at", "last_error"])
    return result


def read_info(connection: Connection) -> ShopInfo:
    """Who answers at the other end, and what the key may not read. Raises `ShopError` with what to do."""
    with (
        in_company(connection.company_id),
        adapters.get(connection.kind).open(
            connection, _recorder(connection), uuid.uuid4().hex
        ) as conversation,
    ):
        return conversation.info()


def _batches(found: Iterable[Found]) -> Iterator[list[Found]]:
    batch: list[Found] = []
    for order in found:
        batch.append(order)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _advance(connection: Connection, batch: Iterable[Found]) -> None:
    """The next pull begins where this batch ended: orders come by time of change."""
    seen: list[datetime] = [order.updated_at for order in batch if isinstance(order, ShopOrder)]
    if seen and (connection.cursor is None or max(seen) > connection.cursor):
        connection.cursor = max(seen)
        connection.save(update_fields=["cursor"])


def _recorder(connection: Connection) -> Recorder:
    def record(exchange: ExchangeRecord) -> None:
        with transaction.atomic():
            Exchange.objects.create(
                company_id=connection.company_id,
                connection=connection,
                method=exchange.method,
                url=exchange.url,
                request_headers=exchange.request_headers,
                request_body=_kept(exchange.request_body),
                status_code=exchange.status,
                response_headers=exchange.response_headers,
                response_body=_kept(exchange.response_text),
                duration_ms=exchange.duration_ms,
                verdict=_verdict(exchange),
                error=_kept(exchange.error),
                attempt=exchange.attempt,
                correlation_id=exchange.correlation_id,
                at=exchange.started_at,
            )

    return record


def _kept(text: str) -> str:
    # PostgreSQL's text has no NUL; everything else of a hostile answer can be kept as it is.
    return text.replace("\x00", "\ufffd")


def _verdict(exchange: ExchangeRecord) -> str:
    if exchange.status is None:
        return Verdict.UNANSWERED
    return Verdict.REFUSED if exchange.error else Verdict.OK
