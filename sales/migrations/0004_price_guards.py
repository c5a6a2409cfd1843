"""Assigned price lists stay within their company."""

from django.db import migrations

from erp.guards import SameCompany
from erp.rls import EnableCompanyPolicy


class Migration(migrations.Migration):
    dependencies = [("sales", "0003_kit_guards")]
    replaces = [("sales", "0008_price_guards")]

    operations = [
        EnableCompanyPolicy("sales_priceassignment"),
        SameCompany("sales_priceassignment", "channel_id", "sales_channel"),
    ]
