"""Reads a FEC, ours or another's, and tells every breach of the rules with the line it stands on.

Line by line, so that a file of any length takes little memory: what is kept is the entries that do not balance yet and
the numbers that each journal has used, as ranges.
"""

import csv
import datetime as dt
import io
import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import IO, TextIO

from stdnum.fr import siren

from accounting.fec.rules import COLUMNS, DATES, REQUIRED, RULES, SIDED, Rule

ZERO = Decimal(0)
MOST_EXAMPLES = 20
NAME = re.compile(r"^(?P<siren>\d{9})FEC(?P<end>\d{8})(_\d+)?\.(txt|csv)$", re.IGNORECASE)
AMOUNT = re.compile(r"^-?\d+(,\d{1,2})?$")
# One line of a FEC is short; what is longer is another kind of file.
LONGEST = 64 * 1024
SAMPLE = 1 << 16


@dataclass(frozen=True)
class Breach:
    line: int
    said: str


@dataclass
class Finding:
    """All breaches of a rule: how many, and the first of them."""

    rule: Rule
    count: int = 0
    examples: list[Breach] = field(default_factory=list)


@dataclass
class FecReport:
    """What was read and what was found. `debit`, `credit`: in the company's currency, over all lines."""

    name: str
    encoding: str = ""
    separator: str = ""
    lines: int = 0
    entries: int = 0
    debit: Decimal = ZERO
    credit: Decimal = ZERO
    findings: dict[str, Finding] = field(default_factory=dict)

    @property
    def is_clean(self) -> bool:
        return not any(finding.rule.is_error for finding in self.findings.values())

    def add(self, code: str, line: int, said: str) -> None:
        finding = self.findings.setdefault(code, Finding(RULES[code]))
        finding.count += 1
        if len(finding.examples) < MOST_EXAMPLES:
            finding.examples.append(Breach(line, said[:200]))


class Numbers:
    """Whole numbers as ranges: a journal without gaps is one of them, however long."""

    def __init__(self) -> None:
        self.starts: list[int] = []
        self.ends: list[int] = []

    def add(self, number: int) -> None:
        at = bisect_right(self.starts, number)
        if at and number <= self.ends[at - 1]:
            return
        joins_before = at > 0 and self.ends[at - 1] == number - 1
        joins_after = at < len(self.starts) and self.starts[at] == number + 1
        if joins_before and joins_after:
            self.ends[at - 1] = self.ends[at]
            del self.starts[at], self.ends[at]
        elif joins_before:
            self.ends[at - 1] = number
        elif joins_after:
            self.starts[at] = number
        else:
            self.starts.insert(at, number)
            self.ends.insert(at, number)

    @property
    def gaps(self) -> Iterator[tuple[int, int]]:
        """First and last missing number of each gap."""
        for end, start in zip(self.ends, self.starts[1:], strict=False):
            yield end + 1, start - 1


@dataclass
class Open:
    """An entry that does not balance so far. `line`: where it was seen first."""

    line: int
    difference: Decimal


def check_fec(stream: IO[bytes], name: str) -> FecReport:
    """Read `stream` to its end. Never raises for what stands in it."""
    report = FecReport(name)
    end = _check_name(name, report)
    sample = stream.read(SAMPLE)
    report.encoding = _encoding_of(sample)
    # ISO 8859-15 reads any byte: what is no UTF-8 further on is told, not fatal.
    whole = io.BufferedReader(_Rejoined(sample, stream))
    text = io.TextIOWrapper(whole, report.encoding, errors="replace", newline=None)
    first = text.readline(LONGEST).removeprefix("\ufeff").rstrip("\r\n")
    report.separator = "|" if "|" in first else "\t"
    columns = [part.strip() for part in first.split(report.separator)]
    if "\t" not in first and "|" not in first:
        report.add("separator", 1, first)
    order = _order_of(columns, report)
    if order is not None:
        _Reader(report, order, len(columns), end).read(text)
    if not report.lines:
        report.add("nothing", 1, "")
    return report


