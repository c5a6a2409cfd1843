"""Goods that come back from customers."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import connection, transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from erp.errors import DomainError
from inventory.choices import LocationKind
from inventory.models import Move
from inventory.services.articles import check_quantities, sku_of
from inventory.services.bookkeeping import Against
from inventory.services.holdings import Holding, open_holdings
from inventory.services.layers import Piece, part_of
from inventory.services.locking import lock_positions
from inventory.services.moves import MoveDraft, write_moves
from inventory.services.places import (
    book_styles,
    company_places,
    currencies_of,
    place_in,
    warehouse_places,
)
from inventory.types import Return

ZERO = Decimal(0)

# What was issued: company, variant, kind and line of the source.
Issued = tuple[int, int, str, int]


@dataclass
class Outstanding:
    """What a consumption took and nobody has given back yet."""

    pk: int
    layer_id: int
    quantity: Decimal
    amount: Decimal
    lot_id: int | None = None


def return_stock(returns: Sequence[Return], *, date: dt.date) -> list[Move]:
    """Take goods back: what they were issued at goes back into the layers it came from, last consumed first, at the
    amounts that were stored then; one entry for each source document.

    Goods go to the warehouse's stock unless a location says otherwise. Raises `DomainError` "stock.return_too_much"
    when more comes back than that line issued (of that lot), "stock.lot_needed" when it issued several lots and not all
    of them come back, "stock.location", "stock.quantity"; then nothing is taken back. A move for each lot.
    """
    if not returns:
        return []
    with transaction.atomic():
        check_quantities((one.variant_id, one.quantity) for one in returns)
        places = company_places(one.company_id for one in returns)
        shelves = warehouse_places(one.warehouse_id for one in returns)
        positions = lock_positions((one.company_id, one.variant_id) for one in returns)
        outstanding = _outstanding(returns)
        holdings = open_holdings(
            positions,
            currencies_of(places),
            layer_ids={row.layer_id for rows in outstanding.values() for row in rows},
        )
        drafts = []
        for one in returns:
            holding = holdings[one.company_id, one.variant_id]
            for lot_id, pieces in _pieces(one, outstanding, holding).items():
                drafts.append(
                    MoveDraft(
                        company_id=one.company_id,
                        variant_id=one.variant_id,
                        quantity=-sum((piece.quantity for piece in pieces), ZERO),
                        origin_id=places[one.company_id][LocationKind.CUSTOMER],
                        destination_id=place_in(shelves, one.company_id, one.warehouse_id, one.location_id),
                        date=date,
                        source_kind=one.source_kind,
                        source_id=one.source_id,
                        source_line_id=one.source_line_id,
                        label=one.label or gettext("Goods returned"),
                        valued=holding.give_back(pieces),
                        against=Against.SALE,
                        lot_id=lot_id,
                    )
                )
        return write_moves(drafts, holdings.values(), styles=book_styles(places))


def _outstanding(returns: Sequence[Return]) -> dict[Issued, list[Outstanding]]:
    """What the lines that give goods back consumed and have not given back yet, oldest first. One statement."""
    lines = {(one.issued_kind, one.issued_line_id) for one in returns}
    found: dict[Issued, list[Outstanding]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT move.company_id, move.variant_id, move.source_kind, move.source_line_id,
                   taken.id, taken.layer_id,
                   taken.quantity + coalesce(sum(given.quantity), 0), taken.amount + coalesce(sum(given.amount), 0), move.lot_id
            FROM unnest(%s::text[], %s::bigint[]) AS line(kind, id)
            JOIN inventory_move AS move ON move.source_kind = line.kind AND move.source_line_id = line.id
            JOIN inventory_consumption AS taken ON taken.move_id = move.id AND taken.restores_id IS NULL
             AND NOT taken.is_settlement
            LEFT JOIN inventory_consumption AS given ON given.restores_id = taken.id
            GROUP BY move.id, taken.id
            HAVING taken.quantity + coalesce(sum(given.quantity), 0) > 0
            ORDER BY taken.id
            """,
            [[kind for kind, _line in lines], [line for _kind, line in lines]],
        )
        for company_id, variant_id, kind, line, *rest in cursor.fetchall():
            found[company_id, variant_id, kind, line].append(Outstanding(*rest))
    return found


def _pieces(
    one: Return, outstanding: dict[Issued, list[Outstanding]], holding: Holding
) -> dict[int | None, list[Piece]]:
    """By lot: the pieces that come back."""
    rows = outstanding[one.company_id, one.variant_id, one.issued_kind, one.issued_line_id]
    if one.lot_id is not None:
        rows = [row for row in rows if row.lot_id == one.lot_id]
    elif len({row.lot_id for row in rows if row.quantity}) > 1 and one.quantity < sum(
        row.quantity for row in rows
    ):
        raise DomainError(
            "stock.lot_needed",
            _("%(sku)s: several lots of it were delivered. Say which one comes back."),
            "lot",
            {"sku": sku_of(one.variant_id)},
        )
    pieces: dict[int | None, list[Piece]] = defaultdict(list)
    missing = one.quantity
    for row in reversed(rows):
        if not missing:
            break
        if not row.quantity:
            continue
        quantity = min(row.quantity, missing)
        amount = part_of(row.amount, quantity, row.quantity, holding.currency)
        row.quantity -= quantity
        row.amount -= amount
        missing -= quantity
        pieces[row.lot_id].append(Piece(holding.layer(row.layer_id), -quantity, -amount, restores_id=row.pk))
    if missing:
        raise DomainError(
            "stock.return_too_much",
            _("%(sku)s: at most %(most)s can come back, no more is still out. Check the quantity."),
            "quantity",
            {"sku": sku_of(one.variant_id), "most": f"{(one.quantity - missing).normalize():f}"},
        )
    return pieces
