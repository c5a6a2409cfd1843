"""What is typed on the work sheets becomes a receipt, an arrival, a count, a walk, a parcel or a return."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalog.choices import Tracking
from catalog.models import Variant
from erp.errors import DomainError
from inventory.choices import (
    CountStatus,
    LossReason,
    PickingStatus,
    ReceiptReason,
    ReceiptStatus,
    ReturnStatus,
    ShortReason,
    TransferStatus,
    Verdict,
)
from inventory.models import (
    CustomerReturn,
    CustomerReturnLine,
    GoodsReceipt,
    GoodsReceiptLine,
    Location,
    Picking,
    PickTask,
    StockCount,
    StockCountLine,
    StockTransfer,
    StockTransferLine,
)
from inventory.services.customer_returns import inspect_returns, inspection_of, receive_returns
from inventory.services.goods_receipts import Arrival, receive_goods
from inventory.services.parcels import ParcelDraft, pack_parcels, unpacked
from inventory.services.pickings import Pick, confirm_picks
from inventory.services.stock_counts import CountEntry, enter_counts
from inventory.services.stock_transfers import TransferArrival, receive_transfers
from inventory.sheets import Extra, Sheet, SheetEntry, SheetRow, sheets

Entries = Mapping[int, SheetEntry]
ARTICLE = "variant__product__unit"


def article_row(line: Any, key: int, **values: Any) -> SheetRow:
    """The card of a line's article; its quantities without useless zeros."""
    for name in ("wanted", "value"):
        if values.get(name) is not None:
            values[name] = plain(values[name])
    variant = line.variant
    if line.lot_id is not None:
        values["lot"] = line.lot.number
    return SheetRow(
        key=key,
        article=variant.name or variant.product.name,
        sku=variant.sku,
        barcode=variant.barcode,
        unit=str(variant.product.unit),
        **values,
    )


def plain(quantity: Decimal) -> Decimal:
    """4.0000 is 4, and 100 stays 100."""
    return Decimal(f"{quantity.normalize():f}")


def choice_of(entry: SheetEntry, known: Iterable[str]) -> str:
    """What was chosen, if it is one of those offered."""
    return entry.choice if entry.choice in set(known) else ""


def _receipt_rows(receipt: GoodsReceipt) -> list[SheetRow]:
    lines = GoodsReceiptLine.objects.filter(receipt=receipt).select_related(ARTICLE, "shelf", "lot")
    return [
        article_row(
            line,
            line.pk,
            place=str(line.shelf) if line.shelf else "",
            wanted=line.expected,
            value=line.received,
            is_done=line.received is not None,
            takes_lot=line.variant.product.tracking != Tracking.NONE and line.lot_id is None,
            lot=line.lot_number,
        )
        for line in lines.order_by("position", "pk")
    ]


def _receive(receipt: GoodsReceipt, entries: Entries, flags: frozenset[str], extra: Extra | None) -> None:
    lines = GoodsReceiptLine.objects.filter(receipt=receipt).values_list("pk", flat=True)
    nothing = SheetEntry(Decimal(0))
    # A card left empty says that nothing of it came.
    arrivals = {
        pk: Arrival(entry.quantity, choice_of(entry, ReceiptReason.values), entry.lot, entry.expires_on)
        for pk in lines
        for entry in (entries.get(pk, nothing),)
    }
    receive_goods([receipt], arrivals=arrivals, keep_rest="keep_rest" in flags)


def _transfer_rows(transfer: StockTransfer) -> list[SheetRow]:
    lines = StockTransferLine.objects.filter(transfer=transfer).select_related(ARTICLE, "destination", "lot")
    return [
        article_row(line, line.pk, place=str(line.destination), wanted=line.on_the_way)
        for line in lines.order_by("position", "pk")
        if line.on_the_way
    ]


def _arrive(transfer: StockTransfer, entries: Entries, flags: frozenset[str], extra: Extra | None) -> None:
    lines = StockTransferLine.objects.filter(transfer=transfer, pk__in=entries).in_bulk()
    arrivals = {}
    for pk, line in lines.items():
        quantity, reason = entries[pk].quantity, choice_of(entries[pk], LossReason.values)
        lost = max(line.on_the_way - quantity, Decimal(0)) if reason else Decimal(0)
        arrivals[pk] = TransferArrival(quantity, lost, reason)
    receive_transfers([transfer], arrivals=arrivals)