class _Rejoined(io.RawIOBase):
    """The sample that was read ahead, then the rest of the stream."""

    def __init__(self, sample: bytes, rest: IO[bytes]) -> None:
        self.sample, self.rest = sample, rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        if self.sample:
            part, self.sample = self.sample[: len(buffer)], self.sample[len(buffer) :]
        else:
            part = self.rest.read(len(buffer))
        buffer[: len(part)] = part
        return len(part)


def _check_name(name: str, report: FecReport) -> dt.date | None:
    """The last day of the year, as the name says it."""
    found = NAME.match(name.rsplit("/", 1)[-1])
    end = _day(found["end"]) if found else None
    if found is None or end is None or not siren.is_valid(found["siren"]):
        report.add("name", 0, name)
    return end


def _encoding_of(sample: bytes) -> str:
    try:
        # The sample may end in the middle of a character.
        sample[:-4].decode("utf-8") if len(sample) == SAMPLE else sample.decode("utf-8")
    except UnicodeDecodeError:
        return "iso8859-15"
    return "utf-8"


def _order_of(columns: Sequence[str], report: FecReport) -> dict[str, int] | None:
    """Where each column stands; None when too few are known to read on."""
    names = {name.casefold(): name for name in (*COLUMNS, *SIDED)}
    found = {names[one.casefold()]: at for at, one in enumerate(columns) if one.casefold() in names}
    wanted = SIDED if "Montant" in found else COLUMNS
    # Further columns after the eighteen are allowed: some kinds of books have more.
    if [one.casefold() for one in columns[: len(wanted)]] != [one.casefold() for one in wanted]:
        missing = [one for one in wanted if one not in found]
        report.add("columns", 1, ", ".join(missing) or " ".join(columns)[:150])
        return None if missing else found
    return found


def _day(text: str) -> dt.date | None:
    if len(text) != 8 or not text.isdigit():
        return None
    try:
        return dt.date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None


