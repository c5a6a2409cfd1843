"""Cancelling moves: what they did is undone exactly, by moves of their own."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounting.selectors.chart import first_open_days
from erp.errors import DomainError
from inventory.choices import LocationKind
from inventory.models import Consumption, Layer, Level, Move
from inventory.services.adjustments import currencies, postponed
from inventory.services.articles import sku_of
from inventory.services.bookkeeping import Against
from inventory.services.holdings import NOTHING, Holding, Valued, open_holdings
from inventory.services.layers import Piece
from inventory.services.locking import lock_positions
from inventory.services.moves import MoveDraft, write_moves

ZERO = Decimal(0)


def reverse_moves(moves: Sequence[Move], *, date: dt.date | None = None, label: str = "") -> list[Move]:
    """Cancel moves, the latest first: the same goods go back where they came from at the same amounts, and the layers are
    as if they had never moved. What that leaves over (an average of nothing, say) goes to variance, visibly.

    On `date`, by default each move's own day; where its period is closed, on the first open day after it. Raises
    `DomainError` "move.already_cancelled", "move.is_cancellation", "move.used" (what came in is gone, or was returned
    meanwhile), "stock.not_enough" (it lies elsewhere or is set aside); then nothing is cancelled. A constant number of
    statements.
    """
    if not moves:
        return []
    with transaction.atomic():
        lock_positions((move.company_id, move.variant_id) for move in moves)
        wanted = list(
            Move.objects.filter(pk__in=[move.pk for move in moves])
            .select_related("origin", "destination")
            .order_by("-pk")
        )
        _check(wanted)
        positions = lock_positions((move.company_id, move.variant_id) for move in wanted)
        consumed: dict[int, list[Consumption]] = defaultdict(list)
        for row in Consumption.objects.filter(move__in=wanted, is_settlement=False).order_by("pk"):
            consumed[row.move_id].append(row)
        opened = {layer.move_id: layer for layer in Layer.objects.filter(move__in=wanted, is_shortage=False)}
        holdings = open_holdings(
            positions,
            currencies({move.company_id for move in wanted}),
            layer_ids={row.layer_id for rows in consumed.values() for row in rows}
            | {layer.pk for layer in opened.values()},
        )
        returned = _given_back(consumed)
        days = first_open_days((move.company_id, date or move.date) for move in wanted)
        drafts = []
        for move in wanted:
            holding = holdings[move.company_id, move.variant_id]
            valued = _undo(move, holding, consumed[move.pk], opened.get(move.pk), returned)
            drafts.append(_draft(move, valued, date or move.date, days, label))
        return write_moves(drafts, holdings.values())


def _undo(
    move: Move,
    holding: Holding,
    rows: Sequence[Consumption],
    opened: Layer | None,
    returned: dict[int, Decimal],
) -> Valued:
    if opened is not None:
        layer = holding.layer(opened.pk)
        if layer.remaining != layer.quantity:
            raise _used(move)
        return holding.take_back([Piece(layer, layer.quantity, move.amount)])
    taken = [row for row in rows if row.restores_id is None]
    if taken:
        if any(returned[row.pk] for row in taken):
            raise _used(move)
        return holding.give_back(
            [
                Piece(holding.layer(row.layer_id), -row.quantity, -row.amount, restores_id=row.pk)
                for row in reversed(taken)
            ]
        )
    pieces = []
    for row in rows:
        layer = holding.layer(row.layer_id)
        has_value = holding.is_pooled or (layer.remaining_amount or ZERO) >= -row.amount
        if layer.remaining < -row.quantity or not has_value:
            raise _used(move)
        # Of the consumption that it gave back: that one has taken again what it took.
        if row.restores_id in returned:
            returned[row.restores_id] -= row.quantity
        pieces.append(Piece(layer, -row.quantity, -row.amount, restores_id=row.restores_id))
    return holding.take_back(pieces) if pieces else NOTHING


def _given_back(consumed: Mapping[int, Sequence[Consumption]]) -> dict[int, Decimal]:
    """How much of each consumption has been given back (below zero), by its id."""
    taken = [row.pk for rows in consumed.values() for row in rows if row.restores_id is None]
    given: dict[int, Decimal] = dict.fromkeys(taken, ZERO)
    for restores_id, quantity in Consumption.objects.filter(restores__in=taken).values_list(
        "restores_id", "quantity"
    ):
        given[restores_id] += quantity
    return given


def _check(moves: Sequence[Move]) -> None:
    for move in moves:
        if move.reverses_id is not None:
            raise DomainError(
                "move.is_cancellation",
                _("%(move)s cancels another move. Enter the goods again instead."),
                params={"move": str(move)},
            )
    cancelled = Move.objects.filter(reverses__in=moves).values_list("reverses_id", flat=True).first()
    if cancelled is not None:
        raise DomainError(
            "move.already_cancelled",
            _("%(move)s has been cancelled already."),
            params={"move": f"#{cancelled}"},
        )
    arrived = Move.objects.filter(arrives_from__in=moves, reversals=None).exclude(
        pk__in=[move.pk for move in moves]
    )
    if (arrival := arrived.first()) is not None:
        raise DomainError(
            "move.used",
            _("%(move)s can't be cancelled: what it brought has been used since. Cancel what used it first."),
            params={"move": f"#{arrival.arrives_from_id}"},
        )
    _check_levels(moves)


def _check_levels(moves: Sequence[Move]) -> None:
    """What goes back must lie free where it went; what comes back in the same call counts."""
    free: dict[tuple[int, int, int | None], Decimal] = defaultdict(Decimal)
    may_fall: set[tuple[int, int, int | None]] = set()
    for level in Level.objects.filter(
        company__in={move.company_id for move in moves},
        variant__in={move.variant_id for move in moves},
        location__in={move.destination_id for move in moves},
    ):
        free[level.variant_id, level.location_id, level.lot_id] += level.available
        if level.allows_negative and not level.reserved:
            may_fall.add((level.variant_id, level.location_id, level.lot_id))
    for move in moves:
        free[move.variant_id, move.origin_id, move.lot_id] += move.quantity
        if not move.destination.is_owned:
            continue
        place = move.variant_id, move.destination_id, move.lot_id
        free[place] -= move.quantity
        if free[place] < 0 and place not in may_fall:
            raise DomainError(
                "stock.not_enough",
                _(
                    "%(sku)s: %(wanted)s wanted, %(available)s free at this location. Move less, or release some."
                ),
                "quantity",
                {
                    "sku": sku_of(move.variant_id),
                    "wanted": f"{move.quantity.normalize():f}",
                    "available": f"{(free[place] + move.quantity).normalize():f}",
                },
            )


def _draft(
    move: Move,
    valued: Valued,
    asked: dt.date,
    days: Mapping[tuple[int, dt.date], dt.date],
    label: str,
) -> MoveDraft:
    day = days[move.company_id, asked]
    said = label or gettext("Cancelled: %(label)s") % {"label": move.label or str(move)}
    return MoveDraft(
        company_id=move.company_id,
        variant_id=move.variant_id,
        quantity=move.quantity,
        origin_id=move.destination_id,
        destination_id=move.origin_id,
        date=day,
        source_kind=move.source_kind,
        source_id=move.source_id,
        source_line_id=move.source_line_id,
        label=postponed(said, asked, day),
        valued=valued,
        against=_against(move),
        amount_in_transit=-move.amount_in_transit,
        arrives_from_id=move.arrives_from_id,
        reverses_id=move.pk,
        lot_id=move.lot_id,
    )


def _against(move: Move) -> Against:
    kinds = {move.origin.kind, move.destination.kind}
    if LocationKind.SUPPLIER in kinds:
        return Against.SUPPLY
    if LocationKind.PRODUCTION in kinds:
        return Against.GOODS
    return Against.SALE if LocationKind.CUSTOMER in kinds else Against.LOSS


def _used(move: Move) -> DomainError:
    return DomainError(
        "move.used",
        _("%(move)s can't be cancelled: what it brought has been used since. Cancel what used it first."),
        params={"move": str(move)},
    )
