"""What the inventory does when something happens: a component's level changes those of its kits."""

from catalog.selectors.kits import kits_with
from erp.models import OutboxMessage
from erp.outbox import subscribe
from inventory.services.events import LEVEL_CHANGED, tell_levels


@subscribe(LEVEL_CHANGED)
def tell_kits(message: OutboxMessage) -> None:
    """Whoever waits for a kit, or shows how many there are, hears of its components. Kits are part of no kit: it ends here."""
    variant_id = message.payload["variant_id"]
    tell_levels(
        (message.company_id, kit) for kit in kits_with([variant_id]).get(variant_id, ()) if message.company_id
    )
