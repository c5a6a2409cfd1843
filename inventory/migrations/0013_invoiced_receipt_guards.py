"""The promises of invoiced receipts: companies apart, never changed."""

from django.db import migrations

from erp.guards import SameCompany
from erp.rls import AppendOnly, EnableCompanyPolicy


class Migration(migrations.Migration):
    dependencies = [("inventory", "0012_invoiced_receipts"), ("accounting", "0015_supplier_invoice_guards")]

    operations = [
        EnableCompanyPolicy("inventory_invoicedreceipt"),
        SameCompany("inventory_invoicedreceipt", "invoice_line_id", "accounting_invoiceline"),
        SameCompany("inventory_invoicedreceipt", "move_id", "inventory_move"),
        AppendOnly("inventory_invoicedreceipt"),
    ]
