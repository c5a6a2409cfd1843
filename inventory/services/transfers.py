"""Goods that change their place: within a warehouse, or out of one and into another through the company's transit."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from erp.errors import DomainError
from inventory.choices import OWNED, LocationKind
from inventory.models import Level, Location, Move
from inventory.services.articles import check_lots, check_quantities, sku_of
from inventory.services.locking import lock_positions
from inventory.services.moves import MoveDraft, write_moves
from inventory.types import Transfer

ZERO = Decimal(0)


def transfer_stock(transfers: Sequence[Transfer], *, date: dt.date, label: str = "") -> list[Move]:
    """Move goods between two locations of one warehouse, or of a warehouse and the transit. Their value stays: nothing is
    posted.

    Raises `DomainError` "stock.not_enough" when less is free at the first location (what is set aside stays),
    "stock.location" when the two are not of one warehouse; then nothing moves.
    """
    if not transfers:
        return []
    with transaction.atomic():
        tracked = check_quantities((transfer.variant_id, transfer.quantity) for transfer in transfers)
        check_lots(tracked, ((one.company_id, one.variant_id, one.quantity, one.lot_id) for one in transfers))
        _check_locations(transfers)
        lock_positions((transfer.company_id, transfer.variant_id) for transfer in transfers)
        _check_levels(transfers)
        return write_moves(
            [
                MoveDraft(
                    company_id=transfer.company_id,
                    variant_id=transfer.variant_id,
                    quantity=transfer.quantity,
                    origin_id=transfer.origin_id,
                    destination_id=transfer.destination_id,
                    date=transfer.date or date,
                    source_kind=transfer.source_kind,
                    source_id=transfer.source_id,
                    source_line_id=transfer.source_line_id,
                    label=transfer.label or label or pgettext("stock", "Transfer"),
                    lot_id=transfer.lot_id,
                )
                for transfer in transfers
            ]
        )


def _check_locations(transfers: Sequence[Transfer]) -> None:
    ids = {pk for transfer in transfers for pk in (transfer.origin_id, transfer.destination_id)}
    owned = {
        pk: (company_id, warehouse_id)
        for pk, company_id, warehouse_id, kind in Location.objects.filter(
            pk__in=ids, kind__in=OWNED
        ).values_list("pk", "company_id", "warehouse_id", "kind")
        if (warehouse_id is None) == (kind == LocationKind.TRANSIT)
    }
    for transfer in transfers:
        ends = [owned.get(transfer.origin_id), owned.get(transfer.destination_id)]
        warehouses = {end[1] for end in ends if end is not None} - {None}
        if (
            any(end is None or end[0] != transfer.company_id for end in ends)
            or len(warehouses) != 1
            or transfer.origin_id == transfer.destination_id
        ):
            raise DomainError(
                "stock.location",
                _("Choose two different locations of one warehouse where goods can lie."),
                "destination",
            )


def _check_levels(transfers: Sequence[Transfer]) -> None:
    """In the order of the transfers: what one brings, the next may take."""
    free: dict[tuple[int, int, int | None], Decimal] = defaultdict(
        Decimal,
        {
            (location_id, variant_id, lot_id): available
            for location_id, variant_id, lot_id, available in Level.objects.filter(
                location__in={
                    pk for transfer in transfers for pk in (transfer.origin_id, transfer.destination_id)
                },
                variant__in={transfer.variant_id for transfer in transfers},
            ).values_list("location_id", "variant_id", "lot_id", "available")
        },
    )
    for transfer in transfers:
        origin = transfer.origin_id, transfer.variant_id, transfer.lot_id
        if free[origin] < transfer.quantity:
            raise DomainError(
                "stock.not_enough",
                _(
                    "%(sku)s: %(wanted)s wanted, %(available)s free at this location. Move less, or release some."
                ),
                "quantity",
                {
                    "sku": sku_of(transfer.variant_id),
                    "wanted": f"{transfer.quantity.normalize():f}",
                    "available": f"{free[origin].normalize():f}",
                },
            )
        free[origin] -= transfer.quantity
        free[transfer.destination_id, transfer.variant_id, transfer.lot_id] += transfer.quantity
