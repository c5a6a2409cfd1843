"""Dunning in the demo: levels as a French trading company has them, and those who pay late."""

import datetime as dt
from decimal import Decimal

from accounting.models import DunningLevel
from accounting.services.dunning import propose_reminders, send_reminders
from erp.models import Company
from erp.services.records import RecordDraft, create_records

# Days late, days between two, interest a year (ten points above the ECB's rate: article L441-10), fee (D441-5).
LEVELS = (
    (
        7, 7, "0", "0",
        "Rappel", ("Sauf erreur ou omission de notre part, les factures ci-dessous sont arrivées à échéance. "
        "Si votre règlement est déjà parti, merci de ne pas tenir compte de ce rappel."),
        "Payment reminder", ("Unless we are mistaken, the invoices below are past due. "
        "If your payment is on its way, please disregard this reminder."),
    ),
    (
        21, 10, "12.15", "40",
        "Relance", ("Malgré notre rappel, les factures ci-dessous restent impayées. "
        "Nous vous prions de les régler sous huit jours, majorées des pénalités prévues à nos conditions."),
        "Second reminder", ("Despite our reminder, the invoices below remain unpaid. "
        "Please settle them within eight days, together with the late charges of our terms."),
    ),
    (
        45, 15, "12.15", "40",
        "Mise en demeure", ("Nous vous mettons en demeure de régler sous huit jours les sommes ci-dessous. "
        "À défaut, le dossier sera transmis à notre conseil."),
        "Formal notice", ("We hereby give you formal notice to pay the sums below within eight days. "
        "Failing that, the file will be handed to our counsel."),
    ),
)  # fmt: skip


def recall_late_customers(company: Company, today: dt.date) -> None:
    """The levels; what was late a month ago was recalled then, what is due today is proposed."""
    create_records(
        [
            RecordDraft(
                DunningLevel,
                {
                    "company": company,
                    "name": subject,
                    "days_late": days,
                    "waits_days": waits,
                    "interest_percent": Decimal(interest),
                    "fee": Decimal(fee),
                    "subject": subject,
                    "message": message,
                    "subject_english": subject_english,
                    "message_english": message_english,
                },
            )
            for days, waits, interest, fee, subject, message, subject_english, message_english in LEVELS
        ]
    )
    month_ago = today - dt.timedelta(days=30)
    if first := propose_reminders(company.pk, month_ago):
        send_reminders(first, day=month_ago)
    propose_reminders(company.pk, today)
