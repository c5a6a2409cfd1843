"""Accounting's promises, kept by the database."""

from django.db import migrations

from accounting.guards import FUNCTIONS, Refuse
from erp.guards import RefuseTruncate, SameCompany, Watch
from erp.rls import AppendOnly, EnableCompanyPolicy

TABLES = (
    "account", "bankaccount", "bankline", "bankstatement", "defaultaccount", "entry", "fiscalyear", "invoice",
    "invoiceline", "invoicetax", "item", "journal", "journalcounter", "match", "payment", "paymentprovider", "period",
    "reconciliation", "statementfile", "tax",
)  # fmt: skip

SAME_COMPANY = (
    ("defaultaccount", "account", "account"),
    ("period", "fiscal_year", "fiscalyear"),
    ("journalcounter", "journal", "journal"),
    ("journalcounter", "fiscal_year", "fiscalyear"),
    ("entry", "journal", "journal"),
    ("entry", "period", "period"),
    ("entry", "reversal_of", "entry"),
    ("item", "account", "account"),
    ("item", "reconciliation", "reconciliation"),
    ("invoice", "entry", "entry"),
    ("invoice", "original", "invoice"),
    ("tax", "sale_account", "account"),
    ("tax", "purchase_account", "account"),
    ("invoiceline", "invoice", "invoice"),
    ("invoiceline", "tax", "tax"),
    ("invoiceline", "account", "account"),
    ("invoiceline", "original_line", "invoiceline"),
    ("invoicetax", "invoice", "invoice"),
    ("invoicetax", "tax", "tax"),
    ("paymentprovider", "clearing_account", "account"),
    ("paymentprovider", "fee_account", "account"),
    ("paymentprovider", "journal", "journal"),
    ("payment", "provider", "paymentprovider"),
    ("payment", "invoice", "invoice"),
    ("payment", "entry", "entry"),
    ("bankaccount", "journal", "journal"),
    ("bankaccount", "account", "account"),
    ("bankstatement", "bank_account", "bankaccount"),
    ("bankstatement", "file", "statementfile"),
    ("bankline", "statement", "bankstatement"),
    ("bankline", "bank_account", "bankaccount"),
    ("reconciliation", "bank_line", "bankline"),
    ("reconciliation", "entry", "entry"),
    ("reconciliation", "reversal", "entry"),
    ("match", "reconciliation", "reconciliation"),
)

ITEM_FACTS = (
    "company_id, entry_id, account_id, partner_id, label, debit, credit, currency_id, amount_currency, date, due_date, "
    "is_posted"
)
INVOICE_FACTS = (
    "company_id, number, status, date, kind, partner_id, billing_address, delivery_address, currency_id, net, tax, gross, "
    "due_date, rounding, prices_include_tax, source_kind, source_id, order_reference, shop_reference, notes, entry_id, "
    "original_id, created_at, created_by_id"
)
PAYMENT_FACTS = (
    "company_id, date, partner_id, provider_id, direction, method, amount, currency_id, reference, invoice_id, source_kind, "
    "source_id, entry_id, created_at, created_by_id"
)
LINE_FACTS = (
    "company_id, statement_id, bank_account_id, position, date, value_date, amount, currency_id, reference, end_to_end_id, "
    "counterparty, counterparty_iban, description, is_reversal, details, raw"
)
MATCH_FACTS = "company_id, reconciliation_id, account_id, debit_item_id, credit_item_id, amount"
RECONCILIATION_FACTS = "company_id, number, origin, bank_line_id, entry_id, created_at, created_by_id"

MATCHED_ITEMS = """
ALTER TABLE accounting_match ADD CONSTRAINT accounting_match_debit_of_account
    FOREIGN KEY (debit_item_id, company_id, account_id) REFERENCES accounting_item (id, company_id, account_id)
    DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE accounting_match ADD CONSTRAINT accounting_match_credit_of_account
    FOREIGN KEY (credit_item_id, company_id, account_id) REFERENCES accounting_item (id, company_id, account_id)
    DEFERRABLE INITIALLY DEFERRED;
"""
UNMATCHED_ITEMS = """
ALTER TABLE accounting_match DROP CONSTRAINT accounting_match_debit_of_account;
ALTER TABLE accounting_match DROP CONSTRAINT accounting_match_credit_of_account;
"""


