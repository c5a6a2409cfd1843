"""Receipts of goods: what came instead of what was expected, and putting it away."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from erp.bulk import write_rows
from erp.documents import created_by, lock_documents, refuse_unless, transition
from erp.errors import DomainError
from inventory.choices import ReceiptReason, ReceiptStatus
from inventory.models import GoodsReceipt, GoodsReceiptLine, Warehouse
from inventory.services.articles import sku_of
from inventory.services.documents import (
    ZERO,
    Day,
    cancel_documents,
    day_or_today,
    insert_documents,
    lines_of,
    refuse_without_lines,
)
from inventory.services.holdings import latest_costs
from inventory.services.lots import take_lots
from inventory.services.putaway import propose_places
from inventory.services.receipts import post_receipts
from inventory.services.transfers import transfer_stock
from inventory.types import LotDraft, PutawayLine, Receipt, ReceiptLine, Transfer

SOURCE = "inventory.goodsreceipt"


@dataclass(frozen=True)
class Arrival:
    """What came of a line. `reason`: why it is not what was expected; by default missing, or more than ordered.

    `lot_number`, `expires_on`: what its label says, where the line does not say it yet.
    """

    quantity: Decimal
    reason: str = ""
    lot_number: str = ""
    expires_on: dt.date | None = None


def receive_goods(
    receipts: Sequence[GoodsReceipt],
    *,
    date: Day = None,
    arrivals: Mapping[int, Arrival] | None = None,
    keep_rest: bool = False,
) -> list[GoodsReceipt]:
    """Post what came: moves, cost layers and entries; the receipts that the rest is expected on, with `keep_rest`.

    `arrivals` by the line's primary key; a line that is not among them came as already typed, else as expected. Goods
    wait at the input of a warehouse that puts them away in a second step; elsewhere they lie on their shelf at once.
    Raises `DomainError` "receipt.nothing_came", "receipt.cost_unknown", "document.no_lines", and what `post_receipts`
    refuses; then nothing is received. A constant number of statements.
    """
    arrivals = arrivals or {}
    with transaction.atomic():
        locked = lock_documents(receipts)
        refuse_unless(locked, ReceiptStatus.RECEIVED)
        lines = lines_of(locked, GoodsReceiptLine, "receipt")
        refuse_without_lines(locked, lines)
        rows = [line for receipt in locked for line in lines[receipt.pk]]
        for line in rows:
            _note_arrival(line, arrivals.get(line.pk))
        for receipt in locked:
            receipt.date = day_or_today(date)
            if not any(line.received for line in lines[receipt.pk]):
                raise DomainError(
                    "receipt.nothing_came",
                    _("Nothing of %(receipt)s came: type what did, or cancel it."),
                    "received",
                    {"receipt": str(receipt)},
                )
        _complete_costs(rows)
        _take_lots(rows)
        warehouses = Warehouse.objects.in_bulk({receipt.warehouse_id for receipt in locked})
        post_receipts([_posting(one, lines[one.pk], warehouses[one.warehouse_id]) for one in locked])
        rests = _expect_rests(locked, lines) if keep_rest else []
        write_rows(rows, "received", "reason", "unit_cost", "lot", "lot_number", "expires_on")
        write_rows(locked, "date")
        transition(locked, ReceiptStatus.RECEIVED)
        transition(
            [one for one in locked if not warehouses[one.warehouse_id].puts_away], ReceiptStatus.STORED
        )
    return rests


def put_away_goods(
    receipts: Sequence[GoodsReceipt], *, date: Day = None, shelves: Mapping[int, int] | None = None
) -> None:
    """Move what was received from the input to its shelf: the one that `shelves` names for a line, or the line's; where
    neither does, to the places that the warehouse's rules propose (`propose_places`), the first of which the line keeps.

    Raises what `transfer_stock` refuses; then nothing moves. A constant number of statements.
    """
    shelves = shelves or {}
    with transaction.atomic():
        locked = lock_documents(receipts)
        refuse_unless(locked, ReceiptStatus.STORED)
        lines = lines_of(locked, GoodsReceiptLine, "receipt")
        warehouses = Warehouse.objects.in_bulk({receipt.warehouse_id for receipt in locked})
        rows = [line for receipt in locked for line in lines[receipt.pk] if line.received]
        by_id = {receipt.pk: receipt for receipt in locked}
        for line in rows:
            line.shelf_id = shelves.get(line.pk) or line.shelf_id
        homes = _homes(rows, by_id)
        transfers = []
        for line in rows:
            receipt = by_id[line.receipt_id]
            input_id = warehouses[receipt.warehouse_id].input_location_id or 0
            line.shelf_id = homes[line.pk][0][0]
            transfers += [
                Transfer(
                    line.company_id,
                    line.variant_id,
                    quantity,
                    input_id,
                    place_id,
                    SOURCE,
                    receipt.pk,
                    line.pk,
                    line.lot_id,
                    receipt.number or "",
                )
                for place_id, quantity in homes[line.pk]
                if place_id != input_id
            ]
        transfer_stock(transfers, date=day_or_today(date))
        write_rows(rows, "shelf")
        transition(locked, ReceiptStatus.STORED)


def cancel_receipts(receipts: Sequence[GoodsReceipt], *, note: str = "") -> None:
    """Give receipts up. What they brought in goes out again as if it had never come.

    Raises what `reverse_moves` refuses: "move.used" once something of it is gone. Then it goes back to the supplier.
    """
    cancel_documents(receipts, note=note)


def _homes(
    lines: Sequence[GoodsReceiptLine], receipts: Mapping[int, GoodsReceipt]
) -> dict[int, list[tuple[int, Decimal]]]:
    """By line: where what came of it goes, and how much of it to each place."""
    homes = {line.pk: [(line.shelf_id, line.received or ZERO)] for line in lines if line.shelf_id is not None}
    open_ones = [line for line in lines if line.pk not in homes]
    proposals = propose_places(
        [
            PutawayLine(
                line.company_id,
                receipts[line.receipt_id].warehouse_id,
                line.variant_id,
                line.received or ZERO,
                line.lot_id,
            )
            for line in open_ones
        ]
    )
    for line, places in zip(open_ones, proposals, strict=True):
        homes[line.pk] = [(place.location_id, place.quantity) for place in places]
    return homes


def _note_arrival(line: GoodsReceiptLine, arrival: Arrival | None) -> None:
    if arrival is not None:
        line.received, line.reason = arrival.quantity, arrival.reason
        line.lot_number = arrival.lot_number or line.lot_number
        line.expires_on = arrival.expires_on or line.expires_on
    elif line.received is None:
        line.received = line.expected
    if line.received < 0:
        raise DomainError(
            "stock.quantity",
            _("%(sku)s: type a quantity above zero."),
            "received",
            {"sku": sku_of(line.variant_id)},
        )
    difference = line.received - line.expected
    if not difference:
        line.reason = ""
    elif not line.reason:
        line.reason = ReceiptReason.OVER if difference > 0 else ReceiptReason.SHORT


def _complete_costs(lines: Sequence[GoodsReceiptLine]) -> None:
    """What nobody typed costs what it cost the last time."""
    unknown = [line for line in lines if line.unit_cost is None and line.received]
    if not unknown:
        return
    latest = latest_costs({(line.company_id, line.variant_id) for line in unknown})
    for line in unknown:
        line.unit_cost = latest.get((line.company_id, line.variant_id))
        if line.unit_cost is None:
            raise DomainError(
                "receipt.cost_unknown",
                _("%(sku)s was never received: type what one costs on its line first."),
                "unit_cost",
                {"sku": sku_of(line.variant_id)},
            )


def _take_lots(lines: Sequence[GoodsReceiptLine]) -> None:
    """The lots that came, by what their labels say."""
    labelled = [line for line in lines if line.received and line.lot_number and line.lot_id is None]
    lots = take_lots(
        [
            LotDraft(line.company_id, line.variant_id, line.lot_number, expires_on=line.expires_on)
            for line in labelled
        ]
    )
    for line, lot in zip(labelled, lots, strict=True):
        line.lot = lot


def _posting(receipt: GoodsReceipt, lines: Sequence[GoodsReceiptLine], warehouse: Warehouse) -> Receipt:
    return Receipt(
        company_id=receipt.company_id,
        warehouse_id=receipt.warehouse_id,
        lines=[
            ReceiptLine(
                line.variant_id,
                line.received or ZERO,
                line.unit_cost or ZERO,
                warehouse.input_location_id if warehouse.puts_away else line.shelf_id,
                line.pk,
                line.lot_id,
            )
            for line in lines
            if line.received
        ],
        date=receipt.date,
        source_kind=SOURCE,
        source_id=receipt.pk,
        label=" ".join(filter(None, (receipt.number, receipt.supplier_reference))),
    )


def _expect_rests(
    receipts: Sequence[GoodsReceipt], lines: Mapping[int, Sequence[GoodsReceiptLine]]
) -> list[GoodsReceipt]:
    """Receipts of what did not come this time."""
    rests: list[GoodsReceipt] = []
    missing: list[GoodsReceiptLine] = []
    for receipt in receipts:
        short = [line for line in lines[receipt.pk] if line.expected > (line.received or ZERO)]
        if not short:
            continue
        rest = GoodsReceipt(
            company_id=receipt.company_id,
            partner_id=receipt.partner_id,
            warehouse_id=receipt.warehouse_id,
            date=receipt.date,
            follows=receipt,
            source_kind=receipt.source_kind,
            source_id=receipt.source_id,
            created_by_id=created_by(),
        )
        rests.append(rest)
        missing += [
            GoodsReceiptLine(
                company_id=line.company_id,
                receipt=rest,
                position=position,
                variant_id=line.variant_id,
                expected=line.expected - (line.received or ZERO),
                unit_cost=line.unit_cost,
                shelf_id=line.shelf_id,
                source_line_id=line.source_line_id,
            )
            for position, line in enumerate(short, start=1)
        ]
    insert_documents(rests, missing)
    return rests
