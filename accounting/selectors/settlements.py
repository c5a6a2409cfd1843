"""What settled an invoice."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q

from accounting.choices import TRADE_KINDS
from accounting.models import Invoice, Item, Match


@dataclass(frozen=True)
class Settlement:
    """A payment, credit note or bank line that settled `amount` of an invoice. `document` is it, or its entry."""

    document: Any
    amount: Decimal
    item: Item


def settlements_of(invoice: Invoice) -> list[Settlement]:
    """What settled the invoice (or credit note), oldest first; amounts are positive."""
    if invoice.entry_id is None:
        return []
    own = Item.objects.filter(entry=invoice.entry_id, account__kind__in=TRADE_KINDS)
    related = ("entry", "entry__invoice", "entry__payment", "entry__reconciliation__bank_line")
    matches = (
        Match.objects.filter(is_undone=False)
        .filter(Q(debit_item__in=own) | Q(credit_item__in=own))
        .select_related(*(f"{side}__{path}" for side in ("debit_item", "credit_item") for path in related))
        .order_by("pk")
    )
    return [
        Settlement(_document(other), match.amount, other)
        for match in matches
        for other in [
            match.credit_item if match.debit_item.entry_id == invoice.entry_id else match.debit_item
        ]
    ]


def _document(item: Item) -> Any:
    entry = item.entry
    for name in ("invoice", "payment"):
        if hasattr(entry, name):
            return getattr(entry, name)
    reconciliation = getattr(entry, "reconciliation", None)
    return reconciliation.bank_line if reconciliation is not None and reconciliation.bank_line else entry
