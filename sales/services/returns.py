"""Deliveries that come back: announced to the warehouse, and credited once it has looked at them."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from accounting.models import Invoice, InvoiceLine
from accounting.services.credit_notes import create_credit_notes
from accounting.types import CreditLineDraft
from catalog.selectors.kits import whole_kits
from erp.documents import lock_documents
from erp.errors import DomainError
from inventory.models import CustomerReturn, CustomerReturnLine, Move
from inventory.services.customer_returns import ReturnDraft, ReturnLineDraft, expect_returns
from sales.choices import DeliveryStatus
from sales.models import Delivery, DeliveryLine
from sales.services.kits import components_of
from sales.services.writing import DELIVERY_SOURCE, SOURCE

NOTHING = Decimal(0)


def announce_returns(deliveries: Sequence[Delivery], *, reason: str) -> list[CustomerReturn]:
    """Have the warehouse expect all of shipped deliveries that is not on a return yet, lot by lot.

    Raises `DomainError` "delivery.not_shipped", "delivery.returned". A constant number of statements.
    """
    with transaction.atomic():
        locked = lock_documents(deliveries, "order")
        for delivery in locked:
            if delivery.status != DeliveryStatus.SHIPPED:
                raise DomainError(
                    "delivery.not_shipped",
                    _("%(delivery)s has not left: cancel it instead."),
                    params={"delivery": str(delivery)},
                )
        left = _still_out(locked)
        for delivery in locked:
            if not left[delivery.pk]:
                raise DomainError(
                    "delivery.returned",
                    _("All of %(delivery)s is on a return already."),
                    params={"delivery": str(delivery)},
                )
        return expect_returns(
            [
                ReturnDraft(
                    company_id=delivery.company_id,
                    warehouse_id=delivery.warehouse_id,
                    source_kind=DELIVERY_SOURCE,
                    source_id=delivery.pk,
                    partner_id=delivery.order.partner_id,
                    reason=reason,
                    lines=left[delivery.pk],
                )
                for delivery in locked
            ]
        )


def propose_credit_notes(returns: Sequence[CustomerReturn]) -> list[Invoice]:
    """Draft credit notes of what came back, line by line of the invoice, for somebody to post: of kits the whole ones.
    Nothing where no invoice is posted or all of it is credited already.
    """
    received: dict[int, dict[int, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for line in CustomerReturnLine.objects.filter(
        customer_return__in=returns, customer_return__source_kind=DELIVERY_SOURCE, received__gt=0
    ):
        received[line.source_line_id][line.variant_id] += line.received or NOTHING
    delivered = DeliveryLine.objects.filter(pk__in=received).values_list("pk", "order_line")
    kits = components_of(order_line_id for _pk, order_line_id in delivered)
    order_lines: dict[int, Decimal] = defaultdict(Decimal)
    for pk, order_line_id in delivered:
        parts = kits.get(order_line_id)
        order_lines[order_line_id] += (
            whole_kits(parts, received[pk]) if parts else sum(received[pk].values(), NOTHING)
        )
    wanted = []
    invoices: dict[int, Invoice] = {}
    lines = (
        InvoiceLine.objects.filter(
            company__in={one.company_id for one in returns},
            source_line_id__in=order_lines,
            invoice__source_kind=SOURCE,
            invoice__kind="invoice",
            invoice__status="posted",
        )
        .select_related("invoice")
        .order_by("pk")
    )
    credited = dict(
        InvoiceLine.objects.filter(original_line__in=lines)
        .exclude(invoice__status="cancelled")
        .order_by()
        .values_list("original_line")
        .annotate(Sum("quantity"))
    )
    for invoice_line in lines:
        rest = invoice_line.quantity - credited.get(invoice_line.pk, NOTHING)
        line_id = invoice_line.source_line_id or 0
        quantity = min(order_lines[line_id], rest)
        if quantity > 0:
            # What one invoice takes is not credited of another one of the same line.
            order_lines[line_id] -= quantity
            wanted.append(CreditLineDraft(invoice_line.pk, quantity))
            invoices[invoice_line.invoice_id] = invoice_line.invoice
    return create_credit_notes(list(invoices.values()), wanted) if wanted else []


def _still_out(deliveries: Sequence[Delivery]) -> dict[int, list[ReturnLineDraft]]:
    """By delivery: what its moves took, by line and lot, less what returns that are not cancelled name."""
    out: dict[tuple[int, int, int, int | None], Decimal] = defaultdict(Decimal)
    for move in Move.objects.filter(
        source_kind=DELIVERY_SOURCE,
        source_id__in=[delivery.pk for delivery in deliveries],
        reverses=None,
        reversals=None,
    ).order_by("pk"):
        key = move.source_id or 0, move.source_line_id or 0, move.variant_id, move.lot_id
        out[key] += move.quantity
    for line in (
        CustomerReturnLine.objects.filter(
            customer_return__source_kind=DELIVERY_SOURCE,
            customer_return__source_id__in=[delivery.pk for delivery in deliveries],
        )
        .exclude(customer_return__status="cancelled")
        .select_related("customer_return")
    ):
        named = line.expected if line.received is None else line.received
        out[line.customer_return.source_id, line.source_line_id, line.variant_id, line.lot_id] -= named
    found: dict[int, list[ReturnLineDraft]] = defaultdict(list)
    for (delivery_id, line_id, variant_id, lot_id), quantity in out.items():
        if quantity > 0:
            found[delivery_id].append(ReturnLineDraft(variant_id, quantity, line_id, lot_id))
    return found
