"""What is received and not invoiced, and what is invoiced and not received."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, replace
from decimal import Decimal

from django.db import connection

from accounting.choices import InvoiceKind
from accounting.models import Invoice
from erp.models import Company
from inventory.services.layers import part_of

# Only what came by a receipt of goods: stock that is taken over from elsewhere is nobody's to invoice.
# What left a receipt's layer for the supplier, less what came back of it: the supplier charges nothing for that.
RECEIVED = """
SELECT layer.company_id, layer.variant_id, layer.move_id, move.date, move.label, receipt.partner_id, move.source_kind,
       move.source_id, move.quantity, move.amount, coalesce(back.quantity, 0) AS returned,
       coalesce(charged.quantity, 0) AS invoiced, coalesce(charged.cost, 0) AS cost
FROM inventory_layer AS layer
JOIN inventory_move AS move ON move.id = layer.move_id
JOIN inventory_location AS origin ON origin.id = move.origin_id AND origin.kind = 'supplier'
JOIN inventory_goodsreceipt AS receipt
    ON move.source_kind = 'inventory.goodsreceipt' AND receipt.id = move.source_id
LEFT JOIN LATERAL (
    SELECT sum(taken.quantity) AS quantity
    FROM inventory_consumption AS taken
    LEFT JOIN inventory_consumption AS first ON first.id = taken.restores_id
    JOIN inventory_move AS gone ON gone.id = coalesce(first.move_id, taken.move_id)
    JOIN inventory_move AS own ON own.id = taken.move_id
    JOIN inventory_location AS destination ON destination.id = gone.destination_id
    WHERE taken.layer_id = layer.id AND destination.kind = 'supplier' AND own.date <= %(day)s
) AS back ON true
LEFT JOIN LATERAL (
    SELECT sum(quantity) AS quantity, sum(cost) AS cost FROM inventory_invoicedreceipt
    WHERE move_id = move.id AND date <= %(day)s
) AS charged ON true
WHERE layer.company_id = ANY (%(companies)s) AND NOT layer.is_shortage AND move.date <= %(day)s
  AND (%(variants)s::bigint[] IS NULL OR layer.variant_id = ANY (%(variants)s))
  AND move.quantity - coalesce(back.quantity, 0) > coalesce(charged.quantity, 0)
ORDER BY move.date, layer.move_id
"""
CHARGED = """
SELECT line.id, line.company_id, line.variant_id, line.invoice_id, invoice.number, invoice.partner_id, entry.date,
       line.description, line.quantity, line.net, coalesce(matched.quantity, 0)
FROM accounting_invoiceline AS line
JOIN accounting_invoice AS invoice ON invoice.id = line.invoice_id AND invoice.status = 'posted' AND invoice.kind = 'bill'
JOIN accounting_entry AS entry ON entry.id = invoice.entry_id AND entry.date <= %(day)s
LEFT JOIN LATERAL (
    -- What its credit notes took back without a receipt is open no more either.
    SELECT coalesce((SELECT sum(quantity) FROM inventory_invoicedreceipt
                     WHERE invoice_line_id = line.id AND date <= %(day)s), 0)
         + coalesce((SELECT sum(credited.quantity + coalesce(
                        (SELECT sum(quantity) FROM inventory_invoicedreceipt WHERE invoice_line_id = credited.id), 0))
                     FROM accounting_invoiceline AS credited
                     JOIN accounting_invoice AS note ON note.id = credited.invoice_id AND note.status = 'posted'
                     WHERE credited.original_line_id = line.id), 0) AS quantity
) AS matched ON true
WHERE line.company_id = ANY (%(companies)s) AND line.variant_id IS NOT NULL AND line.kind = 'goods'
  AND (%(invoices)s::bigint[] IS NULL OR line.invoice_id = ANY (%(invoices)s))
  AND line.quantity > matched.quantity
ORDER BY entry.date, line.id
"""
ALWAYS = dt.date(9999, 12, 31)


@dataclass(frozen=True, slots=True)
class OpenReceipt:
    """What a receipt brought and no invoice charges: `quantity` of it, valued at what it was received at."""

    company_id: int
    variant_id: int
    move_id: int
    date: dt.date
    label: str
    partner_id: int | None
    source_kind: str
    source_id: int | None
    quantity: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True)
class OpenBillLine:
    """What a posted supplier invoice charges and no receipt brought: `quantity` of a line, at its net price."""

    pk: int
    company_id: int
    variant_id: int
    invoice_id: int
    number: str
    partner_id: int
    date: dt.date
    description: str
    quantity: Decimal
    amount: Decimal


def open_receipts(
    company_ids: Collection[int], variant_ids: Collection[int] | None = None, *, day: dt.date = ALWAYS
) -> list[OpenReceipt]:
    """Received up to that day and not invoiced by it, oldest first; what went back to the supplier is left out. Two queries."""
    if not company_ids:
        return []
    parameters = {
        "companies": list(company_ids),
        "variants": None if variant_ids is None else list(variant_ids),
        "day": day,
    }
    currencies = dict(Company.objects.filter(pk__in=company_ids).values_list("pk", "currency_id"))
    with connection.cursor() as cursor:
        cursor.execute(RECEIVED, parameters)
        rows = cursor.fetchall()
    found = []
    for row in rows:
        company_id, variant_id, move_id, date, label, partner_id, kind, source_id = row[:8]
        quantity, amount, returned, invoiced, cost = row[8:]
        kept = part_of(amount, quantity - returned, quantity, currencies[company_id])
        found.append(
            OpenReceipt(
                company_id,
                variant_id,
                move_id,
                date,
                label,
                partner_id,
                kind,
                source_id,
                quantity - returned - invoiced,
                max(kept - cost, Decimal(0)),
            )
        )
    return found


def open_bill_lines(
    bills: Collection[Invoice] | None = None, *, company_ids: Collection[int] = (), day: dt.date = ALWAYS
) -> list[OpenBillLine]:
    """Invoiced by suppliers up to that day and not received: of these invoices, or of these companies. Two queries."""
    companies = set(company_ids) if bills is None else {bill.company_id for bill in bills}
    if not companies:
        return []
    parameters = {
        "companies": list(companies),
        "invoices": None if bills is None else [bill.pk for bill in bills if bill.kind == InvoiceKind.BILL],
        "day": day,
    }
    currencies = dict(Company.objects.filter(pk__in=companies).values_list("pk", "currency_id"))
    with connection.cursor() as cursor:
        cursor.execute(CHARGED, parameters)
        rows = cursor.fetchall()
    return [
        replace(
            one,
            quantity=one.quantity - matched,
            amount=one.amount - part_of(one.amount, matched, one.quantity, currencies[one.company_id]),
        )
        for one, matched in ((OpenBillLine(*row[:-1]), row[-1]) for row in rows)
    ]
