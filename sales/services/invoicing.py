"""Invoices of orders. Accounting makes and posts them; the order says what for and how much."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounting.models import Invoice
from accounting.services.invoices import create_invoices, post_invoices
from accounting.types import InvoiceDraft, InvoiceLineDraft
from erp.bulk import write_rows
from erp.errors import DomainError
from sales.choices import InvoiceState, LineKind, OrderStatus
from sales.models import Order, OrderLine
from sales.services.payments import match_prepayments
from sales.services.writing import SOURCE, Batch, Dates, advance, day_of, lock_orders

INVOICED_IN = (OrderStatus.CONFIRMED, OrderStatus.PARTIALLY_SHIPPED, OrderStatus.SHIPPED)
# Gift wrapping is work done for the customer.
INVOICE_KINDS = {LineKind.WRAPPING: LineKind.SERVICE}


def invoice_orders(orders: Iterable[Order], *, post: bool = True, dates: Dates = None) -> list[Invoice]:
    """One invoice for each order, of all of it, in the order of their primary keys.

    The invoice's gross is the order's to the cent: a difference shows as a rounding line. With `post`, the invoice gets
    its number, what was paid before is matched with it, and the order is done if it has been shipped. `dates`: the
    invoices' dates; null: today. Raises `DomainError` "order.not_confirmed", "order.invoiced_already", and what
    accounting refuses. Nothing is written when one is refused.
    """
    with transaction.atomic():
        return invoice(lock_orders(orders), post=post, dates=dates)


def invoice(batch: Batch, *, post: bool, dates: Dates) -> list[Invoice]:
    """As `invoice_orders`, of orders that are locked."""
    _check(batch.orders)
    invoices = create_invoices([_draft(order, batch.lines[order.pk], dates) for order in batch.orders])
    _write_state(batch, InvoiceState.INVOICED if post else InvoiceState.DRAFT)
    if post:
        # The legal number is taken last: its counter is held until the transaction ends.
        advance(batch)
        post_invoices(invoices)
        match_prepayments(batch.orders)
    return invoices


def note_posted(orders: Iterable[Order]) -> None:
    """An invoice that was left as a draft has been posted: its order is invoiced. May be told more than once."""
    with transaction.atomic():
        batch = lock_orders(orders).only(lambda order: order.invoice_state != InvoiceState.INVOICED)
        _write_state(batch, InvoiceState.INVOICED)
        advance(batch)
        match_prepayments(batch.orders)


def note_cancelled(orders: Iterable[Order]) -> None:
    """A draft invoice was given up: its order can be invoiced again. May be told more than once."""
    with transaction.atomic():
        batch = lock_orders(orders).only(lambda order: order.invoice_state == InvoiceState.DRAFT)
        _write_state(batch, InvoiceState.NONE)


def _check(orders: Iterable[Order]) -> None:
    for order in orders:
        if order.invoice_state != InvoiceState.NONE:
            raise DomainError(
                "order.invoiced_already",
                _("%(order)s has an invoice already. Open it, or make a credit note of it first."),
                params={"order": str(order)},
            )
        if order.status not in INVOICED_IN:
            raise DomainError(
                "order.not_confirmed",
                _("%(order)s is “%(status)s”: confirm it before it is invoiced."),
                params={"order": str(order), "status": str(order.lifecycle.labels[order.status])},
            )


def _draft(order: Order, lines: Sequence[OrderLine], dates: Dates) -> InvoiceDraft:
    """The order's lines as they are, but for rounding: accounting adds that line, to reach the order's gross."""
    return InvoiceDraft(
        company_id=order.company_id,
        partner_id=order.partner_id,
        date=day_of(dates, order.pk),
        currency=str(order.currency_id),
        billing_address=order.billing_address,
        delivery_address=order.shipping_address,
        expected_gross=order.gross,
        prices_include_tax=order.prices_include_tax,
        rounding=order.tax_rounding,
        source_kind=SOURCE,
        source_id=order.pk,
        order_reference=order.number or "",
        shop_reference=(order.external_reference or order.external_number)[:60],
        lines=[
            InvoiceLineDraft(
                description=line.description,
                quantity=line.quantity,
                unit_price=line.unit_price,
                kind=INVOICE_KINDS.get(LineKind(line.kind), line.kind),
                tax_id=line.tax_id,
                variant_id=line.variant_id,
                discount_percent=line.discount_percent,
                discount_amount=line.discount_amount,
                source_line_id=line.pk,
                tax_treatment=line.tax_treatment,
                tax_reason=line.tax_reason,
            )
            for line in lines
            if line.kind != LineKind.ROUNDING
        ],
    )


def _write_state(batch: Batch, state: InvoiceState) -> None:
    changed = [line for order in batch.orders for line in batch.lines[order.pk]]
    for line in changed:
        line.invoiced = line.quantity if state == InvoiceState.INVOICED else Decimal(0)
    write_rows(changed, "invoiced")
    for order in batch.orders:
        order.invoice_state = state
    write_rows(batch.orders, "invoice_state")
