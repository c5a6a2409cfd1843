"""Reminders as letters, in the customer's language."""

from collections.abc import Sequence
from typing import NamedTuple

from django.template.loader import render_to_string
from django.utils import translation

from accounting.models import BankAccount, Reminder
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


def letter_pdf(reminders: Sequence[Reminder]) -> bytes:
    """One PDF of the letters, each on pages of its own."""
    parts = []
    for reminder in reminders:
        lines = list(reminder.lines.select_related("invoice").order_by("due_date", "pk"))
        account = (
            BankAccount.objects.filter(company=reminder.company_id, is_active=True).order_by("pk").first()
        )
        address = Address.objects.filter(partner=reminder.partner_id).select_related("country").first()
        with translation.override(reminder.partner.language):
            parts.append(
                render_to_string(
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
            )
    page = render_to_string("accounting/invoice_pages.html", {"parts": parts})
    return pdf(page, render_to_string("accounting/invoice_print.css"))
