"""The inventory's part of the demo group: warehouses, receipts over two years in several cost layers, a count.

Whoever builds the demo calls `make_warehouses`, then `receive_demand` with what the plan of sales needs, and once the
past is played `count_shelves` and `correct_values`; in a scope that sees the company, whose fiscal years must be there.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from random import Random

from django.db import transaction

from catalog.models import Variant
from erp.models import Company, Site
from erp.money import round_money
from inventory.choices import LocationKind
from inventory.models import LandedCost, Level, Move, Position, Warehouse
from inventory.services import adjust_stock, create_warehouses, post_landed_costs, post_receipts
from inventory.services.manual import draft_depreciation, draft_landed_cost
from inventory.types import Count, Receipt, ReceiptLine, WarehouseDraft

# What an article costs to buy, as a share of its net sales price, by the first part of its category's code.
SHARES = {
    "VAISSELLE": "0.38",
    "THEIERES": "0.42",
    "CUISINE": "0.45",
    "LINGE": "0.40",
    "LUMIERE": "0.36",
    "OUTILS": "0.50",
    "POTS": "0.44",
    "PLANTES": "0.52",
    "THES": "0.34",
    "FINE": "0.55",
    "LIBRAIRIE": "0.62",
}
USUAL_SHARE = "0.45"
# Prices of suppliers rise by so much a month.
DRIFT = Decimal("0.0025")
# How many articles are nearly sold out.
SCARCE = 8

# By (first day of a month, variant): what is ordered in that month.
Demand = Mapping[tuple[dt.date, int], Decimal]


def make_warehouses(company: Company, sites: Sequence[Site]) -> list[Warehouse]:
    """A warehouse for each site, with the site's code and name."""
    return create_warehouses([WarehouseDraft(company.pk, site.code, site.name, site.pk) for site in sites])


def receive_demand(
    warehouse: Warehouse,
    variants: Sequence[Variant],
    demand: Demand,
    *,
    first: dt.date,
    until: dt.date,
    seed: int = 1,
) -> list[Move]:
    """Receive, from `first` on and never after `until`, what `demand` needs before it needs it, and a stock on top.

    Articles come every one to four months, each time at a cost of its own, so that each has several layers. The last
    months leave some pieces of most articles and next to none of a few. `variants` come with their category.
    """
    random = Random(f"receipts {warehouse.pk} {seed}")
    months = _months(first, until)
    scarce = {variant.pk for variant in random.sample(list(variants), k=min(SCARCE, len(variants)))}
    lines: dict[tuple[dt.date, int], list[ReceiptLine]] = defaultdict(list)
    for variant in variants:
        every = random.randint(1, 4)
        supplier = random.randint(1, 3)
        cost = _cost(variant, random)
        reserve = Decimal(random.randint(0, 2)) if variant.pk in scarce else _reserve(variant, random)
        # What was bought beyond the need of the months before.
        spare = Decimal(0)
        for start in range(0, len(months), every):
            span = months[start : start + every]
            needed = sum((demand.get((month, variant.pk), Decimal(0)) for month in span), Decimal(0))
            quantity = _lot(needed - spare, random)
            spare += quantity - needed
            # The reserve comes in three parts, each at the price of its day.
            if start // every in {0, 2, 4}:
                part = reserve // 3 if start else reserve - 2 * (reserve // 3)
                quantity += part
            if quantity:
                rise = 1 + DRIFT * start + Decimal(random.randint(-30, 30)) / 1000
                unit_cost = round_money(cost * rise)
                lines[max(span[0], first), supplier].append(ReceiptLine(variant.pk, quantity, unit_cost))
    receipts = [
        Receipt(
            warehouse.company_id,
            warehouse.pk,
            group,
            day,
            label=f"BR-{day:%y%m}-{supplier:02d} {SUPPLIERS[supplier - 1]}",
        )
        for (day, supplier), group in sorted(lines.items(), key=lambda item: item[0])
    ]
    with transaction.atomic():
        return post_receipts(receipts)


SUPPLIERS = ("Ateliers Brisou", "Maison Ferrand-Loix", "Comptoir des Vallées")


def count_shelves(warehouse: Warehouse, *, date: dt.date, seed: int = 1, how_many: int = 25) -> list[Move]:
    """A count of some shelves: a piece broken here, two found there."""
    random = Random(f"count {warehouse.pk} {seed}")
    levels = list(
        Level.objects.filter(location=warehouse.stock_location_id, available__gte=10)
        .order_by("pk")
        .values_list("company_id", "location_id", "variant_id", "on_hand")
    )
    counts = [
        Count(company_id, location_id, variant_id, on_hand + random.choice((-3, -2, -1, -1, -1, 1, 2)))
        for company_id, location_id, variant_id, on_hand in random.sample(
            levels, k=min(how_many, len(levels))
        )
    ]
    with transaction.atomic():
        return adjust_stock(counts, date=date, label=f"Inventaire tournant {date:%m/%Y}")


def correct_values(warehouse: Warehouse, *, date: dt.date) -> LandedCost:
    """The freight of the latest receipts, posted; that of the next ones, a draft; what may sell below its cost, a draft."""
    company_id = warehouse.company_id
    receipts = list(
        Move.objects.filter(
            company=company_id, origin__kind=LocationKind.SUPPLIER, destination__warehouse=warehouse
        ).order_by("-pk")[:6]
    )
    with transaction.atomic():
        posted = draft_landed_cost(
            receipts[:4],
            label="Fret maritime, dossier 4471",
            amount=Decimal("184.60"),
            split="value",
            date=date,
        )
        post_landed_costs([posted])
        draft_landed_cost(
            receipts[4:], label="Douane, dossier 4502", amount=Decimal("62.35"), split="quantity", date=date
        )
        slow = Position.objects.filter(company=company_id, quantity__gte=20).order_by("pk")[:5]
        draft_depreciation(
            list(slow.select_related("variant")),
            label="Articles à rotation lente",
            percent=Decimal(25),
            date=date,
        )
    return posted


def _months(first: dt.date, until: dt.date) -> list[dt.date]:
    month, found = first.replace(day=1), []
    while month <= until:
        found.append(month)
        month = (month + dt.timedelta(days=32)).replace(day=1)
    return found


def _cost(variant: Variant, random: Random) -> Decimal:
    share = Decimal(SHARES.get(variant.product.category.code, USUAL_SHARE))
    return round_money(variant.sales_price * share * Decimal(random.randint(93, 107)) / 100)


def _reserve(variant: Variant, random: Random) -> Decimal:
    """What is kept beyond the need: many of what is cheap, few of what is dear."""
    price = variant.sales_price
    few, many = (48, 90) if price < 12 else (24, 54) if price < 30 else (6, 18)
    return Decimal(random.randint(few, many))


def _lot(needed: Decimal, random: Random) -> Decimal:
    """Suppliers sell by the half dozen: never less than is needed, often some more."""
    if needed <= 0:
        return Decimal(0)
    dozens, rest = divmod(int(needed) + random.randint(0, 4), 6)
    return Decimal((dozens + bool(rest)) * 6)
