"""What suppliers have charged of what came in, on screen."""

from django.utils.translation import gettext_lazy as _

from erp.crud import Column, Section, register
from inventory.models import InvoicedReceipt
from inventory.resources.base import OWN_CURRENCY, Written


@register
class InvoicedReceiptResource(Written):
    model = InvoicedReceipt
    icon = "file-check"
    menu_order = 47
    in_menu = False
    description = _(
        "Which receipts the lines of supplier invoices charge. Match them on the page of an invoice."
    )
    columns = [
        "date",
        Column("move__variant", is_wide=True),
        "invoice_line__invoice",
        "invoice_line",
        "move",
        "quantity",
        Column("amount", currency=OWN_CURRENCY, total=True),
        Column("cost", currency=OWN_CURRENCY, total=True),
    ]
    default_columns = ["date", "move__variant", "invoice_line__invoice", "quantity", "amount", "cost"]
    ordering = ["-date", "-id"]
    date_field = "date"
    filters = ["date", "move"]
    sections = [
        Section(
            _("Invoiced receipt"),
            [
                "date",
                "move",
                "invoice_line",
                "invoice_line__invoice",
                "quantity",
                Column("amount", currency=OWN_CURRENCY),
                Column("cost", currency=OWN_CURRENCY),
            ],
        )
    ]
