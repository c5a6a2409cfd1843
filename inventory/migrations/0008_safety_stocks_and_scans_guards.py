"""Safety stocks and scans are a company's own."""

from django.db import migrations

from erp.guards import SameCompany
from erp.rls import EnableCompanyPolicy


class Migration(migrations.Migration):
    dependencies = [("inventory", "0007_customer_returns_guards")]
    replaces = [("inventory", "0014_safety_stocks_and_scans_guards")]

    operations = [
        EnableCompanyPolicy("inventory_safetystock"),
        EnableCompanyPolicy("inventory_scan"),
        SameCompany("inventory_safetystock", "warehouse_id", "inventory_warehouse"),
        SameCompany("inventory_scan", "lot_id", "inventory_lot"),
        SameCompany("inventory_scan", "origin_id", "inventory_location"),
        SameCompany("inventory_scan", "destination_id", "inventory_location"),
    ]
