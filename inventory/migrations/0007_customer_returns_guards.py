"""The promises of customer returns: companies apart, lines and places of their own company."""

from django.db import migrations

from erp.guards import SameCompany
from erp.rls import EnableCompanyPolicy


class Migration(migrations.Migration):
    dependencies = [("inventory", "0006_documents_guards")]
    replaces = [("inventory", "0012_customer_returns_guards")]

    operations = [
        EnableCompanyPolicy("inventory_customerreturn"),
        EnableCompanyPolicy("inventory_customerreturnline"),
        SameCompany("inventory_customerreturn", "warehouse_id", "inventory_warehouse"),
        SameCompany("inventory_customerreturnline", "customer_return_id", "inventory_customerreturn"),
        SameCompany("inventory_customerreturnline", "lot_id", "inventory_lot"),
    ]
