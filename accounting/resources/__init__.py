"""The screens of accounting, one module an aggregate."""

from accounting.resources.bank import BankAccountResource, BankLineResource, BankStatementResource
from accounting.resources.invoices import InvoiceResource
from accounting.resources.ledger import (
    AccountResource,
    EntryResource,
    ItemResource,
    JournalResource,
    PeriodResource,
    TaxResource,
)
from accounting.resources.payments import PaymentProviderResource, PaymentResource, ReconciliationResource

__all__ = [
    "AccountResource",
    "BankAccountResource",
    "BankLineResource",
    "BankStatementResource",
    "EntryResource",
    "InvoiceResource",
    "ItemResource",
    "JournalResource",
    "PaymentProviderResource",
    "PaymentResource",
    "PeriodResource",
    "ReconciliationResource",
    "TaxResource",
]
