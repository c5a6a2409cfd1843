"""What the inventory tells the others."""

from collections.abc import Iterable

from erp.outbox import Event, publish
from inventory.services.locking import Held

LEVEL_CHANGED = "inventory.level_changed"


def tell_levels(changed: Iterable[Held]) -> None:
    """One event for each (company, variant) whose levels changed. Only the latest matters: who hears it reads the level.

    Of the kits that a variant is part of it is told when the event is heard (`inventory.subscribers`).
    """
    publish(
        Event(
            kind=LEVEL_CHANGED,
            key=f"catalog.variant:{variant_id}",
            payload={"variant_id": variant_id},
            company_id=company_id,
            is_coalesced=True,
        )
        for company_id, variant_id in sorted(set(changed))
    )
