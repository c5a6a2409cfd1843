"""Goods that go back to suppliers, as documents: drafted from the receipt that brought them, sent, cancelled."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from erp.bulk import write_rows
from erp.documents import created_by, lock_documents, refuse_unless, transition
from erp.errors import DomainError
from erp.locks import lock
from inventory import types
from inventory.choices import ReceiptStatus, SupplierReturnStatus
from inventory.models import (
    GoodsReceipt,
    GoodsReceiptLine,
    SupplierReturn,
    SupplierReturnLine,
    Warehouse,
)
from inventory.services import goods_receipts
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
from inventory.services.supplier_returns import return_to_suppliers

SOURCE = "inventory.supplierreturn"
CAME = (ReceiptStatus.RECEIVED, ReceiptStatus.STORED)


def draft_supplier_returns(receipts: Sequence[GoodsReceipt], *, reason: str) -> list[SupplierReturn]:
    """A draft for each receipt, of all that came and is on no return yet, from where it was put.

    Raises `DomainError` "receipt.not_received", "receipt.returned". A constant number of statements.
    """
    with transaction.atomic():
        locked = lock_documents(receipts)
        lines = lines_of(locked, GoodsReceiptLine, "receipt")
        named = _named([line.pk for some in lines.values() for line in some])
        warehouses = Warehouse.objects.in_bulk({one.warehouse_id for one in locked})
        author = created_by()
        made: list[SupplierReturn] = []
        rows: list[SupplierReturnLine] = []
        for receipt in locked:
            if receipt.status not in CAME:
                raise DomainError(
                    "receipt.not_received",
                    _("Nothing of %(receipt)s has come: cancel it instead."),
                    params={"receipt": str(receipt)},
                )
            one = SupplierReturn(
                company_id=receipt.company_id,
                partner_id=receipt.partner_id,
                warehouse_id=receipt.warehouse_id,
                receipt=receipt,
                reason=reason,
                date=day_or_today(None),
                created_by_id=author,
            )
            left = [
                _line(one, line, quantity, _lies_at(receipt, line, warehouses[receipt.warehouse_id]))
                for line in lines[receipt.pk]
                if (quantity := (line.received or ZERO) - named[line.pk]) > 0
            ]
            if not left:
                raise DomainError(
                    "receipt.returned",
                    _("All that came with %(receipt)s is on a return already."),
                    params={"receipt": str(receipt)},
                )
            for position, row in enumerate(left, start=1):
                row.position = position
            made.append(one)
            rows += left
        insert_documents(made, rows)
    return made


def send_supplier_returns(returns: Sequence[SupplierReturn], *, date: Day = None) -> None:
    """The goods leave, at the cost of the receipt that brought them first; a line without a location takes from the
    warehouse's stock.

    Raises `DomainError` "supplier_return.too_much" for more than a receipt's line brought, "document.no_lines", and what
    `return_to_suppliers` refuses. A constant number of statements.
    """
    with transaction.atomic():
        locked = lock_documents(returns)
        refuse_unless(locked, SupplierReturnStatus.SENT)
        lines = lines_of(locked, SupplierReturnLine, "supplier_return")
        refuse_without_lines(locked, lines)
        rows = [row for one in locked for row in lines[one.pk]]
        _refuse_more_than_came(rows)
        warehouses = Warehouse.objects.in_bulk({one.warehouse_id for one in locked})
        leaving = []
        for one in locked:
            one.date = day_or_today(date)
            for row in lines[one.pk]:
                row.location_id = row.location_id or warehouses[one.warehouse_id].stock_location_id
                leaving.append(
                    types.SupplierReturn(
                        company_id=row.company_id,
                        warehouse_id=one.warehouse_id,
                        variant_id=row.variant_id,
                        quantity=row.quantity,
                        source_kind=SOURCE,
                        source_id=one.pk,
                        source_line_id=row.pk,
                        received_kind=goods_receipts.SOURCE if row.receipt_line_id else "",
                        received_line_id=row.receipt_line_id,
                        location_id=row.location_id,
                        label=" ".join(filter(None, (one.number, one.supplier_reference))),
                        lot_id=row.lot_id,
                    )
                )
        return_to_suppliers(leaving, date=day_or_today(date))
        write_rows(rows, "location")
        write_rows(locked, "date")
        transition(locked, SupplierReturnStatus.SENT)


def cancel_supplier_returns(returns: Sequence[SupplierReturn], *, note: str = "") -> None:
    """Give returns up; what left lies again where it lay, at the cost it left at."""
    cancel_documents(returns, note=note)


def _lies_at(receipt: GoodsReceipt, line: GoodsReceiptLine, warehouse: Warehouse) -> int | None:
    if receipt.status == ReceiptStatus.RECEIVED and warehouse.puts_away:
        return warehouse.input_location_id
    return line.shelf_id or warehouse.stock_location_id


def _line(
    one: SupplierReturn, line: GoodsReceiptLine, quantity: Decimal, location_id: int | None
) -> SupplierReturnLine:
    return SupplierReturnLine(
        company_id=line.company_id,
        supplier_return=one,
        variant_id=line.variant_id,
        lot_id=line.lot_id,
        quantity=quantity,
        location_id=location_id,
        receipt_line_id=line.pk,
    )


def _named(receipt_line_ids: Sequence[int], *, only_sent: bool = False) -> dict[int, Decimal]:
    """How much of lines of receipts returns name that are not cancelled, or only those that were sent."""
    statuses = (
        [SupplierReturnStatus.SENT] if only_sent else [SupplierReturnStatus.DRAFT, SupplierReturnStatus.SENT]
    )
    found = (
        SupplierReturnLine.objects.filter(
            receipt_line__in=receipt_line_ids, supplier_return__status__in=statuses
        )
        .order_by()
        .values_list("receipt_line")
        .annotate(Sum("quantity"))
    )
    return defaultdict(Decimal, found)


def _refuse_more_than_came(rows: Sequence[SupplierReturnLine]) -> None:
    """Drafts of two people may name the same goods: the receipts' lines are locked before they are asked."""
    wanted: dict[int, Decimal] = defaultdict(Decimal)
    for row in rows:
        if row.receipt_line_id is not None:
            wanted[row.receipt_line_id] += row.quantity
    if not wanted:
        return
    came = {line.pk: line for line in lock(GoodsReceiptLine.objects.filter(pk__in=wanted))}
    gone = _named(list(wanted), only_sent=True)
    for pk, quantity in wanted.items():
        most = (came[pk].received or ZERO) - gone[pk]
        if quantity > most:
            raise DomainError(
                "supplier_return.too_much",
                _("%(sku)s: at most %(most)s of that receipt can still go back. Lower the quantity."),
                "quantity",
                {"sku": sku_of(came[pk].variant_id), "most": f"{most.normalize():f}"},
            )
