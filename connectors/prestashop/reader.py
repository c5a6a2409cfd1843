"""Reading orders page by page, each page with a number of requests that does not depend on how many orders it has.

Pages follow `date_upd`, not offsets: an order that is updated while we read moves behind us in the shop's list, and an
offset would then step over its neighbour. A page ends before its last second, because more orders of that second may
follow; only when one second fills a whole page is that second read to its end by id.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils.translation import gettext_lazy as _
from lxml import etree

from connectors.errors import ShopFormatError, ShopNotFoundError, ShopRightError
from connectors.prestashop.client import PrestaShopClient
from connectors.prestashop.parse import Related, SpecialStates, parse_orders
from connectors.prestashop.resources import (
    CUSTOMER_FIELDS,
    MESSAGE_FIELDS,
    OPTIONAL_RESOURCES,
    TAX_FIELDS,
)
from connectors.prestashop.taxes import KnownTax, plain_percent
from connectors.prestashop.values import identifier, local_time, number, text
from connectors.types import ShopOrder, UnreadableOrder

PAGE_SIZE = 50
# A shop stamps `date_upd` before its transaction ends: an order may appear after a later-stamped one was read.
OVERLAP = timedelta(minutes=5)
DEFAULT_TIMEZONE = "Europe/Paris"

_CONFIGURATION = ("PS_TIMEZONE", "PS_OS_CANCELED", "PS_OS_REFUND", "PS_OS_ERROR")

Order = etree._Element


def read_orders(
    client: PrestaShopClient,
    *,
    since: datetime | None = None,
    page_size: int = PAGE_SIZE,
    timezone: str = DEFAULT_TIMEZONE,
    overlap: timedelta = OVERLAP,
) -> Iterator[ShopOrder | UnreadableOrder]:
    """Orders changed since the cursor, oldest change first; all orders without one.

    since      aware; the greatest `updated_at` seen so far. Orders changed up to `overlap` before it come again: the
               reader of this iterator must recognise what it already has
    timezone   of the shop, when it does not tell

    An order that cannot be understood comes as an `UnreadableOrder`. Raises `ShopError` when the shop itself cannot be
    read; what was yielded before stays valid.
    """
    return OrderReader(client, page_size=page_size, timezone=timezone, overlap=overlap).read(since)


class OrderReader:
    """Reads orders; remembers the shop's small tables (taxes, states, carriers …) from page to page.

    `missing_rights` lists optional resources the key may not read, known after the first page.
    """

    def __init__(
        self,
        client: PrestaShopClient,
        *,
        page_size: int = PAGE_SIZE,
        timezone: str = DEFAULT_TIMEZONE,
        overlap: timedelta = OVERLAP,
    ) -> None:
        if not 2 <= page_size <= 200:
            raise ValueError("a page has 2 to 200 orders")
        self.missing_rights: set[str] = set()
        self._client = client
        self._page_size = page_size
        self._overlap = overlap
        self._timezone = ZoneInfo(timezone)
        self._special_states = SpecialStates()
        self._configured = False
        self._taxes: dict[str, KnownTax] = {}
        self._tables: dict[str, dict[str, etree._Element]] = defaultdict(dict)
        self._absent: dict[str, set[str]] = defaultdict(set)

    def read(self, since: datetime | None = None) -> Iterator[ShopOrder | UnreadableOrder]:
        """See `read_orders`."""
        self._configure()
        floor = local_time(since - self._overlap, self._timezone) if since else ""
        for page in self._pages(floor):
            yield from self._complete(page)

    def read_one(self, external_id: str) -> ShopOrder | UnreadableOrder:
        """One order by its id, to look at it again. Raises `ShopNotFoundError`, and `ShopError` as every read."""
        self._configure()
        orders = self._client.list("orders", filters={"id": f"[{external_id}]"})
        if not orders:
            raise ShopNotFoundError(_("The shop does not have order %(id)s (any more)."), id=external_id)
        (result,) = self._complete(orders[:1])
        return result

    def _pages(self, floor: str) -> Iterator[list[Order]]:
        while True:
            page = self._client.list(
                "orders",
                filters={"date_upd": f">[{floor}]"} if floor else {},
                sort=("date_upd_ASC", "id_ASC"),
                limit=self._page_size,
                dates=True,
            )
            if len(page) < self._page_size:
                if page:
                    yield page
                return
            first, last = text(page[0], "date_upd"), text(page[-1], "date_upd")
            if not floor < first <= last:
                raise _not_sorted()
            complete = [order for order in page if text(order, "date_upd") != last]
            if complete:
                yield complete
                floor = text(complete[-1], "date_upd")
            else:
                yield page
                yield from self._rest_of_second(last, identifier(page[-1]))
                floor = last

    def _rest_of_second(self, second: str, after_id: str) -> Iterator[list[Order]]:
        while True:
            page = self._client.list(
                "orders",
                filters={"date_upd": f"[{second}]", "id": f">[{after_id}]"},
                sort=("id_ASC",),
                limit=self._page_size,
                dates=True,
            )
            if page:
                if (
                    not _as_number(after_id)
                    < _as_number(identifier(page[0]))
                    <= _as_number(identifier(page[-1]))
                ):
                    raise _not_sorted()
                yield page
                after_id = identifier(page[-1])
            if len(page) < self._page_size:
                return

    def _complete(self, orders: list[Order]) -> list[ShopOrder | UnreadableOrder]:
        ids = _ids(orders, "id")
        references = list(dict.fromkeys(filter(None, (text(order, "reference") for order in orders))))
        details = self._of("order_details", "id_order", ids)
        customers = self._of("customers", "id", _ids(orders, "id_customer"), display=CUSTOMER_FIELDS)
        addresses = self._of(
            "addresses",
            "id",
            _ids(orders, "id_address_invoice") | _ids(orders, "id_address_delivery"),
        )
        payments = self._of("order_payments", "order_reference", references)
        messages = self._messages(ids)
        related = Related(
            timezone=self._timezone,
            special_states=self._special_states,
            taxes=self._known_taxes(details),
            customers=_by_id(customers),
            addresses=_by_id(addresses),
            countries=self._table("countries", _ids(addresses, "id_country")),
            states=self._table("states", _ids(addresses, "id_state")),
            currencies=self._table("currencies", _ids([*orders, *payments], "id_currency")),
            carriers=self._table("carriers", _ids(orders, "id_carrier")),
            languages=self._table("languages", _ids([*orders, *customers], "id_lang")),
            order_states=self._table("order_states", _ids(orders, "current_state")),
            details_of_order=_grouped(details, "id_order"),
            cart_rules_of_order=_grouped(self._of("order_cart_rules", "id_order", ids), "id_order"),
            carriers_of_order=_grouped(self._of("order_carriers", "id_order", ids), "id_order"),
            refunds_of_order=_grouped(self._of("order_slip", "id_order", ids), "id_order"),
            messages_of_order=messages,
            payments_of_reference=_grouped(payments, "order_reference"),
        )
        return parse_orders(orders, related)

    def _configure(self) -> None:
        if self._configured:
            return
        records = self._of("configurations", "name", _CONFIGURATION)
        values = {text(record, "name"): text(record, "value") for record in records}
        self._timezone = _timezone(values.get("PS_TIMEZONE", ""), self._timezone)
        usual = SpecialStates()
        self._special_states = SpecialStates(
            cancelled=values.get("PS_OS_CANCELED") or usual.cancelled,
            refunded=values.get("PS_OS_REFUND") or usual.refunded,
            refused=values.get("PS_OS_ERROR") or usual.refused,
        )
        self._remember_taxes(self._client.list("taxes", display=TAX_FIELDS))
        self._configured = True

    def _of(
        self, resource: str, field: str, values: Iterable[str], *, display: str = "full"
    ) -> list[etree._Element]:
        """The records whose field is one of the values, in one request; none asked for, none requested."""
        wanted = [value for value in values if value]
        if not wanted or resource in self.missing_rights:
            return []
        try:
            return self._client.list(resource, display=display, filters={field: f"[{'|'.join(wanted)}]"})
        except ShopRightError:
            if resource not in OPTIONAL_RESOURCES:
                raise
            self.missing_rights.add(resource)
            return []

    def _table(self, resource: str, ids: Iterable[str]) -> dict[str, etree._Element]:
        """A small table of the shop, of which only rows not seen yet are requested."""
        table, absent = self._tables[resource], self._absent[resource]
        missing = [
            external_id for external_id in ids if external_id not in table and external_id not in absent
        ]
        table.update(_by_id(self._of(resource, "id", missing)))
        absent.update(external_id for external_id in missing if external_id not in table)
        return table

    def _known_taxes(self, details: list[etree._Element]) -> dict[str, KnownTax]:
        used = {
            identifier(tax): None
            for detail in details
            for tax in detail.iterfind("./associations/taxes/tax")
            if identifier(tax)
        }
        missing = [external_id for external_id in used if external_id not in self._taxes]
        self._remember_taxes(self._of("taxes", "id", missing, display=TAX_FIELDS))
        return self._taxes

    def _remember_taxes(self, records: Iterable[etree._Element]) -> None:
        for record in records:
            external_id = identifier(record)
            self._taxes[external_id] = KnownTax(
                external_id, text(record, "name"), plain_percent(number(record, "rate"))
            )

    def _messages(self, order_ids: Iterable[str]) -> dict[str, list[etree._Element]]:
        """Messages hang on threads, and threads on orders: two requests for the whole page."""
        threads = self._of("customer_threads", "id_order", order_ids, display="[id,id_order]")
        order_of = {identifier(thread): identifier(thread, "id_order") for thread in threads}
        records = self._of("customer_messages", "id_customer_thread", order_of, display=MESSAGE_FIELDS)
        messages: dict[str, list[etree._Element]] = defaultdict(list)
        for record in records:
            messages[order_of.get(identifier(record, "id_customer_thread"), "")].append(record)
        return messages


def _not_sorted() -> ShopFormatError:
    """Without this check, a cache in front of the shop that drops the query would keep us reading one page forever."""
    return ShopFormatError(
        _(
            "The shop does not sort or filter its orders as asked. Is there a cache in front of its webservice?"
        )
    )


def _as_number(external_id: str) -> int:
    return int(external_id) if external_id.isdigit() else 0


def _timezone(name: str, default: ZoneInfo) -> ZoneInfo:
    """The shop's time zone, or the default when it does not tell or names one this machine does not know."""
    try:
        return ZoneInfo(name) if name else default
    except (ZoneInfoNotFoundError, ValueError):
        return default


def _ids(records: Iterable[etree._Element], field: str) -> dict[str, None]:
    """The distinct ids in a field, in order of appearance (a dict, because a set would shuffle the requests)."""
    return {external_id: None for record in records if (external_id := identifier(record, field))}


def _by_id(records: Iterable[etree._Element]) -> dict[str, etree._Element]:
    return {identifier(record): record for record in records}


def _grouped(records: Iterable[etree._Element], field: str) -> dict[str, list[etree._Element]]:
    groups: dict[str, list[etree._Element]] = defaultdict(list)
    for record in records:
        groups[text(record, field)].append(record)
    return groups
