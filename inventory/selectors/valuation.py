"""What the stock is worth."""

import datetime as dt
from collections.abc import Collection, Iterable
from decimal import Decimal

from django.db import connection
from django.db.models import QuerySet, Sum

from catalog.models import Variant
from catalog.selectors.kits import parts_of
from erp.models import Company
from erp.money import round_unit_price
from inventory.models import Layer, Position

ZERO = Decimal(0)


def stock_value(company: Company, at: dt.date | None = None) -> Decimal:
    """What the company's stock is worth at the end of the day `at` (null: now), in its currency.

    The sum of the amounts stored up to that day, of moves and of adjustments; nothing is computed again, so it is what
    the ledger says.
    """
    if at is None:
        return Position.objects.filter(company=company).aggregate(value=Sum("amount"))["value"] or ZERO
    with connection.cursor() as cursor:
        # Both from an index alone.
        cursor.execute(
            """
            SELECT (SELECT coalesce(sum(amount), 0) FROM inventory_move WHERE company_id = %(company)s AND date <= %(at)s)
                 + (SELECT coalesce(sum(amount), 0) FROM inventory_valueadjustment
                    WHERE company_id = %(company)s AND date <= %(at)s)
            """,
            {"company": company.pk, "at": at},
        )
        return Decimal(cursor.fetchone()[0])


def layers_of(variant: Variant, company: Company | None = None, *, is_open: bool = True) -> "QuerySet[Layer]":
    """The cost layers of a variant in the order they are used up; by default those that something is left of."""
    layers = Layer.objects.filter(variant=variant).select_related("move").order_by("pk")
    if company is not None:
        layers = layers.filter(company=company)
    return layers.filter(is_open=True) if is_open else layers


def costs_of(variant_ids: Iterable[int], company: Company) -> dict[int, Decimal]:
    """The average cost of one unit of what the company holds, 6 decimals; variants it holds nothing of are left out.

    A kit costs what its components do. Two queries.
    """
    found = average_costs([company.pk], set(variant_ids))
    return {variant_id: cost for (_company_id, variant_id), cost in found.items()}


def average_costs(
    company_ids: Collection[int], variant_ids: Collection[int]
) -> dict[tuple[int, int], Decimal]:
    """As `costs_of`, by company and variant. Two queries."""
    wanted = set(variant_ids)
    kits = parts_of(wanted)
    stocked = wanted | {part.variant_id for parts in kits.values() for part in parts}
    rows = Position.objects.filter(company__in=company_ids, variant__in=stocked, quantity__gt=0)
    costs = {
        (company_id, variant_id): round_unit_price(amount / quantity)
        for company_id, variant_id, quantity, amount in rows.values_list(
            "company_id", "variant_id", "quantity", "amount"
        )
    }
    for company_id in company_ids:
        for kit_id, parts in kits.items():
            if all((company_id, part.variant_id) in costs for part in parts):
                costs[company_id, kit_id] = round_unit_price(
                    sum((costs[company_id, part.variant_id] * part.quantity for part in parts), ZERO)
                )
    return {key: cost for key, cost in costs.items() if key[1] in wanted}


def value_by_variant(
    company: Company, at: dt.date, *, variant_ids: Collection[int] | None = None
) -> dict[int, tuple[Decimal, Decimal]]:
    """By variant: the quantity held at the end of the day `at` and what it was worth, sums of what was stored.

    One query over the moves up to that day (of the variants named).
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT variant_id, sum(quantity), sum(amount) FROM (
                SELECT move.variant_id, move.amount,
                       move.quantity * (destination.is_owned::int - origin.is_owned::int) AS quantity
                FROM inventory_move AS move
                JOIN inventory_location AS origin ON origin.id = move.origin_id
                JOIN inventory_location AS destination ON destination.id = move.destination_id
                WHERE move.company_id = %(company)s AND move.date <= %(at)s
                  AND (%(variants)s::bigint[] IS NULL OR move.variant_id = ANY (%(variants)s))
                UNION ALL
                SELECT variant_id, amount, 0 FROM inventory_valueadjustment
                WHERE company_id = %(company)s AND date <= %(at)s
                  AND (%(variants)s::bigint[] IS NULL OR variant_id = ANY (%(variants)s))
            ) AS change
            GROUP BY variant_id HAVING sum(quantity) <> 0 OR sum(amount) <> 0
            """,
            {
                "company": company.pk,
                "at": at,
                "variants": list(variant_ids) if variant_ids is not None else None,
            },
        )
        return {variant_id: (quantity, amount) for variant_id, quantity, amount in cursor.fetchall()}


def booked_value(company: Company, at: dt.date) -> Decimal:
    """The balance of the stock accounts (goods, also by category, and goods on the way) at the end of the day `at`. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT coalesce(sum(item.debit - item.credit), 0) FROM accounting_item AS item
            WHERE item.company_id = %(company)s AND item.date <= %(at)s AND item.is_posted
              -- What closes a year balances these accounts off until the next day.
              AND item.entry_id NOT IN (
                  SELECT entry.id FROM accounting_entry AS entry
                  JOIN accounting_period AS period ON period.id = entry.period_id
                  WHERE period.company_id = %(company)s AND period.kind <> 'month'
              )
              AND item.account_id IN (
                  SELECT account_id FROM accounting_defaultaccount
                  WHERE company_id = %(company)s AND role IN ('stock', 'goods_in_transit')
                  UNION SELECT account_id FROM accounting_categoryaccount
                  WHERE company_id = %(company)s AND role = 'stock'
              )
            """,
            {"company": company.pk, "at": at},
        )
        return Decimal(cursor.fetchone()[0])
