"""Which kinds of shops can be connected: each adapter reads one kind into `connectors.types`."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from connectors.models import Connection
from connectors.prestashop import PrestaShopClient, read_orders
from connectors.types import ExchangeRecord, ShopInfo, ShopOrder, UnreadableOrder
from erp.registry import Registry

Recorder = Callable[[ExchangeRecord], None]
Found = Iterator[ShopOrder | UnreadableOrder]


@dataclass(frozen=True)
class Conversation:
    """An open line to a shop: `orders(since)` reads what changed, oldest change first; `info()` tells who answers."""

    orders: Callable[[datetime | None], Found]
    info: Callable[[], ShopInfo]


@dataclass(frozen=True)
class Adapter:
    """A kind of shop. `open` raises `ShopError`, as does everything read from the conversation.

    `secrets`: the names of the credentials it wants, with their labels.
    """

    label: Any
    secrets: dict[str, Any]
    open: Callable[[Connection, Recorder, str], AbstractContextManager[Conversation]]


adapters: Registry[Adapter] = Registry("shop adapters", Adapter)


@contextmanager
def _open_prestashop(connection: Connection, record: Recorder, correlation_id: str) -> Iterator[Conversation]:
    with PrestaShopClient(
        connection.base_url,
        connection.credentials.get("key", ""),
        record=record,
        allow_private=settings.ALLOW_PRIVATE_ADDRESSES,
        correlation_id=correlation_id,
    ) as client:
        yield Conversation(orders=lambda since: read_orders(client, since=since), info=client.read_info)


adapters.register("prestashop", Adapter(_("PrestaShop"), {"key": _("Webservice key")}, _open_prestashop))
