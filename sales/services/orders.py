"""Orders come in, and change while they are drafts."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from erp.bulk import write_rows
from erp.changelog import Change, difference, log_changes
from erp.documents import created_by, lock_documents
from erp.errors import DomainError
from erp.models import Address, Currency, Partner
from erp.money import round_money
from erp.search import index_records
from inventory.models import Warehouse
from sales.choices import OrderStatus, TaxRounding
from sales.models import Channel, Order, OrderLine
from sales.services.pricing import build_lines
from sales.services.references import References, read_references, with_positions, with_prices
from sales.types import OrderDraft, OrderLineDraft

BATCH = 1000
ADDRESS = ("name", "line1", "line2", "postcode", "city", "state", "country", "phone")
# What a person may change of a draft besides its lines.
CHANGEABLE = (
    "channel_id",
    "partner_id",
    "warehouse_id",
    "date",
    "currency_id",
    "prices_include_tax",
    "tax_rounding",
    "external_number",
    "external_reference",
    "billing_address",
    "shipping_address",
    "carrier_name",
    "payment_method",
    "source_text",
    "customer_notes",
    "notes",
)
AMOUNTS = ("net", "tax", "gross", "shop_gross", "rounding_difference", "has_other_tax")


def place_orders(drafts: Sequence[OrderDraft]) -> list[Order]:
    """Create draft orders, priced and taxed, in a constant number of statements.

    Raises `DomainError`, and creates none of them: "order.exists" where the channel has an order of that number,
    "order.channel", "order.partner", "order.currency", "order.warehouse", "order.empty", "order.line_…",
    "order.total_differs" (see `OrderDraft.tolerance`), "order.below_zero".
    """
    if not drafts:
        return []
    around = _read(drafts)
    author, now = created_by(), timezone.now()
    orders = [_order(draft, around, author, now) for draft in drafts]
    references = with_prices(
        with_positions(around.references, orders, around.partners),
        [(order, draft.lines) for order, draft in zip(orders, drafts, strict=True)],
    )
    lines = [
        line
        for order, draft in zip(orders, drafts, strict=True)
        for line in _lines(order, draft.lines, references, draft.label, draft.tolerance)
    ]
    try:
        with transaction.atomic():
            Order.objects.bulk_create(orders, batch_size=BATCH)
            for line in lines:
                line.order_id = line.order.pk
            OrderLine.objects.bulk_create(lines, batch_size=BATCH)
            log_changes(
                Change(order, "create", after={"status": order.status, "gross": order.gross})
                for order in orders
            )
            index_records(orders)
    except IntegrityError as error:
        # Another process placed one of them between our look and our write.
        if "sales_order_once_a_channel" in str(error):
            raise _exists(drafts[0].label if len(drafts) == 1 else "") from error
        raise
    return orders


def change_order_lines(changes: Sequence[tuple[Order, Sequence[OrderLineDraft]]]) -> None:
    """Give draft orders new lines instead of those they have, and count their totals anew.

    A person's change ends the promise to a shop: the order's `shop_gross` is forgotten. Raises as `place_orders` does,
    and "order.not_draft".
    """
    change_orders([(order, {}, lines) for order, lines in changes])


def change_orders(
    changes: Sequence[tuple[Order, Mapping[str, Any], Sequence[OrderLineDraft] | None]],
) -> None:
    """Change draft orders: some of `CHANGEABLE`, and their lines unless null. Prices and taxes are counted anew."""
    if not changes:
        return
    with transaction.atomic():
        orders = lock_documents([order for order, _values, _lines in changes])
        if locked := [order for order in orders if order.status != OrderStatus.DRAFT]:
            raise DomainError(
                "order.not_draft",
                _("%(order)s is “%(status)s”: only a draft can be changed. Cancel it and make a new one."),
                params={
                    "order": str(locked[0]),
                    "status": str(locked[0].lifecycle.labels[locked[0].status]),
                },
            )
        before = {order.pk: _state(order) for order in orders}
        kept = _kept_lines([order for order, _values, lines in changes if lines is None])
        drafts = {order.pk: kept[order.pk] if lines is None else lines for order, _values, lines in changes}
        for order, values, lines in changes:
            for name, value in values.items():
                if name not in CHANGEABLE:
                    raise ValueError(f"An order's {name} can't be changed this way.")
                setattr(order, name, value)
            if lines is not None:
                order.shop_gross = None
        _check_changed(orders)
        references = read_references(
            {order.company_id for order in orders}, [line for lines in drafts.values() for line in lines]
        )
        references = with_prices(
            with_positions(references, orders), [(order, drafts[order.pk]) for order in orders]
        )
        built = [
            line
            for order in orders
            for line in _lines(order, drafts[order.pk], references, str(order), Decimal("Infinity"))
        ]
        OrderLine.objects.filter(order__in=orders).delete()
        OrderLine.objects.bulk_create(built, batch_size=BATCH)
        try:
            with transaction.atomic():
                write_rows(orders, *(name.removesuffix("_id") for name in CHANGEABLE), *AMOUNTS)
        except IntegrityError as error:
            if "sales_order_once_a_channel" in str(error):
                raise _exists(orders[0].external_number if len(orders) == 1 else "") from error
            raise
        logged = []
        for order in orders:
            was, is_now = difference(before[order.pk], _state(order))
            logged.append(Change(order, "update", before=was, after=is_now))
        log_changes(logged)
        index_records(orders)


@dataclass(frozen=True)
class _Around:
    """What the drafts refer to, read once."""

    channels: dict[int, Channel]
    partners: dict[int, Partner]
    addresses: dict[int, dict[str, str]]
    currencies: set[str]
    warehouses: dict[int, int]
    known: set[tuple[int, str]]
    references: References


def _read(drafts: Sequence[OrderDraft]) -> _Around:
    channels = Channel.objects.in_bulk({draft.channel_id for draft in drafts})
    partners = {draft.partner_id for draft in drafts}
    addresses: dict[int, dict[str, str]] = {}
    for row in Address.objects.filter(partner_id__in=partners).order_by("partner_id", "-id"):
        addresses[row.partner_id] = address_snapshot(row)
    numbers = {draft.external_number for draft in drafts if draft.external_number}
    return _Around(
        channels=channels,
        partners=Partner.objects.in_bulk(partners),
        addresses=addresses,
        currencies=set(Currency.objects.values_list("code", flat=True)),
        warehouses=dict(
            Warehouse.objects.filter(pk__in=[d.warehouse_id for d in drafts if d.warehouse_id]).values_list(
                "pk", "company_id"
            )
        ),
        known=set(
            Order.objects.filter(channel_id__in=channels, external_number__in=numbers).values_list(
                "channel_id", "external_number"
            )
        ),
        references=read_references(
            {channel.company_id for channel in channels.values()},
            [line for draft in drafts for line in draft.lines],
        ),
    )


def address_snapshot(address: Address) -> dict[str, str]:
    """What a document keeps of an address."""
    return {name: getattr(address, "country_id" if name == "country" else name) for name in ADDRESS}


def _order(draft: OrderDraft, around: _Around, author: int | None, now: dt.datetime) -> Order:
    channel = around.channels.get(draft.channel_id)
    if channel is None or not channel.is_active:
        raise DomainError(
            "order.channel",
            _("Order %(order)s: its channel does not exist here, or is closed. Choose another."),
            "channel",
            {"order": draft.label},
        )
    if draft.partner_id not in around.partners:
        raise DomainError(
            "order.partner",
            _("Order %(order)s: its customer does not exist here. Choose another."),
            "partner",
            {"order": draft.label},
        )
    if draft.currency not in around.currencies:
        raise DomainError(
            "order.currency",
            _(
                "Order %(order)s: “%(currency)s” is not a currency we know. Add it in the settings, or choose another."
            ),
            "currency",
            {"order": draft.label, "currency": draft.currency},
        )
    warehouse_id = draft.warehouse_id or channel.warehouse_id
    if draft.warehouse_id and around.warehouses.get(draft.warehouse_id) != channel.company_id:
        raise _wrong_warehouse(draft.label)
    if draft.external_number:
        place = (channel.pk, draft.external_number)
        if place in around.known:
            raise _exists(draft.label)
        around.known.add(place)
    billing = (
        draft.billing_address.snapshot()
        if draft.billing_address
        else around.addresses.get(draft.partner_id, {})
    )
    return Order(
        company_id=channel.company_id,
        channel=channel,
        partner_id=draft.partner_id,
        warehouse_id=warehouse_id,
        date=draft.date or timezone.localdate(draft.placed_at or now),
        placed_at=draft.placed_at or now,
        created_by_id=author,
        currency_id=draft.currency,
        prices_include_tax=(
            channel.prices_include_tax if draft.prices_include_tax is None else draft.prices_include_tax
        ),
        tax_rounding=TaxRounding(draft.tax_rounding or channel.tax_rounding),
        external_number=draft.external_number,
        external_reference=draft.external_reference,
        billing_address=billing,
        shipping_address=draft.shipping_address.snapshot() if draft.shipping_address else billing,
        carrier_name=draft.carrier_name,
        payment_method=draft.payment_method,
        source_text=draft.source_text[:200],
        customer_notes=draft.customer_notes,
        notes=draft.notes,
        shop_gross=(
            None if draft.expected_gross is None else round_money(draft.expected_gross, draft.currency)
        ),
    )


def _lines(
    order: Order, drafts: Sequence[OrderLineDraft], references: References, label: str, tolerance: Decimal
) -> list[OrderLine]:
    if not drafts:
        raise DomainError(
            "order.empty", _("Order %(order)s has no line. Add what was ordered."), "lines", {"order": label}
        )
    lines = build_lines(order, drafts, references, label=label, tolerance=tolerance)
    if order.gross < 0:
        raise DomainError(
            "order.below_zero",
            _("Order %(order)s comes to %(gross)s: an order can't be below zero. Lower its discounts."),
            "lines",
            {"order": label, "gross": f"{order.gross:f}"},
        )
    return lines


def _kept_lines(orders: Iterable[Order]) -> dict[int, list[OrderLineDraft]]:
    """The lines of orders as drafts, but for the difference to a shop's total, which is counted anew."""
    found: dict[int, list[OrderLineDraft]] = defaultdict(list)
    for line in (
        OrderLine.objects.filter(order__in=list(orders)).select_related("order").order_by("position", "id")
    ):
        if line.kind == "rounding" and line.order.shop_gross is not None:
            continue
        found[line.order_id].append(
            OrderLineDraft(
                kind=line.kind,
                variant_id=line.variant_id,
                description=line.description,
                quantity=line.quantity,
                unit_price=line.unit_price,
                discount_percent=line.discount_percent,
                discount_amount=line.discount_amount,
                tax_id=line.tax_id,
                is_untaxed=line.tax_id is None,
            )
        )
    return found


