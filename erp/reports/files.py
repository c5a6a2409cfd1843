"""Reports as files: every row, numbers as numbers, no formula."""

import csv
import io
from typing import Any

from django.utils.translation import get_language
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from erp.crud.exporting import neutral, plain_text, spreadsheet_value
from erp.reports.types import Report

FORBIDDEN_IN_TITLES = {ord(character): "-" for character in r"[]:*?/\\"}


def heads(report: Report) -> list[str]:
    return [
        f"{column.label} ({report.currency})"
        if column.kind == "money" and report.currency
        else str(column.label)
        for column in report.columns
    ]


def rows(report: Report) -> list[list[Any]]:
    return [[neutral(row.values.get(column.name)) for column in report.columns] for row in report.rows]


def csv_file(report: Report) -> bytes:
    """UTF-8 with the mark by which spreadsheets know it; semicolons, and a comma as decimal mark, in French."""
    is_french = (get_language() or "fr").startswith("fr")
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";" if is_french else ",", lineterminator="\r\n")
    writer.writerow([neutral(head) for head in heads(report)])
    writer.writerows([[spreadsheet_value(value, is_french) for value in row] for row in rows(report)])
    return b"\xef\xbb\xbf" + buffer.getvalue().encode()


def xlsx_file(report: Report, title: str) -> bytes:
    """A workbook with one sheet; heads in bold that stay in view, totals below."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31].translate(FORBIDDEN_IN_TITLES) or "Report")
    sheet.freeze_panes = "A2"
    labels = heads(report)
    for position, label in enumerate(labels, 1):
        sheet.column_dimensions[get_column_letter(position)].width = max(12, min(40, len(label) + 6))
    sheet.append([_bold(sheet, neutral(label)) for label in labels])
    for row in rows(report):
        sheet.append([plain_text(value) for value in row])
    if report.has_totals:
        sheet.append([_bold(sheet, report.total(column)) for column in report.columns])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _bold(sheet: Any, value: Any) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=value)
    cell.font = Font(bold=True)
    return cell