class Migration(migrations.Migration):
    dependencies = [("accounting", "0001_initial"), ("erp", "0002_guards"), ("catalog", "0002_guards")]

    operations = [
        *(EnableCompanyPolicy(f"accounting_{table}") for table in TABLES),
        *(
            SameCompany(f"accounting_{table}", f"{column}_id", f"accounting_{target}")
            for table, column, target in SAME_COMPANY
        ),
        migrations.RunSQL(MATCHED_ITEMS, UNMATCHED_ITEMS),
        *(migrations.RunSQL(forward, backward) for forward, backward in FUNCTIONS.items()),
        # Entries are born as drafts; posted, they never change. Their items change only in what is open and its letter.
        Refuse(
            "accounting_entry", "born_draft", "INSERT", "NEW.status <> 'draft'", "An entry starts as a draft."
        ),
        Refuse(
            "accounting_entry", "kept", "UPDATE", "OLD.status = 'posted'", "A posted entry never changes."
        ),
        Refuse("accounting_entry", "not_deleted", "DELETE", "OLD.status = 'posted'", "A posted entry stays."),
        Watch("accounting_entry", "posting", "UPDATE", "accounting_check_posting"),
        Watch("accounting_item", "complete", "INSERT", "accounting_check_new_items"),
        Watch("accounting_item", "letters", "UPDATE", "accounting_check_letters"),
        Refuse(
            "accounting_item",
            "kept",
            f"UPDATE OF {ITEM_FACTS}",
            "OLD.is_posted",
            "A posted item never changes.",
        ),
        Refuse(
            "accounting_item",
            "settled_by_matches",
            "UPDATE OF residual",
            "OLD.is_posted AND pg_trigger_depth() = 0",
            "What is open of an item follows from its matches.",
        ),
        Refuse("accounting_item", "not_deleted", "DELETE", "OLD.is_posted", "A posted item stays."),
        Watch("accounting_match", "applied", "INSERT", "accounting_apply_matches"),
        Watch("accounting_match", "undone", "UPDATE", "accounting_undo_matches"),
        Refuse("accounting_match", "kept", f"UPDATE OF {MATCH_FACTS}", "true", "A match never changes."),
        Refuse(
            "accounting_match", "stays_undone", "UPDATE", "OLD.is_undone", "An undone match stays undone."
        ),
        Refuse("accounting_match", "not_deleted", "DELETE", "true", "A match is undone, not deleted."),
        Refuse(
            "accounting_reconciliation",
            "kept",
            f"UPDATE OF {RECONCILIATION_FACTS}",
            "true",
            "A reconciliation never changes.",
        ),
        Refuse(
            "accounting_reconciliation",
            "not_deleted",
            "DELETE",
            "true",
            "A reconciliation is undone, not deleted.",
        ),
        Refuse(
            "accounting_invoice",
            "born_draft",
            "INSERT",
            "NEW.status <> 'draft'",
            "An invoice starts as a draft.",
        ),
        Refuse(
            "accounting_invoice",
            "kept",
            f"UPDATE OF {INVOICE_FACTS}",
            "OLD.status <> 'draft'",
            "A posted invoice never changes.",
        ),
        Refuse(
            "accounting_invoice", "not_deleted", "DELETE", "OLD.status <> 'draft'", "A posted invoice stays."
        ),
        Watch("accounting_invoice", "posting", "UPDATE", "accounting_check_invoices"),
        Watch("accounting_invoiceline", "complete", "INSERT", "accounting_check_invoice_parts"),
        Watch("accounting_invoicetax", "complete", "INSERT", "accounting_check_invoice_parts"),
        Refuse(
            "accounting_payment",
            "kept",
            f"UPDATE OF {PAYMENT_FACTS}",
            "OLD.status <> 'draft'",
            "A posted payment never changes.",
        ),
        Refuse(
            "accounting_payment", "not_deleted", "DELETE", "OLD.status <> 'draft'", "A posted payment stays."
        ),
        Refuse(
            "accounting_bankline",
            "kept",
            f"UPDATE OF {LINE_FACTS}",
            "true",
            "A bank line is what the bank said.",
        ),
        Refuse(
            "accounting_bankline",
            "matched_by_reconciliation",
            "UPDATE OF is_matched",
            "pg_trigger_depth() = 0",
            "Whether a bank line is matched follows from its reconciliations.",
        ),
        Refuse("accounting_bankline", "not_deleted", "DELETE", "true", "A bank line stays."),
        AppendOnly("accounting_bankstatement"),
        AppendOnly("accounting_statementfile"),
        *RefuseTruncate(
            *(
                f"accounting_{table}"
                for table in ("entry", "item", "match", "reconciliation", "invoice", "bankline")
            )
        ),
    ]
