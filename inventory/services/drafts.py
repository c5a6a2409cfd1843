"""Drafts of corrections of value, made from what somebody chose in a list."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from erp.errors import DomainError
from erp.money import round_unit_price
from erp.scope import current_scope
from erp.services.records import LineDraft, RecordDraft, create_records
from inventory.models import Depreciation, LandedCost, Move, Position, Revaluation
from inventory.services.late_costs import receipt_layers


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
