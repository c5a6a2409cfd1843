"""QIF: movements of an account, one letter a line. It names no currency and no balance, and dates in any order.

The order of day and month is taken from the file as a whole: 8/15/13 anywhere says that the month comes first.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from accounting.statements.messages import Notice, StatementFormatError, condensed, gettext_noop
from accounting.statements.plain import decode_text, single_spaced
from accounting.statements.tables import amount_in, is_decimal_comma
from accounting.statements.types import ParsedLine, ParsedStatement

_HEADER = re.compile(r"^[\xef\xbb\xbf\s]*(!Type:|!Account|!Option|!Clear)", re.IGNORECASE)
_ACCOUNT_TYPES = frozenset({"bank", "cash", "ccard", "oth a", "oth l"})
_DATE = re.compile(r"(\d{1,4})[/.\-' ]+(\d{1,2})[/.\-' ]+(\d{1,4})")


@dataclass(slots=True)
class _Entry:
    line: int
    values: dict[str, list[str]] = field(default_factory=dict)

    def first(self, key: str) -> str:
        return self.values.get(key, [""])[0]


@dataclass(slots=True)
class _Account:
    name: str = ""
    kind: str = ""
    entries: list[_Entry] = field(default_factory=list)


def recognises(name: str, content: bytes) -> bool:
    """A text that begins with !Type: or !Account."""
    return bool(_HEADER.match(content[:200].decode("latin-1")))


def read_qif(content: bytes) -> list[ParsedStatement]:
    """One statement for each account of the file, in its order. Raises StatementFormatError."""
    accounts = [account for account in _accounts(decode_text(content)) if account.entries]
    if not accounts:
        raise StatementFormatError(gettext_noop("The QIF file has no movements of a bank account in it."))
    entries = [entry for account in accounts for entry in account.entries]
    order, notices = _order(entries)
    comma = is_decimal_comma([entry.first("T") or entry.first("U") for entry in entries])
    return [_statement(account, order, comma, notices) for account in accounts]


def _accounts(text: str) -> list[_Account]:
    accounts: list[_Account] = []
    current, entry, named, mode = _Account(), None, "", "entries"
    for number, line in enumerate(text.split("\n"), 1):
        line = line.rstrip()
        if line.startswith("!"):
            keyword = line[1:].strip().lower()
            entry = None
            if keyword == "account":
                mode = "account"
            elif keyword.startswith("type:"):
                kind = keyword[5:].strip()
                mode = "entries" if kind in _ACCOUNT_TYPES else "other"
                current = next(
                    (one for one in accounts if named and one.name == named), _Account(named, kind)
                )
                if mode == "entries" and current not in accounts:
                    accounts.append(current)
        elif line == "^":
            if mode == "entries" and entry is not None:
                current.entries.append(entry)
            entry = None
        elif line and mode == "account":
            named = line[1:].strip() if line[0] == "N" else named
        elif line.strip() and mode == "entries":
            entry = entry or _Entry(number)
            entry.values.setdefault(line[0].upper(), []).append(line[1:].strip())
    if entry is not None and mode == "entries":
        current.entries.append(entry)
    return accounts


def _numbers(text: str, line: int) -> tuple[str, str, str]:
    found = _DATE.match(text.strip())
    if not found:
        raise StatementFormatError(gettext_noop("“%(text)s” is no date."), line, {"text": text})
    return found[1], found[2], found[3]


def _order(entries: Sequence[_Entry]) -> tuple[str, list[Notice]]:
    """ "dmy", "mdy" or "ymd": the one under which every date exists and the dates hang together best."""
    dates = [_numbers(entry.first("D"), entry.line) for entry in entries]
    fitting = [order for order in ("dmy", "mdy", "ymd") if all(_day(one, order) for one in dates)]
    if not fitting:
        raise StatementFormatError(
            gettext_noop("The dates of the file can't all be read in one order of day, month and year.")
        )
    if len(fitting) == 1:
        return fitting[0], []

    def spread(order: str) -> int:
        days = [day for one in dates if (day := _day(one, order))]
        return (max(days) - min(days)).days

    best = min(fitting, key=lambda order: (spread(order), fitting.index(order)))
    readings = {order: [_day(one, order) for one in dates] for order in fitting}
    if all(reading == readings[best] for reading in readings.values()):
        return best, []
    return best, [
        Notice(
            "date.order",
            gettext_noop(
                "The dates can be read in several orders; “%(order)s” was taken. Check the first ones."
            ),
            {"order": {"dmy": "DD/MM/YY", "mdy": "MM/DD/YY", "ymd": "YY/MM/DD"}[best]},
        )
    ]


def _day(parts: tuple[str, str, str], order: str) -> date | None:
    values = dict(zip(order, parts, strict=True))
    if len(values["d"]) > 2 or len(values["m"]) > 2:
        return None
    year = int(values["y"])
    if len(values["y"]) <= 2:
        year += 2000 if year < 70 else 1900
    try:
        return date(year, int(values["m"]), int(values["d"]))
    except ValueError:
        return None


def _statement(account: _Account, order: str, comma: bool, notices: Sequence[Notice]) -> ParsedStatement:
    lines: list[ParsedLine] = []
    found, opening = list(notices), None
    for entry in account.entries:
        text = entry.first("T") or entry.first("U")
        amount = amount_in(text, is_comma=comma)
        if amount is None:
            raise StatementFormatError(gettext_noop("“%(text)s” is no amount."), entry.line, {"text": text})
        if single_spaced(entry.first("P")).lower() == "opening balance":
            opening = amount
            continue
        lines.append(_line(entry, len(lines) + 1, amount, order))
    dates = [line.booking_date for line in lines]
    return ParsedStatement(
        format="QIF",
        kind="statement",
        identification="",
        sequence="",
        account_iban="",
        account_other_id="",
        currency="",
        opening_balance=opening,
        closing_balance=None,
        opening_date=min(dates, default=None),
        closing_date=max(dates, default=None),
        balance_difference=None,
        lines=tuple(lines),
        warnings=condensed(found),
        account_name=account.name,
        raw={"type": account.kind, "name": account.name},
    )


def _line(entry: _Entry, position: int, amount: Decimal, order: str) -> ParsedLine:
    booked = _day(_numbers(entry.first("D"), entry.line), order)
    assert booked is not None  # noqa: S101 - the order was chosen so that every date is one
    number, memo, payee = entry.first("N"), entry.first("M"), entry.first("P")
    return ParsedLine(
        position=position,
        amount=amount,
        currency="",
        booking_date=booked,
        value_date=None,
        status="BOOK",
        entry_reference=number,
        counterparty=payee,
        description=single_spaced(f"{number} {memo}") or payee,
        line_number=entry.line,
        raw={key: list(values) for key, values in entry.values.items()},
    )
