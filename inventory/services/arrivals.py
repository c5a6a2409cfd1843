"""Goods on the way that have arrived."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from erp.errors import DomainError
from inventory.choices import LocationKind
from inventory.models import Move
from inventory.services.articles import sku_of
from inventory.services.layers import part_of
from inventory.services.locking import lock_positions
from inventory.services.moves import MoveDraft, write_moves
from inventory.services.places import book_styles, company_places, place_in, warehouse_places
from inventory.types import Arrival

ZERO = Decimal(0)


def arrive_goods(arrivals: Sequence[Arrival], *, date: dt.date) -> list[Move]:
    """What a receipt put on the way comes into a warehouse: its value stays, and goes from goods on the way to the stock.

    Raises `DomainError` "stock.not_on_the_way" when less of that receipt is still on the way, "stock.location".
    """
    if not arrivals:
        return []
    with transaction.atomic():
        receipts = {
            move.pk: move for move in Move.objects.filter(pk__in={arrival.move_id for arrival in arrivals})
        }
        if unknown := [one for one in arrivals if one.move_id not in receipts]:
            raise DomainError(
                "stock.not_on_the_way",
                _("Move %(move)s put nothing on the way here. Choose another one."),
                "move",
                {"move": unknown[0].move_id},
            )
        places = company_places(one.company_id for one in arrivals)
        shelves = warehouse_places(one.warehouse_id for one in arrivals)
        lock_positions((one.company_id, receipts[one.move_id].variant_id) for one in arrivals)
        left = _on_the_way(receipts)
        drafts = []
        for one in arrivals:
            receipt = receipts[one.move_id]
            quantity, amount = left[receipt.pk]
            transit = places[one.company_id][LocationKind.TRANSIT]
            if receipt.destination_id != transit or not ZERO < one.quantity <= quantity:
                raise DomainError(
                    "stock.not_on_the_way",
                    _("%(sku)s: %(most)s of this receipt are still on the way. Check the quantity."),
                    "quantity",
                    {"sku": sku_of(receipt.variant_id), "most": f"{quantity.normalize():f}"},
                )
            part = part_of(amount, one.quantity, quantity, places[one.company_id].currency)
            left[receipt.pk] = quantity - one.quantity, amount - part
            drafts.append(
                MoveDraft(
                    company_id=one.company_id,
                    variant_id=receipt.variant_id,
                    quantity=one.quantity,
                    origin_id=transit,
                    destination_id=place_in(shelves, one.company_id, one.warehouse_id, one.location_id),
                    date=date,
                    source_kind=one.source_kind,
                    source_id=one.source_id,
                    source_line_id=one.source_line_id,
                    label=one.label or gettext("Goods arrived"),
                    amount_in_transit=-part,
                    arrives_from_id=receipt.pk,
                    lot_id=receipt.lot_id,
                )
            )
        return write_moves(drafts, styles=book_styles(places))


def _on_the_way(receipts: dict[int, Move]) -> dict[int, tuple[Decimal, Decimal]]:
    """How much of each receipt has not arrived yet, and what of its value stands on goods on the way."""
    arrived = {
        row["arrives_from"]: row
        for row in Move.objects.filter(arrives_from__in=receipts)
        .order_by()
        .values("arrives_from")
        .annotate(worth=Sum("amount_in_transit"))
    }
    moved: dict[int, Decimal] = dict.fromkeys(receipts, ZERO)
    for pk, quantity, reverses in Move.objects.filter(arrives_from__in=receipts).values_list(
        "arrives_from", "quantity", "reverses"
    ):
        moved[pk or 0] += -quantity if reverses else quantity
    return {
        pk: (
            move.quantity - moved[pk],
            move.amount_in_transit + (arrived[pk]["worth"] if pk in arrived else ZERO),
        )
        for pk, move in receipts.items()
    }
