"""What documents would do to the stock and its value, in words and in rows, before they are posted or cancelled."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from erp.crud.cells import link, money_text
from erp.errors import DomainError
from erp.money import round_unit_price
from inventory.choices import RevaluationKind
from inventory.lifecycles import DRAFT
from inventory.models import Depreciation, LandedCost, Location, Move, Position, Revaluation, ValueAdjustment
from inventory.services.depreciations import depreciation_needed
from inventory.services.documents import standing_moves
from inventory.services.landed_costs import split_landed_cost

ZERO = Decimal(0)
# More than these are summed up by an ellipsis.
MOST = 20


def split_context(document: LandedCost, request: HttpRequest) -> Mapping[str, Any]:
    """The split of a draft as things stand now; nothing once it is posted: then its adjustments say."""
    if document.status != DRAFT:
        return {"shares": []}
    try:
        shares = split_landed_cost(document)
    except DomainError as refusal:
        return {"shares": [], "refusal": refusal.message}
    return {
        "shares": shares,
        "currency": document.company.currency_id,
        "total": sum((share.amount for share in shares), ZERO),
        "stocked": sum((share.stocked for share in shares), ZERO),
        "gone": sum((share.gone for share in shares), ZERO),
    }


def after_landed_cost(documents: list[LandedCost]) -> Sequence[str]:
    """What would go to the stock and what to the cost of sales."""
    said = []
    for document in documents:
        try:
            shares = split_landed_cost(document)
        except DomainError as refusal:
            said.append(str(refusal.message))
            continue
        currency = document.company.currency_id
        said.append(
            _("%(label)s: %(stocked)s on what remains, %(gone)s to the cost of what is gone.")
            % {
                "label": document.label,
                "stocked": money_text(sum((share.stocked for share in shares), ZERO), currency),
                "gone": money_text(sum((share.gone for share in shares), ZERO), currency),
            }
        )
    return said


def after_revaluation(documents: list[Revaluation]) -> Sequence[str]:
    """How much more or less what is held would be worth."""
    said = []
    for document in documents:
        if document.kind == RevaluationKind.METHOD:
            said.append(
                _("All that “%(category)s” and those below hold is valued by: %(method)s.")
                % {"category": document.category, "method": document.get_method_display()}
            )
        held = {
            position.variant_id: position
            for position in Position.objects.filter(
                company=document.company_id, variant__in=document.lines.values("variant")
            )
        }
        for line in document.lines.select_related("variant"):
            position = held.get(line.variant_id)
            said.append(
                _("%(sku)s: %(quantity)s held, worth %(amount)s; one at %(cost)s from now on.")
                % {
                    "sku": line.variant.sku,
                    "quantity": f"{position.quantity.normalize():f}" if position else "0",
                    "amount": money_text(position.amount if position else ZERO, document.company.currency_id),
                    "cost": money_text(line.unit_cost, document.company.currency_id),
                }
            )
    return said


def after_depreciation(documents: list[Depreciation]) -> Sequence[str]:
    """How much would be booked, or taken back."""
    said = []
    for document in documents:
        lines = depreciation_needed(document)
        currency = document.company.currency_id
        more = sum((line.change for line in lines if line.change and line.change > 0), ZERO)
        less = -sum((line.change for line in lines if line.change and line.change < 0), ZERO)
        said.append(
            _("%(label)s: %(more)s more depreciation, %(less)s taken back.")
            % {
                "label": document.label,
                "more": money_text(more, currency),
                "less": money_text(less, currency),
            }
        )
    return said


# How many of the latest changes a position's page tells.
LATEST = 20


@dataclass(frozen=True)
class ValueChange:
    """A move or an adjustment, and what was held after it."""

    record: Move | ValueAdjustment
    quantity: Decimal
    amount: Decimal
    quantity_after: Decimal
    amount_after: Decimal

    @property
    def average_after(self) -> Decimal | None:
        return round_unit_price(self.amount_after / self.quantity_after) if self.quantity_after else None

    @property
    def link(self) -> Any:
        return link(self.record, self.record.label or str(self.record))

    @property
    def entry_link(self) -> Any:
        return link(self.record.entry) if self.record.entry else ""


def value_history(position: Position, request: HttpRequest) -> Mapping[str, Any]:
    """The latest changes of a position in the order in which they were entered, each leading to its document and entry.

    Told backwards from what is held now, so that it costs the same however much lies behind.
    """
    own = {"company": position.company_id, "variant": position.variant_id}
    moves = Move.objects.filter(**own).select_related("origin", "destination", "entry")
    adjustments = ValueAdjustment.objects.filter(**own).select_related("entry")
    records: list[Move | ValueAdjustment] = [
        *moves.order_by("-pk")[: LATEST + 1],
        *adjustments.order_by("-pk")[: LATEST + 1],
    ]
    # What a move leaves over is entered in the same moment, after it.
    records.sort(key=lambda one: (one.done_at, isinstance(one, ValueAdjustment), one.pk), reverse=True)
    quantity, amount = position.quantity, position.amount
    changes = []
    for record in records[:LATEST]:
        change = _moved(record) if isinstance(record, Move) else ZERO
        changes.append(ValueChange(record, change, record.amount, quantity, amount))
        quantity, amount = quantity - change, amount - record.amount
    return {
        "changes": changes,
        "currency": position.company.currency_id,
        "has_more": len(records) > LATEST,
        "most": LATEST,
    }


def _moved(move: Move) -> Decimal:
    return move.quantity * (move.destination.is_owned - move.origin.is_owned)


def what_goes_back(documents: list[Any]) -> Sequence[str]:
    """What cancelling documents moves back, the latest first; nothing for those that moved nothing yet."""
    moves = (
        standing_moves(documents).select_related("variant", "lot", "origin", "destination").order_by("-pk")
    )
    found = [
        _("%(quantity)s × %(article)s goes back from %(from)s to %(to)s.")
        % {
            "quantity": f"{move.quantity.normalize():f}",
            "article": move.variant.sku if move.lot is None else f"{move.variant.sku} ({move.lot})",
            "from": _place(move.destination),
            "to": _place(move.origin),
        }
        for move in moves[: MOST + 1]
    ]
    return found if len(found) <= MOST else [*found[:MOST], "…"]


def _place(location: Location) -> str:
    """By its code, as people of the warehouse say; what lies outside of warehouses by its name."""
    return location.code if location.warehouse_id else location.name
