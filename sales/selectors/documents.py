"""The documents of other rooms that belong to an order."""

from django.db.models import QuerySet

from accounting.models import Invoice, Payment
from inventory.models import Move
from sales.models import Delivery, Order
from sales.services.writing import DELIVERY_SOURCE, SOURCE


def invoices_of(order: Order) -> QuerySet[Invoice]:
    """Its invoices, and the credit notes that were made from them."""
    return Invoice.objects.filter(company_id=order.company_id, source_kind=SOURCE, source_id=order.pk)


def payments_of(order: Order) -> QuerySet[Payment]:
    """What was paid for it, and given back."""
    return Payment.objects.filter(company_id=order.company_id, source_kind=SOURCE, source_id=order.pk)


def moves_of(delivery: Delivery) -> QuerySet[Move]:
    """The stock moves by which it left."""
    return Move.objects.filter(source_kind=DELIVERY_SOURCE, source_id=delivery.pk)
