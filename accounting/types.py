"""What is handed to accounting's services and back: frozen, checked, without a database.

Amounts are `Decimal` in the named currency, rounded already at its digits; unit prices may have 6 decimals.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from accounting.choices import (
    SUPPLIER_KINDS,
    InvoiceKind,
    LineKind,
    PaymentDirection,
    PeriodKind,
    RoundingMode,
)

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class ItemDraft:
    """One line of an entry, in the company's currency: a debit or a credit, never both, never negative.

    `currency` and `amount_currency` (signed: positive is a debit) where the document was in another currency.
    """

    account_code: str
    debit: Decimal = ZERO
    credit: Decimal = ZERO
    partner_id: int | None = None
    label: str = ""
    due_date: dt.date | None = None
    currency: str = ""
    amount_currency: Decimal | None = None


@dataclass(frozen=True, slots=True)
class EntryDraft:
    """An entry to post. `label` is what the items say where they have no label of their own.

    `reference` names the piece it stands on (an invoice's number); `source_kind` ("sales.delivery") and `source_id`
    the document that caused it; `reversal_of_id` the posted entry that it takes back. `period_kind`: what opens
    or closes a year stands beside the months, and nothing of it is left open to be matched.
    """

    company_id: int
    journal_code: str
    date: dt.date
    label: str
    items: Sequence[ItemDraft]
    source_kind: str = ""
    source_id: int | None = None
    reference: str = ""
    reversal_of_id: int | None = None
    period_kind: str = PeriodKind.MONTH


@dataclass(frozen=True, slots=True)
class InvoiceLineDraft:
    """A line to invoice: quantity × unit price, less the discount percent, less the discount amount of the line.

    Price and discount include tax where the invoice says so. `tax_id` is an `accounting.Tax` of the company; None for
    what is outside VAT. Without `account_code` the account follows from `kind`. A discount line has a negative price.
    `source_line_id`: the order line. `tax_treatment` and `tax_reason`: under which rule of VAT, and why.
    """

    description: str
    quantity: Decimal
    unit_price: Decimal
    kind: str = LineKind.GOODS
    tax_id: int | None = None
    variant_id: int | None = None
    discount_percent: Decimal = ZERO
    discount_amount: Decimal = ZERO
    account_code: str = ""
    source_line_id: int | None = None
    tax_treatment: str = ""
    tax_reason: str = ""


@dataclass(frozen=True, slots=True)
class InvoiceDraft:
    """An invoice to create, of a customer or (by its `kind`) of a supplier.

    `expected_gross`: what the shop says the customer paid; a difference becomes a visible rounding line (whether it is
    small enough is the caller's to decide). `due_date` follows from the partner's payment terms where it is not given.
    `billing_address`/`delivery_address`: as printed, with the keys name, line1, line2, postcode, city, country.
    `order_reference`: the number of the order, printed; `shop_reference`: what the customer knows it by in the shop.
    `supplier_reference`: the number that a supplier gave it. `taxes_as_written`: what a supplier says the tax of a rate (by
    its id) comes to; the cents by which its rounding differs from ours go to the lines of that rate.
    """

    company_id: int
    partner_id: int
    date: dt.date
    lines: Sequence[InvoiceLineDraft]
    currency: str = "EUR"
    billing_address: Mapping[str, Any] = field(default_factory=dict)
    delivery_address: Mapping[str, Any] = field(default_factory=dict)
    due_date: dt.date | None = None
    expected_gross: Decimal | None = None
    prices_include_tax: bool = False
    rounding: str = RoundingMode.PER_LINE
    source_kind: str = ""
    source_id: int | None = None
    order_reference: str = ""
    shop_reference: str = ""
    notes: str = ""
    kind: str = InvoiceKind.INVOICE
    supplier_reference: str = ""
    taxes_as_written: Mapping[int, Decimal] = field(default_factory=dict)

    @property
    def is_purchase(self) -> bool:
        return self.kind in SUPPLIER_KINDS


@dataclass(frozen=True, slots=True)
class CreditLineDraft:
    """How much of an invoice's line to credit: `quantity` of it, or all that is left where None."""

    invoice_line_id: int
    quantity: Decimal | None = None


@dataclass(frozen=True, slots=True)
class PaymentDraft:
    """A payment received through a provider, or made: posted to the provider's clearing account.

    With `invoice_id` (received: an invoice or a supplier's credit note; made: a supplier's invoice or a credit note) it is reconciled with it as far as both go; the rest
    stays open on the partner's account: of customers, of suppliers where the invoice is one's or `is_supplier` says so (a
    deposit). `reference` is the provider's transaction id: recorded once per provider.
    """

    company_id: int
    partner_id: int
    provider_code: str
    amount: Decimal
    date: dt.date
    currency: str = "EUR"
    direction: str = PaymentDirection.INBOUND
    reference: str = ""
    method: str = ""
    invoice_id: int | None = None
    is_supplier: bool = False
    source_kind: str = ""
    source_id: int | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a candidate is proposed, and how much it counts."""

    label: str
    points: int


@dataclass(frozen=True, slots=True)
class BookingRule:
    """What a bank rule does with a line: all of it to an account, with tax, partner and label where they are given."""

    pk: int
    account_code: str
    tax_id: int | None = None
    partner_id: int | None = None
    label: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Open items that may explain a bank line. `difference`: bank line + fee − items, zero when it all adds up.

    Without items: a bank rule's booking (`rule`).
    """

    kind: str
    title: str
    score: int
    reasons: Sequence[Reason]
    item_ids: Sequence[int]
    fee: Decimal = ZERO
    difference: Decimal = ZERO
    rule: BookingRule | None = None


@dataclass(frozen=True, slots=True)
class BookingSplit:
    """A part of a bank line that goes to an account: `amount` has the line's sign; it contains the tax, where one is given."""

    account_code: str
    amount: Decimal
    tax_id: int | None = None


@dataclass(frozen=True, slots=True)
class BankMatchDraft:
    """How to reconcile a bank line.

    `item_ids`: the open items that it settles. `fee_amount`: kept back by provider or bank, booked to `fee_account`
    (a code; the provider's or the company's account of fees where empty). What is then left goes to `remainder_account`
    where given; stays open on the account of the items if `keep_open`; else, within the bank account's tolerance, to
    the accounts of small differences; beyond it is refused. `remainder_tax_id`: the rest contains this tax.
    `splits`: parts of the line that go to accounts of their own, before anything is left. `is_exchange`: the rest is what a rate made of items in another currency (656/756). `label` instead of the bank's
    words on the entry. `score`, `reasons` and `rule_id` say why, and are kept.
    """

    bank_line_id: int
    item_ids: Sequence[int] = ()
    fee_amount: Decimal = ZERO
    fee_account: str = ""
    remainder_account: str = ""
    keep_open: bool = False
    remainder_tax_id: int | None = None
    remainder_partner_id: int | None = None
    is_exchange: bool = False
    splits: Sequence[BookingSplit] = ()
    label: str = ""
    score: int | None = None
    reasons: Sequence[str] = ()
    rule_id: int | None = None


@dataclass(frozen=True, slots=True)
class ProviderDraft:
    """A payment provider to set up; its clearing account is opened with it. Fees: see `PaymentProvider`."""

    code: str
    name: str
    methods: Sequence[str] = ()
    statement_names: Sequence[str] = ()
    fee_percent: Decimal = ZERO
    fee_fixed: Decimal = ZERO
    fee_account_code: str = ""


@dataclass(frozen=True, slots=True)
class BankAccountDraft:
    """A bank account to set up; its account and journal are opened with it."""

    name: str
    iban: str
    bic: str = ""
    currency: str = ""
