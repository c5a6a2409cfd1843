"""Lists as files: what is shown, row by row, without formulas."""

import csv
import datetime as dt
import decimal
import io
from collections.abc import Callable, Iterator
from typing import Any

from django.utils import translation
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from erp.crud import keyset
from erp.crud.cells import plain
from erp.crud.listing import Listing
from erp.scope import Scope, entered

CHUNK = 2000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What a spreadsheet would run when a text begins with it.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def neutral(value: Any) -> Any:
    """`value` as a cell that no spreadsheet takes for a formula; numbers and dates stay what they are."""
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    return value


def heads(listing: Listing) -> list[str]:
    found = []
    for resolved in listing.columns:
        found.append(resolved.label)
        if has_currency(resolved):
            found.append(f"{resolved.label} ¤")
    return found


def has_currency(resolved: Any) -> bool:
    return resolved.kind == "money" and bool(resolved.column.currency)


def row_of(listing: Listing, record: Any) -> list[Any]:
    """The cells of a record: as shown, an amount's currency in a column of its own."""
    cells: list[Any] = []
    for resolved in listing.columns:
        cells.append(neutral(plain(resolved, record)))
        if has_currency(resolved):
            cells.append(resolved.currency_of(record))
    return cells


def rows(listing: Listing, scope: Scope, language: str) -> Iterator[list[list[Any]]]:
    """The rows in chunks. A streamed answer is written after the request's scope is closed, so each chunk opens it
    again for itself and closes it before it is handed over."""
    after = ""
    while True:
        with entered(scope), translation.override(language):
            page = keyset.page(listing.rows, listing.ordering, CHUNK, after=after, keys=listing.keys)
            chunk = [row_of(listing, record) for record in page.records]
            after = page.after
        yield chunk
        if not after:
            return


def csv_chunks(listing: Listing, scope: Scope, language: str) -> Iterator[bytes]:
    """UTF-8 with the mark by which spreadsheets know it; semicolons, and a comma as decimal mark, in French."""
    is_french = language.startswith("fr")
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";" if is_french else ",", lineterminator="\r\n")
    with entered(scope), translation.override(language):
        writer.writerow([neutral(head) for head in heads(listing)])
    yield b"\xef\xbb\xbf"
    for chunk in rows(listing, scope, language):
        writer.writerows([[spreadsheet_value(value, is_french) for value in row] for row in chunk])
        yield buffer.getvalue().encode()
        buffer.seek(0)
        buffer.truncate()


def spreadsheet_value(value: Any, is_french: bool) -> Any:
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, decimal.Decimal | float):
        text = f"{value:f}" if isinstance(value, decimal.Decimal) else repr(value)
        return text.replace(".", ",") if is_french else text
    if isinstance(value, dt.datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, dt.date):
        return value.isoformat()
    return value


def xlsx(
    listing: Listing, scope: Scope, language: str, *, tell: Callable[[int], None] = lambda _done: None
) -> bytes:
    """A workbook with one sheet: heads in bold that stay in view, numbers and dates as such. `tell` hears how many rows
    are written."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(str(listing.resource.title)[:31].translate({ord(c): "-" for c in r"[]:*?/\\"}))
    sheet.freeze_panes = "A2"
    labels = heads(listing)
    for position, label in enumerate(labels, 1):
        sheet.column_dimensions[get_column_letter(position)].width = max(12, min(40, len(label) + 6))
    bold = []
    for label in labels:
        head = WriteOnlyCell(sheet, value=neutral(label))
        head.font = Font(bold=True)
        bold.append(head)
    sheet.append(bold)
    done = 0
    for chunk in rows(listing, scope, language):
        for row in chunk:
            sheet.append([plain_text(value) for value in row])
        done += len(chunk)
        tell(done)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def plain_text(value: Any) -> Any:
    # Control characters can't be written into a workbook.
    if isinstance(value, str):
        return "".join(c for c in value if c >= " " or c in "\n\t")
    return value
