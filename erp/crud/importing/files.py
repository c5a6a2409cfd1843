"""Reading a table from an uploaded file that may be anything: size, encoding and shape are checked before content."""

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from tablib import Dataset

from erp.errors import DomainError

MOST_ROWS = 5_000
MOST_COLUMNS = 200
LONGEST_CELL = 10_000
# What a workbook may unfold to. The declared sizes bind: reading stops there whatever the file holds.
MOST_UNPACKED_BYTES = 100 * 1024 * 1024
MOST_RATIO = 200
MOST_PARTS = 2_000


def read_table(name: str, content: bytes) -> Dataset:
    """The rows of a CSV file or of the first sheet of a workbook, heads first, as text and plain values.

    Raises `DomainError` "import.empty", "import.kind", "import.encoding", "import.broken", "import.bomb",
    "import.too_many" or "import.columns".
    """
    if not content.strip():
        raise DomainError("import.empty", _("The file is empty."), "file")
    if content.startswith(b"PK\x03\x04"):
        return _table(_workbook_rows(content))
    if name.lower().endswith((".xlsx", ".xls", ".ods")):
        raise DomainError(
            "import.kind",
            _("This is not a workbook that can be read: save it as XLSX or CSV and try again."),
            "file",
        )
    return _table(_csv_rows(content))


def _csv_rows(content: bytes) -> Iterable[list[Any]]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    else:
        encoding = "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise DomainError(
            "import.encoding",
            _("The file is not in UTF-8 (line %(line)d): save it as “CSV UTF-8” and try again."),
            "file",
            {"line": content[: error.start].count(b"\n") + 1},
        ) from error
    if "\x00" in text:
        raise DomainError("import.kind", _("This is not a table: choose a CSV or XLSX file."), "file")
    head = text.split("\n", 1)[0]
    delimiter = max(";,\t", key=head.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    except csv.Error as error:
        raise DomainError(
            "import.broken", _("The file can't be read as CSV: %(reason)s."), "file", {"reason": str(error)}
        ) from error


def _workbook_rows(content: bytes) -> Iterable[list[Any]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            unpacked = sum(part.file_size for part in parts)
            if (
                len(parts) > MOST_PARTS
                or unpacked > MOST_UNPACKED_BYTES
                or any(part.file_size > MOST_RATIO * max(part.compress_size, 1) + 1_000_000 for part in parts)
            ):
                raise DomainError(
                    "import.bomb",
                    _("This workbook unfolds to more than can be taken. Split it, or use CSV."),
                    "file",
                )
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        try:
            for row in book.worksheets[0].iter_rows(values_only=True, max_col=MOST_COLUMNS + 1):
                yield list(row)
        finally:
            book.close()
    except (
        zipfile.BadZipFile,
        InvalidFileException,
        KeyError,
        ValueError,
        IndexError,
        OSError,
        EOFError,
        SyntaxError,
    ) as error:
        raise DomainError(
            "import.broken",
            _(
                "The workbook can't be read: it is damaged or of another kind. Save it again as XLSX, or as CSV."
            ),
            "file",
        ) from error


def _table(rows: Iterable[list[Any]]) -> Dataset:
    table: Dataset | None = None
    for row in rows:
        values = [_cell(value) for value in row]
        if all(value in ("", None) for value in values):
            continue
        if table is None:
            while values and values[-1] == "":
                values.pop()
            _check_heads(values)
            table = Dataset(headers=[str(value).strip() for value in values])
            continue
        if table.height >= MOST_ROWS:
            raise DomainError(
                "import.too_many",
                _("The file has more than %(most)d rows: split it and import the parts."),
                "file",
                {"most": MOST_ROWS},
            )
        width = len(table.headers)
        if any(value != "" for value in values[width:]):
            raise DomainError(
                "import.columns",
                _(
                    "Row %(row)d has more cells than there are heads: is a separator missing in the first line?"
                ),
                "file",
                {"row": table.height + 2},
            )
        table.append((values + [""] * width)[:width])
    if table is None or not table.height:
        raise DomainError("import.empty", _("The file has no rows below its heads."), "file")
    return table


def _check_heads(values: list[Any]) -> None:
    if len(values) > MOST_COLUMNS:
        raise DomainError("import.columns", _("The file has too many columns."), "file")
    names = [str(value).strip().casefold() for value in values]
    twice = next((name for name in names if name and names.count(name) > 1), None)
    if twice:
        raise DomainError(
            "import.columns", _("The column “%(name)s” is there twice."), "file", {"name": twice}
        )


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, str):
        if len(value) > LONGEST_CELL:
            raise DomainError("import.broken", _("A cell holds more text than can be taken."), "file")
        stripped = value.strip()
        # The apostrophe that our own exports put ahead of what looks like a formula.
        return stripped[1:] if stripped[:2] in {"'=", "'+", "'-", "'@"} else stripped
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date()
    return value
