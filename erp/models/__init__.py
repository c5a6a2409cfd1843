"""The kernel's tables, one module an aggregate."""

from erp.models.base import CompanyModel, Document, ReferenceModel, SortKeyModel
from erp.models.companies import Company, Country, Currency, CurrencyRate, Site
from erp.models.partners import Address, Contact, Partner, PaymentTerms
from erp.models.people import ApiToken, Membership, Role, User
from erp.models.records import (
    Attachment,
    ChangeLog,
    Favourite,
    Job,
    LooseSequence,
    MailMessage,
    OutboxMessage,
    SavedView,
    SearchTerm,
    StrictSequence,
)

__all__ = [
    "Address",
    "ApiToken",
    "Attachment",
    "ChangeLog",
    "Company",
    "CompanyModel",
    "Contact",
    "Country",
    "Currency",
    "CurrencyRate",
    "Document",
    "Favourite",
    "Job",
    "LooseSequence",
    "MailMessage",
    "Membership",
    "OutboxMessage",
    "Partner",
    "PaymentTerms",
    "ReferenceModel",
    "Role",
    "SavedView",
    "SearchTerm",
    "Site",
    "SortKeyModel",
    "StrictSequence",
    "User",
]
