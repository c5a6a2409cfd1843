"""Reminders as letters, in the customer's language."""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from django.template.loader import render_to_string
from django.utils import translation

from accounting.models import BankAccount, Reminder, ReminderLine
from erp.models import Address
from erp.printing import pdf


class Words(NamedTuple):
    subject: str
    message: str


def words_of(reminder: Reminder) -> Words:
    """What the level says to this customer; in English where that is their language and the level has it."""
    level = reminder.level
    if reminder.partner.language == "en" and level.message_english:
        return Words(level.subject_english or level.subject, level.message_english)
    return Words(level.subject, level.message)


def letter_pdfs(reminders: Sequence[Reminder]) -> list[bytes]:
    """The letter of each, in the order given. What they say is read for all together, in three statements; the reminders come
    with their partner, level and company."""
    lines: dict[int, list[ReminderLine]] = defaultdict(list)
    for line in (
        ReminderLine.objects.filter(reminder__in=reminders)
        .select_related("invoice")
        .order_by("due_date", "pk")
    ):
        lines[line.reminder_id].append(line)
    # The first of each is written last, and stays.
    accounts = {
        account.company_id: account
        for account in BankAccount.objects.filter(
            company__in={one.company_id for one in reminders}, is_active=True
        ).order_by("-pk")
    }
    addresses = {
        address.partner_id: address
        for address in Address.objects.filter(partner__in={one.partner_id for one in reminders})
        .select_related("country")
        .order_by("-pk")
    }
    style = render_to_string("accounting/invoice_print.css")
    return [
        pdf(
            _letter(
                reminder,
                lines[reminder.pk],
                addresses.get(reminder.partner_id),
                accounts.get(reminder.company_id),
            ),
            style,
        )
        for reminder in reminders
    ]


def _letter(
    reminder: Reminder, lines: Sequence[ReminderLine], address: Address | None, account: BankAccount | None
) -> str:
    with translation.override(reminder.partner.language):
        part = render_to_string(
            "accounting/reminder_print.html",
            {
                "reminder": reminder,
                "company": reminder.company,
                "lines": lines,
                "words": words_of(reminder),
                "address": address,
                "bank_account": account,
                "asked": reminder.amount + reminder.interest + reminder.fee,
            },
        )
    return render_to_string("accounting/invoice_pages.html", {"parts": [part]})
