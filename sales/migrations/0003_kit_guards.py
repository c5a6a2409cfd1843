"""The components of a line belong to the line's company."""

from django.db import migrations

from erp.guards import SameCompany
from erp.rls import EnableCompanyPolicy


class Migration(migrations.Migration):
    dependencies = [("sales", "0002_guards")]
    replaces = [("sales", "0005_kit_guards")]

    operations = [
        EnableCompanyPolicy("sales_orderlinecomponent"),
        SameCompany("sales_orderlinecomponent", "order_line_id", "sales_orderline"),
    ]
