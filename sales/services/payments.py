"""Money that came in for orders, before or after the invoice."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounting.choices import AccountKind, InvoiceKind, PaymentDirection, ReconciliationOrigin
from accounting.models import Invoice, Item, Payment
from accounting.services.matching import MatchGroup, match_items
from accounting.services.payments import record_payments
from accounting.types import PaymentDraft
from erp.bulk import write_rows
from erp.documents import lock_documents
from erp.errors import DomainError
from erp.locks import lock
from sales.choices import PaymentState
from sales.models import Order
from sales.services.writing import SOURCE
from sales.types import OrderPaymentDraft

ZERO = Decimal(0)


def register_payments(drafts: Sequence[OrderPaymentDraft]) -> list[Payment]:
    """Record what was paid for orders, and match it with their posted invoices; the new payments.

    Before the invoice, the money stands as a prepayment on the customer's account (411), and is matched when the invoice
    is posted. A payment whose provider and reference are known already is passed over: telling it twice records it
    once. Raises `DomainError` "order.gone" for an order that is not visible here, and what accounting refuses.
    """
    if not drafts:
        return []
    with transaction.atomic():
        locked = lock(Order.objects.filter(pk__in={draft.order_id for draft in drafts}))
        orders = {order.pk: order for order in locked}
        if any(draft.order_id not in orders for draft in drafts):
            raise DomainError(
                "order.gone",
                _("An order of these payments does not exist here. Reload and choose again."),
                "order",
            )
        invoices = dict(
            Invoice.objects.filter(
                company_id__in={order.company_id for order in locked},
                source_kind=SOURCE,
                source_id__in=orders,
                kind=InvoiceKind.INVOICE,
                status="posted",
            ).values_list("source_id", "pk")
        )
        payments = record_payments(
            [
                PaymentDraft(
                    company_id=orders[draft.order_id].company_id,
                    partner_id=orders[draft.order_id].partner_id,
                    provider_code=draft.provider_code,
                    amount=draft.amount,
                    date=draft.date,
                    currency=str(orders[draft.order_id].currency_id),
                    reference=draft.reference,
                    method=draft.method or orders[draft.order_id].payment_method[:60],
                    invoice_id=invoices.get(draft.order_id),
                    source_kind=SOURCE,
                    source_id=draft.order_id,
                )
                for draft in _unknown(drafts, orders)
            ]
        )
        _write_payment_states(locked)
    return payments


def refresh_payment_states(orders: Iterable[Order]) -> None:
    """Count again what was paid for orders, after a payment was cancelled or given back."""
    with transaction.atomic():
        _write_payment_states(lock_documents(orders))


def match_prepayments(orders: Sequence[Order]) -> None:
    """Match the posted invoices of (locked) orders with what was paid for them before, as far as both go."""
    ids = [order.pk for order in orders]
    companies = {order.company_id for order in orders}
    of_invoice = Q(
        entry__invoice__source_kind=SOURCE,
        entry__invoice__source_id__in=ids,
        entry__invoice__kind=InvoiceKind.INVOICE,
    )
    of_payment = Q(entry__payment__source_kind=SOURCE, entry__payment__source_id__in=ids)
    rows = (
        Item.objects.filter(company_id__in=companies, is_open=True, account__kind=AccountKind.RECEIVABLE)
        .filter(of_invoice | of_payment)
        .order_by("pk")
        .values_list("pk", "company_id", "debit", "entry__invoice__source_id", "entry__payment__source_id")
    )
    found: dict[tuple[int, int], list[int]] = defaultdict(list)
    sides: dict[tuple[int, int], set[bool]] = defaultdict(set)
    for pk, company_id, debit, invoiced, paid in rows:
        group = (company_id, invoiced or paid or 0)
        found[group].append(pk)
        sides[group].add(bool(debit))
    match_items(
        [MatchGroup(group[0], items) for group, items in sorted(found.items()) if len(sides[group]) == 2],
        origin=ReconciliationOrigin.PAYMENT,
    )


def _unknown(drafts: Sequence[OrderPaymentDraft], orders: dict[int, Order]) -> list[OrderPaymentDraft]:
    """The drafts whose provider and reference were not recorded for their order before, nor twice among them."""
    known = set(
        Payment.objects.filter(
            company_id__in={order.company_id for order in orders.values()},
            source_kind=SOURCE,
            source_id__in=orders,
            direction=PaymentDirection.INBOUND,
        )
        .exclude(reference="")
        .exclude(status="cancelled")
        .values_list("source_id", "provider__code", "reference")
    )
    fresh = []
    for draft in drafts:
        key = (draft.order_id, draft.provider_code, draft.reference)
        if not draft.reference or key not in known:
            known.add(key)
            fresh.append(draft)
    return fresh


def _write_payment_states(orders: Sequence[Order]) -> None:
    paid: dict[int, Decimal] = defaultdict(Decimal)
    rows = Payment.objects.filter(
        company_id__in={order.company_id for order in orders},
        source_kind=SOURCE,
        source_id__in=[order.pk for order in orders],
        status="posted",
    ).values_list("source_id", "direction", "amount")
    for order_id, direction, amount in rows:
        paid[order_id or 0] += amount if direction == PaymentDirection.INBOUND else -amount
    for order in orders:
        order.payment_state = payment_state(paid[order.pk], order.gross)
    write_rows(orders, "payment_state")


def payment_state(paid: Decimal, gross: Decimal) -> PaymentState:
    """What `paid` means for an order of `gross`."""
    if paid >= gross:
        return PaymentState.PAID
    return PaymentState.PARTIAL if paid > ZERO else PaymentState.UNPAID
