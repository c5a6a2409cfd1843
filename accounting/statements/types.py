"""What a bank statement says, whatever format the bank wrote it in.

Amounts are signed as the account holder sees them: money in is positive, money out negative. Dates are the
bank's own, without time. A text that the bank did not give is "", a number or date that it did not give is
None.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal, TypeAlias

from accounting.statements.messages import Notice

# An element of the file as plain data that JSON can keep: text, or children and attributes ("@Ccy") by name.
Raw: TypeAlias = "str | dict[str, Raw | list[Raw]]"

StatementKind: TypeAlias = Literal["statement", "report", "notification"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedBalance:
    """One balance the bank states; code is the bank's (OPBD, CLBD, …), amount in currency."""

    code: str
    amount: Decimal
    currency: str
    as_of: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedCharge:
    """A fee the bank reports: amount is negative when it costs the account holder.

    is_included: the booked amount is already net of it; None where the bank does not say.
    """

    amount: Decimal
    currency: str
    kind: str = ""
    is_included: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedExchange:
    """How the bank changed currencies: 1 unit_currency is rate of the other one, as the bank states it."""

    rate: Decimal | None = None
    source_currency: str = ""
    target_currency: str = ""
    unit_currency: str = ""
    contract: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentFacts:
    """What a bank may tell about a payment; a line and each payment inside a batch both have them.

    reference is the bank's own (AcctSvcrRef); the counterparty is whoever is not the account holder;
    original_amount is what was ordered, signed, in original_currency, before charges and exchange.
    """

    reference: str = ""
    end_to_end_id: str = ""
    transaction_id: str = ""
    payment_information_id: str = ""
    mandate_id: str = ""
    counterparty: str = ""
    counterparty_iban: str = ""
    counterparty_account: str = ""
    counterparty_bic: str = ""
    ultimate_counterparty: str = ""
    description: str = ""
    structured_references: tuple[str, ...] = ()
    document_numbers: tuple[str, ...] = ()
    bank_code: str = ""
    proprietary_code: str = ""
    return_reason: str = ""
    original_amount: Decimal | None = None
    original_currency: str = ""
    exchange: ParsedExchange | None = None
    charges: tuple[ParsedCharge, ...] = ()

    @property
    def structured_reference(self) -> str:
        """The first structured creditor reference, "" without one."""
        return self.structured_references[0] if self.structured_references else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedTransaction(PaymentFacts):
    """One payment inside a line (batch detail); amount is None where the bank gives only the line's."""

    amount: Decimal | None
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedLine(PaymentFacts):
    """One movement of the account; position counts the entries of its statement in file order, from 1.

    status is the bank's: BOOK is booked, PDNG pending, INFO and FUTR are announcements. line_number is the
    line of the file. raw is the whole element, to be kept. Facts of a batch are here only where all its
    payments agree.
    """

    position: int
    amount: Decimal
    currency: str
    booking_date: date
    value_date: date | None
    status: str
    is_reversal: bool = False
    entry_reference: str = ""
    additional_information: str = ""
    transactions: tuple[ParsedTransaction, ...] = ()
    line_number: int | None = None
    raw: Raw = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedStatement:
    """One account over one period. lines are booked; unbooked_lines (pending, announced) never count.

    balance_difference: closing balance less (opening balance plus lines), in currency; 0 when the statement
    adds up, None when a balance is missing. warnings tell everything that was odd.
    """

    format: str
    kind: StatementKind
    identification: str
    sequence: str
    account_iban: str
    account_other_id: str
    currency: str
    opening_balance: Decimal | None
    closing_balance: Decimal | None
    opening_date: date | None
    closing_date: date | None
    balance_difference: Decimal | None
    lines: tuple[ParsedLine, ...]
    unbooked_lines: tuple[ParsedLine, ...] = ()
    balances: tuple[ParsedBalance, ...] = ()
    warnings: tuple[Notice, ...] = ()
    account_name: str = ""
    account_bic: str = ""
    message_id: str = ""
    page: int | None = None
    is_last_page: bool | None = None
    raw: Raw = field(default="", repr=False)

    @property
    def account(self) -> str:
        """The account's IBAN, or its other number; some banks put the IBAN there."""
        return self.account_iban or self.account_other_id
