"""Goods that come back: announced, received into quarantine, inspected."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from erp.bulk import write_rows
from erp.documents import created_by, lock_documents, refuse_unless, transition
from erp.errors import DomainError
from inventory.choices import ReturnReason, ReturnStatus, Verdict
from inventory.models import CustomerReturn, CustomerReturnLine, Warehouse
from inventory.services.articles import sku_of
from inventory.services.counts import adjust_stock
from inventory.services.documents import (
    ZERO,
    Day,
    cancel_documents,
    day_or_today,
    insert_documents,
    lines_of,
    refuse_without_lines,
)
from inventory.services.returns import return_stock
from inventory.services.transfers import transfer_stock
from inventory.types import Count, Return, Transfer

SOURCE = "inventory.customerreturn"


@dataclass(frozen=True)
class ReturnLineDraft:
    """How much of what a line delivered is to come back."""

    variant_id: int
    quantity: Decimal
    source_line_id: int
    lot_id: int | None = None


@dataclass(frozen=True)
class ReturnDraft:
    """A return to expect, of the document `source_*`."""

    company_id: int
    warehouse_id: int
    source_kind: str
    source_id: int
    lines: Sequence[ReturnLineDraft]
    partner_id: int | None = None
    reason: str = ReturnReason.WITHDRAWAL


@dataclass(frozen=True)
class Inspection:
    """What becomes of a line: so much back to stock, so much thrown away; the rest stays in quarantine."""

    restock: Decimal = ZERO
    scrap: Decimal = ZERO


def expect_returns(drafts: Sequence[ReturnDraft], *, date: Day = None) -> list[CustomerReturn]:
    """Announce returns. How much may come back is checked when it does. A constant number of statements."""
    with transaction.atomic():
        author = created_by()
        made = [
            CustomerReturn(
                company_id=draft.company_id,
                warehouse_id=draft.warehouse_id,
                partner_id=draft.partner_id,
                reason=draft.reason,
                source_kind=draft.source_kind,
                source_id=draft.source_id,
                date=day_or_today(date),
                created_by_id=author,
            )
            for draft in drafts
        ]
        insert_documents(
            made,
            [
                CustomerReturnLine(
                    company_id=draft.company_id,
                    customer_return=one,
                    position=position,
                    variant_id=line.variant_id,
                    lot_id=line.lot_id,
                    expected=line.quantity,
                    source_line_id=line.source_line_id,
                )
                for one, draft in zip(made, drafts, strict=True)
                for position, line in enumerate(draft.lines, start=1)
            ],
        )
    return made


def receive_returns(
    returns: Sequence[CustomerReturn], *, date: Day = None, quantities: Mapping[int, Decimal] | None = None
) -> None:
    """Goods came back: into quarantine, at the cost they left at. `quantities` by line; by default all that is expected.

    Raises "return.nothing_came", and what `return_stock` refuses: "stock.return_too_much" for more than is still out. A
    constant number of statements.
    """
    with transaction.atomic():
        locked = lock_documents(returns)
        refuse_unless(locked, ReturnStatus.RECEIVED)
        lines = lines_of(locked, CustomerReturnLine, "customer_return")
        refuse_without_lines(locked, lines)
        warehouses = Warehouse.objects.in_bulk({one.warehouse_id for one in locked})
        back, rows = [], []
        for one in locked:
            one.date = day_or_today(date)
            for line in lines[one.pk]:
                line.received = line.expected if quantities is None else quantities.get(line.pk, ZERO)
                rows.append(line)
                if line.received:
                    back.append(
                        Return(
                            company_id=line.company_id,
                            warehouse_id=one.warehouse_id,
                            variant_id=line.variant_id,
                            quantity=line.received,
                            source_kind=SOURCE,
                            source_id=one.pk,
                            source_line_id=line.pk,
                            issued_kind=one.source_kind,
                            issued_line_id=line.source_line_id,
                            location_id=warehouses[one.warehouse_id].quarantine_location_id,
                            label=one.number or "",
                            lot_id=line.lot_id,
                        )
                    )
            if not any(line.received for line in lines[one.pk]):
                raise DomainError(
                    "return.nothing_came",
                    _("Nothing of %(return)s came: type what did, or cancel it."),
                    "received",
                    {"return": str(one)},
                )
        return_stock(back, date=day_or_today(date))
        write_rows(rows, "received")
        write_rows(locked, "date")
        transition(locked, ReturnStatus.RECEIVED)


def inspect_returns(
    returns: Sequence[CustomerReturn],
    *,
    date: Day = None,
    inspections: Mapping[int, Inspection] | None = None,
) -> None:
    """Say what becomes of what came back: by line, or all of it to stock. Tells whoever credits it.

    Raises `DomainError` "return.too_much" for more than came. A constant number of statements.
    """
    with transaction.atomic():
        locked = lock_documents(returns)
        refuse_unless(locked, ReturnStatus.DONE)
        lines = lines_of(locked, CustomerReturnLine, "customer_return")
        warehouses = Warehouse.objects.in_bulk({one.warehouse_id for one in locked})
        moves: list[Transfer] = []
        losses: list[Count] = []
        for one in locked:
            warehouse = warehouses[one.warehouse_id]
            for line in lines[one.pk]:
                received = line.received or ZERO
                found = (
                    Inspection(received) if inspections is None else inspections.get(line.pk, Inspection())
                )
                if found.restock < 0 or found.scrap < 0 or found.restock + found.scrap > received:
                    raise DomainError(
                        "return.too_much",
                        _("%(sku)s: only %(most)s came back."),
                        "quantity",
                        {"sku": sku_of(line.variant_id), "most": f"{received.normalize():f}"},
                    )
                line.restocked, line.scrapped = found.restock, found.scrap
                if found.restock:
                    moves.append(_to_stock(one, line, warehouse))
                if found.scrap:
                    losses.append(_thrown_away(one, line, warehouse))
        transfer_stock(moves, date=day_or_today(date))
        adjust_stock(losses, date=day_or_today(date))
        write_rows([line for some in lines.values() for line in some], "restocked", "scrapped")
        transition(locked, ReturnStatus.DONE)


def cancel_returns(returns: Sequence[CustomerReturn], *, note: str = "") -> None:
    """Give up returns that never came, or that were received by mistake: the goods are with the customer again."""
    cancel_documents(returns, note=note)


def inspection_of(verdict: str, quantity: Decimal) -> Inspection:
    """What one verdict over `quantity` of a line means."""
    if verdict == Verdict.SCRAP:
        return Inspection(scrap=quantity)
    return Inspection(restock=quantity) if verdict == Verdict.RESTOCK else Inspection()


def _to_stock(one: CustomerReturn, line: CustomerReturnLine, warehouse: Warehouse) -> Transfer:
    return Transfer(
        line.company_id,
        line.variant_id,
        line.restocked,
        warehouse.quarantine_location_id or 0,
        warehouse.stock_location_id or 0,
        SOURCE,
        one.pk,
        line.pk,
        line.lot_id,
        one.number or "",
    )


def _thrown_away(one: CustomerReturn, line: CustomerReturnLine, warehouse: Warehouse) -> Count:
    return Count(
        company_id=line.company_id,
        location_id=warehouse.quarantine_location_id or 0,
        variant_id=line.variant_id,
        quantity=ZERO,
        expected=line.scrapped,
        lot_id=line.lot_id,
        source_kind=SOURCE,
        source_id=one.pk,
        source_line_id=line.pk,
        label=one.number or "",
    )
