"""What would change if a row of a price list were another, or were there at all."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, QuerySet

from catalog.models import Category, PriceList, PriceRow, Variant
from catalog.price_values import Price, PriceRequest, Row
from catalog.pricing import PriceBook
from catalog.selectors.prices import read_price_book, row_facts
from erp.money import margin_percent

ZERO = Decimal(0)
# More articles than these are not looked at; the answer says so.
MOST_ARTICLES = 1000


@dataclass(frozen=True)
class PriceDifference:
    """The price of one unit of an article in a list as it is and as it would be; null: the list has none."""

    variant: Variant
    before: Price | None
    after: Price | None

    @property
    def old(self) -> Decimal | None:
        return _set_price(self.before)

    @property
    def new(self) -> Decimal | None:
        return _set_price(self.after)

    @property
    def percent(self) -> Decimal | None:
        """The change in percent of the old price."""
        if not self.old or self.new is None:
            return None
        change = margin_percent(self.old, self.new)
        return None if change is None else -change

    @property
    def margin(self) -> Decimal | None:
        """The margin that the new price would leave, in percent of it."""
        if self.after is None or self.after.net is None or self.after.cost is None:
            return None
        return margin_percent(self.after.net, self.after.cost)


@dataclass(frozen=True)
class Simulation:
    """What would change, in the list itself and in those that lean on it. `looked_at`: how many articles were compared."""

    differences: list[PriceDifference]
    leaning: list[tuple[PriceList, int]]
    looked_at: int
    has_more: bool

    @property
    def raised(self) -> int:
        return sum(1 for one in self.differences if (one.new or ZERO) > (one.old or ZERO))

    @property
    def lowered(self) -> int:
        return len(self.differences) - self.raised

    @property
    def at_a_loss(self) -> int:
        """How many would be sold below cost."""
        return sum(1 for one in self.differences if one.margin is not None and one.margin < 0)


def simulate_row(
    price_list: PriceList, row: Row, *, old: PriceRow | None, company_id: int, date: dt.date
) -> Simulation:
    """Compare prices with and without `row`, which takes the place of `old` (null: comes in addition).

    For the quantity from which the row holds (one, where it holds for any). A constant number of queries.
    """
    targets = [row, *([row_facts(old)] if old is not None else [])]
    variants = list(_touched(targets)[: MOST_ARTICLES + 1])
    has_more, variants = len(variants) > MOST_ARTICLES, variants[:MOST_ARTICLES]
    leaning = _leaning(price_list.pk)
    book = read_price_book(
        variant_ids=[variant.pk for variant in variants],
        # The new row's own base as well, which no row leads to yet.
        list_ids={price_list.pk, *leaning, *([row.base_list_id] if row.base_list_id else [])},
        company_ids=[company_id],
        until=date,
        with_costs=True,
    )
    changed = book.with_rows([row])
    quantity = row.min_quantity or Decimal(1)
    found = _differences(book, changed, price_list.pk, variants, company_id, date, quantity)
    lists = {one.pk: one for one in PriceList.objects.filter(pk__in=leaning)}
    counted = [
        (lists[pk], len(_differences(book, changed, pk, variants, company_id, date, quantity)))
        for pk in sorted(lists)
    ]
    return Simulation(found, [pair for pair in counted if pair[1]], len(variants), has_more)


def _differences(
    book: PriceBook,
    changed: PriceBook,
    list_id: int,
    variants: Collection[Variant],
    company_id: int,
    date: dt.date,
    quantity: Decimal,
) -> list[PriceDifference]:
    currency = book.lists[list_id].currency
    found = []
    for variant in variants:
        request = PriceRequest(
            variant_id=variant.pk, company_id=company_id, date=date, currency=currency, quantity=quantity
        )
        before, after = book.in_list(list_id, request), changed.in_list(list_id, request)
        if _set_price(before) != _set_price(after):
            found.append(PriceDifference(variant, before, after))
    return found


def _set_price(price: Price | None) -> Decimal | None:
    if price is None:
        return None
    return price.gross if price.includes_tax else price.net


def _touched(rows: Collection[Row]) -> "QuerySet[Variant]":
    """Articles on sale that one of the rows may be for."""
    wanted = Q(pk__in=[])
    for row in rows:
        if row.variant_id is not None:
            wanted |= Q(pk=row.variant_id)
        elif row.product_id is not None:
            wanted |= Q(product=row.product_id)
        elif row.category_id is not None:
            below = Category.objects.filter(pk=row.category_id).first()
            wanted |= Q(product__category__in=below.get_descendants(include_self=True) if below else [])
        else:
            wanted = Q()
            break
    return Variant.objects.filter(wanted, is_active=True).order_by("sort_key", "pk")


def _leaning(list_id: int) -> set[int]:
    """The lists whose formulas lean on that one, directly or by way of others. One query."""
    pairs = PriceRow.objects.filter(base_list__isnull=False).values_list("price_list_id", "base_list_id")
    above: dict[int | None, set[int]] = defaultdict(set)
    for leaning, base in pairs.distinct():
        above[base].add(leaning)
    found: set[int] = set()
    open_ones = {list_id}
    while open_ones := {one for base in open_ones for one in above[base]} - found:
        found |= open_ones
    return found - {list_id}
