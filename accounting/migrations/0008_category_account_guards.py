"""Accounts by category are a company's, and so are the accounts they name."""

from django.db import migrations

from erp.guards import SameCompany
from erp.rls import EnableCompanyPolicy


class Migration(migrations.Migration):
    dependencies = [("accounting", "0007_category_accounts")]

    operations = [
        EnableCompanyPolicy("accounting_categoryaccount"),
        SameCompany("accounting_categoryaccount", "account_id", "accounting_account"),
    ]
