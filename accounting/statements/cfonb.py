"""CFONB120 (AFB120): the French statement of 120 characters a record.

Records: 01 opening balance, 04 movement, 05 what completes the movement before it, 07 closing balance. The last digit of
an amount carries its sign: { A … I are 0 … 9 of a credit, } J … R of a debit. (CFONB, Relevé de compte sur support
informatique.)
"""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from accounting.statements.balances import balance_notices, turn_mirrored
from accounting.statements.messages import Notice, StatementFormatError, condensed, gettext_noop
from accounting.statements.plain import decode_text, single_spaced
from accounting.statements.rib import french_iban
from accounting.statements.types import ParsedBalance, ParsedLine, ParsedStatement

_RECORD = re.compile(r"0[1457](\d{5}|[\dA-Z ]{5})", re.ASCII)
_FIRST = re.compile(rb"^[\xef\xbb\xbf\s]*0[1457]\d{5}.{4}\d{5}[A-Z ]{3}[\d ]")
_CREDIT, _DEBIT = "{ABCDEFGHI", "}JKLMNOPQR"
_OVERPUNCHED = {sign: (1, str(digit)) for digit, sign in enumerate(_CREDIT)} | {
    sign: (-1, str(digit)) for digit, sign in enumerate(_DEBIT)
}
# Some converters write é and è for { and }: the French ASCII of the time (ISO 646-FR).
_OVERPUNCHED |= {"é": (1, "0"), "è": (-1, "0")}
WIDTH = 120
_TEXT_QUALIFIERS = ("LIB", "LCC", "LC2", "LCS")


@dataclass(slots=True)
class _Movement:
    record: str
    line: int
    complements: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))


@dataclass(slots=True)
class _Account:
    """What stands between a 01 and its 07; either may be missing."""

    opening: tuple[str, int] | None = None
    closing: tuple[str, int] | None = None
    movements: list[_Movement] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)

    @property
    def any_record(self) -> str:
        if self.opening:
            return self.opening[0]
        return self.movements[0].record if self.movements else (self.closing or ("", 0))[0]


def recognises(name: str, content: bytes) -> bool:
    """A text whose first record begins as a CFONB one does: code, bank, branch, currency, decimals."""
    return bool(_FIRST.match(content[:400]))


def read_cfonb(content: bytes) -> list[ParsedStatement]:
    """The statements of a file. Raises StatementFormatError."""
    accounts = [account for account in _accounts(decode_text(content)) if account.any_record]
    if not accounts:
        raise StatementFormatError(
            gettext_noop(
                "The file has complements (05) only: no balance and no movement that they complete."
            ),
            1,
        )
    return [_statement(account) for account in accounts]


def _accounts(text: str) -> list[_Account]:
    accounts: list[_Account] = []
    current: _Account | None = None
    for line, record in _records(text):
        code = record[:2]
        if code == "01":
            current = _Account(opening=(record, line))
            accounts.append(current)
            continue
        if (
            current is None
            or (current.closing and code == "07")
            or (current.closing and code in {"04", "05"})
        ):
            current = _Account()
            accounts.append(current)
        if code == "07":
            current = _closed(accounts, current, record, line)
        elif code == "04":
            current.movements.append(_Movement(record, line))
        elif current.movements:
            qualifier, said = record[45:48], record[48:118]
            current.movements[-1].complements[qualifier].append(said.rstrip())
        else:
            current.notices.append(
                Notice(
                    "complement.alone",
                    gettext_noop("A complement (05) stands before any movement; it was left out: %(text)s"),
                    {"text": single_spaced(record[45:118])},
                    line,
                )
            )
    return accounts


def _records(text: str) -> list[tuple[int, str]]:
    """Records with their lines. A file without line ends is cut every 120 characters."""
    lines = text.split("\n")
    if len(lines) <= 2 and len(lines[0]) > WIDTH:
        lines = [lines[0][at : at + WIDTH] for at in range(0, len(lines[0]), WIDTH)]
    found = []
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.strip() == "\x1a":
            continue
        if not _RECORD.match(line) or (len(line.rstrip()) < 90 and line[:2] != "05"):
            raise StatementFormatError(
                gettext_noop("“%(text)s” is no record of CFONB120: 01, 04, 05 or 07 and 120 characters."),
                number,
                {"text": line[:40].strip()},
            )
        found.append((number, line.ljust(WIDTH)))
    return found


def _closed(accounts: list[_Account], current: _Account, record: str, line: int) -> _Account:
    """Put the closing balance on the account it is of; a bank code that differs alone is a slip of the bank."""
    known = current.any_record
    if known and known[21:32] != record[21:32]:
        current = _Account(closing=(record, line))
        accounts.append(current)
        return current
    if known and (known[2:7], known[11:16]) != (record[2:7], record[11:16]):
        current.notices.append(
            Notice(
                "account.bank",
                gettext_noop("The closing balance names the bank %(closing)s, the opening one %(opening)s."),
                {"closing": record[2:7], "opening": known[2:7]},
                line,
            )
        )
    current.closing = (record, line)
    return current


