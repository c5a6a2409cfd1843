"""Payments, their providers, and what was matched with what."""

from typing import Any

from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from accounting.lifecycles import POSTED
from accounting.models import Match, Payment, PaymentProvider, Reconciliation
from accounting.resources.sources import source_panel
from accounting.services.payments import cancel_payments
from accounting.services.reconciliation import undo_reconciliations
from erp.crud import Action, Column, LineEditor, Panel, Related, Resource, SavedViewDefault, Section, register

CURRENCY = "currency_id"
COMPANY_CURRENCY = "company__currency_id"


@register
class PaymentResource(Resource):
    model = Payment
    icon = "cash"
    menu_order = 20
    description = _(
        "Money received through payment providers, cheques, cards and cash. Record one from its invoice."
    )
    columns = [
        Column("number"),
        Column("date"),
        Column("partner", is_wide=True),
        Column("provider"),
        Column("direction"),
        Column("status"),
        Column("amount", kind="money", currency=CURRENCY, total=True),
        Column("reference"),
        Column("invoice"),
        Column("method"),
        Column("entry"),
    ]
    default_columns = [
        "number",
        "date",
        "partner",
        "provider",
        "direction",
        "status",
        "amount",
        "reference",
        "invoice",
    ]
    ordering = ["-date", "-id"]
    date_field = "date"
    filters = ["provider", "status", "direction", "date", "partner", "invoice"]
    search = ["number", "reference", "partner__name"]
    subtitle = "partner__name"
    header = [Column("partner"), Column("amount", kind="money", currency=CURRENCY)]
    sections = [
        Section(
            _("Payment"),
            [
                "partner",
                "date",
                "provider",
                "method",
                "direction",
                Column("amount", currency=CURRENCY),
                "currency",
                "reference",
                "invoice",
                "entry",
            ],
        )
    ]
    hidden = {"source_kind": "shown as a link in the panel", "source_id": "shown as a link in the panel"}
    panels = [Panel(_("Source"), source_panel, place="side", icon="link")]
    can_create = can_update = can_delete = False
    actions = [
        Action(
            "cancel",
            _("Take back"),
            cancel_payments,
            permission="accounting.cancel_payment",
            statuses=(POSTED,),
            danger=True,
            icon="ban",
            confirm=_("Reverses its entry; what it settled is open again."),
        )
    ]


@register
class PaymentProviderResource(Resource):
    model = PaymentProvider
    icon = "credit-card"
    menu_order = 75
    menu_section = "settings"
    description = _(
        "Who holds customers' money until it reaches the bank, and on which account it stands meanwhile."
    )
    columns = [
        Column("code"),
        Column("name", is_wide=True),
        Column("clearing_account"),
        Column("journal"),
        Column("fee_account"),
        Column("fee_percent", kind="percent"),
        Column("fee_fixed", currency=COMPANY_CURRENCY),
        Column("is_active"),
    ]
    ordering = ["name", "id"]
    filters = ["is_active"]
    sections = [
        Section(_("Provider"), ["code", "name", "clearing_account", "journal", "methods", "is_active"]),
        Section(
            _("Payouts"),
            [
                "statement_names",
                "fee_account",
                Column("fee_percent", kind="percent"),
                Column("fee_fixed", currency=COMPANY_CURRENCY),
            ],
            help=_("By these a payout is recognised on the bank statement."),
        ),
    ]
    related = [
        Related(_("Payments"), "payments", resource="accounting.payment", filter_name="provider", icon="cash")
    ]
    can_delete = False


def _is_standing(reconciliation: Any) -> bool:
    return reconciliation.undone_at is None


def _reasons_panel(record: Any, request: HttpRequest) -> Any:
    return format_html_join("", "<div>{}</div>", ((reason,) for reason in record.reasons))


@register
class ReconciliationResource(Resource):
    model = Reconciliation
    icon = "link"
    menu_order = 50
    description = _("What was matched with what, by whom. Everything can be undone.")
    columns = [
        Column("number"),
        Column("created_at"),
        Column("origin"),
        Column("bank_line", is_wide=True),
        Column("entry"),
        Column("created_by"),
        Column("undone_at"),
        Column("reversal"),
        Column("score"),
        Column("rule"),
    ]
    default_columns = [
        "number",
        "created_at",
        "origin",
        "bank_line",
        "score",
        "entry",
        "created_by",
        "undone_at",
    ]
    ordering = ["-id"]
    filters = ["origin", "created_at", "rule"]
    views = [
        SavedViewDefault("bank", _("Bank"), {"origin": ["bank"]}),
        SavedViewDefault("automatic", _("By itself"), {"origin": ["automatic", "rule"]}),
    ]
    sections = [
        Section(
            _("Reconciliation"),
            [
                "number",
                "origin",
                "bank_line",
                "entry",
                "score",
                "rule",
                "undone_at",
                "reversal",
                "created_by",
            ],
        )
    ]
    hidden = {"reasons": "shown in the panel"}
    panels = [Panel(_("Why"), _reasons_panel, place="side", icon="zoom-question")]
    lines = [
        LineEditor(
            model=Match,
            fk="reconciliation",
            columns=[
                Column("account"),
                Column("debit_item", is_wide=True),
                Column("credit_item"),
                Column("amount", currency="company__currency_id"),
                Column("is_undone"),
            ],
            editable=False,
        )
    ]
    can_create = can_update = can_delete = False
    actions = [
        Action(
            "undo",
            _("Undo"),
            undo_reconciliations,
            permission="accounting.reconcile_bank",
            when=_is_standing,
            danger=True,
            icon="arrow-back-up",
            confirm=_("What it settled is open again; the entry of a bank line is reversed."),
        )
    ]
