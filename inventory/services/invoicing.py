"""What suppliers charge of what came in: matched line by line, the difference of price valued."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import Q, Sum
from django.utils.translation import gettext_lazy as _

from accounting.choices import InvoiceKind
from accounting.lifecycles import POSTED
from accounting.models import Invoice, InvoiceLine
from erp.documents import kind_of
from erp.errors import DomainError
from erp.locks import lock
from inventory.choices import AdjustmentKind
from inventory.models import InvoicedReceipt, Move
from inventory.selectors.invoicing import open_bill_lines, open_receipts
from inventory.services.adjustments import currencies
from inventory.services.late_costs import post_late_costs
from inventory.services.layers import part_of
from inventory.services.locking import lock_positions
from inventory.types import LateCost

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class BillMatch:
    """So much of a receipt's move is charged by a line of a posted supplier invoice; by one of a credit note: taken back."""

    invoice_line_id: int
    move_id: int
    quantity: Decimal


def match_bills(bills: Sequence[Invoice]) -> list[InvoicedReceipt]:
    """Match what is open of posted supplier invoices with what is received of the same articles and not invoiced: of the
    supplier's own receipts first, then of those of which nobody said whose they are, oldest first. What a credit note takes
    back is that of the receipts of its invoice's lines, the last first.

    What finds no receipt stays open; doing it twice changes nothing. A constant number of statements.
    """
    with transaction.atomic():
        locked = lock(Invoice.every.filter(pk__in=[bill.pk for bill in bills], status=POSTED))
        # Whoever receives or matches these articles meanwhile is waited for.
        held = InvoiceLine.objects.filter(invoice__in=locked, variant__isnull=False)
        lock_positions(held.values_list("company_id", "variant_id"))
        return match_bill_lines([*_charged(locked), *_taken_back(locked)])


def match_bill_lines(matches: Sequence[BillMatch]) -> list[InvoicedReceipt]:
    """Match lines of posted supplier invoices with receipts, and value the difference of price: on what remains of each
    receipt, and on what is gone of it (`post_late_costs`), on the day the invoice is booked.

    Raises `DomainError` "bill_match.line" for a line that is of no posted invoice of a supplier or of another article,
    "bill_match.quantity" for more than is open of the line or the receipt. A constant number of statements for invoices of
    one day.
    """
    if not matches:
        return []
    with transaction.atomic():
        moves = Move.objects.in_bulk({match.move_id for match in matches})
        lock_positions((move.company_id, move.variant_id) for move in moves.values())
        lines = InvoiceLine.objects.select_related("invoice__entry").in_bulk(
            {match.invoice_line_id for match in matches}
        )
        known = _Known(lines, moves)
        rows = InvoicedReceipt.objects.bulk_create(known.row(match) for match in matches)
        _value(rows, lines)
    return rows


class _Known:
    """What is matched already of the lines and receipts, kept up to date while more is."""

    def __init__(self, lines: Mapping[int, InvoiceLine], moves: Mapping[int, Move]) -> None:
        self.lines, self.moves = lines, moves
        self.currencies = currencies({move.company_id for move in moves.values()})
        rows = InvoicedReceipt.objects.order_by()
        self.of_line: dict[int, Decimal] = defaultdict(
            Decimal,
            rows.filter(invoice_line__in=lines).values_list("invoice_line").annotate(sum=Sum("quantity")),
        )
        self.of_move: dict[int, Decimal] = defaultdict(
            Decimal, rows.filter(move__in=moves).values_list("move").annotate(sum=Sum("quantity"))
        )

    def row(self, match: BillMatch) -> InvoicedReceipt:
        line, move = self._checked(match)
        sign = -1 if line.invoice.is_credit_note else 1
        currency = self.currencies[move.company_id]
        done, invoiced = abs(self.of_line[line.pk]), self.of_move[move.pk]
        quantity = sign * match.quantity
        # Shares of what is reached, less what was reached before: however often it is cut, it adds up to the whole.
        amount = part_of(line.net, done + match.quantity, line.quantity, currency) - part_of(
            line.net, done, line.quantity, currency
        )
        cost = part_of(move.amount, invoiced + quantity, move.quantity, currency) - part_of(
            move.amount, invoiced, move.quantity, currency
        )
        self.of_line[line.pk] += quantity
        self.of_move[move.pk] += quantity
        return InvoicedReceipt(
            company_id=move.company_id,
            invoice_line=line,
            move=move,
            date=line.invoice.entry.date if line.invoice.entry else line.invoice.date,
            quantity=quantity,
            amount=sign * amount,
            cost=cost,
        )

    def _checked(self, match: BillMatch) -> tuple[InvoiceLine, Move]:
        line, move = self.lines.get(match.invoice_line_id), self.moves.get(match.move_id)
        if (
            line is None
            or move is None
            or not line.invoice.is_purchase
            or line.invoice.status != POSTED
            or (line.company_id, line.variant_id) != (move.company_id, move.variant_id)
        ):
            raise DomainError(
                "bill_match.line",
                _("Match lines of posted supplier invoices with receipts of the same article."),
                "invoice_line",
            )
        invoiced = self.of_move[move.pk]
        left = invoiced if line.invoice.is_credit_note else move.quantity - invoiced
        if not 0 < match.quantity <= min(left, line.quantity - abs(self.of_line[line.pk])):
            raise DomainError(
                "bill_match.quantity",
                _("“%(line)s”: no more is open than %(left)s. Match that much at most."),
                "quantity",
                {
                    "line": line.description,
                    "left": min(left, line.quantity - abs(self.of_line[line.pk])).normalize(),
                },
            )
        return line, move


