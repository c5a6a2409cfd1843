"""Levels set to what was counted."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from erp.errors import DomainError
from erp.money import round_money, round_unit_price
from inventory.choices import ON_HAND, LocationKind
from inventory.models import Level, Location, Move, Position
from inventory.services.articles import check_lots, check_quantities, sku_of
from inventory.services.bookkeeping import Against
from inventory.services.holdings import Holding, latest_costs, open_holdings
from inventory.services.locking import Held, lock_positions
from inventory.services.methods import adopt_methods
from inventory.services.moves import MoveDraft, write_moves
from inventory.services.places import CompanyPlaces, book_styles, company_places, currencies_of
from inventory.types import Count

ZERO = Decimal(0)


def adjust_stock(
    counts: Sequence[Count],
    *,
    date: dt.date,
    label: str = "",
    source_kind: str = "",
    source_id: int | None = None,
) -> list[Move]:
    """Set levels to what was counted; the moves to or from the company's differences that this took.

    What is missing leaves at its cost; what was found comes in at `Count.unit_cost`, else at the average cost of what
    the company holds, else at that of its latest layer. Raises `DomainError` "stock.reserved" when more is set aside
    than was found, "stock.cost_unknown", "stock.location", "stock.counted_twice", "stock.quantity"; then nothing changes.
    """
    if not counts:
        return []
    with transaction.atomic():
        tracked = check_quantities(((count.variant_id, count.quantity) for count in counts), zero=True)
        check_lots(tracked, ((one.company_id, one.variant_id, one.quantity, one.lot_id) for one in counts))
        places = company_places(count.company_id for count in counts)
        _check_locations(counts)
        positions = lock_positions((count.company_id, count.variant_id) for count in counts)
        differences = _differences(counts)
        adopt_methods(
            {
                held: positions[held]
                for held in {
                    (count.company_id, count.variant_id)
                    for count, difference in differences
                    if difference > 0
                }
            }
        )
        costs = _costs([count for count, difference in differences if difference > 0], positions)
        needs: dict[Held, Decimal] = defaultdict(Decimal)
        for count, difference in differences:
            if difference < 0:
                needs[count.company_id, count.variant_id] -= difference
        holdings = open_holdings(positions, currencies_of(places), needs=needs)
        drafts = [
            _draft(count, difference, places, costs, holdings, date, label, source_kind, source_id)
            for count, difference in differences
        ]
        return write_moves(drafts, holdings.values(), styles=book_styles(places))


def _draft(
    count: Count,
    difference: Decimal,
    places: Mapping[int, CompanyPlaces],
    costs: Mapping[Held, Decimal],
    holdings: Mapping[Held, Holding],
    date: dt.date,
    label: str,
    source_kind: str,
    source_id: int | None,
) -> MoveDraft:
    held = count.company_id, count.variant_id
    place = places[count.company_id]
    elsewhere = place[LocationKind.LOSS]
    is_found = difference > 0
    if is_found:
        cost = count.unit_cost if count.unit_cost is not None else costs[held]
        valued = holdings[held].bring(difference, round_money(difference * cost, place.currency))
    else:
        valued = holdings[held].take(-difference)
    return MoveDraft(
        company_id=count.company_id,
        variant_id=count.variant_id,
        quantity=abs(difference),
        origin_id=elsewhere if is_found else count.location_id,
        destination_id=count.location_id if is_found else elsewhere,
        date=date,
        source_kind=source_kind,
        source_id=source_id,
        label=label or gettext("Stock count"),
        valued=valued,
        against=Against.LOSS,
        lot_id=count.lot_id,
    )


def _check_locations(counts: Sequence[Count]) -> None:
    asked = [(count.company_id, count.location_id, count.variant_id, count.lot_id) for count in counts]
    if len(set(asked)) < len(asked):
        raise DomainError(
            "stock.counted_twice",
            _("An article is counted twice at one location. Add its quantities up."),
            "quantity",
        )
    known = set(
        Location.objects.filter(pk__in={count.location_id for count in counts}, kind__in=ON_HAND).values_list(
            "company_id", "pk"
        )
    )
    if any((count.company_id, count.location_id) not in known for count in counts):
        raise DomainError(
            "stock.location",
            _("That location is not one of the warehouse where goods can lie. Choose another one."),
            "location",
        )


def _differences(counts: Sequence[Count]) -> list[tuple[Count, Decimal]]:
    levels = {
        (level.company_id, level.location_id, level.variant_id, level.lot_id): level
        for level in Level.objects.filter(
            company__in={count.company_id for count in counts},
            location__in={count.location_id for count in counts},
            variant__in={count.variant_id for count in counts},
        )
    }
    differences = []
    for count in counts:
        level = levels.get((count.company_id, count.location_id, count.variant_id, count.lot_id))
        if level is not None and count.quantity < level.reserved:
            raise DomainError(
                "stock.reserved",
                _("%(sku)s: %(reserved)s are set aside here. Release some of them, then count again."),
                "quantity",
                {"sku": sku_of(count.variant_id), "reserved": f"{level.reserved.normalize():f}"},
            )
        difference = count.quantity - (level.on_hand if level else ZERO)
        if difference:
            differences.append((count, difference))
    return differences


def _costs(found: Sequence[Count], positions: Mapping[Held, Position]) -> dict[Held, Decimal]:
    """What one unit of what was found beyond the books is worth, where the count does not say."""
    costs: dict[Held, Decimal] = {}
    unknown: dict[Held, Count] = {}
    for count in found:
        held = count.company_id, count.variant_id
        if count.unit_cost is not None:
            if count.unit_cost < 0:
                raise DomainError(
                    "stock.cost",
                    _("%(sku)s: a cost can't be negative. Type zero or more."),
                    "unit_cost",
                    {"sku": sku_of(count.variant_id)},
                )
        elif (standard := positions[held].standard_cost) is not None:
            costs[held] = standard
        elif positions[held].quantity > 0:
            costs[held] = round_unit_price(positions[held].amount / positions[held].quantity)
        else:
            unknown[held] = count
    costs |= latest_costs(unknown)
    if missing := unknown.keys() - costs.keys():
        raise DomainError(
            "stock.cost_unknown",
            _("%(sku)s was never received, so its cost is not known. Type what one unit is worth."),
            "unit_cost",
            {"sku": sku_of(min(missing)[1])},
        )
    return costs
