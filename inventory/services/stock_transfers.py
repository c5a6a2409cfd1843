"""Transfers as documents: at once within a warehouse, by way of the transit from one to another."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from erp.bulk import write_rows
from erp.changelog import Change, log_changes
from erp.documents import lock_documents, refuse_unless, transition
from erp.errors import DomainError
from erp.services.records import LineDraft, RecordDraft
from inventory.choices import LocationKind, TransferStatus
from inventory.models import Level, Location, StockTransfer, StockTransferLine, Warehouse
from inventory.services.articles import sku_of
from inventory.services.counts import adjust_stock
from inventory.services.documents import (
    ZERO,
    Day,
    cancel_documents,
    create_documents,
    day_or_today,
    lines_of,
    refuse_without_lines,
)
from inventory.services.places import CompanyPlaces, company_places
from inventory.services.transfers import transfer_stock
from inventory.types import Count, Transfer

SOURCE = "inventory.stocktransfer"


@dataclass(frozen=True)
class TransferArrival:
    """What arrived of a line, and what never will: `lost`, for a reason of `LossReason`. The rest stays on the way."""

    quantity: Decimal = ZERO
    lost: Decimal = ZERO
    reason: str = ""


def ship_transfers(transfers: Sequence[StockTransfer], *, date: Day = None) -> None:
    """Goods leave: for the transit, or straight for their new place within one warehouse, which is the end of it.

    A line without a location leaves the warehouse's stock and goes to the stock (the input, where goods are put away in a
    second step) of the other. Raises what `transfer_stock` refuses; then nothing moves. A constant number of statements.
    """
    with transaction.atomic():
        locked = lock_documents(transfers)
        for internal in (True, False):
            refuse_unless([one for one in locked if one.is_internal == internal], _shipped(internal))
        lines = lines_of(locked, StockTransferLine, "transfer")
        refuse_without_lines(locked, lines)
        places = company_places(one.company_id for one in locked)
        warehouses = _warehouses(locked)
        moves, rows = [], []
        for one in locked:
            one.date = day_or_today(date)
            if one.is_internal:
                one.received_on = one.date
            for line in lines[one.pk]:
                line.origin_id = line.origin_id or warehouses[one.origin_id].stock_location_id
                line.destination_id = line.destination_id or _arrives_at(warehouses[one.destination_id])
                if one.is_internal:
                    line.received = line.quantity
                rows.append(line)
                to = line.destination_id if one.is_internal else places[one.company_id][LocationKind.TRANSIT]
                moves.append(_move(one, line, line.quantity, line.origin_id, to))
        transfer_stock(moves, date=day_or_today(date))
        write_rows(rows, "origin", "destination", "received")
        write_rows(locked, "date", "received_on")
        transition([one for one in locked if not one.is_internal], TransferStatus.SHIPPED)
        transition([one for one in locked if one.is_internal], TransferStatus.RECEIVED)


def receive_transfers(
    transfers: Sequence[StockTransfer],
    *,
    date: Day = None,
    arrivals: Mapping[int, TransferArrival] | None = None,
) -> None:
    """Goods arrive, in parts if need be: a transfer is done once nothing of it is on the way.

    `arrivals` by the line's primary key; without them everything arrives. What is `lost` leaves the stock at its cost.
    Raises `DomainError` "transfer.too_much" for more than is on the way, "transfer.reason" for a loss without one,
    "transfer.nothing". A constant number of statements.
    """
    with transaction.atomic():
        locked = lock_documents(transfers)
        refuse_unless(locked, TransferStatus.RECEIVED)
        if waiting := [one for one in locked if one.status == TransferStatus.DRAFT]:
            raise DomainError(
                "transfer.not_shipped",
                _("%(transfer)s has not left yet: ship it first."),
                params={"transfer": str(waiting[0])},
            )
        lines = lines_of(locked, StockTransferLine, "transfer")
        places = company_places(one.company_id for one in locked)
        day = day_or_today(date)
        moves: list[Transfer] = []
        losses: list[Count] = []
        for one in locked:
            transit = places[one.company_id][LocationKind.TRANSIT]
            for line in lines[one.pk]:
                arrival = TransferArrival(line.on_the_way) if arrivals is None else arrivals.get(line.pk)
                if arrival is None:
                    continue
                _check_arrival(line, arrival)
                line.received += arrival.quantity
                line.lost += arrival.lost
                line.reason = arrival.reason if arrival.lost else line.reason
                if arrival.quantity:
                    moves.append(_move(one, line, arrival.quantity, transit, line.destination_id or 0))
                if arrival.lost:
                    losses.append(_loss(one, line, arrival.lost, places[one.company_id]))
        if not moves and not losses:
            raise DomainError("transfer.nothing", _("Type how much arrived, or what is missing."), "quantity")
        transfer_stock(moves, date=day)
        adjust_stock(losses, date=day)
        write_rows([line for one in locked for line in lines[one.pk]], "received", "lost", "reason")
        done = [one for one in locked if not any(line.on_the_way for line in lines[one.pk])]
        for one in done:
            one.received_on = day
        write_rows(done, "received_on")
        transition(done, TransferStatus.RECEIVED)


def expect_transfers(transfers: Sequence[StockTransfer], *, expected_on: dt.date | None) -> None:
    """Say when transfers should arrive, also of those that have left; null: nobody knows.

    Raises `DomainError` "transfer.arrived" for one that is done, "transfer.expected" for a day before it left.
    """
    with transaction.atomic():
        locked = lock_documents(transfers)
        for one in locked:
            if one.status not in {TransferStatus.DRAFT, TransferStatus.SHIPPED}:
                raise DomainError(
                    "transfer.arrived",
                    _("%(transfer)s is not on the way any more."),
                    params={"transfer": str(one)},
                )
            if expected_on is not None and expected_on < one.date:
                raise DomainError(
                    "transfer.expected",
                    _("%(transfer)s can't arrive before it leaves. Choose a later day."),
                    "expected_on",
                    {"transfer": str(one)},
                )
        log_changes(
            Change(one, "update", {"expected_on": one.expected_on}, {"expected_on": expected_on})
            for one in locked
            if one.expected_on != expected_on
        )
        for one in locked:
            one.expected_on = expected_on
        write_rows(locked, "expected_on")


def cancel_transfers(transfers: Sequence[StockTransfer], *, note: str = "") -> None:
    """Give transfers up. What left, arrived or was lost of them lies again where it lay before.

    Raises what `reverse_moves` refuses: "stock.not_enough" when something that arrived was moved on, or is set aside.
    """
    cancel_documents(transfers, note=note)


def move_levels(
    levels: Sequence[Level], *, destination: Location, quantity: Decimal, date: Day = None
) -> list[StockTransfer]:
    """Some of what lies at locations to another one of their warehouse, at once: a transfer for each company."""
    warehouse = destination.warehouse
    if warehouse is None:
        raise DomainError("stock.location", _("Choose a location of a warehouse."), "destination")
    with transaction.atomic():
        made: list[StockTransfer] = create_documents(
            [
                RecordDraft(
                    StockTransfer,
                    {"origin": warehouse, "destination": warehouse, "date": day_or_today(date)},
                    {
                        "lines": [
                            LineDraft(
                                {
                                    "variant": level.variant,
                                    "quantity": quantity,
                                    "origin": level.location,
                                    "lot": level.lot,
                                    "destination": destination,
                                }
                            )
                            for level in levels
                        ]
                    },
                )
            ]
        )
        ship_transfers(made, date=date)
    return made


def _shipped(is_internal: bool) -> str:
    return TransferStatus.RECEIVED if is_internal else TransferStatus.SHIPPED


def _warehouses(transfers: Sequence[StockTransfer]) -> dict[int, Warehouse]:
    return Warehouse.objects.in_bulk({pk for one in transfers for pk in (one.origin_id, one.destination_id)})


def _arrives_at(warehouse: Warehouse) -> int | None:
    return warehouse.input_location_id if warehouse.puts_away else warehouse.stock_location_id


def _move(
    transfer: StockTransfer, line: StockTransferLine, quantity: Decimal, origin_id: int, destination_id: int
) -> Transfer:
    return Transfer(
        line.company_id,
        line.variant_id,
        quantity,
        origin_id,
        destination_id,
        SOURCE,
        transfer.pk,
        line.pk,
        line.lot_id,
        transfer.number or "",
    )


def _loss(
    transfer: StockTransfer, line: StockTransferLine, quantity: Decimal, places: CompanyPlaces
) -> Count:
    return Count(
        company_id=line.company_id,
        location_id=places[LocationKind.TRANSIT],
        variant_id=line.variant_id,
        quantity=ZERO,
        expected=quantity,
        lot_id=line.lot_id,
        source_kind=SOURCE,
        source_id=transfer.pk,
        source_line_id=line.pk,
        label=transfer.number or "",
    )


def _check_arrival(line: StockTransferLine, arrival: TransferArrival) -> None:
    if arrival.quantity < 0 or arrival.lost < 0 or arrival.quantity + arrival.lost > line.on_the_way:
        raise DomainError(
            "transfer.too_much",
            _("%(sku)s: %(most)s are on the way, no more can arrive or be missing."),
            "quantity",
            {"sku": sku_of(line.variant_id), "most": f"{line.on_the_way.normalize():f}"},
        )
    if arrival.lost and not arrival.reason:
        raise DomainError(
            "transfer.reason",
            _("%(sku)s: say why some of it is missing."),
            "reason",
            {"sku": sku_of(line.variant_id)},
        )
