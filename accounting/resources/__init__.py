"""The screens of accounting, one module an aggregate."""

from accounting.models import (
    AccountBalance,
    ChainHead,
    DefaultAccount,
    FiscalYear,
    InvoiceTax,
    JournalCounter,
    StatementFile,
)
from accounting.resources.bank import BankAccountResource, BankLineResource, BankStatementResource
from accounting.resources.bank_rules import BankRuleResource, StatementMappingResource
from accounting.resources.bills import SupplierInvoiceResource
from accounting.resources.categories import CategoryAccountResource
from accounting.resources.chain import ChainLinkResource
from accounting.resources.dunning import DunningBlockResource, DunningLevelResource, ReminderResource
from accounting.resources.invoices import InvoiceResource
from accounting.resources.ledger import (
    AccountResource,
    EntryResource,
    ItemResource,
    JournalResource,
    PeriodResource,
    TaxResource,
)
from accounting.resources.locks import LockDatesResource
from accounting.resources.payments import PaymentProviderResource, PaymentResource, ReconciliationResource
from accounting.resources.vat import VatSettingsResource
from erp.crud import without_screen

__all__ = [
    "AccountResource",
    "BankAccountResource",
    "BankLineResource",
    "BankRuleResource",
    "BankStatementResource",
    "CategoryAccountResource",
    "ChainLinkResource",
    "DunningBlockResource",
    "DunningLevelResource",
    "EntryResource",
    "InvoiceResource",
    "ItemResource",
    "JournalResource",
    "LockDatesResource",
    "PaymentProviderResource",
    "PaymentResource",
    "PeriodResource",
    "ReconciliationResource",
    "ReminderResource",
    "StatementMappingResource",
    "SupplierInvoiceResource",
    "TaxResource",
    "VatSettingsResource",
]

without_screen("summed into the reports", AccountBalance)
without_screen("the end of the chain, shown on its own screen", ChainHead)
without_screen("configured in the administration", DefaultAccount, FiscalYear)
without_screen("shown with the invoice it belongs to", InvoiceTax)
without_screen("the counter behind a journal's numbers", JournalCounter)
without_screen("the file of a bank statement, kept with it", StatementFile)
