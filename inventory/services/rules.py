"""Rules of put-away as people type them."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from erp.errors import DomainError
from erp.services.records import RecordChange, RecordDraft, create_records, update_records
from inventory.choices import LocationKind, PutawayStrategy
from inventory.models import Location, PutawayRule, Warehouse


def create_putaway_rules(drafts: Sequence[RecordDraft]) -> list[PutawayRule]:
    """Raises `DomainError` "putaway.location": not a place of the warehouse where goods of the rule can lie."""
    for draft in drafts:
        values = draft.values
        _check(values.get("warehouse"), values.get("location"), values.get("strategy"))
    return create_records(drafts)


def update_putaway_rules(changes: Sequence[RecordChange]) -> list[PutawayRule]:
    """As `create_putaway_rules`."""
    for change in changes:
        rule, values = change.record, change.values
        _check(
            values.get("warehouse", rule.warehouse),
            values.get("location", rule.location),
            values.get("strategy", rule.strategy),
        )
    return update_records(changes)


def _check(warehouse: Warehouse | None, location: Location | None, strategy: str | None) -> None:
    if warehouse is None or location is None:
        return
    kinds = {LocationKind.STOCK}
    if strategy != PutawayStrategy.FIXED:
        kinds.add(LocationKind.VIEW)
    if location.warehouse_id != warehouse.pk or location.kind not in kinds:
        raise DomainError(
            "putaway.location",
            _("Choose a place of this warehouse where goods are stored."),
            "location",
        )
