"""Goods that come in."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from erp.errors import DomainError
from erp.money import round_money
from inventory.choices import LocationKind
from inventory.models import Move, Warehouse
from inventory.services.articles import check_lots, check_quantities, sku_of
from inventory.services.locking import lock_positions
from inventory.services.moves import MoveDraft, write_moves
from inventory.services.places import company_places, place_in, warehouse_places
from inventory.types import Receipt, ReceiptLine


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
    """Receive goods: moves from the suppliers, a cost layer for each line, debit 37 / credit 6037 for each receipt.

    Quantity × unit cost is rounded once, for the line. Raises `DomainError` "stock.quantity", "stock.cost",
    "stock.no_goods", "stock.variant", "stock.location", what `check_lots` refuses; then nothing is received. A constant
    number of statements.
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
        lock_positions((receipt.company_id, line.variant_id) for receipt, line in lines)
        return write_moves(
            [
                MoveDraft(
                    company_id=receipt.company_id,
                    variant_id=line.variant_id,
                    quantity=line.quantity,
                    origin_id=places[receipt.company_id][LocationKind.SUPPLIER],
                    destination_id=place_in(
                        shelves, receipt.company_id, receipt.warehouse_id, line.location_id
                    ),
                    date=receipt.date,
                    amount=round_money(line.quantity * line.unit_cost, places[receipt.company_id].currency),
                    source_kind=receipt.source_kind,
                    source_id=receipt.source_id,
                    source_line_id=line.source_line_id,
                    label=receipt.label or gettext("Receipt of goods"),
                    opens_layer=True,
                    lot_id=line.lot_id,
                )
                for receipt, line in lines
            ]
        )
