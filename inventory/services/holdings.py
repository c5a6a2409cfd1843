"""Positions while goods come and go: what each movement is worth by the method of the position.

What a movement is worth *by itself* is its move's amount: what a receipt cost, what an issue takes, what a return gives
back as it was stored. What that leaves over, by the rule of the method, is an adjustment beside it:

- FIFO: nothing is worth nothing, layer by layer;
- average: nothing is worth nothing, and what is held is never worth less;
- standard: what is held is worth quantity × standard cost.

Where less than nothing is held, what comes in first settles what left at a provisional cost. Nothing here asks the
database, except `open_holdings`; `inventory.services.moves` writes what came of it.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import connection
from django.utils.translation import gettext_lazy as _

from erp.errors import DomainError
from erp.money import allocate, round_money, round_unit_price
from inventory.choices import AdjustmentKind, ValuationMethod
from inventory.models import Layer, Position
from inventory.services.articles import sku_of
from inventory.services.layers import OpenLayer, Piece, layers_in_order, open_layer, part_of, shortages
from inventory.services.locking import Held

ZERO = Decimal(0)


@dataclass(frozen=True)
class LeftOver:
    """A change in value beside a movement, and why."""

    kind: AdjustmentKind
    amount: Decimal
    layer: OpenLayer | None = None


@dataclass(frozen=True)
class Valued:
    """What one movement is worth, the layer it opens, what it takes or gives back, and what it leaves over."""

    amount: Decimal = ZERO
    opened: OpenLayer | None = None
    pieces: Sequence[Piece] = ()
    left_over: Sequence[LeftOver] = ()


NOTHING = Valued()


@dataclass
class Holding:
    """A position in memory. `queue`: its open layers, oldest first, as far as they are needed."""

    company_id: int
    variant_id: int
    method: str
    quantity: Decimal
    amount: Decimal
    currency: str
    standard_cost: Decimal | None = None
    queue: list[OpenLayer] = field(default_factory=list)
    shortage: OpenLayer | None = None
    # Of one unit of what leaves while nothing is held.
    provisional_cost: Decimal | None = None
    touched: dict[int, OpenLayer] = field(default_factory=dict)
    # Layers that a movement names: what it gives back to, what a supplier gets back.
    named: dict[int, OpenLayer] = field(default_factory=dict)

    @property
    def is_pooled(self) -> bool:
        """Valued as a whole: its layers keep quantities, not amounts."""
        return self.method != ValuationMethod.FIFO

    def bring(self, quantity: Decimal, amount: Decimal) -> Valued:
        """Goods come in at a cost: a new layer, of which a shortage takes its part first."""
        layer = OpenLayer(None, quantity, None if self.is_pooled else amount, False, quantity, amount)
        owed, owed_amount = -self.quantity, -self.amount
        self.quantity += quantity
        self.amount += amount
        pieces, left_over = self._settle([(layer, quantity, amount)], owed, owed_amount)
        if layer.remaining:
            self.queue.append(layer)
        return Valued(amount, layer, pieces, [*left_over, *self._balance([layer])])

    def take(self, quantity: Decimal, *, first: Iterable[int] = ()) -> Valued:
        """Goods leave: of the layers named `first`, then of the oldest; what no layer covers, at a provisional cost.

        Raises `DomainError` "stock.cost_unknown" when nothing tells what that could be.
        """
        covered = min(quantity, max(self.quantity, ZERO))
        parts = self._cut(covered, first)
        if sum((part for _layer, part in parts), ZERO) < covered:
            raise LookupError("The layers hold less than the levels: run manage.py verify.")
        pieces = self._price(parts, covered)
        opened = None
        if missing := quantity - covered:
            opened = self._fall_short(missing, pieces)
        amount = -sum((piece.amount for piece in pieces), ZERO)
        self.quantity -= quantity
        self.amount += amount
        touched = [piece.layer for piece in pieces]
        return Valued(amount, opened, pieces, self._balance(touched))

    def give_back(self, pieces: Sequence[Piece]) -> Valued:
        """Pieces (below zero) go back into their layers at their amounts; a shortage elsewhere takes its part first."""
        owed, owed_amount = -self.quantity, -self.amount
        for piece in pieces:
            self._change(piece.layer, -piece.quantity, -piece.amount)
        self.quantity -= sum((piece.quantity for piece in pieces), ZERO)
        amount = -sum((piece.amount for piece in pieces), ZERO)
        self.amount += amount
        inflows = [(piece.layer, -piece.quantity, -piece.amount) for piece in pieces]
        settled, left_over = self._settle(inflows, owed, owed_amount)
        touched = [piece.layer for piece in [*pieces, *settled]]
        reopened = [
            layer for layer in dict.fromkeys(touched) if layer.remaining > 0 and layer not in self.queue
        ]
        self.queue = sorted([*self.queue, *reopened], key=lambda one: one.pk or 1 << 62)
        return Valued(amount, None, [*pieces, *settled], [*left_over, *self._balance(touched)])

    def take_back(self, pieces: Sequence[Piece]) -> Valued:
        """Pieces leave their layers at exactly these amounts: a receipt or a return that is cancelled."""
        for piece in pieces:
            self._change(piece.layer, -piece.quantity, -piece.amount)
        self.queue = [layer for layer in self.queue if layer.remaining > 0]
        self.quantity -= sum((piece.quantity for piece in pieces), ZERO)
        amount = -sum((piece.amount for piece in pieces), ZERO)
        self.amount += amount
        return Valued(amount, None, pieces, self._balance([piece.layer for piece in pieces]))

    def correct(self, layer: OpenLayer, cost: Decimal) -> Decimal:
        """A late cost of what came in as `layer`: how much of it goes to what remains; the rest is of what is gone.

        A rebate never makes what remains worth less than nothing.
        """
        if self.method == ValuationMethod.STANDARD:
            return ZERO
        share = part_of(cost, max(layer.remaining, ZERO), layer.quantity, self.currency)
        worth = max(self.amount if self.is_pooled else layer.remaining_amount or ZERO, ZERO)
        stocked = max(share, -worth)
        self._change(layer, ZERO, stocked)
        self.amount += stocked
        return stocked

    def restate(self, amount: Decimal) -> list[tuple[OpenLayer | None, Decimal]]:
        """What is held is worth `amount` from now on: by layer, or for the whole, how much that adds."""
        if self.is_pooled:
            change, self.amount = amount - self.amount, amount
            return [(None, change)]
        worths = allocate(amount, [layer.remaining for layer in self.queue], self.currency)
        changes: list[tuple[OpenLayer | None, Decimal]] = []
        for layer, worth in zip(self.queue, worths, strict=True):
            change = worth - (layer.remaining_amount or ZERO)
            self._change(layer, ZERO, change)
            changes.append((layer, change))
        self.amount = amount
        return changes

    def standardize(self, cost: Decimal) -> Decimal:
        """The standard cost of one from now on; how much that adds to what is held."""
        self.standard_cost = cost
        if self.method != ValuationMethod.STANDARD:
            return ZERO
        before, self.amount = self.amount, self._standard(self.quantity)
        return self.amount - before

    def layer(self, pk: int) -> OpenLayer:
        """A layer of this position that was loaded, the same object wherever it is met."""
        return self.named[pk]

    # --- steps ----------------------------------------------------------------------------------------------------

    def _cut(self, quantity: Decimal, first: Iterable[int]) -> list[tuple[OpenLayer, Decimal]]:
        parts = []
        preferred = [self.named[pk] for pk in first if pk in self.named]
        for layer in [*preferred, *(one for one in self.queue if one not in preferred)]:
            if quantity <= 0:
                break
            if (part := min(quantity, layer.remaining)) > 0:
                parts.append((layer, part))
                quantity -= part
        return parts

    def _price(self, parts: Sequence[tuple[OpenLayer, Decimal]], covered: Decimal) -> list[Piece]:
        if self.is_pooled:
            if self.method == ValuationMethod.STANDARD:
                total = self.amount - self._standard(self.quantity - covered)
            else:
                total = part_of(self.amount, covered, self.quantity, self.currency) if covered else ZERO
            amounts = allocate(total, [part for _layer, part in parts], self.currency) if parts else []
        else:
            amounts = [
                part_of(layer.remaining_amount or ZERO, part, layer.remaining, self.currency)
                for layer, part in parts
            ]
        pieces = []
        for (layer, part), amount in zip(parts, amounts, strict=True):
            self._change(layer, -part, -amount)
            pieces.append(Piece(layer, part, amount))
        self.queue = [layer for layer in self.queue if layer.remaining > 0]
        return pieces

    def _fall_short(self, missing: Decimal, pieces: list[Piece]) -> OpenLayer | None:
        """What no layer covers is taken of the shortage; the shortage, when it is a new one."""
        opened = None
        if self.shortage is None:
            opened = self.shortage = OpenLayer(None, ZERO, None if self.is_pooled else ZERO, True)
        before = min(self.quantity, ZERO)
        if self.method == ValuationMethod.STANDARD:
            amount = self._standard(before) - self._standard(before - missing)
        else:
            amount = round_money(missing * self._provisional(), self.currency)
        self._change(self.shortage, -missing, -amount)
        pieces.append(Piece(self.shortage, missing, amount))
        return opened

    def _provisional(self) -> Decimal:
        # Of several layers none says what comes next; an average does, and so does what is owed already.
        is_average = self.quantity < 0 or (self.is_pooled and self.quantity > 0)
        if is_average and self.amount and (self.quantity > 0) == (self.amount > 0):
            return round_unit_price(self.amount / self.quantity)
        if self.provisional_cost is None:
            raise DomainError(
                "stock.cost_unknown",
                _("%(sku)s was never received, so its cost is not known. Type what one unit is worth."),
                "unit_cost",
                {"sku": sku_of(self.variant_id)},
            )
        return self.provisional_cost

    def _settle(
        self, inflows: Sequence[tuple[OpenLayer, Decimal, Decimal]], owed: Decimal, owed_amount: Decimal
    ) -> tuple[list[Piece], list[LeftOver]]:
        """What came in (layer, quantity, amount) fills the shortage: what was owed goes at the provisional cost, what
        fills it at its own; the difference is the variance."""
        pieces: list[Piece] = []
        left_over: list[LeftOver] = []
        shortage = self.shortage
        if owed <= 0 or shortage is None:
            return pieces, left_over
        for layer, quantity, amount in inflows:
            # What went straight back into the shortage has changed it already.
            part = min(quantity, owed if layer is shortage else -shortage.remaining)
            if part <= 0 or (layer is shortage and not self.is_pooled):
                continue
            if self.is_pooled:
                provisional = part_of(owed_amount, part, owed, self.currency)
            else:
                worth = -(shortage.remaining_amount or ZERO)
                provisional = part_of(worth, part, -shortage.remaining, self.currency)
            actual = part_of(amount, part, quantity, self.currency)
            owed, owed_amount = owed - part, owed_amount - provisional
            if layer is not shortage:
                self._change(layer, -part, -actual)
                self._change(shortage, part, provisional)
                pieces.append(Piece(layer, part, actual, is_settlement=True))
                pieces.append(Piece(shortage, -part, -provisional, is_settlement=True))
            if provisional != actual and self.method != ValuationMethod.STANDARD:
                left_over.append(LeftOver(AdjustmentKind.SHORTAGE, provisional - actual, layer))
                self.amount += provisional - actual
        if shortage.remaining >= 0:
            self.shortage = None
        return pieces, left_over

    def _balance(self, touched: Sequence[OpenLayer]) -> list[LeftOver]:
        """What the rule of the method wants beside the movement."""
        if self.method == ValuationMethod.STANDARD:
            rest = self._standard(self.quantity) - self.amount
            self.amount += rest
            return [LeftOver(AdjustmentKind.STANDARD, rest)] if rest else []
        if self.is_pooled:
            if not self.amount or (self.quantity and (self.quantity > 0) == (self.amount > 0)):
                return []
            rest = -self.amount
            self.amount = ZERO
            return [LeftOver(AdjustmentKind.RESIDUE, rest)]
        left_over = []
        for layer in dict.fromkeys(touched):
            worth = layer.remaining_amount or ZERO
            if worth and not (layer.remaining and (layer.remaining > 0) == (worth > 0)):
                left_over.append(LeftOver(AdjustmentKind.RESIDUE, -worth, layer))
                layer.remaining_amount = ZERO
                self.amount -= worth
        return left_over

    def _standard(self, quantity: Decimal) -> Decimal:
        if self.standard_cost is None:
            raise DomainError(
                "stock.no_standard_cost",
                _("%(sku)s is valued at a standard cost and has none yet. Set it by a revaluation first."),
                "variant",
                {"sku": sku_of(self.variant_id)},
            )
        return round_money(quantity * self.standard_cost, self.currency)

    def _change(self, layer: OpenLayer, quantity: Decimal, amount: Decimal) -> None:
        layer.remaining += quantity
        layer.remaining_amount = None if self.is_pooled else (layer.remaining_amount or ZERO) + amount
        if layer.pk is not None:
            self.touched[layer.pk] = layer


def open_holdings(
    positions: Mapping[Held, Position],
    currencies: Mapping[int, str],
    *,
    needs: Mapping[Held, Decimal] | None = None,
    layer_ids: Collection[int] = (),
) -> dict[Held, Holding]:
    """Holdings of (locked) positions, with the layers that `needs` will use up and those named by `layer_ids`.

    At most one statement for each of: the layers in order, the named ones; and, only where less than nothing is or will be
    held, the shortages and the last known costs.
    """
    needs = needs or {}
    holdings = {
        pair: Holding(
            *pair,
            position.method,
            position.quantity,
            position.amount,
            currencies[pair[0]],
            position.standard_cost,
        )
        for pair, position in positions.items()
    }
    if layer_ids:
        for row in Layer.objects.filter(pk__in=set(layer_ids)):
            holdings[row.company_id, row.variant_id].named[row.pk] = open_layer(row)
    for pair, queue in layers_in_order(needs).items():
        holding = holdings[pair]
        holding.queue = [holding.named.get(layer.pk or 0, layer) for layer in queue]
    short = [pair for pair, holding in holdings.items() if holding.quantity < 0]
    if short:
        for pair, layer in shortages(short).items():
            holding = holdings[pair]
            holding.shortage = holding.named.get(layer.pk or 0, layer)
    falling = [pair for pair, quantity in needs.items() if quantity > max(holdings[pair].quantity, ZERO)]
    if falling:
        for pair, cost in latest_costs(falling).items():
            holdings[pair].provisional_cost = cost
    return holdings


def latest_costs(pairs: Collection[Held]) -> dict[Held, Decimal]:
    """What one unit of the latest receipt cost, by (company, variant). One statement."""
    if not pairs:
        return {}
    # By index, the newest first: what stands behind it does not matter.
    latest = {}
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT wanted.company_id, wanted.variant_id, layer.amount / layer.quantity
            FROM unnest(%s::bigint[], %s::bigint[]) AS wanted(company_id, variant_id)
            CROSS JOIN LATERAL (
                SELECT amount, quantity FROM inventory_layer
                WHERE company_id = wanted.company_id AND variant_id = wanted.variant_id AND NOT is_shortage
                ORDER BY id DESC LIMIT 1
            ) AS layer
            """,
            [[company_id for company_id, _variant in pairs], [variant_id for _company, variant_id in pairs]],
        )
        for company_id, variant_id, cost in cursor.fetchall():
            latest[company_id, variant_id] = round_unit_price(cost)
    return latest