def _statement(account: _Account) -> ParsedStatement:
    record, notices = account.any_record, account.notices
    currency, decimals = record[16:19].strip(), _decimals(record)
    opening = _balance(account.opening, "01", currency, decimals, notices)
    closing = _balance(account.closing, "07", currency, decimals, notices)
    spare = (closing.as_of if closing else None) or (opening.as_of if opening else None)
    lines = [_line(movement, position, spare) for position, movement in enumerate(account.movements, 1)]
    opening_amount = opening.amount if opening else None
    closing_amount = closing.amount if closing else None
    turned, difference, mirrored = turn_mirrored(opening_amount, closing_amount, lines, currency)
    notices += mirrored + balance_notices(opening_amount, closing_amount, difference, currency)
    bank, branch, number = record[2:7], record[11:16], record[21:32].strip()
    return ParsedStatement(
        format="CFONB120",
        kind="statement",
        identification="",
        sequence="",
        account_iban=french_iban(bank, branch, number),
        account_other_id=f"{bank}{branch}{number}",
        currency=currency,
        opening_balance=opening_amount,
        closing_balance=closing_amount,
        opening_date=opening.as_of if opening else None,
        closing_date=closing.as_of if closing else None,
        balance_difference=difference,
        lines=turned,
        balances=tuple(one for one in (opening, closing) if one),
        warnings=condensed(notices),
        raw={
            "01": account.opening[0].rstrip() if account.opening else "",
            "07": account.closing[0].rstrip() if account.closing else "",
        },
    )


def _balance(
    source: tuple[str, int] | None, code: str, currency: str, decimals: int, notices: list[Notice]
) -> ParsedBalance | None:
    if source is None:
        return None
    record, line = source
    as_of = _date(record[34:40])
    if as_of is None:
        notices.append(
            Notice(
                "date.unreadable",
                gettext_noop("The date of the balance, “%(text)s”, is none; it was left out."),
                {"text": record[34:40].strip()},
                line,
            )
        )
    return ParsedBalance(
        code=code, amount=_amount(record[90:104], decimals, line), currency=currency, as_of=as_of
    )


def _line(movement: _Movement, position: int, spare: date | None) -> ParsedLine:
    record, said = movement.record, movement.complements
    booked = _date(record[34:40]) or spare
    if booked is None:
        raise StatementFormatError(
            gettext_noop("The movement has no date: “%(text)s”."), movement.line, {"text": record[34:40]}
        )
    label = single_spaced(record[48:79])

    def first(*qualifiers: str) -> str:
        return next(
            (single_spaced(text) for one in qualifiers for text in said.get(one, ()) if text.strip()), ""
        )

    # NPY who pays, NBE who is paid; of money in the one, of money out the other. RET: why it came back.
    amount = _amount(record[90:104], _decimals(record), movement.line)
    names = ("NPY", "NPO", "NBE", "NBU") if amount > 0 else ("NBE", "NBU", "NPY", "NPO")
    counterparty = first(*names)
    account = first("IPY", "IBE") if amount > 0 else first("IBE", "IPY")
    references = "".join(said.get("RCN", ())[:1])
    texts = [single_spaced(text) for one in _TEXT_QUALIFIERS for text in said.get(one, ())]
    texts += [single_spaced(text) for text in said.get("REF", ())]
    used = {*_TEXT_QUALIFIERS, "REF", "NPY", "NPO", "NBE", "NBU", "IPY", "IBE", "RCN", "RUM", "RET"}
    texts += [
        single_spaced(text)
        for one, values in said.items()
        if one not in used
        for text in values
        if text.strip()
    ]
    kind, mandate = record[32:34], first("RUM")
    return ParsedLine(
        position=position,
        amount=amount,
        currency=record[16:19].strip(),
        booking_date=booked,
        value_date=_date(record[42:48]),
        status="BOOK",
        # Returned and cancelled direct debits, cheques and transfers say so by a code of rejection.
        is_reversal=record[40:42].strip().isdigit(),
        reference=single_spaced(record[104:120]) or _entry_number(record[81:88]),
        entry_reference=first("REF"),
        end_to_end_id=single_spaced(references[:35]),
        mandate_id=mandate[:35].strip(),
        counterparty=counterparty[:70],
        counterparty_iban=account.split(" ")[0] if account[:2].isalpha() else "",
        description=single_spaced(" ".join([label, *dict.fromkeys(filter(None, texts)), references[35:]])),
        bank_code=kind,
        proprietary_code=record[7:11].strip(),
        return_reason=first("RET") or record[40:42].strip(),
        line_number=movement.line,
        raw={"04": record.rstrip(), **{key: list(values) for key, values in said.items()}},
    )


def _entry_number(text: str) -> str:
    return text.strip() if text.strip(" 0") else ""


def _decimals(record: str) -> int:
    return int(record[19]) if record[19].isdigit() else 2


def _date(text: str) -> date | None:
    """DDMMYY; before 1970 is not a bank file."""
    if not (text.isdigit() and text.isascii()):
        return None
    try:
        return date(2000 + int(text[4:6]), int(text[2:4]), int(text[:2]))
    except ValueError:
        return None


def _amount(text: str, decimals: int, line: int) -> Decimal:
    digits, sign = text[:-1].strip(), text[-1:]
    if sign not in _OVERPUNCHED or not (digits.isdigit() and digits.isascii()):
        raise StatementFormatError(
            gettext_noop(
                "“%(text)s” is no amount: 13 digits and a letter or brace that is the last digit and sign."
            ),
            line,
            {"text": text.strip()},
        )
    factor, last = _OVERPUNCHED[sign]
    return Decimal(factor * int(digits + last)).scaleb(-decimals)
