"""What sales does when something happens below: stock arrives, an invoice is posted, a payment is taken back."""

from accounting.models import Invoice, Payment
from erp.models import OutboxMessage
from erp.outbox import subscribe
from inventory.models import CustomerReturn
from inventory.services.events import LEVEL_CHANGED
from sales.models import Order
from sales.selectors import dunning  # noqa: F401 (says which invoices are never recalled)
from sales.selectors.availability import waiting_orders
from sales.services import holding, picking  # noqa: F401 (register what orders hear of their reservations, how deliveries are picked)
from sales.services.confirmation import reserve_waiting
from sales.services.cost_of_sales import recognise_cost_of_sales
from sales.services.invoicing import note_cancelled, note_posted
from sales.services.payments import refresh_payment_states
from sales.services.returns import propose_credit_notes
from sales.services.writing import DELIVERY_SOURCE, SOURCE


@subscribe(LEVEL_CHANGED)
def serve_who_waits(message: OutboxMessage) -> None:
    """Stock of an article changed: set aside for waiting orders what there is, oldest first."""
    reserve_waiting(waiting_orders(message.company_id, [message.payload["variant_id"]]))


@subscribe("accounting.invoice_posted")
def invoice_was_posted(message: OutboxMessage) -> None:
    orders = _orders_of(Invoice, message, kind="invoice")
    note_posted(orders)
    recognise_cost_of_sales(orders)


@subscribe("accounting.invoice_cancelled")
def invoice_was_given_up(message: OutboxMessage) -> None:
    note_cancelled(_orders_of(Invoice, message, kind="invoice"))


@subscribe("sales.delivery_shipped")
def goods_have_left(message: OutboxMessage) -> None:
    recognise_cost_of_sales(Order.objects.filter(deliveries__pk=message.payload["id"]))


@subscribe("accounting.payment_posted")
@subscribe("accounting.payment_cancelled")
def payment_changed(message: OutboxMessage) -> None:
    refresh_payment_states(_orders_of(Payment, message))


def _orders_of(model: type[Invoice | Payment], message: OutboxMessage, **values: str) -> list[Order]:
    """The order that an invoice or payment was made for, if it was made for one."""
    found = model._default_manager.filter(pk=message.payload["id"], source_kind=SOURCE, **values)
    return list(Order.objects.filter(pk__in=[pk for pk in found.values_list("source_id", flat=True) if pk]))


@subscribe("inventory.customerreturn_received")
def goods_came_back(message: OutboxMessage) -> None:
    """Their cost is no cost of sales any more."""
    deliveries = CustomerReturn.objects.filter(pk=message.payload["id"], source_kind=DELIVERY_SOURCE)
    recognise_cost_of_sales(Order.objects.filter(deliveries__in=deliveries.values("source_id")))


@subscribe("inventory.customerreturn_done")
def credit_what_came_back(message: OutboxMessage) -> None:
    """A draft credit note of what the warehouse took back, for somebody to check and post."""
    propose_credit_notes(list(CustomerReturn.objects.filter(pk=message.payload["id"])))
