"""What a column of a bank's table may be, in words."""

from django.utils.translation import gettext_lazy as _

ROLE_NAMES = {
    "date": _("Date"),
    "value_date": _("Value date"),
    "amount": _("Amount"),
    "debit": _("Debit"),
    "credit": _("Credit"),
    "indicator": _("Debit or credit (letter)"),
    "balance": _("Balance"),
    "description": _("Text"),
    "counterparty": _("Counterparty"),
    "counterparty_iban": _("Counterparty's IBAN"),
    "reference": _("Reference"),
    "end_to_end_id": _("End-to-end id"),
    "currency": _("Currency"),
    "account": _("Our account"),
}
