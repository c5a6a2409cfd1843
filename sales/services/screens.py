"""The actions of the screens: services with the parameters that their forms ask for."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from accounting.models import Invoice, Payment, PaymentProvider
from erp.errors import DomainError
from erp.jobs import start_job
from erp.models import Attachment, Job, User
from inventory.models import CustomerReturn, Picking
from sales.models import Delivery, Order
from sales.selectors.documents import payments_of
from sales.services.deliveries import ship_deliveries
from sales.services.fulfilment import ship_orders
from sales.services.invoicing import invoice_orders
from sales.services.payments import register_payments
from sales.services.pick_lists import attach_pick_lists
from sales.services.picking import pick_deliveries
from sales.services.returns import announce_returns
from sales.types import OrderPaymentDraft

PICK_LISTS = "sales.pick_lists"


def ship_on(orders: Sequence[Order], *, date: dt.date) -> list[Delivery]:
    """Ship what is reserved for orders."""
    return ship_orders(orders, dates=date)


def ship_deliveries_on(deliveries: Sequence[Delivery], *, date: dt.date) -> None:
    """Ship deliveries."""
    ship_deliveries(deliveries, dates=date)


def invoice_on(orders: Sequence[Order], *, date: dt.date) -> list[Invoice]:
    """Invoice orders and post the invoices."""
    return invoice_orders(orders, dates=date)


def pay(
    orders: Sequence[Order],
    *,
    provider: PaymentProvider,
    date: dt.date,
    amount: Decimal | None = None,
    reference: str = "",
) -> list[Payment]:
    """Register a payment: the amount, or for each order all that is still to be paid."""
    drafts = []
    for order in orders:
        paid = (
            payments_of(order).filter(status="posted", direction="in").aggregate(Sum("amount"))["amount__sum"]
            or 0
        )
        due = amount or order.gross - paid
        if due <= 0:
            raise DomainError(
                "order.paid",
                _("%(order)s is paid already. Type an amount if more came in."),
                "amount",
                {"order": order},
            )
        drafts.append(
            OrderPaymentDraft(
                order_id=order.pk, provider_code=provider.code, amount=due, date=date, reference=reference
            )
        )
    payments = register_payments(drafts)
    if not payments:
        raise DomainError(
            "order.payment_known", _("A payment with this reference is registered already."), "reference"
        )
    return payments


def pick_on(deliveries: Sequence[Delivery], *, method: str, person: User | None) -> list[Picking]:
    """Have deliveries picked."""
    return pick_deliveries(deliveries, method=method, assigned_to=person)


def announce_on(deliveries: Sequence[Delivery], *, reason: str) -> list[CustomerReturn]:
    """Expect deliveries back."""
    return announce_returns(deliveries, reason=reason)


def print_pick_list(deliveries: Sequence[Delivery]) -> list[Attachment]:
    """Keep a pick list with each delivery."""
    return attach_pick_lists(deliveries)


def print_pick_lists(deliveries: Sequence[Delivery]) -> Job:
    """One document with the pick lists of all, made in the background."""
    return start_job(PICK_LISTS, {"ids": [delivery.pk for delivery in deliveries]})
