"""The one lock of the inventory."""

from collections import defaultdict
from collections.abc import Iterable

from django.db import connection
from django.db.models import Q

from erp.locks import lock
from inventory.models import Position

# (company id, variant id)
Held = tuple[int, int]


def lock_positions(wanted: Iterable[Held]) -> dict[Held, Position]:
    """The positions of (company, variant) pairs, locked until the transaction ends; made empty where they are missing.

    Two statements, however many pairs.
    """
    pairs = sorted(set(wanted))
    if not pairs:
        return {}
    with connection.cursor() as cursor:
        # In one order everywhere: whoever makes the same position meanwhile is waited for.
        cursor.execute(
            """
            INSERT INTO inventory_position (company_id, variant_id, quantity, amount)
            SELECT wanted.company_id, wanted.variant_id, 0, 0
            FROM unnest(%s::bigint[], %s::bigint[]) AS wanted(company_id, variant_id)
            WHERE NOT EXISTS (
                SELECT 1 FROM inventory_position AS held
                WHERE held.company_id = wanted.company_id AND held.variant_id = wanted.variant_id
            )
            ORDER BY wanted.company_id, wanted.variant_id
            ON CONFLICT (company_id, variant_id) DO NOTHING
            """,
            [
                [company_id for company_id, _variant_id in pairs],
                [variant_id for _company_id, variant_id in pairs],
            ],
        )
    by_company: dict[int, list[int]] = defaultdict(list)
    for company_id, variant_id in pairs:
        by_company[company_id].append(variant_id)
    condition = Q()
    for company_id, variant_ids in by_company.items():
        condition |= Q(company_id=company_id, variant_id__in=variant_ids)
    return {
        (position.company_id, position.variant_id): position
        for position in lock(Position.objects.filter(condition))
    }
