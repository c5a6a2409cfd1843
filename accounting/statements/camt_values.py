"""Amounts, dates and indicators as camt messages write them."""

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from accounting.statements.messages import Notice, StatementFormatError, gettext_noop
from accounting.statements.types import Raw
from accounting.statements.xml import text_at

# ISO 20022 amounts: at most 18 digits, 5 of them decimals. No exponent, no "NaN".
_AMOUNT = re.compile(r"[+-]?(?=[0-9.]*[0-9])[0-9]{0,18}(\.[0-9]{0,10})?")
_COMMA = re.compile(r"[+-]?[0-9]+,[0-9]{1,2}")
_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
TRUE_WORDS = frozenset({"true", "1"})


@dataclass(slots=True)
class EntryContext:
    """What an entry needs to know of its statement, and where to put what is odd."""

    currency: str
    own_accounts: frozenset[str]
    spare_date: date | None
    notices: list[Notice] = field(default_factory=list)
    without_status: int = 0
    without_booking_date: int = 0


def read_amount(node: Raw, path: str, line: int | None, notices: list[Notice]) -> Decimal:
    """The amount at a path, with the sign written there. Raises StatementFormatError when it is no amount."""
    text = text_at(node, path).replace(" ", "")
    if _COMMA.fullmatch(text):
        notices.append(
            Notice(
                "amount.comma",
                gettext_noop(
                    "The amount “%(text)s” is written with a comma; it was read as a decimal comma."
                ),
                {"text": text},
                line,
            )
        )
        text = text.replace(",", ".")
    if not _AMOUNT.fullmatch(text):
        raise StatementFormatError(
            gettext_noop("“%(text)s” (%(element)s) is not an amount."),
            line,
            {"text": text[:40], "element": path},
        )
    return Decimal(text)


def read_date(node: Raw, *paths: str) -> date | None:
    """The date at a path, as the bank wrote it (its own time zone).

    None without or when there is no such day.
    """
    for path in paths:
        if match := _DATE.match(text_at(node, f"{path}/Dt", f"{path}/DtTm", path)):
            try:
                return date(*map(int, match.groups()))
            except ValueError:
                continue
    return None


def signed(amount: Decimal, direction: int) -> Decimal:
    """The amount with its direction (+1 in, -1 out).

    One written with a minus is money out whatever the indicator says: banks that do so repeat the direction.
    """
    return amount if amount < 0 else direction * amount + 0  # no minus zero


def normal_account(text: str) -> str:
    """An account number without spaces, in capitals, so that two can be compared."""
    return text.replace(" ", "").upper()


def indicator(node: Raw) -> int | None:
    """+1 for CRDT (an increase), -1 for DBIT (a decrease), None for anything else."""
    return {"CRDT": 1, "DBIT": -1}.get(text_at(node, "CdtDbtInd").upper())


def currency_at(node: Raw, path: str) -> str:
    """The Ccy attribute of the first amount at a path."""
    return text_at(node, f"{path}/@Ccy").upper()