def _count_rows(count: StockCount) -> list[SheetRow]:
    lines = StockCountLine.objects.filter(count=count).select_related(ARTICLE, "location", "count", "lot")
    rows = [
        article_row(
            line,
            line.pk,
            place=line.location.code,
            value=None if line.needs_recount else line.counted,
            remark=_remark(line),
            is_done=line.counted is not None and not line.needs_recount,
        )
        for line in lines.order_by("location__tree_id", "location__lft", "position", "pk")
    ]
    return sorted(rows, key=lambda row: row.is_done)


def _remark(line: StockCountLine) -> Any:
    if line.needs_recount:
        return _("Differs a lot from the books: count it again.")
    if line.counted is not None and line.shown_difference:
        return _("In the books: %(quantity)s") % {"quantity": plain(line.expected or Decimal(0))}
    return ""


def _count(count: StockCount, entries: Entries, flags: frozenset[str], extra: Extra | None) -> None:
    lines = StockCountLine.objects.filter(count=count, pk__in=entries).in_bulk()
    found = [
        CountEntry(line.location_id, line.variant_id, entries[pk].quantity, lot_id=line.lot_id)
        for pk, line in lines.items()
        # What was saved before and is sent again unchanged is no new count.
        if line.needs_recount or line.counted != entries[pk].quantity
    ]
    if extra is not None:
        found.append(_extra_entry(count, extra))
    if not found and not lines:
        raise DomainError("count.nothing_typed", _("Type what was found first."), "quantity")
    enter_counts(count, found)


def _extra_entry(count: StockCount, extra: Extra) -> CountEntry:
    variant = Variant.objects.filter(Q(sku=extra.code) | Q(barcode=extra.code)).first()
    if variant is None:
        raise DomainError(
            "stock.variant",
            _("No article has the SKU or barcode “%(code)s”."),
            "variant",
            {"code": extra.code},
        )
    places = Location.objects.filter(warehouse=count.warehouse_id)
    place = places.filter(code=extra.place).first() if extra.place else count.warehouse.stock_location
    if place is None:
        raise DomainError(
            "stock.location",
            _("The warehouse has no location “%(code)s”."),
            "location",
            {"code": extra.place},
        )
    return CountEntry(place.pk, variant.pk, extra.quantity)


def _pick_rows(picking: Picking) -> list[SheetRow]:
    tasks = PickTask.objects.filter(picking=picking).select_related(ARTICLE, "location", "lot")
    rows = [
        article_row(
            task,
            task.pk,
            place=task.location.code,
            wanted=task.quantity,
            value=task.picked,
            is_done=task.picked is not None,
            remark=str(task.source or ""),
        )
        for task in tasks.order_by("position", "pk")
    ]
    return sorted(rows, key=lambda row: row.is_done)


def _pick(picking: Picking, entries: Entries, flags: frozenset[str], extra: Extra | None) -> None:
    open_ids = PickTask.objects.filter(picking=picking, picked__isnull=True).values_list("pk", flat=True)
    picks = {
        pk: Pick(entries[pk].quantity, choice_of(entries[pk], ShortReason.values))
        for pk in open_ids
        if pk in entries
    }
    if not picks:
        raise DomainError("picking.nothing_typed", _("Type what you took first."), "quantity")
    confirm_picks(picking, picks)


def _pack_rows(picking: Picking) -> list[SheetRow]:
    left = unpacked([picking])
    tasks = PickTask.objects.filter(picking=picking, picked__gt=0).select_related(ARTICLE, "lot")
    rows = []
    for task in tasks.order_by("source_id", "position", "pk"):
        key = picking.pk, task.source_line_id, task.variant_id, task.lot_id
        rest = min(left[key], task.picked or Decimal(0))
        left[key] -= rest
        rows.append(article_row(task, task.pk, place=str(task.source or ""), wanted=rest, is_done=not rest))
    return sorted(rows, key=lambda row: row.is_done)


def _pack(picking: Picking, entries: Entries, flags: frozenset[str], extra: Extra | None) -> None:
    """One parcel for each document that something was typed for."""
    boxes: dict[tuple[str, int], dict[int, Decimal]] = {}
    for task in PickTask.objects.filter(picking=picking, pk__in=entries):
        if entries[task.pk].quantity:
            boxes.setdefault((task.source_kind, task.source_id), {})[task.pk] = entries[task.pk].quantity
    if not boxes:
        raise DomainError("parcel.empty", _("Type what goes into the parcel first."), "quantity")
    pack_parcels(
        [picking],
        [ParcelDraft(picking.pk, kind, source_id, contents) for (kind, source_id), contents in boxes.items()],
    )


