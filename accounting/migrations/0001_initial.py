"""All tables of the app; what they promise follows in the next migrations."""

from decimal import Decimal

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.expressions
import mptt.fields
from django.conf import settings
from django.db import migrations, models

import erp.identifiers
from erp.schema import CreateModels


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("catalog", "0001_initial"),
        ("erp", "0001_initial"),
    ]

    operations = [
        CreateModels(
            models=[
                migrations.CreateModel(
                    name="Account",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.CharField(db_collation="C", max_length=12, verbose_name="code")),
                        ("name", models.CharField(max_length=160, verbose_name="label")),
                        (
                            "name_en",
                            models.CharField(blank=True, max_length=160, verbose_name="English label"),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("equity", "Equity"),
                                    ("liability", "Liability"),
                                    ("asset", "Asset"),
                                    ("stock", "Stock"),
                                    ("receivable", "Receivable"),
                                    ("payable", "Payable"),
                                    ("tax", "Tax"),
                                    ("bank", "Bank and cash"),
                                    ("clearing", "Clearing"),
                                    ("expense", "Expense"),
                                    ("income", "Income"),
                                ],
                                max_length=12,
                                verbose_name="kind",
                            ),
                        ),
                        (
                            "is_reconcilable",
                            models.BooleanField(
                                default=False,
                                help_text="Debits and credits are matched: customers, suppliers, clearing.",
                                verbose_name="reconciled",
                            ),
                        ),
                        ("is_active", models.BooleanField(default=True, verbose_name="active")),
                        (
                            "company",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="erp.company",
                                verbose_name="company",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "account",
                        "verbose_name_plural": "accounts",
                        "ordering": ["code", "id"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("company", "code"), name="accounting_account_code"
                            ),
                            models.UniqueConstraint(
                                fields=("id", "company"), name="accounting_account_of_company"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BankAccount",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=80, verbose_name="name")),
                        (
                            "iban",
                            models.CharField(
                                max_length=34, validators=[erp.identifiers.check_iban], verbose_name="IBAN"
                            ),
                        ),
                        ("bic", models.CharField(blank=True, max_length=11, verbose_name="BIC")),
                        (
                            "tolerance",
                            models.DecimalField(
                                decimal_places=2,
                                default=Decimal("0.10"),
                                max_digits=16,
                                verbose_name="tolerated difference",
                            ),
                        ),
                        ("is_active", models.BooleanField(default=True, verbose_name="active")),
                        (
                            "account",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounting.account",
                                verbose_name="account",
                            ),
                        ),
                        (
                            "company",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="erp.company",
                                verbose_name="company",
                            ),
                        ),
                        (
                            "currency",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="erp.currency",
                                verbose_name="currency",
                            ),
                        ),
                        (
                            "journal",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounting.journal",
                                verbose_name="journal",
                            ),
                        ),
                        (
                            "match_threshold",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                help_text="Score (60 to 100) from which a line is reconciled without a person, where one proposal stands out and adds up to the cent. Empty: never.",
                                null=True,
                                verbose_name="matched by itself from",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "bank account",
                        "verbose_name_plural": "bank accounts",
                        "ordering": ["name", "id"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("company", "iban"), name="accounting_bank_account_iban"
                            ),
                            models.UniqueConstraint(
                                fields=("id", "company"), name="accounting_bank_account_of_company"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("tolerance__gte", 0)),
                                name="accounting_bank_account_tolerance",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("match_threshold__isnull", True),
                                    models.Q(("match_threshold__gte", 60), ("match_threshold__lte", 100)),
                                    _connector="OR",
                                ),
                                name="accounting_bank_account_threshold",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BankStatement",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("identification", models.CharField(max_length=80, verbose_name="identification")),
                        ("sequence", models.CharField(blank=True, max_length=40, verbose_name="sequence")),
                        ("date", models.DateField(verbose_name="date")),
                        ("opening_date", models.DateField(blank=True, null=True, verbose_name="from")),
                        ("closing_date", models.DateField(blank=True, null=True, verbose_name="to")),
                        (
                            "opening_balance",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=16,
                                null=True,
                                verbose_name="opening balance",
                            ),
                        ),
                        (
                            "closing_balance",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=16,
                                null=True,
                                verbose_name="closing balance",
                            ),
                        ),
                        (
                            "balance_difference",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=16,
                                null=True,
                                verbose_name="balance difference",
                            ),
                        ),
                        ("warnings", models.JSONField(blank=True, default=list, verbose_name="warnings")),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="imported at")),
                        (
                            "bank_account",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="statements",
                                to="accounting.bankaccount",
                                verbose_name="bank account",
                            ),
                        ),
                        (
                            "company",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="erp.company",
                                verbose_name="company",
                            ),
                        ),
                        (
                            "currency",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="erp.currency",
                                verbose_name="currency",
                            ),
                        ),
                        (
                            "file",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="statements",
                                to="accounting.statementfile",
                                verbose_name="file",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "bank statement",
                        "verbose_name_plural": "bank statements",
                        "ordering": ["-date", "-id"],
                        "permissions": [("import_statement", "Can import bank statements")],
                        "indexes": [
                            models.Index(
                                fields=["company", "-date", "-id"], name="accounting_statement_date"
                            ),
                            models.Index(fields=["-date", "-id"], name="accounting_statement_all_date"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("bank_account", "identification"),
                                name="accounting_statement_identification",
                            ),
                            models.UniqueConstraint(
                                fields=("id", "company"), name="accounting_statement_of_company"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BankLine",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("position", models.PositiveIntegerField(verbose_name="position")),
                        ("date", models.DateField(verbose_name="booked on")),
                        ("value_date", models.DateField(blank=True, null=True, verbose_name="value date")),
                        (
                            "amount",
                            models.DecimalField(decimal_places=2, max_digits=16, verbose_name="amount"),
                        ),
                        (
                            "reference",
                            models.CharField(blank=True, max_length=80, verbose_name="bank's reference"),
                        ),
                        (
                            "end_to_end_id",
                            models.CharField(blank=True, max_length=80, verbose_name="end-to-end id"),
                        ),
                        (
                            "counterparty",
                            models.CharField(blank=True, max_length=160, verbose_name="counterparty"),
                        ),
                        (
                            "counterparty_iban",
                            models.CharField(blank=True, max_length=34, verbose_name="counterparty's IBAN"),
                        ),
                        ("description", models.TextField(blank=True, verbose_name="description")),
                        ("is_reversal", models.BooleanField(default=False, verbose_name="reversal")),
                        (
                            "details",
                            models.JSONField(blank=True, default=list, verbose_name="payments of the batch"),
                        ),
                        ("raw", models.JSONField(blank=True, default=dict)),
                        (
                            "is_matched",
                            models.BooleanField(default=False, editable=False, verbose_name="matched"),
                        ),
                        (
                            "bank_account",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="lines",
                                to="accounting.bankaccount",
                                verbose_name="bank account",
                            ),
                        ),
                        (
                            "company",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="erp.company",
                                verbose_name="company",
                            ),
                        ),
                        (
                            "currency",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="erp.currency",
                                verbose_name="currency",
                            ),
                        ),
                        (
                            "statement",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="lines",
                                to="accounting.bankstatement",
                                verbose_name="statement",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "bank line",
                        "verbose_name_plural": "bank lines",
                        "ordering": ["-date", "-id"],
                        "permissions": [("reconcile_bank", "Can reconcile bank lines and undo it")],
                        "indexes": [
                            models.Index(
                                fields=["company", "-date", "-id"], name="accounting_bank_line_date"
                            ),
                            models.Index(fields=["-date", "-id"], name="accounting_bank_line_all_date"),
                            models.Index(
                                condition=models.Q(("is_matched", False)),
                                fields=["bank_account", "date", "id"],
                                name="accounting_bank_line_open",
                            ),
                            models.Index(
                                condition=models.Q(("counterparty_iban", ""), _negated=True),
                                fields=["company", "counterparty_iban"],
                                name="accounting_bank_line_iban",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("statement", "position"), name="accounting_bank_line_position"
                            ),
                            models.UniqueConstraint(
                                fields=("id", "company"), name="accounting_bank_line_of_company"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DefaultAccount",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "role",
                            models.CharField(
                                choices=[
                                    ("receivable", "Customers"),
                                    ("payable", "Suppliers"),
                                    ("sales_goods", "Sales of goods"),
                                    ("sales_services", "Sales of services"),
                                    ("sales_shipping", "Shipping charged to customers"),
                                    ("purchases_goods", "Purchases of goods"),
                                    ("stock", "Stock of goods"),
                                    ("stock_change", "Change in stock of goods"),
                                    ("goods_in_transit", "Goods on the way"),
                                    ("stock_variance", "Differences in stock value"),
                                    ("cost_of_sales", "Cost of goods sold"),
                                    ("interim_received", "Stock received, to be invoiced"),
                                    ("interim_delivered", "Stock delivered, to be invoiced"),
                                    ("invoices_to_receive", "Invoices not received"),
                                    ("stock_depreciation", "Depreciation of stock"),
                                    ("depreciation_charge", "Depreciation of stock, charge"),
                                    ("depreciation_back", "Depreciation of stock, taken back"),
                                    ("fees", "Bank and payment fees"),
                                    ("difference_loss", "Small differences, loss"),
                                    ("difference_gain", "Small differences, gain"),
                                    ("exchange_loss", "Exchange loss"),
                                    ("exchange_gain", "Exchange gain"),
                                    ("clearing", "Payments under way"),
                                    ("cheques", "Cheques to cash"),
                                    ("cards", "Card payments to receive"),
                                    ("cash", "Cash"),
                                    ("bank", "Bank"),
                                    ("suspense", "Suspense"),
                                    ("profit", "Profit of the year"),
                                    ("loss", "Loss of the year"),
                                ],
                                max_length=20,
                                verbose_name="role",
                            ),
                        ),
                        (
                            "account",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounting.account",
                                verbose_name="account",
                            ),
                        ),
                        (
                            "company",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="erp.company",
                                verbose_name="company",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "default account",
                        "verbose_name_plural": "default accounts",
                        "ordering": ["role"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("company", "role"), name="accounting_default_role"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Entry",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "number",
                            models.CharField(
                                blank=True, editable=False, max_length=40, null=True, verbose_name="number"
                            ),
                        ),
                        ("status", models.CharField(editable=False, max_length=24, verbose_name="status")),
                        ("date", models.DateField(verbose_name="date")),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                        ("updated_at", models.DateTimeField(auto_now=True, verbose_name="updated at")),
                        ("label", models.CharField(max_length=200, verbose_name="label")),
                        ("reference", models.CharField(blank=True, max_length=80, verbose_name="reference")),
                        (
                            "amount",
                            models.DecimalField(
                                decimal_places=2, default=0, max_digits=16, verbose_name="amount"
                            ),
                        ),
                        ("source_kind", models.CharField(blank=True, max_length=60, verbose_name="source")),
                        ("source_id", models.BigIntegerField(blank=True, null=True)),
                        (
                            "is_posted",
                            models.GeneratedField(
                                db_persist=True,
                                expression=models.Q(("status", "posted")),
                                output_field=models.BooleanField(),
                            ),
                        ),
                        (
                            "company",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="erp.company",
                                verbose_name="company",
                            ),
                        ),
                        (
                            "created_by",
                            models.ForeignKey(
                                blank=True,
                                db_index=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="created by",
                            ),
                        ),
                        (
                            "reversal_of",
                            models.OneToOneField(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reversal",
                                to="accounting.entry",
                                verbose_name="reverses",
                            ),
                        ),
                        (
                            "journal",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="entries",
                                to="accounting.journal",
                                verbose_name="journal",
                            ),
                        ),
                        (
                            "period",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="entries",
                                to="accounting.period",
                                verbose_name="period",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "entry",
                        "verbose_name_plural": "entries",
                        "ordering": ["-date", "-id"],
                        "permissions": [
                            ("post_entry", "Can post entries"),
                            ("reverse_entry", "Can reverse posted entries"),
                        ],
                        "indexes": [
                            models.Index(fields=["company", "-date", "-id"], name="acc_entry_company_date"),
                            models.Index(fields=["-date", "-id"], name="acc_entry_date"),
                            models.Index(
                                fields=["company", "journal", "period"], name="accounting_entry_journal"
                            ),
                            models.Index(
                                condition=models.Q(("source_id__isnull", False)),
                                fields=["company", "source_kind", "source_id"],
                                name="accounting_entry_source",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("number__isnull", False)),
                                fields=("company", "number"),
                                name="accounting_entry_number",
                            ),
                            models.UniqueConstraint(
                                fields=("id", "company", "is_posted"), name="accounting_entry_of_company"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("status", "posted"), _negated=True),
                                    ("number__isnull", False),
                                    _connector="OR",
                                ),
                                name="accounting_entry_posted_numbered",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("amount__gte", 0)), name="accounting_entry_amount"
                            ),
                            models.UniqueConstraint(
                                fields=("id", "company"), name="accounting_entry_in_company"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FiscalYear",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.CharField(max_length=12, verbose_name="code")),
                        ("start_date", models.DateField(verbose_name="first day")),
                        ("end_date", models.DateField(verbose_name="last day")),
                        (
                            "company",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="erp.company",
                                verbose_name="company",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "fiscal year",
                        "verbose_name_plural": "fiscal years",
                        "ordering": ["-start_date"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("company", "code"), name="accounting_fiscal_year_code"
                            ),
                            models.UniqueConstraint(
                                fields=("id", "company"), name="accounting_fiscal_year_of_company"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("end_date__gte", models.F("start_date"))),
                                name="accounting_fiscal_year_order",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Invoice",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "number",
                            models.CharField(
                                blank=True, editable=False, max_length=40, null=True, verbose_name="number"
                            ),
                        ),
                        ("status", models.CharField(editable=False, max_length=24, verbose_name="status")),
                        ("date", models.DateField(verbose_name="date")),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                        ("updated_at", models.DateTimeField(auto_now=True, verbose_name="updated at")),
                        (
                            "kind",
                            models.CharField(
                                choices=[("invoice", "Invoice"), ("credit_note", "Credit note")],
                                default="invoice",
                                max_length=12,
                                verbose_name="kind",
                            ),
                        ),
                        (
                            "billing_address",
                            models.JSONField(blank=True, default=dict, verbose_name="billing address"),
                        ),
                        (
                            "delivery_address",
                            models.JSONField(blank=True, default=dict, verbose_name="delivery address"),
                        ),
                        (
                            "net",
                            models.DecimalField(
                                decimal_places=2, default=0, max_digits=16, verbose_name="net"
                            ),
                        ),
                        (
                            "tax",
                            models.DecimalField(
                                decimal_places=2, default=0, max_digits=16, verbose_name="tax"
                            ),
                        ),
                        (
                            "gross",
                            models.DecimalField(
                                decimal_places=2, default=0, max_digits=16, verbose_name="gross"
                            ),
                        ),
                        (
                            "due_date",
                            models.DateField(
                                blank=True,
                                help_text="Empty: by the customer's payment terms.",
                                verbose_name="due date",
                            ),
                        ),
                        (
                            "residual",
                            models.DecimalField(
                                decimal_places=2,
                                default=0,
                                editable=False,
                                max_digits=16,
                                verbose_name="left to pay",
                            ),
                        ),
                        (
                            "payment_status",
                            models.CharField(
                                choices=[("unpaid", "Unpaid"), ("partial", "Partly paid"), ("paid", "Paid")],
                                default="unpaid",
                                editable=False,
                                max_length=8,
                                verbose_name="payment",
                            ),
                        ),
                        (
                            "rounding",
                            models.CharField(
                                choices=[("per_line", "On each line"), ("per_total", "On the total")],
                                default="per_line",
                                max_length=9,
                                verbose_name="taxes rounded",
                            ),
                        ),
                        (
                            "prices_include_tax",
                            models.BooleanField(default=False, verbose_name="prices include tax"),
                        ),
                        ("source_kind", models.CharField(blank=True, max_length=60, verbose_name="source")),
                        ("source_id", models.BigIntegerField(blank=True, null=True)),
                        (
                            "order_reference",
                            models.CharField(blank=True, max_length=40, verbose_name="order"),
                        ),
                        (
                            "shop_reference",
                            models.CharField(blank=True, max_length=60, verbose_name="shop reference"),
                        ),
                        ("notes", models.TextField(blank=True, verbose_name="notes")),
                        (
                            "company",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="erp.company",
                                verbose_name="company",
                            ),
                        ),
                        (
                            "created_by",
                            models.ForeignKey(
                                blank=True,
                                db_index=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="created by",
                            ),
                        ),
                        (
                            "currency",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="erp.currency",
                                verbose_name="currency",
                            ),
                        ),
                        (
                            "entry",
                            models.OneToOneField(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="invoice",
                                to="accounting.entry",
                                verbose_name="entry",
                            ),
                        ),
                        (
                            "original",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="credit_notes",
                                to="accounting.invoice",
                                verbose_name="credits invoice",
                            ),
                        ),
                        (
                            "partner",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="erp.partner",
                                verbose_name="customer",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "invoice",
                        "verbose_name_plural": "invoices",
                        "ordering": ["-date", "-id"],
                        "permissions": [
                            ("post_invoice", "Can post invoices and credit notes"),
                            ("credit_invoice", "Can make credit notes"),
                            ("send_invoice", "Can send invoices by mail"),
                        ],
                        "indexes": [
                            models.Index(fields=["company", "-date", "-id"], name="acc_invoice_company_date"),
                            models.Index(fields=["-date", "-id"], name="acc_invoice_date"),
                            models.Index(
                                fields=["company", "partner", "-date"], name="accounting_invoice_partner"
                            ),
                            models.Index(
                                fields=["company", "payment_status", "due_date"],
                                name="accounting_invoice_due",
                            ),
                            models.Index(
                                condition=models.Q(("source_id__isnull", False)),
                                fields=["company", "source_kind", "source_id"],
                                name="accounting_invoice_source",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("number__isnull", False)),
                                fields=("company", "number"),
                                name="accounting_invoice_number",
                            ),
                            models.UniqueConstraint(
                                fields=("id", "company"), name="accounting_invoice_of_company"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "gross",
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("net"), "+", models.F("tax")
                                        ),
                                    )
                                ),
                                name="accounting_invoice_gross",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("gross__gte", 0),
                                    ("residual__gte", 0),
                                    ("residual__lte", models.F("gross")),
                                ),
                                name="accounting_invoice_signs",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("status", "posted"), _negated=True),
                                    ("number__isnull", False),
                                    _connector="OR",
                                ),
                                name="accounting_invoice_posted_numbered",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Item",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("label", models.CharField(blank=True, max_length=200, verbose_name="label")),
                        (
                            "debit",
                            models.DecimalField(
                                decimal_places=2, default=0, max_digits=16, verbose_name="debit"
                            ),
                        ),
                        (
                            "credit",
                            models.DecimalField(
                                decimal_places=2, default=0, max_digits=16, verbose_name="credit"
                            ),
                        ),
                        (
                            "amount_currency",
                            models.DecimalField(
                                decimal_places=2, max_digits=16, verbose_name="amount in currency"
                            ),
                        ),
                        ("date", models.DateField(verbose_name="date")),
                        ("due_date", models.DateField(blank=True, null=True, verbose_name="due date")),
                        (
                            "is_posted",
                            models.BooleanField(default=False, editable=False, verbose_name="posted"),
                        ),
                        (
                            "residual",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                editable=False,
                                max_digits=16,
                                null=True,
                                verbose_name="open amount",
                            ),
                        ),
                        (
                            "is_open",
                            models.GeneratedField(
                                db_persist=True,
                                expression=models.Q(
                                    ("is_posted", True),
                                    ("residual__isnull", False),
                                    models.Q(("residual", 0), _negated=True),
                                ),
                                output_field=models.BooleanField(),
                            ),
                        ),
                        (
                            "account",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="items",
                                to="accounting.account",
                                verbose_name="account",
                            ),
                        ),
                        (
                            "company",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="erp.company",
                                verbose_name="company",
                            ),
                        ),
                        (
                            "currency",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="erp.currency",
                                verbose_name="currency",
                            ),
                        ),
                        (
                            "entry",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="items",
                                to="accounting.entry",
                                verbose_name="entry",
                            ),
                        ),
                        (
                            "partner",
                            models.ForeignKey(
                                blank=True,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="erp.partner",
                                verbose_name="partner",
                            ),
                        ),
                        (
                            "reconciliation",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="items",
                                to="accounting.reconciliation",
                                verbose_name="letter",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "item",
                        "verbose_name_plural": "items",
                        "ordering": ["id"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("is_posted", True)),
                                fields=["company", "account", "date"],
                                include=("debit", "credit"),
                                name="accounting_item_account",
                            ),
                            models.Index(
                                condition=models.Q(("is_open", True)),
                                fields=["company", "account", "partner", "date"],
                                name="accounting_item_open",
                            ),
                            models.Index(
                                condition=models.Q(("partner__isnull", False)),
                                fields=["company", "partner", "date"],
                                name="accounting_item_partner",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("id", "company", "account"), name="accounting_item_of_account"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("credit__gte", 0),
                                    ("debit__gte", 0),
                                    models.Q(("debit", 0), ("credit", 0), _connector="OR"),
                                ),
                                name="accounting_item_one_side",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("residual__isnull", True),
                                    models.Q(("residual__gte", 0), ("residual__lte", models.F("debit"))),
                                    models.Q(
                                        (
                                            "residual__gte",
                                            django.db.models.expressions.CombinedExpression(
                                                models.F("credit"), "*", models.Value(-1)
                                            ),
                                        ),
                                        ("residual__lte", 0),
                                    ),
                                    _connector="OR",
                                ),
                                name="accounting_item_residual",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("reconciliation__isnull", True), ("residual", 0), _connector="OR"
                                ),
                                name="accounting_item_letter_settled",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Journal",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.CharField(max_length=6, verbose_name="code")),
                        ("name", models.CharField(max_length=80, verbose_name="name")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("sale", "Sales"),
                                    ("purchase", "Purchases"),
                                    ("bank", "Bank"),
                                    ("cash", "Cash"),
                                    ("payment", "Payments"),
                                    ("stock", "Stock"),
                                    ("misc", "Miscellaneous"),
                                    ("opening", "Opening"),
                                ],
                                max_length=8,
                                verbose_name="kind",
                            ),
                        ),
                        ("is_active", models.BooleanField(default=True, verbose_name="active")),
                        (
                            "company",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="erp.company",
                                verbose_name="company",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "journal",
                        "verbose_name_plural": "journals",
                        "ordering": ["code"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("company", "code"), name="accounting_journal_code"
                            ),
                            models.UniqueConstraint(
                                fields=("id", "company"), name="accounting_journal_of_company"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="JournalCounter",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "last_value",
                            models.PositiveBigIntegerField(default=0, verbose_name="last number given"),
                        ),
                        (
                            "company",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="erp.company",
                                verbose_name="company",
                            ),
                        ),
                        (
                            "fiscal_year",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounting.fiscalyear",
                            ),
                        ),
                        (
                            "journal",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounting.journal",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "counter of a journal",
                        "verbose_name_plural": "counters of journals",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("company", "journal", "fiscal_year"),
                                name="accounting_journal_counter",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PaymentProvider",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.CharField(max_length=20, verbose_name="code")),
                        ("name", models.CharField(max_length=80, verbose_name="name")),
                        (
                            "methods",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=60),
                                blank=True,
                                default=list,
                                help_text="As shops call them, for instance “card”.",
                                size=None,
                                verbose_name="payment methods",
                            ),
                        ),
                        (
                            "statement_names",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=60),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="names on bank statements",
                            ),
                        ),
                        (
                            "fee_percent",
                            models.DecimalField(
                                decimal_places=4, default=0, max_digits=7, verbose_name="usual fee in %"
                            ),
                        ),
                        (
                            "fee_fixed",
                            models.DecimalField(
                                decimal_places=2,
                                default=0,
                                max_digits=16,
                                verbose_name="usual fee per payment",
                            ),
                        ),
                        ("is_active", models.BooleanField(default=True, verbose_name="active")),
                        (
                            "clearing_account",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounting.account",
                                verbose_name="clearing account",
                            ),
                        ),
                        (
                            "company",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="erp.company",
                                verbose_name="company",
                            ),
                        ),
                        (
                            "fee_account",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                help_text="Empty: the company's account of fees.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounting.account",
                                verbose_name="account of fees",
                            ),
                        ),
                        (
                            "journal",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounting.journal",
                                verbose_name="journal",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "payment provider",
                        "verbose_name_plural": "payment providers",
                        "ordering": ["name", "id"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("company", "code"), name="accounting_provider_code"
                            ),
                            models.UniqueConstraint(
                                fields=("id", "company"), name="accounting_provider_of_company"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("fee_fixed__gte", 0), ("fee_percent__gte", 0), ("fee_percent__lte", 100)
                                ),
                                name="accounting_provider_fees",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Payment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "number",
                            models.CharField(
                                blank=True, editable=False, max_length=40, null=True, verbose_name="number"
                            ),
                        ),
                        ("status", models.CharField(editable=False, max_length=24, verbose_name="status")),
                        ("date", models.DateField(verbose_name="date")),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                        ("updated_at", models.DateTimeField(auto_now=True, verbose_name="updated at")),
                        (
                            "direction",
                            models.CharField(
                                choices=[("in", "Received"), ("out", "Paid out")],
                                default="in",
                                max_length=3,
                                verbose_name="direction",
                            ),
                        ),
                        ("method", models.CharField(blank=True, max_length=60, verbose_name="method")),
                        (
                            "amount",
                            models.DecimalField(decimal_places=2, max_digits=16, verbose_name="amount"),
                        ),
                        ("reference", models.CharField(blank=True, max_length=80, verbose_name="reference")),
                        ("source_kind", models.CharField(blank=True, max_length=60, verbose_name="source")),
                        ("source_id", models.BigIntegerField(blank=True, null=True)),
                        (
                            "company",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="erp.company",
                                verbose_name="company",
                            ),
                        ),
                        (
                            "created_by",
                            models.ForeignKey(
                                blank=True,
                                db_index=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="created by",
                            ),
                        ),
                        (
                            "currency",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="erp.currency",
                                verbose_name="currency",
                            ),
                        ),
                        (
                            "entry",
                            models.OneToOneField(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="payment",
                                to="accounting.entry",
                                verbose_name="entry",
                            ),
                        ),
                        (
                            "invoice",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="payments",
                                to="accounting.invoice",
                                verbose_name="invoice",
                            ),
                        ),
                        (
                            "partner",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="erp.partner",
                                verbose_name="partner",
                            ),
                        ),
                        (
                            "provider",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="payments",
                                to="accounting.paymentprovider",
                                verbose_name="provider",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "payment",
                        "verbose_name_plural": "payments",
                        "ordering": ["-date", "-id"],
                        "permissions": [
                            ("record_payment", "Can record payments"),
                            ("cancel_payment", "Can cancel payments"),
                        ],
                        "indexes": [
                            models.Index(fields=["company", "-date", "-id"], name="acc_payment_company_date"),
                            models.Index(fields=["-date", "-id"], name="acc_payment_date"),
                            models.Index(
                                fields=["company", "partner", "-date"], name="accounting_payment_partner"
                            ),
                            models.Index(
                                condition=models.Q(("source_id__isnull", False)),
                                fields=["company", "source_kind", "source_id"],
                                name="accounting_payment_source",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("number__isnull", False)),
                                fields=("company", "number"),
                                name="accounting_payment_number",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(
                                    models.Q(("reference", ""), _negated=True),
                                    models.Q(("status", "cancelled"), _negated=True),
                                ),
                                fields=("provider", "direction", "reference"),
                                name="accounting_payment_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("amount__gt", 0)), name="accounting_payment_amount"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("status", "draft"), ("entry__isnull", False), _connector="OR"
                                ),
                                name="accounting_payment_posted_entry",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Period",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.CharField(max_length=12, verbose_name="code")),
                        ("start_date", models.DateField(verbose_name="first day")),
                        ("end_date", models.DateField(verbose_name="last day")),
                        (
                            "status",
                            models.CharField(
                                choices=[("open", "Open"), ("closed", "Closed")],
                                default="open",
                                editable=False,
                                max_length=8,
                                verbose_name="status",
                            ),
                        ),
                        (
                            "company",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="erp.company",
                                verbose_name="company",
                            ),
                        ),
                        (
                            "fiscal_year",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="periods",
                                to="accounting.fiscalyear",
                                verbose_name="fiscal year",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "period",
                        "verbose_name_plural": "periods",
                        "ordering": ["-start_date"],
                        "permissions": [("close_period", "Can close and reopen periods")],
                        "indexes": [
                            models.Index(fields=["company", "start_date"], name="accounting_period_start")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("company", "code"), name="accounting_period_code"
                            ),
                            models.UniqueConstraint(
                                fields=("id", "company"), name="accounting_period_of_company"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("end_date__gte", models.F("start_date"))),
                                name="accounting_period_order",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Reconciliation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.CharField(max_length=40, verbose_name="number")),
                        (
                            "origin",
                            models.CharField(
                                choices=[
                                    ("bank", "Bank line"),
                                    ("payment", "Payment"),
                                    ("credit_note", "Credit note"),
                                    ("reversal", "Reversal"),
                                    ("manual", "By hand"),
                                    ("automatic", "By itself"),
                                    ("rule", "Bank rule"),
                                ],
                                max_length=12,
                                verbose_name="origin",
                            ),
                        ),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="at")),
                        ("undone_at", models.DateTimeField(blank=True, null=True, verbose_name="undone at")),
                        (
                            "bank_line",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reconciliations",
                                to="accounting.bankline",
                                verbose_name="bank line",
                            ),
                        ),
                        (
                            "company",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="erp.company",
                                verbose_name="company",
                            ),
                        ),
                        (
                            "created_by",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="by",
                            ),
                        ),
                        (
                            "entry",
                            models.OneToOneField(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reconciliation",
                                to="accounting.entry",
                                verbose_name="entry",
                            ),
                        ),
                        (
                            "reversal",
                            models.OneToOneField(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="undone_reconciliation",
                                to="accounting.entry",
                                verbose_name="reversal",
                            ),
                        ),
                        (
                            "reasons",
                            models.JSONField(
                                blank=True, default=list, editable=False, verbose_name="reasons"
                            ),
                        ),
                        (
                            "score",
                            models.PositiveSmallIntegerField(
                                blank=True, editable=False, null=True, verbose_name="score"
                            ),
                        ),
                        (
                            "rule",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reconciliations",
                                to="accounting.bankrule",
                                verbose_name="bank rule",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "reconciliation",
                        "verbose_name_plural": "reconciliations",
                        "ordering": ["-id"],
                        "indexes": [
                            models.Index(fields=["company", "-id"], name="accounting_reconciliation_list")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("company", "number"), name="accounting_reconciliation_number"
                            ),
                            models.UniqueConstraint(
                                fields=("id", "company"), name="accounting_reconciliation_of_company"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("undone_at__isnull", True)),
                                fields=("bank_line",),
                                name="accounting_bank_line_matched_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Match",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "amount",
                            models.DecimalField(decimal_places=2, max_digits=16, verbose_name="amount"),
                        ),
                        ("is_undone", models.BooleanField(default=False, verbose_name="undone")),
                        (
                            "account",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounting.account",
                                verbose_name="account",
                            ),
                        ),
                        (
                            "company",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="erp.company",
                                verbose_name="company",
                            ),
                        ),
                        (
                            "credit_item",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="debit_matches",
                                to="accounting.item",
                                verbose_name="credit",
                            ),
                        ),
                        (
                            "debit_item",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="credit_matches",
                                to="accounting.item",
                                verbose_name="debit",
                            ),
                        ),
                        (
                            "reconciliation",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="matches",
                                to="accounting.reconciliation",
                                verbose_name="reconciliation",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "match",
                        "verbose_name_plural": "matches",
                        "ordering": ["id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("amount__gt", 0)), name="accounting_match_amount"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("debit_item", models.F("credit_item")), _negated=True),
                                name="accounting_match_two_items",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StatementFile",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=160, verbose_name="file")),
                        ("digest", models.CharField(max_length=64)),
                        ("size", models.PositiveIntegerField(verbose_name="size")),
                        ("imported_at", models.DateTimeField(auto_now_add=True, verbose_name="imported at")),
                        (
                            "company",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="erp.company",
                                verbose_name="company",
                            ),
                        ),
                        (
                            "imported_by",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="imported by",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "statement file",
                        "verbose_name_plural": "statement files",
                        "ordering": ["-id"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("company", "digest"), name="accounting_statement_file_digest"
                            ),
                            models.UniqueConstraint(
                                fields=("id", "company"), name="accounting_statement_file_of_company"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Tax",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.CharField(max_length=20, verbose_name="code")),
                        ("name", models.CharField(max_length=80, verbose_name="name")),
                        (
                            "percent",
                            models.DecimalField(decimal_places=4, max_digits=7, verbose_name="rate in %"),
                        ),
                        (
                            "mention",
                            models.CharField(
                                blank=True,
                                help_text="Why no tax is charged, for instance.",
                                max_length=200,
                                verbose_name="mention on invoices",
                            ),
                        ),
                        ("is_active", models.BooleanField(default=True, verbose_name="active")),
                        (
                            "company",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="erp.company",
                                verbose_name="company",
                            ),
                        ),
                        (
                            "country",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="erp.country",
                                verbose_name="country",
                            ),
                        ),
                        (
                            "purchase_account",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounting.account",
                                verbose_name="account of deductible VAT",
                            ),
                        ),
                        (
                            "sale_account",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounting.account",
                                verbose_name="account of VAT collected",
                            ),
                        ),
                        (
                            "tax_category",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="catalog.taxcategory",
                                verbose_name="tax category",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "tax",
                        "verbose_name_plural": "taxes",
                        "ordering": ["country", "-percent", "id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("company", "code"), name="accounting_tax_code"),
                            models.UniqueConstraint(
                                fields=("id", "company"), name="accounting_tax_of_company"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("percent__gte", 0), ("percent__lte", 100)),
                                name="accounting_tax_percent",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("percent", 0), ("sale_account__isnull", False), _connector="OR"
                                ),
                                name="accounting_tax_has_account",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="InvoiceTax",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "percent",
                            models.DecimalField(decimal_places=4, max_digits=7, verbose_name="rate in %"),
                        ),
                        ("base", models.DecimalField(decimal_places=2, max_digits=16, verbose_name="base")),
                        (
                            "amount",
                            models.DecimalField(decimal_places=2, max_digits=16, verbose_name="amount"),
                        ),
                        (
                            "company",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="erp.company",
                                verbose_name="company",
                            ),
                        ),
                        (
                            "invoice",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="taxes",
                                to="accounting.invoice",
                                verbose_name="invoice",
                            ),
                        ),
                        (
                            "tax",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounting.tax",
                                verbose_name="tax",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "tax of an invoice",
                        "verbose_name_plural": "taxes of an invoice",
                        "ordering": ["invoice", "-percent", "id"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("invoice", "tax"), name="accounting_invoice_tax_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="InvoiceLine",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField(verbose_name="position")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("goods", "Goods"),
                                    ("service", "Service"),
                                    ("shipping", "Shipping"),
                                    ("discount", "Discount"),
                                    ("rounding", "Rounding"),
                                ],
                                default="goods",
                                max_length=8,
                                verbose_name="kind",
                            ),
                        ),
                        (
                            "description",
                            models.CharField(blank=True, max_length=400, verbose_name="description"),
                        ),
                        (
                            "quantity",
                            models.DecimalField(decimal_places=4, max_digits=16, verbose_name="quantity"),
                        ),
                        (
                            "unit_price",
                            models.DecimalField(decimal_places=6, max_digits=16, verbose_name="unit price"),
                        ),
                        (
                            "discount_percent",
                            models.DecimalField(
                                decimal_places=4, default=0, max_digits=7, verbose_name="discount in %"
                            ),
                        ),
                        (
                            "discount_amount",
                            models.DecimalField(
                                decimal_places=2, default=0, max_digits=16, verbose_name="discount"
                            ),
                        ),
                        ("net", models.DecimalField(decimal_places=2, max_digits=16, verbose_name="net")),
                        (
                            "tax_amount",
                            models.DecimalField(decimal_places=2, max_digits=16, verbose_name="tax"),
                        ),
                        ("gross", models.DecimalField(decimal_places=2, max_digits=16, verbose_name="gross")),
                        ("source_line_id", models.BigIntegerField(blank=True, null=True)),
                        (
                            "account",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounting.account",
                                verbose_name="account",
                            ),
                        ),
                        (
                            "company",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="erp.company",
                                verbose_name="company",
                            ),
                        ),
                        (
                            "invoice",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="lines",
                                to="accounting.invoice",
                                verbose_name="invoice",
                            ),
                        ),
                        (
                            "original_line",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="credit_lines",
                                to="accounting.invoiceline",
                                verbose_name="line credited",
                            ),
                        ),
                        (
                            "variant",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="catalog.variant",
                                verbose_name="variant",
                            ),
                        ),
                        (
                            "tax",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounting.tax",
                                verbose_name="tax",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "invoice line",
                        "verbose_name_plural": "invoice lines",
                        "ordering": ["invoice", "position"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("source_line_id__isnull", False)),
                                fields=["company", "source_line_id"],
                                name="accounting_invoice_line_source",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("invoice", "position"), name="accounting_invoice_line_position"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "gross",
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("net"), "+", models.F("tax_amount")
                                        ),
                                    )
                                ),
                                name="accounting_invoice_line_gross",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("quantity__gt", 0)),
                                name="accounting_invoice_line_quantity",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("kind__in", ["discount", "rounding"]),
                                    models.Q(("net__gte", 0), ("unit_price__gte", 0)),
                                    _connector="OR",
                                ),
                                name="accounting_invoice_line_price",
                            ),
                            models.UniqueConstraint(
                                fields=("id", "company"), name="accounting_invoice_line_of_company"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BankRule",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=80, verbose_name="name")),
                        (
                            "position",
                            models.PositiveSmallIntegerField(
                                default=10,
                                help_text="The first rule that fits is taken.",
                                verbose_name="rank",
                            ),
                        ),
                        (
                            "direction",
                            models.CharField(
                                choices=[("any", "In and out"), ("in", "Money in"), ("out", "Money out")],
                                default="any",
                                max_length=3,
                                verbose_name="direction",
                            ),
                        ),
                        (
                            "text",
                            models.CharField(
                                blank=True,
                                help_text="All of them have to stand in the line; accents and case do not matter.",
                                max_length=120,
                                verbose_name="words in the text",
                            ),
                        ),
                        (
                            "counterparty_iban",
                            models.CharField(blank=True, max_length=34, verbose_name="counterparty's IBAN"),
                        ),
                        (
                            "amount_from",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=16,
                                null=True,
                                verbose_name="amount from",
                            ),
                        ),
                        (
                            "amount_to",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=16,
                                null=True,
                                verbose_name="amount to",
                            ),
                        ),
                        (
                            "label",
                            models.CharField(
                                blank=True,
                                help_text="Of the entry; empty: what the bank says.",
                                max_length=120,
                                verbose_name="label",
                            ),
                        ),
                        (
                            "is_active",
                            models.BooleanField(default=False, editable=False, verbose_name="runs by itself"),
                        ),
                        ("tried_as", models.CharField(blank=True, editable=False, max_length=64)),
                        (
                            "tried_at",
                            models.DateTimeField(
                                blank=True, editable=False, null=True, verbose_name="tried on"
                            ),
                        ),
                        (
                            "account",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounting.account",
                                verbose_name="account",
                            ),
                        ),
                        (
                            "bank_account",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                help_text="Empty: all of the company's.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounting.bankaccount",
                                verbose_name="bank account",
                            ),
                        ),
                        (
                            "company",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="erp.company",
                                verbose_name="company",
                            ),
                        ),
                        (
                            "partner",
                            models.ForeignKey(
                                blank=True,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="erp.partner",
                                verbose_name="partner",
                            ),
                        ),
                        (
                            "tax",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                help_text="The line's amount includes it.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounting.tax",
                                verbose_name="tax",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "bank rule",
                        "verbose_name_plural": "bank rules",
                        "ordering": ["position", "id"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("company", "name"), name="accounting_bank_rule_name"
                            ),
                            models.UniqueConstraint(
                                fields=("id", "company"), name="accounting_bank_rule_of_company"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("amount_from", None),
                                    ("amount_to", None),
                                    ("counterparty_iban", ""),
                                    ("text", ""),
                                    _negated=True,
                                ),
                                name="accounting_bank_rule_condition",
                                violation_error_message="A rule needs a condition: words, an IBAN or an amount. Without one it would take every line.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("amount_from", None),
                                    ("amount_to", None),
                                    ("amount_from__lte", models.F("amount_to")),
                                    _connector="OR",
                                ),
                                name="accounting_bank_rule_amounts",
                                violation_error_message="The lower amount is above the higher one.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("is_active", False),
                                    models.Q(("tried_as", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="accounting_bank_rule_tried",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StatementMapping",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=80, verbose_name="name")),
                        ("signature", models.TextField(verbose_name="headings")),
                        ("columns", models.JSONField(default=dict, verbose_name="columns")),
                        (
                            "date_order",
                            models.CharField(
                                choices=[
                                    ("dmy", "Day, month, year"),
                                    ("mdy", "Month, day, year"),
                                    ("ymd", "Year, month, day"),
                                ],
                                default="dmy",
                                max_length=3,
                                verbose_name="dates",
                            ),
                        ),
                        (
                            "decimal_mark",
                            models.CharField(
                                choices=[(",", "Comma"), (".", "Point")],
                                default=",",
                                max_length=1,
                                verbose_name="decimals",
                            ),
                        ),
                        (
                            "sign_rule",
                            models.CharField(
                                choices=[
                                    ("signed", "Money out is negative"),
                                    ("inverted", "Spending is positive (card)"),
                                    ("columns", "Debit and credit in columns of their own"),
                                    ("indicator", "A column says debit or credit"),
                                ],
                                default="signed",
                                max_length=9,
                                verbose_name="signs",
                            ),
                        ),
                        ("delimiter", models.CharField(blank=True, max_length=1, verbose_name="separator")),
                        (
                            "encoding",
                            models.CharField(blank=True, max_length=20, verbose_name="character set"),
                        ),
                        ("has_header", models.BooleanField(default=True, verbose_name="has headings")),
                        (
                            "bank_account",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="mappings",
                                to="accounting.bankaccount",
                                verbose_name="bank account",
                            ),
                        ),
                        (
                            "company",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="erp.company",
                                verbose_name="company",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "table of a bank",
                        "verbose_name_plural": "tables of banks",
                        "ordering": ["name", "id"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("bank_account", "signature"), name="accounting_mapping_signature"
                            ),
                            models.UniqueConstraint(
                                fields=("id", "company"), name="accounting_mapping_of_company"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CategoryAccount",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "role",
                            models.CharField(
                                choices=[
                                    ("sales_goods", "Sales of goods"),
                                    ("sales_services", "Sales of services"),
                                    ("purchases_goods", "Purchases of goods"),
                                    ("stock", "Stock of goods"),
                                    ("stock_change", "Change in stock of goods"),
                                    ("cost_of_sales", "Cost of goods sold"),
                                ],
                                max_length=20,
                                verbose_name="role",
                            ),
                        ),
                        (
                            "account",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounting.account",
                                verbose_name="account",
                            ),
                        ),
                        (
                            "category",
                            mptt.fields.TreeForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="accounts",
                                to="catalog.category",
                                verbose_name="category",
                            ),
                        ),
                        (
                            "company",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="erp.company",
                                verbose_name="company",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "account of a category",
                        "verbose_name_plural": "accounts by category",
                        "ordering": ["category__tree_id", "category__lft", "role"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("company", "category", "role"),
                                name="accounting_categoryaccount_role",
                                violation_error_message="This category has an account for this role already.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "role__in",
                                        (
                                            "sales_goods",
                                            "sales_services",
                                            "purchases_goods",
                                            "stock",
                                            "stock_change",
                                            "cost_of_sales",
                                        ),
                                    )
                                ),
                                name="accounting_categoryaccount_role_known",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AccountBalance",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("debit", models.DecimalField(decimal_places=2, max_digits=18, verbose_name="debit")),
                        (
                            "credit",
                            models.DecimalField(decimal_places=2, max_digits=18, verbose_name="credit"),
                        ),
                        (
                            "amount_currency",
                            models.DecimalField(
                                decimal_places=2, max_digits=18, verbose_name="amount in currency"
                            ),
                        ),
                        (
                            "account",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounting.account",
                                verbose_name="account",
                            ),
                        ),
                        (
                            "company",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="erp.company",
                                verbose_name="company",
                            ),
                        ),
                        (
                            "currency",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="erp.currency",
                                verbose_name="currency",
                            ),
                        ),
                        (
                            "period",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="balances",
                                to="accounting.period",
                                verbose_name="period",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "balance of a closed period",
                        "verbose_name_plural": "balances of closed periods",
                        "ordering": ["period", "account", "id"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("company", "account", "period", "currency"),
                                name="accounting_account_balance_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("credit__gte", 0), ("debit__gte", 0)),
                                name="accounting_account_balance_signs",
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
