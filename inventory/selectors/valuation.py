"""What the stock is worth."""

import datetime as dt
from collections.abc import Collection, Iterable
from decimal import Decimal

from django.db.models import QuerySet, Sum

from catalog.models import Variant
from erp.models import Company
from erp.money import round_unit_price
from inventory.models import Layer, Move, Position

ZERO = Decimal(0)


def stock_value(company: Company, at: dt.date | None = None) -> Decimal:
    """What the company's stock is worth at the end of the day `at` (null: now), in its currency.

    The sum of the amounts stored up to that day; nothing is computed again, so it is what the ledger says.
    """
    if at is None:
        return Position.objects.filter(company=company).aggregate(value=Sum("amount"))["value"] or ZERO
    return Move.objects.filter(company=company, date__lte=at).aggregate(value=Sum("amount"))["value"] or ZERO


def layers_of(variant: Variant, company: Company | None = None, *, is_open: bool = True) -> "QuerySet[Layer]":
    """The cost layers of a variant in the order they are used up; by default those that something is left of."""
    layers = Layer.objects.filter(variant=variant).select_related("move").order_by("pk")
    if company is not None:
        layers = layers.filter(company=company)
    return layers.filter(is_open=True) if is_open else layers


def costs_of(variant_ids: Iterable[int], company: Company) -> dict[int, Decimal]:
    """The average cost of one unit of what the company holds, 6 decimals; variants it holds nothing of are left out.

    One query.
    """
    found = average_costs([company.pk], set(variant_ids))
    return {variant_id: cost for (_company_id, variant_id), cost in found.items()}


def average_costs(
    company_ids: Collection[int], variant_ids: Collection[int]
) -> dict[tuple[int, int], Decimal]:
    """As `costs_of`, by company and variant. One query."""
    rows = Position.objects.filter(company__in=company_ids, variant__in=variant_ids, quantity__gt=0)
    return {
        (company_id, variant_id): round_unit_price(amount / quantity)
        for company_id, variant_id, quantity, amount in rows.values_list(
            "company_id", "variant_id", "quantity", "amount"
        )
    }
