"""A believable past, planned before it is played: who ordered what, when, through which channel.

Christmas and the weeks before it are the peak, August is the dip, the web is busiest on Sunday and Monday, the store on
Saturday, the phone on weekdays; the second year is a third larger than the first. The same seed plans the same past.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from random import Random
from zoneinfo import ZoneInfo

from django.utils import timezone

from accounting.choices import SupplyKind
from accounting.selectors.fiscal_positions import Positions, Sale, read_positions
from catalog.models import Variant
from erp.models import Partner
from erp.money import compute_taxes, gross_price
from erp.money.taxes import TaxableLine
from sales.choices import ChannelKind, LineKind
from sales.models import Channel
from sales.types import OrderDraft, OrderLineDraft

PARIS = ZoneInfo("Europe/Paris")
DAYS = 730
GROWTH = 0.33
MONTHS = (0.85, 0.7, 0.8, 0.85, 0.95, 0.85, 0.65, 0.45, 0.9, 1.05, 1.5, 1.9)
# Monday to Sunday.
WEEKDAYS = {
    ChannelKind.WEBSHOP: (1.25, 1.0, 0.95, 1.0, 0.9, 0.9, 1.3),
    ChannelKind.MARKETPLACE: (1.1, 1.0, 1.0, 1.0, 1.0, 0.9, 1.1),
    ChannelKind.STORE: (0.0, 0.7, 0.9, 0.8, 1.1, 2.2, 0.0),
    ChannelKind.PHONE: (1.2, 1.1, 1.0, 1.0, 0.9, 0.0, 0.0),
}
SHARES = {
    ChannelKind.WEBSHOP: 0.66,
    ChannelKind.MARKETPLACE: 0.1,
    ChannelKind.STORE: 0.2,
    ChannelKind.PHONE: 0.08,
}
LINES = ((1, 46), (2, 30), (3, 15), (4, 9))
FREE_SHIPPING_FROM = Decimal(60)
SHIPPING = Decimal("4.90")
CARRIERS = ("Colissimo", "Relais Ancre", "Chronolys")
CAMPAIGNS = ("utm_campaign=noel", "utm_campaign=soldes", "newsletter", "moteur de recherche", "")
# Days back in which some businesses have not paid yet.
LATELY = 90
WEB = (ChannelKind.WEBSHOP, ChannelKind.MARKETPLACE)


@dataclass(frozen=True)
class Planned:
    """An order of the past: what was ordered, when it left and when it was paid (null: not yet), through whom."""

    draft: OrderDraft
    kind: str
    shipped_on: dt.date
    paid_on: dt.date | None
    provider_code: str
    reference: str
    is_cancelled: bool = False

    @property
    def ordered_on(self) -> dt.date:
        assert self.draft.date is not None  # noqa: S101 (every planned order has its day)
        return self.draft.date


def plan_history(
    channels: Sequence[Channel],
    customers: Sequence[Partner],
    variants: Sequence[Variant],
    *,
    until: dt.date,
    how_many: int,
    seed: int = 1,
    web_provider: str = "CARD",
) -> list[Planned]:
    """About `how_many` orders of one company over the two years before `until`, oldest first.

    `variants` come with their product (`select_related("product__unit", "product__tax_category")`). `web_provider`: the code of the payment
    provider behind the web shop.
    """
    random = Random(f"history {channels[0].company.code} {seed}")
    shelf = Shelf(random, channels[0], variants)
    plan: list[Planned] = []
    total = sum(SHARES[ChannelKind(channel.kind)] for channel in channels)
    for channel in channels:
        wanted = round(how_many * SHARES[ChannelKind(channel.kind)] / total)
        for day in _days(random, ChannelKind(channel.kind), until, wanted):
            plan.append(_one(random, shelf, channel, customers, day, until, len(plan), web_provider))
    return sorted(plan, key=lambda planned: (planned.draft.placed_at, planned.reference))


def planned_demand(plan: Iterable[Planned]) -> dict[tuple[dt.date, int], Decimal]:
    """By (first day of the month of ordering, variant): how much must be in stock for the plan. Whoever builds the
    demo receives at least that much before the month begins, a year or so at a time or month by month."""
    demand: dict[tuple[dt.date, int], Decimal] = defaultdict(Decimal)
    for planned in plan:
        for line in planned.draft.lines:
            if line.kind == LineKind.GOODS and line.variant_id is not None and not planned.is_cancelled:
                demand[planned.ordered_on.replace(day=1), line.variant_id] += line.quantity
    return dict(demand)


class Shelf:
    """The articles of a company with their prices, some sold much more often than others."""

    def __init__(self, random: Random, channel: Channel, variants: Sequence[Variant]) -> None:
        self.variants = list(variants)
        random.shuffle(self.variants)
        self.weights = [1 / (rank + 6) for rank in range(len(self.variants))]
        sale = Sale(channel.company_id, timezone.localdate())
        positions = read_positions([sale])
        self.prices = {
            (variant.pk, includes_tax): _price(variant, sale, positions, includes_tax)
            for variant in self.variants
            for includes_tax in (True, False)
        }

    def lines(self, random: Random, kind: str, includes_tax: bool) -> list[OrderLineDraft]:
        """What one customer takes, each article once."""
        numbers, weights = zip(*LINES, strict=True)
        how_many = random.choices(numbers, weights)[0] + (2 if kind == ChannelKind.PHONE else 0)
        taken = {one.pk: one for one in random.choices(self.variants, self.weights, k=how_many)}
        return [
            OrderLineDraft(
                variant_id=variant.pk,
                quantity=Decimal(_quantity(random, kind)),
                unit_price=self.prices[variant.pk, includes_tax],
            )
            for variant in taken.values()
        ]


def _price(variant: Variant, sale: Sale, positions: Positions, includes_tax: bool) -> Decimal:
    tax = positions.settle(sale, SupplyKind.GOODS, variant.product.tax_category.code).tax
    net: Decimal = variant.sales_price
    return gross_price(net, tax.percent) if includes_tax and tax is not None else net


def _quantity(random: Random, kind: str) -> int:
    if kind == ChannelKind.PHONE:
        return random.choice((2, 3, 4, 6, 6, 8, 10, 12))
    return random.choices((1, 2, 3, 4), (76, 16, 5, 3))[0]


def _days(random: Random, kind: ChannelKind, until: dt.date, how_many: int) -> list[dt.date]:
    days = [until - dt.timedelta(days=back) for back in range(DAYS, 0, -1)]
    weights = []
    for position, day in enumerate(days):
        weight = MONTHS[day.month - 1] * WEEKDAYS[kind][day.weekday()] * (1 + GROWTH * position / DAYS * 2)
        if (day.month, day.day) in {(12, 25), (1, 1), (5, 1)}:
            weight *= 0.1
        if day.month == 12 and day.day > 22 and kind in WEB:
            weight *= 0.35
        weights.append(weight)
    return random.choices(days, weights, k=how_many)


def _one(
    random: Random,
    shelf: Shelf,
    channel: Channel,
    customers: Sequence[Partner],
    day: dt.date,
    until: dt.date,
    number: int,
    web_provider: str,
) -> Planned:
    kind = channel.kind
    lines = shelf.lines(random, kind, channel.prices_include_tax)
    moment = dt.datetime.combine(day, dt.time(random.randint(8, 21), random.randint(0, 59)), PARIS)
    draft = OrderDraft(
        channel_id=channel.pk,
        partner_id=_customer(random, customers, kind).pk,
        lines=lines,
        date=day,
        placed_at=moment,
    )
    if kind in WEB:
        draft = _on_the_web(random, draft, number)
    shipped, paid, provider = _course(random, kind, day, web_provider)
    if kind == ChannelKind.PHONE and number % 3 == 0 and (until - day).days < LATELY:
        paid = None  # a business that has to be reminded
    return Planned(
        draft=draft,
        kind=kind,
        shipped_on=min(shipped, until),
        paid_on=paid if paid is not None and paid <= until else None,
        provider_code=provider,
        reference=f"{provider}-{channel.code}-{number:06d}"
        if provider == web_provider and kind in WEB
        else "",
        is_cancelled=kind in WEB and random.random() < 0.02,
    )


def _customer(random: Random, customers: Sequence[Partner], kind: str) -> Partner:
    """Businesses order by phone; some people come back again and again."""
    wanted = [one for one in customers if one.is_organisation == (kind == ChannelKind.PHONE)] or list(
        customers
    )
    return wanted[int(len(wanted) * random.random() ** 1.6)]


def _on_the_web(random: Random, draft: OrderDraft, number: int) -> OrderDraft:
    """Shipping, a voucher now and then, and the total as the shop said it: now and then a cent off."""
    goods = charged(draft.lines)
    lines = list(draft.lines)
    if goods < FREE_SHIPPING_FROM:
        lines.append(OrderLineDraft(kind=LineKind.SHIPPING, description="Livraison", unit_price=SHIPPING))
    if random.random() < 0.06:
        lines = [
            replace(line, discount_percent=Decimal(10)) if line.kind == LineKind.GOODS else line
            for line in lines
        ]
    total = charged(lines)
    if random.random() < 0.0125:
        total += random.choice((Decimal("0.01"), Decimal("-0.01")))
    return replace(
        draft,
        lines=lines,
        expected_gross=total,
        external_number=str(1000 + number),
        external_reference="".join(random.choices("ABCDEFGHJKLMNPQRSTUVWXYZ", k=9)),
        carrier_name=random.choice(CARRIERS),
        payment_method="Carte bancaire",
        source_text=random.choice(CAMPAIGNS),
    )


def charged(lines: Iterable[OrderLineDraft]) -> Decimal:
    """What a shop that shows prices with tax charges for the lines."""
    return compute_taxes(
        [
            TaxableLine(number, line.quantity, line.unit_price or Decimal(0), line.discount_percent)
            for number, line in enumerate(lines)
        ],
        currency="EUR",
    ).gross


def _course(
    random: Random, kind: str, day: dt.date, web_provider: str
) -> tuple[dt.date, dt.date | None, str]:
    """When it left, when it was paid, through whom."""
    if kind == ChannelKind.STORE:
        return day, day, random.choices(("CARD", "CASH"), (80, 20))[0]
    shipped = _working_day(day + dt.timedelta(days=random.choices((0, 1, 2, 3), (20, 50, 20, 10))[0]))
    if kind in WEB:
        return shipped, day, web_provider
    return shipped, _working_day(shipped + dt.timedelta(days=random.randint(12, 48))), "CHEQUE"


def _working_day(day: dt.date) -> dt.date:
    return day + dt.timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)
