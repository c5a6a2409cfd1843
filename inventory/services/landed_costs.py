"""Landed costs: drafted with their charges and the receipts they cover, split, posted."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from erp.documents import kind_of, lock_documents, refuse_unless, transition
from erp.errors import DomainError
from erp.money import allocate, convert
from inventory.choices import AdjustmentKind, SplitMethod, ValuationMethod
from inventory.lifecycles import CANCELLED, POSTED
from inventory.models import LandedCost, LandedCostCharge, LandedCostReceipt, Layer, Position
from inventory.services.late_costs import post_late_costs, receipt_layers
from inventory.services.layers import part_of
from inventory.services.locking import Held
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
    """How one landed cost is shared out: see `split_landed_costs`."""
    return split_landed_costs([document])[document.pk]


def split_landed_costs(documents: Sequence[LandedCost]) -> dict[int, list[Share]]:
    """How landed costs are shared out as things stand now, by document: charge by charge, receipt by receipt, to the cent.

    Raises `DomainError` "landed_cost.empty", "landed_cost.no_receipt", "landed_cost.no_weight", "landed_cost.no_volume".
    Four queries.
    """
    ids = [document.pk for document in documents]
    charges: dict[int, list[LandedCostCharge]] = defaultdict(list)
    for charge in LandedCostCharge.objects.filter(landed_cost__in=ids).order_by("position", "pk"):
        charges[charge.landed_cost_id].append(charge)
    receipts: dict[int, list[int]] = defaultdict(list)
    rows = LandedCostReceipt.objects.filter(landed_cost__in=ids).order_by("pk")
    for document_id, move_id in rows.values_list("landed_cost_id", "move_id"):
        receipts[document_id].append(move_id)
    layers = receipt_layers(move_id for some in receipts.values() for move_id in some)
    standard = set(
        Position.objects.filter(
            company__in={document.company_id for document in documents},
            variant__in={layer.variant_id for layer in layers.values()},
            method=ValuationMethod.STANDARD,
        ).values_list("company_id", "variant_id")
    )
    return {
        document.pk: _split(document, charges[document.pk], receipts[document.pk], layers, standard)
        for document in documents
    }


def _split(
    document: LandedCost,
    charges: Sequence[LandedCostCharge],
    receipts: Sequence[int],
    layers: Mapping[int, Layer],
    standard: Collection[Held],
) -> list[Share]:
    if not charges or not receipts:
        raise DomainError(
            "landed_cost.empty",
            _("Enter at least one charge, and the receipts that it belongs to."),
            "charges",
        )
    if any(move_id not in layers for move_id in receipts):
        raise DomainError(
            "landed_cost.no_receipt",
            _("One of the moves brought no goods in at a cost. Choose receipts only."),
            "receipts",
        )
    ordered = [layers[move_id] for move_id in receipts]
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
                if (layer.company_id, layer.variant_id) in standard
                else part_of(amount, max(layer.remaining, ZERO), layer.quantity, currency)
            )
            shares.append(Share(charge, layer, amount, stocked))
    return shares


def post_landed_costs(documents: Sequence[LandedCost]) -> list[LandedCost]:
    """Post landed costs: see `post_late_costs`. A document posts once; what it has posted is in its adjustments.

    Raises `DomainError` "transition.refused" for one that is posted or dropped, and what `split_landed_costs` raises. A
    constant number of statements.
    """
    with transaction.atomic():
        locked = lock_documents(documents, "company")
        refuse_unless(locked, POSTED)
        shares = split_landed_costs(locked)
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
                    date=document.date,
                )
                for document in locked
                for share in shares[document.pk]
            ],
            date=timezone.localdate(),
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