def _check_changed(orders: Sequence[Order]) -> None:
    channels = Channel.objects.in_bulk({order.channel_id for order in orders})
    warehouses = Warehouse.objects.in_bulk({order.warehouse_id for order in orders})
    for order in orders:
        channel, warehouse = channels.get(order.channel_id), warehouses.get(order.warehouse_id)
        if channel is None or channel.company_id != order.company_id:
            raise DomainError(
                "order.channel",
                _("Order %(order)s: its channel does not exist here, or is closed. Choose another."),
                "channel",
                {"order": str(order)},
            )
        if warehouse is None or warehouse.company_id != order.company_id:
            raise _wrong_warehouse(str(order))


def _state(order: Order) -> dict[str, Any]:
    return {name.removesuffix("_id"): getattr(order, name) for name in (*CHANGEABLE, "gross")}


def _wrong_warehouse(label: str) -> DomainError:
    return DomainError(
        "order.warehouse",
        _("Order %(order)s: that warehouse is not one of the channel's company. Choose another."),
        "warehouse",
        {"order": label},
    )


def _exists(label: str) -> DomainError:
    return DomainError(
        "order.exists",
        _(
            "The channel has order %(order)s already. Nothing was created: open that one, or leave this one out."
        ),
        "external_number",
        {"order": label},
    )
