"""What bank rules and mappings promise: kept apart by company; why a line was matched never changes."""

from django.db import migrations

from accounting.guards import Refuse
from erp.guards import SameCompany
from erp.rls import EnableCompanyPolicy

SAME_COMPANY = (
    ("bankrule", "bank_account", "bankaccount"),
    ("bankrule", "account", "account"),
    ("bankrule", "tax", "tax"),
    ("statementmapping", "bank_account", "bankaccount"),
    ("reconciliation", "rule", "bankrule"),
)


class Migration(migrations.Migration):
    dependencies = [("accounting", "0002_guards")]
    replaces = [("accounting", "0005_bank_rules_guards")]

    operations = [
        EnableCompanyPolicy("accounting_bankrule"),
        EnableCompanyPolicy("accounting_statementmapping"),
        *(
            SameCompany(f"accounting_{table}", f"{column}_id", f"accounting_{target}")
            for table, column, target in SAME_COMPANY
        ),
        Refuse(
            "accounting_reconciliation",
            "reasons_kept",
            "UPDATE OF score, reasons, rule_id",
            "true",
            "Why a line was reconciled never changes.",
        ),
    ]
