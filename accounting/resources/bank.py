"""Bank accounts, statements and their lines on screen."""

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from accounting.forms import StatementForm
from accounting.models import BankAccount, BankLine, BankStatement
from accounting.services.bank import translated_warnings
from accounting.services.screens import import_file, match_now
from erp.crud import Action, Column, LineEditor, Panel, Related, Resource, SavedViewDefault, Section, register

CURRENCY = "currency_id"


def _bank_panel(record: Any, request: HttpRequest) -> Any:
    return render_to_string("accounting/bank_account_links.html", {"account": record}, request)


@register
class BankAccountResource(Resource):
    model = BankAccount
    label_new = _("New bank account")
    icon = "building-bank"
    menu_order = 30
    menu_section = "settings"
    description = _("The company's accounts at banks. Import their statements here.")
    columns = [
        Column("name", is_wide=True),
        Column("iban"),
        Column("bic"),
        Column("account"),
        Column("journal"),
        Column("currency"),
        Column("tolerance", currency=CURRENCY),
        Column("match_threshold"),
        Column("is_active"),
    ]
    default_columns = ["name", "iban", "account", "journal", "currency", "match_threshold", "is_active"]
    ordering = ["name", "id"]
    filters = ["is_active"]
    search = ["name", "iban"]
    sections = [
        Section(
            _("Bank account"),
            [
                "name",
                "iban",
                "bic",
                "currency",
                "account",
                "journal",
                Column("tolerance", currency=CURRENCY),
                "match_threshold",
                "is_active",
            ],
        )
    ]
    related = [
        Related(
            _("Statements"),
            "statements",
            resource="accounting.bankstatement",
            filter_name="bank_account",
            icon="files",
        ),
        Related(_("Lines"), "lines", resource="accounting.bankline", filter_name="bank_account", icon="list"),
    ]
    can_delete = False
    actions = [
        Action(
            "import",
            _("Import a statement"),
            import_file,
            permission="accounting.import_statement",
            primary=True,
            icon="upload",
            form=StatementForm,
            follow=True,
        ),
        Action(
            "match",
            _("Reconcile what is certain"),
            match_now,
            permission="accounting.reconcile_bank",
            icon="wand",
        ),
    ]
    panels = [Panel(_("Bank"), _bank_panel, place="side", icon="building-bank")]


def _warnings_panel(record: Any, request: HttpRequest) -> Any:
    warnings = translated_warnings(record)
    if not warnings and not record.balance_difference:
        return ""
    return render_to_string(
        "accounting/statement_warnings.html", {"statement": record, "warnings": warnings}, request
    )


@register
class BankStatementResource(Resource):
    model = BankStatement
    icon = "files"
    menu_order = 32
    description = _("What the bank said. Import the next statement from the bank account's page.")
    columns = [
        Column("identification"),
        Column("date"),
        Column("bank_account", is_wide=True),
        Column("opening_balance", currency=CURRENCY),
        Column("closing_balance", currency=CURRENCY),
        Column("balance_difference", currency=CURRENCY),
        Column("file"),
        Column("created_at"),
    ]
    ordering = ["-date", "-id"]
    date_field = "date"
    filters = ["bank_account", "date"]
    sections = [
        Section(
            _("Statement"),
            [
                "bank_account",
                "identification",
                "sequence",
                "date",
                "opening_date",
                "closing_date",
                "currency",
                Column("opening_balance", currency=CURRENCY),
                Column("closing_balance", currency=CURRENCY),
                Column("balance_difference", currency=CURRENCY),
                "file",
            ],
        )
    ]
    hidden = {"warnings": "shown in the panel"}
    panels = [Panel(_("Warnings"), _warnings_panel, place="main", icon="alert-triangle")]
    lines = [
        LineEditor(
            model=BankLine,
            fk="statement",
            columns=[
                Column("date"),
                Column("counterparty"),
                Column("description", is_wide=True),
                Column("amount", currency=CURRENCY),
                Column("is_matched"),
            ],
            editable=False,
        )
    ]
    can_create = can_update = can_delete = False


@register
class BankLineResource(Resource):
    model = BankLine
    icon = "arrows-exchange"
    menu_order = 34
    menu_section = "work"
    label_plural = _("bank lines")
    columns = [
        Column("date"),
        Column("bank_account"),
        Column("counterparty"),
        Column("description", is_wide=True),
        Column("amount", currency=CURRENCY, total=True),
        Column("is_matched"),
        Column("value_date"),
        Column("reference"),
        Column("end_to_end_id"),
        Column("counterparty_iban"),
        Column("statement"),
    ]
    default_columns = ["date", "bank_account", "counterparty", "description", "amount", "is_matched"]
    ordering = ["-date", "-id"]
    date_field = "date"
    filters = ["bank_account", "is_matched", "date", "statement"]
    views = [SavedViewDefault("open", _("To reconcile"), {"is_matched": ["false"]})]
    sections = [
        Section(
            _("Bank line"),
            [
                "statement",
                "bank_account",
                "position",
                "date",
                "value_date",
                Column("amount", currency=CURRENCY),
                "currency",
                "counterparty",
                "counterparty_iban",
                "description",
                "reference",
                "end_to_end_id",
                "is_reversal",
                "is_matched",
            ],
        ),
        Section(
            _("As the bank wrote it"),
            [Column("details", kind="json"), Column("raw", kind="json")],
            is_secondary=True,
        ),
    ]
    related = [Related(_("Reconciliations"), "reconciliations", icon="link")]
    can_create = can_update = can_delete = False
