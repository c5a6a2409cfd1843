"""Tables as banks export them, CSV or XLSX: rows of texts, and the amounts and dates in them."""

import csv
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO, StringIO

from accounting.statements.messages import StatementFormatError, gettext_noop
from accounting.statements.plain import decode_text

MAX_ROWS = 100_000
MAX_COLUMNS = 80
# What a workbook may unpack to: more is a file made to fill the memory.
MAX_UNPACKED = 150 * 1024 * 1024
DELIMITERS = ";,\t|"
DATE_ORDERS = ("dmy", "mdy", "ymd")

_DATE = re.compile(r"(\d{1,4})[/.\-](\d{1,2})[/.\-](\d{1,4})(?![\d/.])")
_COMPACT = re.compile(r"(20\d{2})(\d{2})(\d{2})\b")
_DIGITS = re.compile(r"[^\d.,]")


@dataclass(frozen=True, slots=True)
class Row:
    """A row with the line of the file it starts on; cells are texts, trimmed."""

    line: int
    cells: tuple[str, ...]

    def cell(self, index: int | None) -> str:
        return self.cells[index] if index is not None and 0 <= index < len(self.cells) else ""


def is_workbook(content: bytes) -> bool:
    return content.startswith(b"PK\x03\x04")


def may_be_table(content: bytes) -> bool:
    """Whether a file could be a table: a workbook, or text whose lines are cut by a delimiter."""
    if is_workbook(content):
        return True
    head = content[:20_000]
    if b"\0" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    return any(sum(mark.encode() in line for line in head.splitlines()) >= 1 for mark in DELIMITERS)


def read_rows(content: bytes, *, delimiter: str = "", encoding: str = "") -> list[Row]:
    """The rows of a CSV or XLSX file, empty ones left out. Raises StatementFormatError."""
    return _workbook_rows(content) if is_workbook(content) else _text_rows(content, delimiter, encoding)


def guess_delimiter(text: str) -> str:
    """The delimiter that cuts most lines into the same number of parts."""

    def evenness(delimiter: str) -> tuple[int, int]:
        counts = Counter(line.count(delimiter) for line in text.split("\n")[:40] if delimiter in line)
        if not counts:
            return (0, 0)
        parts, lines = counts.most_common(1)[0]
        return (lines * min(parts, 6), parts)

    return max(DELIMITERS, key=evenness)


def is_decimal_comma(texts: Iterable[str]) -> bool:
    """Whether these amounts have a decimal comma; "1.234" alone proves neither.

    >>> is_decimal_comma(["1.234,50", "3"]), is_decimal_comma(["1,234.50"]), is_decimal_comma(["-530,86"])
    (True, False, True)
    """
    votes = 0
    for text in texts:
        marks = _DIGITS.sub("", text).strip(".,")
        comma, point = marks.rfind(","), marks.rfind(".")
        if comma >= 0 and point >= 0:
            votes += 1 if comma > point else -1
        elif max(comma, point) >= 0 and len(marks) - max(comma, point) - 1 != 3:
            votes += 1 if comma >= 0 else -1
    return votes > 0


def amount_in(text: str, *, is_comma: bool) -> Decimal | None:
    """The amount that a text writes, with currency, thousands and sign as banks put them; None for none.

    >>> amount_in("'579,68 USD", is_comma=True), amount_in("(1,036.47)", is_comma=False), amount_in("12-", is_comma=True)
    (Decimal('579.68'), Decimal('-1036.47'), Decimal('-12'))
    """
    clean = text.strip()
    digits = _DIGITS.sub("", clean).rstrip(".,")
    whole, point = (".", ",") if is_comma else (",", ".")
    digits = digits.replace(whole, "")
    if not digits or digits.count(point) > 1 or not any(one.isdigit() for one in digits):
        return None
    digits = digits.replace(point, ".")
    if not digits.isascii() or len(digits) > 20:
        return None
    is_negative = "-" in clean or "−" in clean or (clean.startswith("(") and clean.endswith(")"))
    return -Decimal(digits) if is_negative else Decimal(digits)


def date_in(text: str, order: str) -> date | None:
    """The day a text begins with, its parts in `order` ("dmy", "mdy", "ymd"); None for none."""
    clean = text.strip()
    if found := _COMPACT.match(clean):
        parts = (found[1], found[2], found[3])
        order = "ymd"
    elif found := _DATE.match(clean):
        parts = (found[1], found[2], found[3])
        order = "ymd" if len(parts[0]) == 4 else order
    else:
        return None
    values = dict(zip(order, parts, strict=True))
    year = int(values["y"])
    try:
        return date(year + 2000 if len(values["y"]) <= 2 else year, int(values["m"]), int(values["d"]))
    except ValueError:
        return None


def guess_date_order(texts: Sequence[str]) -> str:
    """The order under which most of these dates exist, and the fewest days lie between them."""

    def fitness(order: str) -> tuple[int, int]:
        days = [day for text in texts if (day := date_in(text, order))]
        return (len(days), -(max(days) - min(days)).days if days else 0)

    return max(DATE_ORDERS, key=fitness)


def _text_rows(content: bytes, delimiter: str, encoding: str) -> list[Row]:
    text = decode_text(content, encoding)
    rows: list[Row] = []
    reader = csv.reader(StringIO(text), delimiter=delimiter or guess_delimiter(text), strict=False)
    before = 0
    try:
        for cells in reader:
            line, before = before + 1, reader.line_num
            if any(cell.strip() for cell in cells):
                rows.append(Row(line, tuple(cell.strip() for cell in cells[:MAX_COLUMNS])))
            _limit(rows)
    except csv.Error as error:
        raise StatementFormatError(
            gettext_noop("The table is broken here: %(reason)s"), reader.line_num, {"reason": str(error)}
        ) from error
    return rows


def _workbook_rows(content: bytes) -> list[Row]:
    import openpyxl  # slow to import, and few files are workbooks
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            if sum(one.file_size for one in archive.infolist()) > MAX_UNPACKED:
                raise StatementFormatError(
                    gettext_noop("The workbook unpacks to more than any statement needs.")
                )
        book = openpyxl.load_workbook(BytesIO(content), read_only=True, data_only=True)
        rows: list[Row] = []
        sheet = book.worksheets[0]
        for number, cells in enumerate(sheet.iter_rows(values_only=True, max_col=MAX_COLUMNS), 1):
            texts = tuple(_cell_text(cell) for cell in cells)
            if any(texts):
                rows.append(Row(number, texts))
            _limit(rows)
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, IndexError, InvalidFileException) as error:
        if isinstance(error, StatementFormatError):
            raise
        raise StatementFormatError(
            gettext_noop("The workbook can't be opened: %(reason)s"), params={"reason": str(error)[:120]}
        ) from error
    return rows


def _limit(rows: Sequence[Row]) -> None:
    if len(rows) > MAX_ROWS:
        raise StatementFormatError(
            gettext_noop("The table has more than %(limit)s rows. Ask the bank for shorter periods."),
            params={"limit": f"{MAX_ROWS:,}"},
        )


def _cell_text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, float):
        # Excel keeps 33.50 as a binary fraction: ten digits are what it shows and more than banks have.
        return f"{cell:.10f}".rstrip("0").rstrip(".")
    return str(cell).strip()
