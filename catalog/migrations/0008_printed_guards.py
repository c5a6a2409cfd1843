"""Printed catalogues are of one company, and so is what goes into them."""

from django.db import migrations

from erp.guards import SameCompany
from erp.rls import EnableCompanyPolicy


class Migration(migrations.Migration):
    dependencies = [("catalog", "0007_price_guards")]
    replaces = [("catalog", "0015_printed_guards")]

    operations = [
        EnableCompanyPolicy("catalog_printedcatalogue"),
        EnableCompanyPolicy("catalog_printedchoice"),
        SameCompany("catalog_printedchoice", "catalogue_id", "catalog_printedcatalogue"),
    ]