def _return_rows(one: CustomerReturn) -> list[SheetRow]:
    lines = CustomerReturnLine.objects.filter(customer_return=one).select_related(ARTICLE, "lot")
    is_here = one.status == ReturnStatus.RECEIVED
    return [
        article_row(
            line,
            line.pk,
            wanted=line.received if is_here else line.expected,
            value=line.received if is_here else None,
        )
        for line in lines.order_by("position", "pk")
        if line.received or not is_here
    ]


def _take_back(one: CustomerReturn, entries: Entries, flags: frozenset[str], extra: Extra | None) -> None:
    receive_returns([one], quantities={pk: entry.quantity for pk, entry in entries.items()})


def _inspect(one: CustomerReturn, entries: Entries, flags: frozenset[str], extra: Extra | None) -> None:
    """What a card says holds for the quantity typed on it; the rest of its line stays in quarantine."""
    inspect_returns(
        [one],
        inspections={
            pk: inspection_of(choice_of(entry, Verdict.values) or Verdict.RESTOCK, entry.quantity)
            for pk, entry in entries.items()
        },
    )


sheets.register(
    "return",
    Sheet(
        CustomerReturn,
        "inventory.receive_customerreturn",
        (ReturnStatus.EXPECTED,),
        pgettext_lazy("return", "Receive"),
        _("Post the return"),
        _return_rows,
        _take_back,
        hint=_("Type what came back, or touch the expected quantity."),
        quantity_label=_("Quantity"),
    ),
)
sheets.register(
    "inspection",
    Sheet(
        CustomerReturn,
        "inventory.inspect_customerreturn",
        (ReturnStatus.RECEIVED,),
        _("Inspect"),
        _("Finish the inspection"),
        _return_rows,
        _inspect,
        hint=_("Say for each article what becomes of it. Less than came: the rest stays in quarantine."),
        choice_label=_("What becomes of it"),
        choices=Verdict.choices,
        quantity_label=_("Quantity"),
    ),
)
sheets.register(
    "picking",
    Sheet(
        Picking,
        "inventory.pick_picking",
        (PickingStatus.TO_PICK,),
        _("Pick"),
        pgettext_lazy("picking", "Done here"),
        _pick_rows,
        _pick,
        hint=_(
            "Take what the card says, in this order. Less than that: say why, and the rest is looked for elsewhere."
        ),
        choice_label=_("If something is missing"),
        choices=ShortReason.choices,
        quantity_label=_("Quantity"),
        stays=True,
    ),
)
sheets.register(
    "packing",
    Sheet(
        Picking,
        "inventory.pack_picking",
        (PickingStatus.PICKED,),
        _("Pack a parcel"),
        _("Close the parcel"),
        _pack_rows,
        _pack,
        hint=_("Type what goes into one parcel and close it; then go on with the next."),
        quantity_label=_("Quantity"),
        stays=True,
    ),
)
sheets.register(
    "receipt",
    Sheet(
        GoodsReceipt,
        "inventory.receive_goodsreceipt",
        (ReceiptStatus.EXPECTED,),
        _("Receive"),
        _("Post the receipt"),
        _receipt_rows,
        _receive,
        hint=_("Type what came, or touch the expected quantity. Left empty: nothing of it came."),
        choice_label=_("If it differs"),
        choices=ReceiptReason.choices,
        flags=(("keep_rest", _("What is missing comes later")),),
        quantity_label=_("Quantity"),
    ),
)
sheets.register(
    "transfer",
    Sheet(
        StockTransfer,
        "inventory.receive_stocktransfer",
        (TransferStatus.SHIPPED,),
        pgettext_lazy("transfer", "Receive"),
        _("Post the arrival"),
        _transfer_rows,
        _arrive,
        hint=_("Type what arrived. What did not stays on the way, unless you say why it never will arrive."),
        choice_label=_("The rest never arrives"),
        choices=LossReason.choices,
        quantity_label=_("Quantity"),
        stays=True,
    ),
)
sheets.register(
    "count",
    Sheet(
        StockCount,
        "inventory.enter_stockcount",
        (CountStatus.COUNTING,),
        _("Count"),
        pgettext_lazy("count", "Save"),
        _count_rows,
        _count,
        hint=_(
            "Type what you see, 0 for nothing. The shop may go on selling: each figure counts from now on."
        ),
        quantity_label=_("Quantity"),
        stays=True,
        takes_extra=True,
    ),
)
