"""What an action will do, told before it does it."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext, ngettext

from accounting.models import Invoice


def of_posting(invoices: Sequence[Invoice]) -> list[str]:
    """How much is posted, and what can't be taken back."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for invoice in invoices:
        sums[invoice.currency_id] += -invoice.gross if invoice.is_credit_note else invoice.gross
    amounts = ", ".join(f"{amount:.2f} {currency}" for currency, amount in sums.items())
    count = len(invoices)
    return [
        ngettext(
            "%(count)d document of %(amounts)s goes into the books.",
            "%(count)d documents of %(amounts)s together go into the books.",
            count,
        )
        % {"count": count, "amounts": amounts},
        gettext("It takes the next number and never changes again; a credit note takes it back."),
    ]
