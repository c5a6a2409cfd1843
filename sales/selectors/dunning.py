"""Which late invoices are never recalled: those of a marketplace, which collects them itself."""

from django.db.models import QuerySet

from accounting.models import Invoice
from accounting.selectors.overdue import never_recalled
from sales.choices import ChannelKind
from sales.models import Order
from sales.services.writing import SOURCE


def without_marketplaces(invoices: "QuerySet[Invoice]") -> "QuerySet[Invoice]":
    collected = Order.objects.filter(channel__kind=ChannelKind.MARKETPLACE)
    return invoices.exclude(source_kind=SOURCE, source_id__in=collected.values("pk"))


never_recalled.register("sales.marketplaces", without_marketplaces)
