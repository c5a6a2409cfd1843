"""The part of sales in the demo group: channels, two years of orders played through the services, and work for today.

Whoever builds the demo calls, in a scope that sees the company: `make_channels`, `make_customers`, `plan_history`; then
receives stock for `planned_demand`; then `play_history` and `leave_open_orders`. The chart of accounts must have fiscal
years from the first planned order on.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random
from zoneinfo import ZoneInfo

from django.apps import apps
from django.db import connection, transaction

from accounting.models import Invoice
from catalog.models import Variant
from erp.models import ChangeLog, Company, Partner, SearchTerm, Site
from erp.services.partners import create_partners
from erp.services.records import RecordDraft, create_records
from erp.types import AddressDraft, PartnerDraft
from inventory.models import Warehouse
from inventory.selectors.availability import availability
from sales.choices import ChannelKind, ReservationState
from sales.demo_history import WEB, Planned, Shelf, charged, plan_history, planned_demand
from sales.demo_people import make_customers
from sales.models import Channel, Order
from sales.services.cancellation import cancel_orders
from sales.services.confirmation import confirm_orders
from sales.services.deliveries import create_deliveries
from sales.services.fulfilment import ship_orders
from sales.services.invoicing import invoice_orders
from sales.services.orders import place_orders
from sales.services.payments import register_payments
from sales.types import OrderDraft, OrderLineDraft, OrderPaymentDraft

__all__ = [
    "Played",
    "leave_open_orders",
    "make_channels",
    "make_customers",
    "plan_history",
    "planned_demand",
    "play_history",
    "sell_abroad",
]

PARIS = ZoneInfo("Europe/Paris")
EVER = dt.datetime.max.replace(tzinfo=PARIS)
FIRST_BATCH, BATCH = 60, 400
# How many open orders there are of each state.
OPEN = {"draft": 12, "to_ship": 14, "picked": 8, "waiting": 6, "partial": 4, "to_invoice": 7}


@dataclass
class Played:
    """What came of a plan."""

    orders: list[Order] = field(default_factory=list)
    invoices: list[Invoice] = field(default_factory=list)
    payments: int = 0


def make_channels(
    company: Company, warehouse: Warehouse, *, store: Warehouse | None = None, store_site: Site | None = None
) -> list[Channel]:
    """A web shop, the phone (trade prices, net of tax) and, where there is a shop to walk into, a store."""
    wanted: list[tuple[str, str, ChannelKind, Warehouse, bool, Site | None]] = [
        ("WEB", "Boutique en ligne", ChannelKind.WEBSHOP, warehouse, True, None),
        ("TEL", "Téléphone", ChannelKind.PHONE, warehouse, False, None),
    ]
    if store is not None or store_site is not None:
        wanted.append(("MAG", "Magasin", ChannelKind.STORE, store or warehouse, True, store_site))
    return create_records(
        [
            RecordDraft(
                Channel,
                {
                    "company": company,
                    "code": code,
                    "name": name,
                    "kind": kind,
                    "warehouse": place,
                    "prices_include_tax": includes_tax,
                    "site": site,
                },
            )
            for code, name, kind, place, includes_tax, site in wanted
        ]
    )


def play_history(plan: Sequence[Planned]) -> Played:
    """Order, pay, ship and invoice what was planned, on the days of the plan. All of one company.

    In the order of the invoices' dates, since their numbers follow those; some hundreds at a time. The first ones teach
    PostgreSQL what the tables hold: it has no statistics of what has just been filled, and plans badly without.
    """
    played = Played()
    by_day = sorted(
        plan, key=lambda planned: (planned.shipped_on, planned.draft.placed_at, planned.reference)
    )
    start, size = 0, FIRST_BATCH
    while start < len(by_day):
        batch = sorted(by_day[start : start + size], key=lambda planned: planned.draft.placed_at or EVER)
        with transaction.atomic():
            _play(batch, played)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE " + ", ".join(_touched()))
        start, size = start + size, BATCH
    return played


def _play(plan: Sequence[Planned], played: Played) -> None:
    orders = place_orders([planned.draft for planned in plan])
    pairs = list(zip(orders, plan, strict=True))
    going = [(order, planned) for order, planned in pairs if not planned.is_cancelled]
    confirm_orders([order for order, _planned in going])
    cancel_orders([order for order, planned in pairs if planned.is_cancelled])
    # The web is paid for with the order: before its invoice.
    played.payments += _pay([pair for pair in going if pair[1].kind in WEB])
    served = [(order, planned) for order, planned in going if order.reservation == ReservationState.FULL]
    dates = {order.pk: planned.shipped_on for order, planned in served}
    ship_orders([order for order, _planned in served], dates=dates)
    played.invoices += invoice_orders([order for order, _planned in served], dates=dates)
    played.payments += _pay([pair for pair in served if pair[1].kind not in WEB])
    played.orders += orders


def _touched() -> list[str]:
    """The tables that an order's course fills."""
    return [
        connection.ops.quote_name(model._meta.db_table)
        for model in apps.get_models()
        if model._meta.app_label in {"sales", "accounting", "inventory"} or model in {SearchTerm, ChangeLog}
    ]


