"""Accounts by category are a company's, and so are the accounts they name."""

from django.db import migrations

from erp.guards import SameCompany
from erp.rls import EnableCompanyPolicy


class Migration(migrations.Migration):
    dependencies = [("accounting", "0003_bank_rules_guards")]
    replaces = [("accounting", "0008_category_account_guards")]

    operations = [
        EnableCompanyPolicy("accounting_categoryaccount"),
        SameCompany("accounting_categoryaccount", "account_id", "accounting_account"),
    ]
