"""MT940 statements and MT942 reports of SWIFT, in the dialects of real banks.

The fields are read by the mt-940 library; this module takes messages out of what banks wrap around them, hands over
field by field (so that a refusal names its line and no field swallows the next), and forgives what banks do to them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import InvalidOperation
from typing import Any

import mt940
from mt940.models import Transactions
from mt940.tags import BalanceBase, StatementGLS

from accounting.statements.balances import balance_notices, turn_mirrored
from accounting.statements.messages import Notice, StatementFormatError, condensed, gettext_noop
from accounting.statements.plain import decode_text, single_spaced
from accounting.statements.swift_details import Details, read_details, read_non_swift
from accounting.statements.types import ParsedBalance, ParsedLine, ParsedStatement, Raw

_FIELD = re.compile(r"^:(\d{2}[A-Z]?|NS):", re.MULTILINE)
_END = re.compile(r"^(-|-XXX|-\}.*|\{\d:.*)$", re.MULTILINE)
_CONTROLS = str.maketrans("", "", "\x01\x02\x03\x04\x1a")
_ACCOUNT = re.compile(r"^:25:", re.MULTILINE)
_MOVEMENT_OR_BALANCE = re.compile(r"^:6[0-5][FM]?:", re.MULTILINE)
# Citibank puts three spaces for the day of booking that it does not give, and D or C twice: the second is the currency's.
_BALANCE_DATE = re.compile(r"^([DC])(\d{6})(?=[A-Z]{3}|[\d,])")
_PARTS = re.compile(r"^(\d{2})(\d{2})(\d{2})(\d{4}|\s{4})?")
_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{10,30}")
_CURRENCY_TAIL = re.compile(r"\s*([A-Z]{3})$")
# "No reference", also where the library took the N for the kind of movement, and marks of what :86: begins with.
_NO_REFERENCE = re.compile(
    r"(N?\w{0,3}?NONREF.*|NOTPROVIDED|NONE|EF|N|X|(N?\w{3})?([EPKM]REF|MARF)\+?|\+)", re.IGNORECASE
)
_REFERENCE_WIDTH = 16


@dataclass(frozen=True, slots=True)
class _Field:
    tag: str
    text: str
    line: int


@dataclass(slots=True)
class _Movement:
    """A :61: with the fields that follow it."""

    source: _Field
    details: list[_Field] = field(default_factory=list)
    non_swift: list[_Field] = field(default_factory=list)


@dataclass(slots=True)
class _Message:
    fields: list[_Field]
    notices: list[Notice] = field(default_factory=list)

    def first(self, *tags: str) -> _Field | None:
        return next((one for tag in tags for one in self.fields if one.tag == tag), None)

    def last(self, *tags: str) -> _Field | None:
        return next((one for tag in tags for one in reversed(self.fields) if one.tag == tag), None)

    def text(self, *tags: str) -> str:
        found = self.first(*tags)
        return found.text if found else ""


class _Movement61(StatementGLS):
    """A reference of any length (the bank's IBAN of the other side, at SNS and ASN); a zero where the amount is empty."""


_MOVEMENT_TAG = _Movement61()
_BALANCE_TAG = BalanceBase()
_OPTIONS = mt940.Options(reversal_sign=True, case_insensitive_marks=True)


def recognises(name: str, content: bytes) -> bool:
    """A text with an account (:25:) and a movement or a balance (:60: to :65:) at the beginning of lines."""
    text = content[:20_000].decode("latin-1").replace("\r\n", "\n").replace("\r", "\n")
    return bool(_ACCOUNT.search(text) and _MOVEMENT_OR_BALANCE.search(text))


def read_swift(content: bytes) -> list[ParsedStatement]:
    """The statements (MT940) and reports (MT942) of a file. Raises StatementFormatError."""
    messages = list(_messages(decode_text(content).translate(_CONTROLS)))
    if not messages:
        raise StatementFormatError(gettext_noop("The file has no message with an account (:25:) in it."))
    statements = [_statement(message) for message in messages]
    return [
        _with_next_page(one, after) for one, after in zip(statements, [*statements[1:], None], strict=True)
    ]


def _with_next_page(statement: ParsedStatement, after: ParsedStatement | None) -> ParsedStatement:
    """Told when a statement ends with a balance carried over (:62M:) and the file has no page that takes it up."""
    is_complete = statement.is_last_page is not False
    if is_complete or (
        after and (after.account, after.opening_balance) == (statement.account, statement.closing_balance)
    ):
        return statement
    notice = Notice(
        "page.more",
        gettext_noop("The statement goes on in another file (this is page %(page)s)."),
        {"page": statement.page or "?"},
    )
    return replace(statement, warnings=(*statement.warnings, notice))


def _messages(text: str) -> Iterator[_Message]:
    """A message starts at :20: (or at a second :25:); what stands between messages is the transport's."""
    marks = list(_FIELD.finditer(text))
    lines = _line_counter(text)
    fields: list[_Field] = []
    for position, mark in enumerate(marks):
        end = marks[position + 1].start() if position + 1 < len(marks) else len(text)
        body = _END.split(text[mark.end() : end], maxsplit=1)[0]
        one = _Field(mark[1], body.strip("\n \t"), lines(mark.start()))
        if one.tag == "20" and any(known.tag == "25" for known in fields):
            yield _Message(fields)
            fields = []
        fields.append(one)
    if any(one.tag == "25" for one in fields):
        yield _Message(fields)


def _line_counter(text: str) -> Any:
    at, line = 0, 1

    def line_of(offset: int) -> int:
        nonlocal at, line
        line += text.count("\n", at, offset)
        at = offset
        return line

    return line_of


def _statement(message: _Message) -> ParsedStatement:
    notices = message.notices
    opening, closing = _balances(message)
    is_report = message.first("34F", "90D", "90C") is not None and opening is None
    iban, other_id, currency = _account(message.text("25"))
    currency = (opening.currency if opening else "") or (closing.currency if closing else "") or currency
    if is_report:
        currency = message.text("34F")[:3] or currency
    if opening and closing and opening.currency != closing.currency and closing.currency:
        notices.append(
            Notice(
                "balance.currency",
                gettext_noop(
                    "The opening balance is in %(opening)s, the closing balance in %(closing)s; "
                    "%(opening)s was taken."
                ),
                {"opening": opening.currency, "closing": closing.currency},
            )
        )
    spare = closing.as_of if closing else None
    lines = [
        _line(movement, position, currency, spare, notices)
        for position, movement in enumerate(_movements(message), 1)
    ]
    opening_amount = opening.amount if opening else None
    closing_amount = closing.amount if closing else None
    turned, difference, mirrored = turn_mirrored(opening_amount, closing_amount, lines, currency)
    notices += mirrored
    if not is_report:
        notices += balance_notices(opening_amount, closing_amount, difference, currency)
    number, _slash, page = message.text("28C", "28").partition("/")
    is_last = message.first("62F") is not None or not message.first("62M")
    closing_date = (closing.as_of if closing else None) or max(
        (one.booking_date for one in turned), default=None
    )
    return ParsedStatement(
        format="MT942" if is_report else "MT940",
        kind="report" if is_report else "statement",
        # Banks call every statement STARTUMS: the number of the account's statement and its day tell it apart.
        identification=single_spaced(f"{number.strip()} {closing_date or message.text('20')}"),
        sequence=number.strip(),
        account_iban=iban,
        account_other_id=other_id,
        currency=currency,
        opening_balance=opening_amount,
        closing_balance=closing_amount,
        opening_date=opening.as_of if opening else None,
        closing_date=closing_date,
        balance_difference=difference,
        lines=turned,
        balances=tuple(one for one in (opening, closing) if one),
        warnings=condensed(notices),
        message_id=message.text("20"),
        page=int(page) if page.strip().isdigit() and page.isascii() else None,
        is_last_page=is_last,
        raw={one.tag: one.text for one in message.fields if one.tag not in {"61", "86", "NS"}},
    )


def _account(text: str) -> tuple[str, str, str]:
    """IBAN, or other number, and a currency where the bank put one behind it."""
    clean = text.strip().lstrip("/")
    currency = ""
    if tail := _CURRENCY_TAIL.search(clean):
        currency, clean = tail[1], clean[: tail.start()]
    packed = clean.replace(" ", "").replace(".", "")
    return (packed, "", currency) if _IBAN.fullmatch(packed) else ("", clean.strip(), currency)


def _movements(message: _Message) -> Iterator[_Movement]:
    movement: _Movement | None = None
    for one in message.fields:
        if one.tag == "61":
            if movement:
                yield movement
            movement = _Movement(one)
        elif one.tag == "86" and movement:
            movement.details.append(one)
        elif one.tag == "NS" and movement:
            movement.non_swift.append(one)
        elif movement and one.tag[:2] in {"62", "64", "65", "90"}:
            yield movement
            movement = None
    if movement:
        yield movement


def _balances(message: _Message) -> tuple[ParsedBalance | None, ParsedBalance | None]:
    opening = message.first("60F", "60M", "60")
    closing = message.last("62F", "62M", "62")
    return _balance(opening, message.notices), _balance(closing, message.notices)


def _balance(source: _Field | None, notices: list[Notice]) -> ParsedBalance | None:
    if source is None:
        return None
    text = _real_date(source.text, source.line, notices, at=1)
    if re.match(r"[DC]\d{6}[\d,]", text):
        notices.append(
            Notice(
                "balance.no_currency",
                gettext_noop("The balance “%(text)s” names no currency."),
                {"text": source.text},
                source.line,
            )
        )
        text = f"{text[:7]}XXX{text[7:]}"
    values = _parsed(_BALANCE_TAG, _without_zeros(text), source)
    balance = next(iter(values.values()))
    currency = balance.amount.currency or ""
    return ParsedBalance(
        code=f":{source.tag}:",
        amount=balance.amount.amount,
        currency="" if currency == "XXX" else currency,
        as_of=date(balance.date.year, balance.date.month, balance.date.day),
    )


def _line(
    movement: _Movement, position: int, currency: str, spare: date | None, notices: list[Notice]
) -> ParsedLine:
    source = movement.source
    text = _real_date(source.text, source.line, notices)
    values = _parsed(_MOVEMENT_TAG, _without_zeros(text), source)
    value_date = _plain(values["date"])
    booking_date = _plain(values.get("entry_date")) or value_date or spare
    if booking_date is None:
        raise _no_field(source)
    said, name = _reference_and_name(str(values.get("customer_reference") or ""))
    details = _details(movement, values, said, name)
    reference = _reference(values.get("bank_reference"))
    customer = _reference(said)
    end_to_end = _reference(details.end_to_end_id)
    if customer and details.counterparty_iban == customer:
        customer = ""
    return ParsedLine(
        position=position,
        amount=values["amount"].amount,
        currency=currency,
        booking_date=booking_date,
        value_date=value_date,
        status="BOOK",
        is_reversal=str(values["status"]).upper().startswith("R"),
        reference=reference,
        entry_reference=customer,
        end_to_end_id=end_to_end or customer,
        mandate_id=details.mandate_id,
        counterparty=details.counterparty or name,
        counterparty_iban=details.counterparty_iban,
        counterparty_account=details.counterparty_account,
        counterparty_bic=details.counterparty_bic,
        description=details.description,
        bank_code=details.bank_code,
        proprietary_code=str(values.get("id") or "").strip(),
        additional_information=details.posting_text,
        line_number=source.line,
        raw=_raw(movement),
    )


def _raw(movement: _Movement) -> Raw:
    fields = {"61": [movement.source], "86": movement.details, "NS": movement.non_swift}
    return {tag: "\n".join(one.text for one in found) for tag, found in fields.items() if found}


def _reference_and_name(text: str) -> tuple[str, str]:
    """Rabobank writes the other side's name behind the 16 characters of the reference."""
    head, tail = text[:_REFERENCE_WIDTH], text[_REFERENCE_WIDTH:]
    return (head.strip(), single_spaced(tail)) if tail and head.endswith(" ") else (text.strip(), "")


def _details(movement: _Movement, values: dict[str, Any], reference: str, name: str) -> Details:
    supplement = single_spaced(str(values.get("extra_details") or "")) or name
    if movement.non_swift and not movement.details:
        return read_non_swift("\n".join(one.text for one in movement.non_swift), supplement)
    return read_details([one.text for one in movement.details], supplement, reference)


def _parsed(tag: Any, text: str, source: _Field) -> dict[str, Any]:
    transactions = Transactions(options=_OPTIONS)
    try:
        return dict(tag(transactions, tag.parse(transactions, text)))
    except (RuntimeError, ValueError, TypeError, InvalidOperation) as error:
        raise _no_field(source) from error


def _no_field(source: _Field) -> StatementFormatError:
    return StatementFormatError(
        gettext_noop("“%(text)s” is no %(tag)s field of MT940: it needs a date, C or D, and an amount."),
        source.line,
        {"text": source.text.split("\n")[0][:60], "tag": f":{source.tag}:"},
    )


def _real_date(text: str, line: int, notices: list[Notice], *, at: int = 0) -> str:
    """The field with a day that exists: banks book interest on 30 February. The last day of the month stands in."""
    head, rest = text[:at], text[at:]
    found = _PARTS.match(rest)
    if not found:
        return text
    year, month, day = 2000 + int(found[1]), int(found[2]), int(found[3])
    if not 1 <= month <= 12 or day > 31:
        return text
    last = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
    if 1 <= day <= last:
        return text
    notices.append(
        Notice(
            "date.impossible",
            gettext_noop("There is no day %(day)s in %(month)s; the last day of the month was taken."),
            {"day": day, "month": f"{year}-{month:02}"},
            line,
        )
    )
    return f"{head}{found[1]}{found[2]}{last:02}{rest[6:]}"


def _without_zeros(text: str) -> str:
    """Rabobank fills amounts up with zeros, past the 15 digits that the field has."""
    return re.sub(r"(?<=[A-Z])0+(?=\d{1,15},)", "", text, count=1)


def _plain(day: Any) -> date | None:
    return date(day.year, day.month, day.day) if isinstance(day, date) else None


def _reference(text: object) -> str:
    clean = single_spaced(str(text or ""))
    return "" if _NO_REFERENCE.fullmatch(clean) else clean
