"""Goods that go back to suppliers: their moves. The documents that send them are in `returns_to_suppliers`."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext

from inventory.choices import LocationKind
from inventory.models import Layer, Move
from inventory.services.articles import check_lots, check_quantities
from inventory.services.bookkeeping import Against
from inventory.services.holdings import open_holdings
from inventory.services.levels import check_free
from inventory.services.locking import Held, lock_positions
from inventory.services.moves import MoveDraft, write_moves
from inventory.services.places import (
    book_styles,
    company_places,
    currencies_of,
    place_in,
    warehouse_places,
)
from inventory.types import SupplierReturn

ZERO = Decimal(0)


def return_to_suppliers(returns: Sequence[SupplierReturn], *, date: dt.date) -> list[Move]:
    """Send goods back: they take the layer of their receipt first, then the oldest ones; at average or standard cost they
    leave at that. One entry for each source document.

    Raises `DomainError` "stock.not_enough" when less is free at the location (what is set aside stays), "stock.location",
    "stock.quantity"; then nothing leaves. A constant number of statements.
    """
    if not returns:
        return []
    with transaction.atomic():
        tracked = check_quantities((one.variant_id, one.quantity) for one in returns)
        check_lots(tracked, ((one.company_id, one.variant_id, one.quantity, one.lot_id) for one in returns))
        places = company_places(one.company_id for one in returns)
        shelves = warehouse_places(one.warehouse_id for one in returns)
        origins = [place_in(shelves, one.company_id, one.warehouse_id, one.location_id) for one in returns]
        positions = lock_positions((one.company_id, one.variant_id) for one in returns)
        check_free(
            ((one.variant_id, origin_id, one.lot_id), one.quantity)
            for one, origin_id in zip(returns, origins, strict=True)
        )
        received = _receipt_layers(returns)
        needs: dict[Held, Decimal] = defaultdict(Decimal)
        for one in returns:
            needs[one.company_id, one.variant_id] += one.quantity
        holdings = open_holdings(
            positions,
            currencies_of(places),
            needs=needs,
            layer_ids={pk for pks in received.values() for pk in pks},
        )
        drafts = [
            MoveDraft(
                company_id=one.company_id,
                variant_id=one.variant_id,
                quantity=one.quantity,
                origin_id=origin_id,
                destination_id=places[one.company_id][LocationKind.SUPPLIER],
                date=date,
                source_kind=one.source_kind,
                source_id=one.source_id,
                source_line_id=one.source_line_id,
                label=one.label or gettext("Goods returned to the supplier"),
                valued=holdings[one.company_id, one.variant_id].take(
                    one.quantity, first=received[one.received_kind, one.received_line_id, one.variant_id]
                ),
                against=Against.SUPPLY,
                lot_id=one.lot_id,
            )
            for one, origin_id in zip(returns, origins, strict=True)
        ]
        return write_moves(drafts, holdings.values(), styles=book_styles(places))


def _receipt_layers(returns: Sequence[SupplierReturn]) -> dict[tuple[str, int | None, int], list[int]]:
    """The layers that the lines of receipts brought in, oldest first."""
    found: dict[tuple[str, int | None, int], list[int]] = defaultdict(list)
    condition = Q(pk__in=[])
    for one in returns:
        if one.received_line_id is not None:
            condition |= Q(
                company_id=one.company_id,
                variant_id=one.variant_id,
                move__source_kind=one.received_kind,
                move__source_line_id=one.received_line_id,
            )
    rows = Layer.objects.filter(condition, is_shortage=False).order_by("pk")
    for kind, line_id, variant_id, pk in rows.values_list(
        "move__source_kind", "move__source_line_id", "variant_id", "pk"
    ):
        found[kind, line_id, variant_id].append(pk)
    return found
