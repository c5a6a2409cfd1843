"""Goods that come in."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from erp.errors import DomainError
from erp.money import convert
from inventory.choices import LocationKind
from inventory.models import Move, Warehouse
from inventory.services.articles import check_lots, check_quantities, sku_of
from inventory.services.bookkeeping import Against
from inventory.services.holdings import Holding, open_holdings
from inventory.services.locking import Held, lock_positions
from inventory.services.methods import adopt_methods
from inventory.services.moves import MoveDraft, write_moves
from inventory.services.places import (
    CompanyPlaces,
    WarehousePlaces,
    book_styles,
    company_places,
    currencies_of,
    place_in,
    warehouse_places,
)
from inventory.services.rates import Rated, rates_of
from inventory.types import Receipt, ReceiptLine

ZERO = Decimal(0)


def receive_stock(
    warehouse: Warehouse,
    lines: Sequence[ReceiptLine],
    *,
    date: dt.date,
    source_kind: str = "",
    source_id: int | None = None,
    label: str = "",
) -> list[Move]:
    """What one document brings into `warehouse`: see `post_receipts`."""
    return post_receipts(
        [Receipt(warehouse.company_id, warehouse.pk, lines, date, source_kind, source_id, label)]
    )


def post_receipts(receipts: Sequence[Receipt]) -> list[Move]:
    """Receive goods: moves from the suppliers, a cost layer for each line, one entry for each receipt.

    Quantity × unit cost is converted at the receipt's rate and rounded once, for the line. What comes into a location in
    transit stands on goods on the way. An article that nothing is held of takes the method of its category. Raises
    `DomainError` "stock.quantity", "stock.cost", "stock.no_rate", "stock.no_goods", "stock.variant", "stock.location",
    what `check_lots` refuses; then nothing is received. A constant number of statements.
    """
    lines = [(receipt, line) for receipt in receipts for line in receipt.lines]
    if not lines:
        return []
    with transaction.atomic():
        tracked = check_quantities((line.variant_id, line.quantity) for _receipt, line in lines)
        check_lots(
            tracked,
            ((receipt.company_id, line.variant_id, line.quantity, line.lot_id) for receipt, line in lines),
        )
        for _receipt, line in lines:
            if line.unit_cost < 0:
                raise DomainError(
                    "stock.cost",
                    _("%(sku)s: a cost can't be negative. Type zero or more."),
                    "unit_cost",
                    {"sku": sku_of(line.variant_id)},
                )
        places = company_places(receipt.company_id for receipt in receipts)
        shelves = warehouse_places(receipt.warehouse_id for receipt in receipts)
        rates = rates_of(receipts, currencies_of(places))
        positions = lock_positions((receipt.company_id, line.variant_id) for receipt, line in lines)
        adopt_methods(positions)
        holdings = open_holdings(positions, currencies_of(places))
        return write_moves(
            [_draft(receipt, line, places, shelves, rates, holdings) for receipt, line in lines],
            holdings.values(),
            styles=book_styles(places),
        )


def _draft(
    receipt: Receipt,
    line: ReceiptLine,
    places: Mapping[int, CompanyPlaces],
    shelves: dict[int, WarehousePlaces],
    rates: Mapping[Rated, Decimal],
    holdings: Mapping[Held, Holding],
) -> MoveDraft:
    place = places[receipt.company_id]
    rate = rates[receipt.company_id, receipt.currency, receipt.date] if receipt.rate is None else receipt.rate
    amount = convert(line.quantity * line.unit_cost, rate, place.currency)
    is_on_the_way = line.location_id is not None and line.location_id == place.locations.get(
        LocationKind.TRANSIT
    )
    return MoveDraft(
        company_id=receipt.company_id,
        variant_id=line.variant_id,
        quantity=line.quantity,
        origin_id=place[LocationKind.SUPPLIER],
        destination_id=place[LocationKind.TRANSIT]
        if is_on_the_way
        else place_in(shelves, receipt.company_id, receipt.warehouse_id, line.location_id),
        date=receipt.date,
        source_kind=receipt.source_kind,
        source_id=receipt.source_id,
        source_line_id=line.source_line_id,
        label=receipt.label or gettext("Receipt of goods"),
        valued=holdings[receipt.company_id, line.variant_id].bring(line.quantity, amount),
        against=Against.SUPPLY,
        amount_in_transit=amount if is_on_the_way else ZERO,
        lot_id=line.lot_id,
    )