def leave_open_orders(
    channels: Sequence[Channel],
    customers: Sequence[Partner],
    variants: Sequence[Variant],
    *,
    today: dt.date,
    seed: int = 1,
    web_provider: str = "CARD",
) -> list[Order]:
    """Orders of the last days in every state that a person finds in the morning: to confirm, to ship, on a pick list,
    waiting for stock, shipped in part, to invoice."""
    channel = next(one for one in channels if one.kind == ChannelKind.WEBSHOP)
    random = Random(f"open {channel.company.code} {seed}")
    shelf = Shelf(random, channel, variants)
    free = availability([variant.pk for variant in variants], [channel.warehouse_id])
    left = {variant.pk: free[variant.pk, channel.warehouse_id] for variant in variants}
    scarce = sorted(variants, key=lambda variant: (left[variant.pk], variant.pk))[:6]
    for variant in scarce:
        left[variant.pk] = Decimal(0)
    drafts: list[tuple[str, OrderDraft]] = []
    for state, how_many in OPEN.items():
        for number in range(how_many):
            day = today - dt.timedelta(days=0 if state == "draft" else random.randint(0, 4))
            lines = _in_stock(random, shelf, left)
            if state in {"waiting", "partial"}:
                rare = scarce[number % len(scarce)]
                wanted = free[rare.pk, channel.warehouse_id] + 2 + number
                rare_line = OrderLineDraft(
                    variant_id=rare.pk, quantity=wanted, unit_price=shelf.prices[rare.pk, True]
                )
                others = [line for line in lines if line.variant_id != rare.pk]
                lines = [rare_line, *(others if state == "partial" else [])]
            drafts.append((state, _web_draft(random, channel, customers, lines, day, state, number)))
    with transaction.atomic():
        orders = place_orders([draft for _state, draft in drafts])
        by_state: dict[str, list[Order]] = {state: [] for state in OPEN}
        for (state, _draft), order in zip(drafts, orders, strict=True):
            by_state[state].append(order)
        # The scarce goods go to whoever comes first: those who get a part of their order.
        for state in ("partial", "to_ship", "picked", "to_invoice", "waiting"):
            confirm_orders(by_state[state])
        create_deliveries(by_state["picked"])
        for state in ("partial", "to_invoice"):
            ship_orders(by_state[state], dates=today)
        paid = [order for state, some in by_state.items() if state != "draft" for order in some]
        register_payments(
            [_payment(order, order.date, web_provider, str(order.external_number)) for order in paid]
        )
    return orders