def _value(rows: Sequence[InvoicedReceipt], lines: Mapping[int, InvoiceLine]) -> None:
    costs: dict[dt.date, list[LateCost]] = defaultdict(list)
    for row in rows:
        if row.amount == row.cost:
            continue
        invoice = lines[row.invoice_line_id].invoice
        costs[row.date].append(
            LateCost(
                company_id=row.company_id,
                move_id=row.move_id,
                amount=row.amount - row.cost,
                kind=AdjustmentKind.PRICE_DIFFERENCE,
                key=f"invoiced:{row.pk}",
                source_kind=kind_of(invoice),
                source_id=invoice.pk,
            )
        )
    for day, found in sorted(costs.items()):
        post_late_costs(found, date=day)


def _charged(bills: Sequence[Invoice]) -> list[BillMatch]:
    lines = open_bill_lines([bill for bill in bills if bill.kind == InvoiceKind.BILL])
    receipts: dict[tuple[int, int], list[_Slot]] = defaultdict(list)
    for receipt in open_receipts({line.company_id for line in lines}, {line.variant_id for line in lines}):
        slot = _Slot(receipt.move_id, receipt.quantity, receipt.partner_id)
        receipts[receipt.company_id, receipt.variant_id].append(slot)
    found: list[BillMatch] = []
    for line in lines:
        here = receipts[line.company_id, line.variant_id]
        own = [slot for slot in here if slot.partner_id == line.partner_id]
        unclaimed = [slot for slot in here if slot.partner_id is None]
        found += _take(line.pk, line.quantity, [*own, *unclaimed])
    return found


def _taken_back(notes: Sequence[Invoice]) -> list[BillMatch]:
    lines = list(
        InvoiceLine.objects.filter(
            invoice__in=[note.pk for note in notes if note.kind == InvoiceKind.BILL_CREDIT],
            original_line__isnull=False,
            variant__isnull=False,
        ).order_by("pk")
    )
    originals = [line.original_line_id for line in lines]
    left: dict[tuple[int | None, int], Decimal] = defaultdict(Decimal)
    done: dict[int, Decimal] = defaultdict(Decimal)
    for row in (
        InvoicedReceipt.objects.filter(
            Q(invoice_line__in=originals) | Q(invoice_line__original_line__in=originals)
        )
        .select_related("invoice_line")
        .order_by("-pk")
    ):
        left[row.invoice_line.original_line_id or row.invoice_line_id, row.move_id] += row.quantity
        done[row.invoice_line_id] -= row.quantity
    slots: dict[int | None, list[_Slot]] = defaultdict(list)
    for (original_id, move_id), quantity in left.items():
        slots[original_id].append(_Slot(move_id, quantity))
    return [
        match
        for line in lines
        for match in _take(line.pk, line.quantity - done[line.pk], slots[line.original_line_id])
    ]


@dataclass
class _Slot:
    """What is left to take of a receipt."""

    move_id: int
    left: Decimal
    partner_id: int | None = None


def _take(line_id: int, wanted: Decimal, slots: Sequence[_Slot]) -> Iterator[BillMatch]:
    for slot in slots:
        taken = min(wanted, slot.left)
        if taken > 0:
            yield BillMatch(line_id, slot.move_id, taken)
            slot.left -= taken
            wanted -= taken
