"""Bank rules and tables of banks on screen."""

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from accounting.column_roles import ROLE_NAMES
from accounting.models import BankRule, StatementMapping
from accounting.services.bank_rules import switch_off, switch_on
from accounting.statements.mapping import ROLES
from erp.crud import Action, Column, Panel, Related, Resource, Section, register


def _trial_panel(record: Any, request: HttpRequest) -> Any:
    return render_to_string("accounting/bank_rule_state.html", {"rule": record}, request)


@register
class BankRuleResource(Resource):
    model = BankRule
    label_new = _("New bank rule")
    icon = "wand"
    menu_order = 38
    menu_section = "settings"
    description = _(
        "Lines that come again (fees, rent, interest) go to their account by themselves. Write a rule, try it on the past, "
        "then switch it on."
    )
    columns = [
        Column("position"),
        Column("name", is_wide=True),
        Column("text"),
        Column("direction"),
        Column("account"),
        Column("tax"),
        Column("bank_account"),
        Column("is_active"),
        Column("tried_at"),
    ]
    default_columns = ["position", "name", "text", "account", "is_active"]
    ordering = ["position", "id"]
    filters = ["is_active", "account", "bank_account"]
    search = ["name", "text"]
    sections = [
        Section(
            _("Which lines"),
            [
                "name",
                "position",
                "bank_account",
                "direction",
                "text",
                "counterparty_iban",
                "amount_from",
                "amount_to",
            ],
        ),
        Section(_("What is booked"), ["account", "tax", "partner", "label"]),
    ]
    hidden = {
        "tried_as": "a fingerprint: whether the rule is as it was tried",
        "tried_at": "shown in the panel",
        "is_active": "shown in the panel",
    }
    panels = [Panel(_("Runs by itself"), _trial_panel, place="side", icon="player-play")]
    related = [
        Related(
            _("Reconciliations"),
            "reconciliations",
            resource="accounting.reconciliation",
            filter_name="rule",
            icon="link",
        )
    ]
    actions = [
        Action(
            "switch_on",
            _("Switch on"),
            switch_on,
            permission="accounting.change_bankrule",
            icon="player-play",
            when=lambda rule: not rule.runs and rule.tried_as == rule.digest,
        ),
        Action(
            "switch_off",
            _("Switch off"),
            switch_off,
            permission="accounting.change_bankrule",
            icon="player-pause",
            when=lambda rule: rule.is_active,
        ),
    ]


def _columns_panel(record: Any, request: HttpRequest) -> Any:
    rows = [(ROLE_NAMES[role], ", ".join(record.columns[role])) for role in ROLES if record.columns.get(role)]
    return render_to_string("accounting/mapping_columns.html", {"rows": rows}, request)


@register
class StatementMappingResource(Resource):
    model = StatementMapping
    icon = "table"
    menu_order = 39
    menu_section = "settings"
    description = _(
        "How the CSV and Excel files of your banks are read. Make one from “Read a table” on a bank account's page."
    )
    columns = [
        Column("name", is_wide=True),
        Column("bank_account"),
        Column("date_order"),
        Column("decimal_mark"),
        Column("sign_rule"),
    ]
    ordering = ["name", "id"]
    filters = ["bank_account"]
    search = ["name"]
    sections = [
        Section(
            _("Table"),
            [
                "name",
                "bank_account",
                "date_order",
                "decimal_mark",
                "sign_rule",
                "delimiter",
                "encoding",
                "has_header",
                "signature",
            ],
        )
    ]
    hidden = {"columns": "shown in the panel"}
    panels = [Panel(_("Columns"), _columns_panel, place="main", icon="columns")]
    can_create = can_update = False
