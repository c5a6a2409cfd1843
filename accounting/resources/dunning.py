"""Dunning on screen: its levels, who is left in peace, the reminders."""

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from accounting.lifecycles import DRAFT, SENT
from accounting.models import DunningBlock, DunningLevel, Reminder, ReminderLine
from accounting.services.dunning import cancel_reminders
from accounting.services.screens import send
from erp.crud import Action, Column, LineEditor, Panel, Related, Resource, SavedViewDefault, Section, register
from erp.extensions import partner_related

partner_related.register(
    "accounting.30_reminders",
    Related(
        _("Reminders"),
        lambda partner: Reminder.objects.filter(partner=partner),
        resource="accounting.reminder",
        filter_name="partner",
        icon="bell",
    ),
)

CURRENCY = "currency_id"
OF_REMINDER = "reminder__currency_id"
OF_COMPANY = "company__currency_id"


def _letter_panel(record: Any, request: HttpRequest) -> Any:
    return render_to_string("accounting/reminder_panel.html", {"reminder": record}, request)


@register
class ReminderResource(Resource):
    model = Reminder
    icon = "bell"
    menu_order = 25
    description = _("What late customers were told, and what waits to be sent.")
    columns = [
        Column("number"),
        Column("date"),
        Column("partner", is_wide=True),
        Column("level"),
        Column("status"),
        Column("amount", kind="money", currency=CURRENCY, total=True),
        Column("interest", kind="money", currency=CURRENCY, total=True),
        Column("fee", kind="money", currency=CURRENCY, total=True),
        Column("email"),
    ]
    ordering = ["-date", "-id"]
    date_field = "date"
    filters = ["status", "level", "date", "partner"]
    search = ["number", "partner__name"]
    subtitle = "partner__name"
    header = [Column("partner"), Column("level"), Column("amount", kind="money", currency=CURRENCY)]
    views = [
        SavedViewDefault("to_send", _("To send"), {"status": [DRAFT]}),
        SavedViewDefault("sent", _("Sent reminders"), {"status": [SENT]}),
    ]
    sections = [
        Section(
            _("Reminder"),
            [
                "partner",
                "date",
                "level",
                "email",
                Column("amount", currency=CURRENCY),
                Column("interest", currency=CURRENCY),
                Column("fee", currency=CURRENCY),
                "currency",
            ],
        )
    ]
    lines = [
        LineEditor(
            model=ReminderLine,
            fk="reminder",
            columns=[
                Column("invoice", is_wide=True),
                Column("due_date"),
                Column("days_late"),
                Column("level"),
                Column("residual", currency=OF_REMINDER),
                Column("interest", currency=OF_REMINDER),
                Column("fee", currency=OF_REMINDER),
            ],
            editable=False,
        )
    ]
    panels = [Panel(_("Letter"), _letter_panel, place="side", icon="printer")]
    can_create = can_update = can_delete = False
    actions = [
        Action(
            "send",
            _("Send"),
            send,
            permission="accounting.send_reminder",
            statuses=(DRAFT,),
            primary=True,
            bulk=True,
            icon="send",
            confirm=_("By mail where there is an address; the others are printed from their letter."),
            done=_("Sent, without what was paid meanwhile. Many at once are sent in the background."),
        ),
        Action(
            "cancel",
            _("Cancel"),
            cancel_reminders,
            permission="accounting.send_reminder",
            statuses=(DRAFT,),
            bulk=True,
            danger=True,
            icon="ban",
            confirm=_("Its invoices are proposed again the next time. To leave them in peace, block them."),
        ),
    ]


@register
class DunningLevelResource(Resource):
    model = DunningLevel
    icon = "stairs-up"
    menu_order = 86
    description = _("When late customers are recalled, and in which words.")
    columns = [
        Column("name", is_wide=True),
        Column("days_late"),
        Column("waits_days"),
        Column("interest_percent", kind="percent"),
        Column("fee", currency=OF_COMPANY),
        Column("is_active"),
        Column("subject"),
    ]
    ordering = ["days_late", "id"]
    filters = ["is_active"]
    sections = [
        Section(_("When"), ["name", "days_late", "waits_days", "is_active"]),
        Section(
            _("What is asked on top"),
            [Column("interest_percent", kind="percent"), Column("fee", currency=OF_COMPANY)],
        ),
        Section(_("What is said"), ["subject", "message"]),
        Section(_("What is said in English"), ["subject_english", "message_english"]),
    ]
    related = [
        Related(_("Reminders"), "reminders", resource="accounting.reminder", filter_name="level", icon="bell")
    ]
    can_delete = False


@register
class DunningBlockResource(Resource):
    model = DunningBlock
    icon = "bell-off"
    menu_order = 87
    description = _("Customers and invoices that are left in peace, and why. Delete a block to lift it.")
    columns = [
        Column("partner", is_wide=True),
        Column("invoice"),
        Column("reason", is_wide=True),
        Column("until"),
        Column("created_at"),
    ]
    ordering = ["-id"]
    filters = ["partner", "until"]
    sections = [Section(_("Block"), ["partner", "invoice", "until", "reason"])]
