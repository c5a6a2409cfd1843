"""Where goods can come from and go to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from erp.errors import DomainError
from inventory.choices import ON_HAND, BookkeepingStyle, LocationKind
from inventory.models import Location


@dataclass(frozen=True)
class CompanyPlaces:
    """The locations that a company has without a warehouse, by kind; the currency that its stock is valued in, and the
    style of its books."""

    currency: str
    style: str = BookkeepingStyle.CONTINENTAL
    locations: dict[str, int] = field(default_factory=dict)

    def __getitem__(self, kind: LocationKind) -> int:
        return self.locations[kind]


@dataclass(frozen=True)
class WarehousePlaces:
    """The locations of a warehouse that goods can lie at: `stock_id` unless another one of them is asked for."""

    company_id: int
    stock_id: int
    location_ids: set[int] = field(default_factory=set)


def company_places(company_ids: Iterable[int]) -> dict[int, CompanyPlaces]:
    """The places of each company. One query. Raises `DomainError` "stock.no_warehouse" where a company has none yet."""
    wanted = set(company_ids)
    places: dict[int, CompanyPlaces] = {}
    rows = Location.objects.filter(company__in=wanted, warehouse=None).values_list(
        "company_id", "company__currency_id", "company__stock_settings__style", "kind", "pk"
    )
    for company_id, currency, style, kind, pk in rows:
        company = CompanyPlaces(currency, style or BookkeepingStyle.CONTINENTAL)
        places.setdefault(company_id, company).locations[kind] = pk
    if wanted - places.keys():
        raise DomainError(
            "stock.no_warehouse",
            _("This company has no warehouse yet. Make one first: it brings the locations."),
        )
    return places


def currencies_of(places: Mapping[int, CompanyPlaces]) -> dict[int, str]:
    return {company_id: company.currency for company_id, company in places.items()}


def book_styles(places: Mapping[int, CompanyPlaces]) -> dict[int, str]:
    return {company_id: company.style for company_id, company in places.items()}


def warehouse_places(warehouse_ids: Iterable[int]) -> dict[int, WarehousePlaces]:
    """The places of each warehouse. One query."""
    places: dict[int, WarehousePlaces] = {}
    rows = Location.objects.filter(
        warehouse__in=set(warehouse_ids), kind__in=ON_HAND, is_active=True
    ).values_list("company_id", "warehouse_id", "warehouse__stock_location_id", "pk")
    for company_id, warehouse_id, stock_id, pk in rows:
        places.setdefault(warehouse_id, WarehousePlaces(company_id, stock_id)).location_ids.add(pk)
    return places


def place_in(
    places: dict[int, WarehousePlaces], company_id: int, warehouse_id: int, location_id: int | None
) -> int:
    """The location asked for, or the warehouse's stock. Raises `DomainError` "stock.location" if it is not one of it."""
    known = places.get(warehouse_id)
    if known is None or known.company_id != company_id or location_id not in {None, *known.location_ids}:
        raise DomainError(
            "stock.location",
            _("That location is not one of the warehouse where goods can lie. Choose another one."),
            "location",
        )
    return known.stock_id if location_id is None else location_id
