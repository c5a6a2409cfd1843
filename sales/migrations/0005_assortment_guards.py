"""What channels sell and ask for stays within their company."""

from django.db import migrations

from erp.guards import SameCompany
from erp.rls import EnableCompanyPolicy


class Migration(migrations.Migration):
    dependencies = [("sales", "0004_price_guards")]
    replaces = [("sales", "0010_assortment_guards")]

    operations = [
        EnableCompanyPolicy("sales_assortmentrule"),
        EnableCompanyPolicy("sales_channelrequirement"),
        SameCompany("sales_assortmentrule", "channel_id", "sales_channel"),
        SameCompany("sales_channelrequirement", "channel_id", "sales_channel"),
    ]
