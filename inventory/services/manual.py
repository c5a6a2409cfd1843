"""What people do by hand from a screen."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from catalog.models import Variant
from erp.errors import DomainError
from erp.money import round_unit_price
from erp.scope import current_scope
from erp.services.records import LineDraft, RecordDraft, create_records
from inventory.models import (
    Depreciation,
    LandedCost,
    Level,
    Location,
    Move,
    Position,
    Reservation,
    Revaluation,
    Warehouse,
)
from inventory.services.counts import adjust_stock
from inventory.services.late_costs import receipt_layers
from inventory.services.letting_go import release_rows
from inventory.services.receipts import post_receipts
from inventory.services.reversals import reverse_moves
from inventory.services.transfers import transfer_stock
from inventory.types import Count, Receipt, ReceiptLine, Transfer


def receive_into(
    warehouses: Sequence[Warehouse],
    *,
    variant: Variant,
    quantity: Decimal,
    unit_cost: Decimal,
    date: dt.date,
    label: str = "",
) -> list[Move]:
    """Goods without a purchase order, into the warehouse's stock: see `post_receipts`."""
    line = ReceiptLine(variant.pk, quantity, unit_cost)
    return post_receipts([Receipt(w.company_id, w.pk, [line], date, label=label) for w in warehouses])


def receive_more(
    positions: Sequence[Position],
    *,
    warehouse: Warehouse,
    quantity: Decimal,
    unit_cost: Decimal,
    date: dt.date,
    label: str = "",
) -> list[Move]:
    """More of an article that the company knows already: see `post_receipts`."""
    return post_receipts(
        [
            Receipt(
                p.company_id,
                warehouse.pk,
                [ReceiptLine(p.variant_id, quantity, unit_cost)],
                date,
                label=label,
            )
            for p in positions
        ]
    )


def count_levels(
    levels: Sequence[Level],
    *,
    quantity: Decimal,
    date: dt.date,
    unit_cost: Decimal | None = None,
    label: str = "",
) -> list[Move]:
    """What was found at a location: see `adjust_stock`."""
    counts = [
        Count(level.company_id, level.location_id, level.variant_id, quantity, unit_cost, level.lot_id)
        for level in levels
    ]
    return adjust_stock(counts, date=date, label=label)


def move_levels(
    levels: Sequence[Level], *, destination: Location, quantity: Decimal, date: dt.date
) -> list[Move]:
    """Some of what lies at a location to another one of its warehouse: see `transfer_stock`."""
    return transfer_stock(
        [
            Transfer(
                level.company_id,
                level.variant_id,
                quantity,
                level.location_id,
                destination.pk,
                lot_id=level.lot_id,
            )
            for level in levels
        ],
        date=date,
    )


def release(reservations: Sequence[Reservation]) -> list[Level]:
    """Let go of what is set aside for the lines of these reservations; the levels where it is free again."""
    release_rows(reservations)
    places = {(row.company_id, row.variant_id, row.location_id) for row in reservations}
    levels = Level.objects.filter(
        variant__in={variant_id for _company_id, variant_id, _location_id in places}
    ).select_related("variant", "location")
    return [level for level in levels if (level.company_id, level.variant_id, level.location_id) in places]


def cancel_moves(moves: Sequence[Move], *, date: dt.date | None = None, label: str = "") -> list[Move]:
    """Cancel moves: see `reverse_moves`."""
    return reverse_moves(moves, date=date, label=label)


def draft_landed_cost(
    moves: Sequence[Move], *, label: str, amount: Decimal, split: str, date: dt.date
) -> LandedCost:
    """A draft over the receipts among these moves, with one charge.

    Raises `DomainError` "landed_cost.no_receipt" when one of them brought nothing in.
    """
    if len(receipt_layers(move.pk for move in moves)) < len(moves):
        raise DomainError(
            "landed_cost.no_receipt",
            _("One of the moves brought no goods in at a cost. Choose receipts only."),
            "receipts",
        )
    charge = LineDraft(values={"label": label, "amount": amount, "split": split})
    [document] = create_records(
        [
            RecordDraft(
                LandedCost,
                {"label": label, "date": date, "currency": current_scope().active_company.currency},
                {
                    "charges": [charge],
                    "receipts": [LineDraft(values={"move": move}) for move in moves],
                },
            )
        ]
    )
    return document


def draft_revaluation(
    positions: Sequence[Position], *, unit_cost: Decimal, kind: str, reason: str, date: dt.date
) -> Revaluation:
    """A draft with one cost for these articles; somebody else approves it."""
    [document] = create_records(
        [
            RecordDraft(
                Revaluation,
                {"kind": kind, "reason": reason, "date": date},
                {
                    "lines": [
                        LineDraft(values={"variant": position.variant, "unit_cost": unit_cost})
                        for position in positions
                    ]
                },
            )
        ]
    )
    return document


def draft_depreciation(
    positions: Sequence[Position], *, label: str, percent: Decimal, date: dt.date
) -> Depreciation:
    """A draft that proposes the articles' average cost less so many percent as what they would fetch."""
    [document] = create_records(
        [
            RecordDraft(
                Depreciation,
                {"label": label, "date": date},
                {
                    "lines": [
                        LineDraft(
                            values={
                                "variant": position.variant,
                                "market_value": round_unit_price(
                                    (position.average_cost or Decimal(0)) * (100 - percent) / 100
                                ),
                            }
                        )
                        for position in positions
                    ]
                },
            )
        ]
    )
    return document
