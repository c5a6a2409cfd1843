"""Accounting's tables, one module an aggregate."""

from accounting.models.balances import AccountBalance
from accounting.models.bank import BankAccount, BankLine, BankStatement, StatementFile
from accounting.models.bank_rules import BankRule, StatementMapping
from accounting.models.categories import CategoryAccount
from accounting.models.chain import ChainHead, ChainLink
from accounting.models.dunning import DunningBlock, DunningLevel, Reminder, ReminderLine
from accounting.models.invoices import Invoice, InvoiceLine, InvoiceTax, SupplierInvoice, model_of
from accounting.models.ledger import (
    Account,
    DefaultAccount,
    Entry,
    FiscalYear,
    Item,
    Journal,
    JournalCounter,
    Period,
)
from accounting.models.locks import LockDates
from accounting.models.payments import Payment, PaymentProvider
from accounting.models.reconciliation import Match, Reconciliation
from accounting.models.taxes import Tax, VatSettings

__all__ = [
    "Account",
    "AccountBalance",
    "BankAccount",
    "BankLine",
    "BankRule",
    "BankStatement",
    "CategoryAccount",
    "ChainHead",
    "ChainLink",
    "DefaultAccount",
    "DunningBlock",
    "DunningLevel",
    "Entry",
    "FiscalYear",
    "Invoice",
    "InvoiceLine",
    "InvoiceTax",
    "Item",
    "Journal",
    "JournalCounter",
    "LockDates",
    "Match",
    "Payment",
    "PaymentProvider",
    "Period",
    "Reconciliation",
    "Reminder",
    "ReminderLine",
    "StatementFile",
    "StatementMapping",
    "SupplierInvoice",
    "Tax",
    "VatSettings",
    "model_of",
]