class _Reader:
    def __init__(self, report: FecReport, order: dict[str, int], width: int, end: dt.date | None) -> None:
        self.report, self.order, self.width, self.end = report, order, width, end
        self.start = _year_before(end) if end else None
        self.unbalanced: dict[tuple[str, str], Open] = {}
        self.numbers: dict[str, Numbers] = defaultdict(Numbers)
        self.before: tuple[str, str] | None = None
        self.dates: tuple[str, str] = ("", "")
        self.validated = ""

    def read(self, text: TextIO) -> None:
        rows = csv.reader(_short_lines(text), delimiter=self.report.separator, quoting=csv.QUOTE_NONE)
        for number, row in enumerate(rows, 2):
            if not any(row):
                continue
            self.report.lines += 1
            if any("\ufffd" in value for value in row):
                self.report.add("encoding", number, self.report.separator.join(row))
            if len(row) != self.width:
                self.report.add("width", number, f"{len(row)} ≠ {self.width}")
                continue
            self._line(number, {name: row[at].strip() for name, at in self.order.items()})
        for (journal, entry), left in self.unbalanced.items():
            self.report.add("balance", left.line, f"{journal} {entry}: {left.difference:+}".replace(".", ","))
        for journal, numbers in self.numbers.items():
            for first, last in numbers.gaps:
                self.report.add("sequence", 0, f"{journal}: {first}" + (f"–{last}" if last > first else ""))

    def _line(self, number: int, row: dict[str, str]) -> None:
        report = self.report
        for name in REQUIRED:
            if not row[name]:
                report.add("required", number, name)
        for name in DATES:
            if row[name] and _day(row[name]) is None:
                report.add("date", number, f"{name}: {row[name]}")
        dated = _day(row["EcritureDate"])
        if dated and self.end and self.start and not self.start <= dated <= self.end:
            report.add("year", number, row["EcritureDate"])
        account = row["CompteNum"]
        if account and (len(account) < 3 or not account[:3].isdigit()):
            report.add("account", number, account)
        if bool(row["CompAuxNum"]) != bool(row["CompAuxLib"]):
            report.add("auxiliary", number, row["CompAuxNum"] or row["CompAuxLib"])
        if bool(row["EcritureLet"]) != bool(row["DateLet"]):
            report.add("letter", number, row["EcritureLet"] or row["DateLet"])
        self._currency(number, row)
        debit, credit = self._amounts(number, row)
        report.debit += debit
        report.credit += credit
        self._entry(number, row, debit - credit)

    def _currency(self, number: int, row: dict[str, str]) -> None:
        amount, currency = row["Montantdevise"], row["Idevise"]
        is_named = len(currency) == 3 and currency.isalpha()
        if (amount and (not AMOUNT.match(amount) or not is_named)) or (currency and not amount):
            self.report.add("currency", number, f"{amount} {currency}")

    def _amounts(self, number: int, row: dict[str, str]) -> tuple[Decimal, Decimal]:
        """Debit and credit of the line; zero where they can't be read, which is told."""
        if "Sens" in row:
            side = row["Sens"].upper()
            if side not in {"D", "C", "+1", "-1"}:
                self.report.add("side", number, row["Sens"])
                return ZERO, ZERO
            amount = self._amount(number, row["Montant"])
            return (amount, ZERO) if side in {"D", "+1"} else (ZERO, amount)
        debit, credit = self._amount(number, row["Debit"]), self._amount(number, row["Credit"])
        if debit and credit:
            self.report.add("side", number, f"{row['Debit']} / {row['Credit']}")
        elif not debit and not credit:
            self.report.add("empty_line", number, f"{row['JournalCode']} {row['EcritureNum']}")
        return debit, credit

    def _amount(self, number: int, text: str) -> Decimal:
        if not text:
            return ZERO
        if not AMOUNT.match(text):
            self.report.add("amount", number, text)
            return ZERO
        return Decimal(text.replace(",", "."))

    def _entry(self, number: int, row: dict[str, str], difference: Decimal) -> None:
        report, key = self.report, (row["JournalCode"], row["EcritureNum"])
        if key != self.before:
            report.entries += 1
            digits = re.search(r"(\d{1,18})\D*$", row["EcritureNum"])
            if digits:
                self.numbers[row["JournalCode"]].add(int(digits[1]))
            if self.validated and row["ValidDate"] and row["ValidDate"] < self.validated:
                report.add("order", number, f"{row['ValidDate']} < {self.validated}")
            self.validated = row["ValidDate"] or self.validated
            self.before, self.dates = key, (row["EcritureDate"], row["JournalLib"])
        elif self.dates != (row["EcritureDate"], row["JournalLib"]):
            report.add("entry", number, " ".join(key))
        if row["ValidDate"] and row["EcritureDate"] and row["ValidDate"] < row["EcritureDate"]:
            report.add("validated", number, f"{row['ValidDate']} < {row['EcritureDate']}")
        left = self.unbalanced.get(key)
        if left is None and difference:
            self.unbalanced[key] = Open(number, difference)
        elif left is not None:
            left.difference += difference
            if not left.difference:
                del self.unbalanced[key]


def _short_lines(text: TextIO) -> Iterator[str]:
    """Lines, the overlong cut in pieces that can't be read as one of a FEC."""
    while line := text.readline(LONGEST):
        # The csv module refuses NUL; no FEC has one.
        yield line.replace("\0", "\ufffd")


def _year_before(end: dt.date) -> dt.date:
    """The earliest day of a fiscal year that ends then: first years may have up to 24 months."""
    return dt.date(end.year - 1, 1, 1) if end.month == 12 else dt.date(end.year - 2, end.month + 1, 1)
