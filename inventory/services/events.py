"""What the inventory tells the others."""

from collections.abc import Iterable

from catalog.selectors.kits import kits_with
from erp.outbox import Event, publish
from inventory.services.locking import Held

LEVEL_CHANGED = "inventory.level_changed"


def tell_levels(changed: Iterable[Held]) -> None:
    """One event for each (company, variant) whose levels changed, and for the kits that the variant is part of. Only the
    latest matters: who hears it reads the level."""
    held = set(changed)
    kits = kits_with(variant_id for _company_id, variant_id in held) if held else {}
    held |= {(company_id, kit) for company_id, variant_id in held for kit in kits.get(variant_id, ())}
    publish(
        Event(
            kind=LEVEL_CHANGED,
            key=f"catalog.variant:{variant_id}",
            payload={"variant_id": variant_id},
            company_id=company_id,
            is_coalesced=True,
        )
        for company_id, variant_id in sorted(held)
    )
