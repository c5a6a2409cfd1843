"""The promises of supplier returns: companies apart, lines, receipts and places of their own company."""

from django.db import migrations

from erp.guards import SameCompany
from erp.rls import EnableCompanyPolicy


class Migration(migrations.Migration):
    dependencies = [("inventory", "0008_safety_stocks_and_scans_guards")]
    replaces = [("inventory", "0016_supplier_return_guards")]

    operations = [
        EnableCompanyPolicy("inventory_supplierreturn"),
        EnableCompanyPolicy("inventory_supplierreturnline"),
        SameCompany("inventory_supplierreturn", "warehouse_id", "inventory_warehouse"),
        SameCompany("inventory_supplierreturn", "receipt_id", "inventory_goodsreceipt"),
        SameCompany("inventory_supplierreturnline", "supplier_return_id", "inventory_supplierreturn"),
        SameCompany("inventory_supplierreturnline", "receipt_line_id", "inventory_goodsreceiptline"),
        SameCompany("inventory_supplierreturnline", "location_id", "inventory_location"),
        SameCompany("inventory_supplierreturnline", "lot_id", "inventory_lot"),
    ]
