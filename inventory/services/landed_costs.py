"""Landed costs: drafted with their charges and the receipts they cover, split, posted."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from erp.documents import kind_of, lock_documents, transition
from erp.errors import DomainError
from erp.money import allocate, convert
from inventory.choices import AdjustmentKind, SplitMethod, ValuationMethod
from inventory.lifecycles import CANCELLED, POSTED
from inventory.models import LandedCost, LandedCostCharge, Layer, Position
from inventory.services.late_costs import post_late_costs, receipt_layers
from inventory.services.layers import part_of
from inventory.types import LateCost

ZERO = Decimal(0)


@dataclass(frozen=True)
class Share:
    """What of a charge falls on a receipt, and of that on what remains of it (`stocked`) and on what is gone."""

    charge: LandedCostCharge
    layer: Layer
    amount: Decimal
    stocked: Decimal

    @property
    def gone(self) -> Decimal:
        return self.amount - self.stocked


def split_landed_cost(document: LandedCost) -> list[Share]:
    """How a landed cost is shared out as things stand now: charge by charge, receipt by receipt, to the cent.

    Raises `DomainError` "landed_cost.empty", "landed_cost.no_receipt", "landed_cost.no_weight", "landed_cost.no_volume".
    """
    charges = list(document.charges.order_by("position", "pk"))
    receipts = list(document.receipts.order_by("pk").values_list("move_id", flat=True))
    if not charges or not receipts:
        raise DomainError(
            "landed_cost.empty",
            _("Enter at least one charge, and the receipts that it belongs to."),
            "charges",
        )
    layers = receipt_layers(receipts)
    if any(move_id not in layers for move_id in receipts):
        raise DomainError(
            "landed_cost.no_receipt",
            _("One of the moves brought no goods in at a cost. Choose receipts only."),
            "receipts",
        )
    ordered = [layers[move_id] for move_id in receipts]
    standard = set(
        Position.objects.filter(
            company=document.company_id,
            variant__in={layer.variant_id for layer in ordered},
            method=ValuationMethod.STANDARD,
        ).values_list("variant_id", flat=True)
    )
    currency = document.company.currency_id
    shares = []
    for charge in charges:
        amounts = allocate(
            convert(charge.amount, document.rate, currency),
            [_weight(charge, layer) for layer in ordered],
            currency,
        )
        for layer, amount in zip(ordered, amounts, strict=True):
            stocked = (
                ZERO
                if layer.variant_id in standard
                else part_of(amount, max(layer.remaining, ZERO), layer.quantity, currency)
            )
            shares.append(Share(charge, layer, amount, stocked))
    return shares


def post_landed_costs(documents: Sequence[LandedCost]) -> list[LandedCost]:
    """Post landed costs: see `post_late_costs`. A document posts once; what it has posted is in its adjustments.

    Raises `DomainError` "transition.refused" for one that is posted or dropped, and what `split_landed_cost` raises.
    """
    with transaction.atomic():
        locked = lock_documents(documents, "company")
        for document in locked:
            post_late_costs(
                [
                    LateCost(
                        company_id=document.company_id,
                        move_id=share.layer.move_id,
                        amount=share.amount,
                        kind=AdjustmentKind.LANDED_COST,
                        key=f"landed:{document.pk}:{share.charge.pk}:{share.layer.move_id}",
                        label=f"{document.label}",
                        source_kind=kind_of(document),
                        source_id=document.pk,
                    )
                    for share in split_landed_cost(document)
                ],
                date=document.date,
            )
        transition(locked, POSTED)
    return locked


def drop_landed_costs(documents: Sequence[LandedCost]) -> None:
    """Drafts that come to nothing."""
    with transaction.atomic():
        transition(lock_documents(documents), CANCELLED)


def _weight(charge: LandedCostCharge, layer: Layer) -> Decimal:
    if charge.split == SplitMethod.VALUE:
        return layer.amount
    if charge.split == SplitMethod.QUANTITY:
        return layer.quantity
    if charge.split == SplitMethod.EQUAL:
        return Decimal(1)
    if charge.split == SplitMethod.WEIGHT:
        measure, code = layer.variant.weight_kg, "landed_cost.no_weight"
        message = _("%(sku)s has no weight. Enter it on the article, or share out otherwise.")
    else:
        measure, code = getattr(layer.variant, "volume_l", None), "landed_cost.no_volume"
        message = _("%(sku)s has no volume. Enter its dimensions on the article, or share out otherwise.")
    if measure is None:
        raise DomainError(code, message, "charges", {"sku": layer.variant.sku})
    return layer.quantity * Decimal(measure)
