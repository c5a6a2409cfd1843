"""Locations and warehouses as people type them."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from erp.errors import DomainError
from erp.locks import advisory_lock
from erp.models import Site
from erp.scope import current_scope
from erp.services.records import RecordChange, RecordDraft, create_records, update_records
from inventory.choices import LocationKind
from inventory.models import Level, Location, Warehouse
from inventory.services.warehouses import TREE, create_warehouses
from inventory.types import WarehouseDraft

# What a warehouse's own places can be; the others belong to the company as a whole.
INSIDE = frozenset({LocationKind.STOCK, LocationKind.QUARANTINE, LocationKind.VIEW})


def create_warehouse_records(drafts: Sequence[RecordDraft]) -> list[Warehouse]:
    """Warehouses of the active company, with their locations. Raises `DomainError` "warehouse.code_taken"."""
    company_id = current_scope().active_company.pk
    made = []
    for draft in drafts:
        site: Site | None = draft.values.get("site")
        made.append(
            WarehouseDraft(
                company_id,
                draft.values["code"],
                draft.values["name"],
                site.pk if site else None,
                bool(draft.values.get("allows_negative")),
            )
        )
    return create_warehouses(made)


def create_location_records(drafts: Sequence[RecordDraft]) -> list[Location]:
    """Locations below others of a warehouse, which they belong to. Raises `DomainError` "location.parent"."""
    with transaction.atomic():
        advisory_lock(TREE)
        return create_records(
            [
                RecordDraft(
                    draft.model,
                    {
                        **draft.values,
                        "warehouse": _warehouse_of(draft.values.get("parent"), draft.values.get("kind")),
                    },
                    draft.lines,
                )
                for draft in drafts
            ]
        )


def update_location_records(changes: Sequence[RecordChange]) -> list[Location]:
    """Names, codes and places in the tree. What a location is stays: its goods are counted by it.

    Raises `DomainError` "location.kind", "location.parent", "location.in_use" (something lies in what would be closed).
    """
    with transaction.atomic():
        advisory_lock(TREE)
        for change in changes:
            _check_change(Location.objects.get(pk=change.record.pk), change)
        return update_records(changes)


def _check_change(location: Location, change: RecordChange) -> None:
    values = change.values
    if values.get("kind", location.kind) != location.kind:
        raise DomainError(
            "location.kind",
            _("What a location is can't change. Make another one and move the goods there."),
            "kind",
        )
    parent = values.get("parent", location.parent)
    if "parent" in values and (parent.pk if parent else None) != location.parent_id:
        if location.parent_id is None or location.warehouse_id is None:
            raise DomainError("location.parent", _("This location stays where it is."), "parent")
        fresh = Location.objects.get(pk=parent.pk) if parent else None
        if (
            fresh is None
            or fresh.warehouse_id != location.warehouse_id
            or fresh.is_descendant_of(location, include_self=True)
        ):
            raise DomainError(
                "location.parent",
                _("Choose a location of the same warehouse that is not below this one."),
                "parent",
            )
    if location.is_active and not values.get("is_active", True):
        below = location.get_descendants(include_self=True)
        if Level.objects.filter(location__in=below, on_hand__gt=0).exists():
            raise DomainError(
                "location.in_use", _("Something still lies here. Move it elsewhere first."), "is_active"
            )


def _warehouse_of(parent: Location | None, kind: str | None) -> Warehouse:
    if parent is None or parent.warehouse is None:
        raise DomainError(
            "location.parent", _("Choose the location of a warehouse that this one is in."), "parent"
        )
    if kind not in INSIDE:
        raise DomainError(
            "location.kind",
            _("In a warehouse there are places for stock, and views that group them."),
            "kind",
        )
    return parent.warehouse
