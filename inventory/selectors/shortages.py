"""Which articles are short."""

from collections.abc import Collection

from django.db import connection
from django.utils import timezone

from inventory.extensions import demand_sources
from inventory.selectors.availability import ZERO, Availability, available_to_promise

# Where less is free than is to be kept. More than are really short: what both a warehouse and its company keep counts twice.
BELOW_SAFETY = """
SELECT kept.variant_id
FROM (SELECT variant_id, sum(quantity) AS quantity FROM inventory_safetystock GROUP BY variant_id) AS kept
LEFT JOIN LATERAL (
    SELECT sum(level.on_hand - level.reserved) AS quantity
    FROM inventory_level AS level
    JOIN inventory_location AS location ON location.id = level.location_id
    LEFT JOIN inventory_lot AS lot ON lot.id = level.lot_id
    WHERE level.variant_id = kept.variant_id
      AND location.kind = 'stock' AND location.is_pickable AND location.is_active
      AND lot.is_blocked IS NOT TRUE AND coalesce(lot.expires_on >= %(today)s, true)
      AND (%(warehouses)s::bigint[] IS NULL OR location.warehouse_id = ANY (%(warehouses)s))
) AS free ON true
WHERE coalesce(free.quantity, 0) < kept.quantity
"""


def shortages(
    *, warehouse_ids: Collection[int] | None = None, company_ids: Collection[int] | None = None
) -> dict[int, Availability]:
    """The articles of which less than nothing can be promised now: below their safety stock, or waited for."""
    with connection.cursor() as cursor:
        cursor.execute(
            BELOW_SAFETY,
            {
                "warehouses": list(warehouse_ids) if warehouse_ids is not None else None,
                "today": timezone.localdate(),
            },
        )
        suspected = {variant_id for (variant_id,) in cursor.fetchall()}
    for source in demand_sources.values():
        suspected |= {one.variant_id for one in source.find(None)}
    found = available_to_promise(suspected, warehouse_ids=warehouse_ids, company_ids=company_ids)
    return {variant_id: stock for variant_id, stock in found.items() if stock.available < ZERO}
