"""Warehouses with their locations."""

from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from erp.changelog import Change, log_changes
from erp.errors import DomainError
from erp.locks import advisory_lock
from erp.models import Company, Site
from erp.search import index_records
from inventory.choices import LocationKind
from inventory.models import Location, Warehouse
from inventory.types import WarehouseDraft

# The same as the generic services take.
TREE = "tree:inventory.location"


def create_warehouse(
    company: Company, code: str, name: str, *, site: Site | None = None, allows_negative: bool = False
) -> Warehouse:
    """One warehouse: see `create_warehouses`."""
    draft = WarehouseDraft(company.pk, code, name, site.pk if site else None, allows_negative)
    return create_warehouses([draft])[0]


def create_warehouses(drafts: Sequence[WarehouseDraft]) -> list[Warehouse]:
    """Make warehouses, each with a tree of locations: stock, input, output, quarantine. A company's first one also brings
    the places that the whole company shares: customers, suppliers, differences, transit, production.

    Raises `DomainError` "warehouse.code_taken"; then none is made.
    """
    made = []
    try:
        with transaction.atomic():
            advisory_lock(TREE)
            for draft in drafts:
                _share_places(draft.company_id)
                made.append(_create(draft))
            log_changes(Change(warehouse, "create", after={"code": warehouse.code}) for warehouse in made)
            companies = {warehouse.company_id for warehouse in made}
            index_records([*made, *Location.objects.filter(company_id__in=companies)])
    except IntegrityError as error:
        raise DomainError(
            "warehouse.code_taken", _("This warehouse code is taken: choose another one."), "code"
        ) from error
    return made


def _create(draft: WarehouseDraft) -> Warehouse:
    code = draft.code.strip().upper()
    warehouse = Warehouse.objects.create(
        company_id=draft.company_id,
        site_id=draft.site_id,
        code=code,
        name=draft.name.strip(),
        allows_negative=draft.allows_negative,
    )
    root = _place(warehouse.company_id, code, warehouse.name, LocationKind.VIEW, warehouse=warehouse)
    # What has not been put away yet, and what stands packed at the door, is not there to be picked.
    warehouse.input_location = _place(
        warehouse.company_id,
        f"{code}/IN",
        gettext("Input"),
        LocationKind.STOCK,
        warehouse,
        root,
        is_pickable=False,
    )
    warehouse.stock_location = _place(
        warehouse.company_id, f"{code}/STOCK", gettext("Stock"), LocationKind.STOCK, warehouse, root
    )
    warehouse.output_location = _place(
        warehouse.company_id,
        f"{code}/OUT",
        gettext("Output"),
        LocationKind.STOCK,
        warehouse,
        root,
        is_pickable=False,
    )
    # What was not found, came back or is broken: counted and valued, and nobody is promised it.
    warehouse.quarantine_location = _place(
        warehouse.company_id,
        f"{code}/QUARANTINE",
        gettext("Quarantine"),
        LocationKind.QUARANTINE,
        warehouse,
        root,
        is_pickable=False,
    )
    warehouse.save(
        update_fields=["input_location", "stock_location", "output_location", "quarantine_location"]
    )
    return warehouse


def _share_places(company_id: int) -> None:
    if Location.objects.filter(company=company_id, warehouse=None).exists():
        return
    root = _place(company_id, "EXT", gettext("Outside the warehouses"), LocationKind.VIEW, is_pickable=False)
    for code, name, kind in (
        ("CUSTOMERS", gettext("Customers"), LocationKind.CUSTOMER),
        ("SUPPLIERS", gettext("Suppliers"), LocationKind.SUPPLIER),
        ("DIFFERENCES", gettext("Inventory differences"), LocationKind.LOSS),
        ("TRANSIT", gettext("In transit"), LocationKind.TRANSIT),
        ("PRODUCTION", gettext("Production"), LocationKind.PRODUCTION),
    ):
        _place(company_id, code, name, kind, parent=root, is_pickable=False)


def _place(
    company_id: int,
    code: str,
    name: str,
    kind: LocationKind,
    warehouse: Warehouse | None = None,
    parent: Location | None = None,
    **values: Any,
) -> Location:
    location = Location(
        company_id=company_id, code=code, name=name, kind=kind, warehouse=warehouse, parent=parent, **values
    )
    location.save()
    return location
