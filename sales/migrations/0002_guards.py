"""The promises of sales, kept by the database: companies apart, a line and its document in one company."""

from django.db import migrations

from erp.guards import SameCompany
from erp.rls import EnableCompanyPolicy


class Migration(migrations.Migration):
    dependencies = [
        ("sales", "0001_initial"),
        ("erp", "0002_guards"),
        ("accounting", "0002_guards"),
        ("inventory", "0002_guards"),
    ]

    operations = [
        EnableCompanyPolicy("sales_channel"),
        EnableCompanyPolicy("sales_order"),
        EnableCompanyPolicy("sales_orderline"),
        EnableCompanyPolicy("sales_delivery"),
        EnableCompanyPolicy("sales_deliveryline"),
        SameCompany("sales_channel", "site_id", "erp_site"),
        SameCompany("sales_channel", "warehouse_id", "inventory_warehouse"),
        SameCompany("sales_order", "channel_id", "sales_channel"),
        SameCompany("sales_order", "warehouse_id", "inventory_warehouse"),
        SameCompany("sales_orderline", "order_id", "sales_order"),
        SameCompany("sales_orderline", "tax_id", "accounting_tax"),
        SameCompany("sales_delivery", "order_id", "sales_order"),
        SameCompany("sales_delivery", "warehouse_id", "inventory_warehouse"),
        SameCompany("sales_deliveryline", "delivery_id", "sales_delivery"),
        SameCompany("sales_deliveryline", "order_line_id", "sales_orderline"),
    ]
