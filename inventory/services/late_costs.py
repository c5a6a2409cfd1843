"""Costs of receipts that are known after them: landed costs, price differences of the supplier's invoice."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from erp.errors import DomainError
from inventory.choices import AdjustmentKind, ValuationMethod
from inventory.models import Layer, ValueAdjustment
from inventory.services.adjustments import AdjustmentDraft, currencies, write_adjustments
from inventory.services.holdings import Holding, open_holdings
from inventory.services.locking import Held, lock_positions
from inventory.types import LateCost


def post_late_costs(costs: Sequence[LateCost], *, date: dt.date) -> list[ValueAdjustment]:
    """Add late costs to the layers of their receipts: what remains of a layer is worth its share more, the share of what
    is gone is cost of sales. At standard cost all of it is variance.

    A cost whose key is known in the company was posted before and changes nothing; only new ones are returned. In a closed
    period they are booked on the first open day after it. Raises `DomainError` "late_cost.no_receipt" for a move that
    brought no layer in. A constant number of statements.
    """
    if not costs:
        return []
    with transaction.atomic():
        layers = receipt_layers(cost.move_id for cost in costs)
        if missing := [cost for cost in costs if cost.move_id not in layers]:
            raise DomainError(
                "late_cost.no_receipt",
                _("Move %(move)s brought nothing in that a cost could be added to. Choose a receipt."),
                "move",
                {"move": missing[0].move_id},
            )
        positions = lock_positions((layer.company_id, layer.variant_id) for layer in layers.values())
        holdings = open_holdings(
            positions,
            currencies({cost.company_id for cost in costs}),
            layer_ids=[layer.pk for layer in layers.values()],
        )
        known = set(
            ValueAdjustment.objects.filter(
                company__in={cost.company_id for cost in costs}, key__in=[cost.key for cost in costs]
            ).values_list("company_id", "key")
        )
        drafts = []
        for cost in costs:
            if (cost.company_id, cost.key) in known:
                continue
            known.add((cost.company_id, cost.key))
            drafts.append(_draft(cost, layers[cost.move_id], holdings, date))
        return write_adjustments(drafts, holdings.values())


def receipt_layers(move_ids: Iterable[int]) -> dict[int, Layer]:
    """The layer that each move brought in. One query."""
    return {
        layer.move_id: layer
        for layer in Layer.objects.filter(move__in=set(move_ids), is_shortage=False).select_related("variant")
    }


def _draft(cost: LateCost, layer: Layer, holdings: Mapping[Held, Holding], date: dt.date) -> AdjustmentDraft:
    holding = holdings[layer.company_id, layer.variant_id]
    stocked = holding.correct(holding.layer(layer.pk), cost.amount)
    return AdjustmentDraft(
        company_id=cost.company_id,
        variant_id=layer.variant_id,
        kind=cost.kind,
        amount=stocked,
        gone_amount=cost.amount - stocked,
        to_variance=holding.method == ValuationMethod.STANDARD,
        layer_id=layer.pk,
        date=cost.date or date,
        label=cost.label
        or (
            gettext("Landed cost")
            if cost.kind == AdjustmentKind.LANDED_COST
            else gettext("Price difference of the supplier's invoice")
        ),
        key=cost.key,
        source_kind=cost.source_kind,
        source_id=cost.source_id,
    )
