"""Reports as files: a workbook for who goes on counting, a PDF for who signs."""

import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone, translation
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from accounting.reports.catalogue import Asked, Report
from accounting.reports.sheet import Kind, Level, Row, Sheet
from accounting.selectors.ledger_pages import count_items
from erp.crud.background import asked_in
from erp.crud.exporting import XLSX, neutral, plain_text
from erp.jobs import start_job
from erp.models import Company, Job
from erp.printing import pdf
from erp.reports.files import FORBIDDEN_IN_TITLES

BOLD = Font(bold=True)
FORMATS = {Kind.MONEY: "#,##0.00", Kind.COUNT: "#,##0", Kind.DATE: "yyyy-mm-dd"}
FILES = {
    "xlsx": XLSX,
    "pdf": "application/pdf",
}
# More rows than these take longer than a person waits.
MOST_AT_ONCE = {"xlsx": 5_000, "pdf": 200}
REPORT_FILE = "accounting.report_file"


def report_file(report: Report, asked: Asked, suffix: str) -> bytes:
    """The whole report as a file, "xlsx" or "pdf"."""
    sheets = report.build(replace(asked, is_paged=False, after=None))
    return workbook(sheets, asked.company) if suffix == "xlsx" else paper(sheets, asked.company)


def is_long(report: Report, asked: Asked, suffix: str) -> bool:
    """Whether the file is better made by a job: ledgers of many items."""
    if report.asks == "account" and asked.account is not None:
        return count_items(asked.account, asked.start, asked.end) > MOST_AT_ONCE[suffix]
    return report.asks == "account"


def start_report(report: Report, asked: Asked, suffix: str) -> Job:
    """Queue the file of a report, in the language of who asks."""
    return start_job(
        REPORT_FILE,
        {
            "report": report.key,
            "suffix": suffix,
            "company": asked.company.pk,
            "start": asked.start.isoformat(),
            "end": asked.end.isoformat(),
            "account": asked.account.pk if asked.account else None,
            "partner": asked.partner.pk if asked.partner else None,
            "line": asked.line,
            "with_closing": asked.with_closing,
        }
        | asked_in(),
    )


def workbook(sheets: Sequence[Sheet], company: Company) -> bytes:
    """A workbook with the sheets below each other on one page where they have the same columns, else on pages."""
    book = Workbook(write_only=True)
    page, columns = None, None
    for sheet in sheets:
        if page is None or columns != sheet.columns:
            page, columns = book.create_sheet(_page_name(sheet, len(book.worksheets))), sheet.columns
            for position, column in enumerate(columns, 1):
                page.column_dimensions[get_column_letter(position)].width = 44 if column.is_wide else 16
        heads = [f"{company.name} · {sheet.title} · {sheet.subtitle}"], [column.label for column in columns]
        for texts in heads:
            page.append([_cell(page, neutral(str(text)), is_bold=True) for text in texts])
        for one in sheet.rows:
            page.append(_cells(page, sheet, one))
        page.append([])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def paper(sheets: Sequence[Sheet], company: Company) -> bytes:
    """The sheets on paper, in the language of who asks; one after the other where they have the same columns."""
    context = {
        "sheets": sheets,
        "company": company,
        "printed": timezone.localtime(),
        "language": translation.get_language(),
    }
    style = {"is_broad": any(sheet.is_broad for sheet in sheets)}
    return pdf(
        render_to_string("accounting/report_print.html", context),
        render_to_string("accounting/report_print.css", style),
    )


def _page_name(sheet: Sheet, position: int) -> str:
    name = str(sheet.title).translate(FORBIDDEN_IN_TITLES)[:27]
    return f"{name} {position + 1}" if position else name


def _cells(page: Any, sheet: Sheet, one: Row) -> list[WriteOnlyCell]:
    is_bold = one.level is not Level.ITEM
    return [
        _cell(page, neutral(_plain(cell.value)), is_bold=is_bold, number_format=FORMATS.get(column.kind, ""))
        for cell, column in zip(one.cells, sheet.columns, strict=True)
    ]


def _plain(value: Any) -> Any:
    """What a workbook takes: texts that are translated late become texts."""
    return value if value is None or isinstance(value, int | Decimal | dt.date) else plain_text(str(value))


def _cell(page: Any, value: Any, *, is_bold: bool = False, number_format: str = "") -> WriteOnlyCell:
    cell = WriteOnlyCell(page, value=value)
    if is_bold:
        cell.font = BOLD
    if number_format:
        cell.number_format = number_format
    return cell