def sell_abroad(channels: Sequence[Channel], variants: Sequence[Variant], *, today: dt.date) -> list[Order]:
    """Three sales by phone, invoiced: to a business in Brussels and a buyer in Geneva, neither of which bears VAT, and to a
    consumer in Berlin at Germany's rate."""
    channel = next(one for one in channels if one.kind == ChannelKind.PHONE)
    free = availability([variant.pk for variant in variants], [channel.warehouse_id])
    chosen = sorted(variants, key=lambda variant: (-free[variant.pk, channel.warehouse_id], variant.pk))[:3]
    brussels = AddressDraft(line1="12 rue de la Régence", postcode="1000", city="Bruxelles", country="BE")
    geneva = AddressDraft(line1="3 quai du Mont-Blanc", postcode="1201", city="Genève", country="CH")
    berlin = AddressDraft(line1="Torstraße 40", postcode="10119", city="Berlin", country="DE")
    only = [channel.company_id]
    buyers = create_partners(
        [
            PartnerDraft(
                "Ateliers de la Régence",
                country="BE",
                vat_number="BE0999000030",
                is_organisation=True,
                addresses=[brussels],
                visible_to=only,
            ),
            PartnerDraft(
                "Comptoir du Lac",
                country="CH",
                is_organisation=True,
                addresses=[geneva],
                visible_to=only,
            ),
            PartnerDraft("Frieda Lenz", country="DE", addresses=[berlin], visible_to=only),
        ]
    )
    with transaction.atomic():
        orders = place_orders(
            [
                OrderDraft(
                    channel_id=channel.pk,
                    partner_id=buyer.pk,
                    date=today,
                    prices_include_tax=False,
                    lines=[OrderLineDraft(variant_id=variant.pk, quantity=Decimal(2)) for variant in chosen],
                )
                for buyer in buyers
            ]
        )
        confirm_orders(orders)
        ship_orders(orders, dates=today)
        invoice_orders(orders, dates=today)
    return orders


def _in_stock(random: Random, shelf: Shelf, left: dict[int, Decimal]) -> list[OrderLineDraft]:
    """One to three articles of which there is enough; what they take is taken from `left`."""
    lines: list[OrderLineDraft] = []
    wanted = random.randint(1, 3)
    for variant in random.sample(shelf.variants, k=len(shelf.variants)):
        quantity = Decimal(random.choice((1, 1, 2)))
        if left[variant.pk] >= quantity:
            left[variant.pk] -= quantity
            lines.append(
                OrderLineDraft(
                    variant_id=variant.pk, quantity=quantity, unit_price=shelf.prices[variant.pk, True]
                )
            )
        if len(lines) == wanted:
            break
    return lines


def _web_draft(
    random: Random,
    channel: Channel,
    customers: Sequence[Partner],
    lines: Sequence[OrderLineDraft],
    day: dt.date,
    state: str,
    number: int,
) -> OrderDraft:
    return OrderDraft(
        channel_id=channel.pk,
        partner_id=random.choice([one for one in customers if not one.is_organisation]).pk,
        lines=lines,
        date=day,
        placed_at=dt.datetime.combine(day, dt.time(7, 5 + number), PARIS),
        expected_gross=charged(lines),
        external_number=f"{90_000 + list(OPEN).index(state) * 100 + number}",
        external_reference="".join(random.choices("ABCDEFGHJKLMNPQRSTUVWXYZ", k=9)),
        carrier_name="Colissimo",
        payment_method="Carte bancaire",
    )


def _pay(pairs: Sequence[tuple[Order, Planned]]) -> int:
    drafts = [
        _payment(order, planned.paid_on, planned.provider_code, planned.reference)
        for order, planned in pairs
        if planned.paid_on is not None
    ]
    return len(register_payments(drafts))


def _payment(order: Order, day: dt.date, provider: str, reference: str) -> OrderPaymentDraft:
    return OrderPaymentDraft(
        order_id=order.pk,
        provider_code=provider,
        amount=order.gross,
        date=day,
        method=order.payment_method or provider.lower(),
        reference=reference,
    )
