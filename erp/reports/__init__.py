"""Reports: a question with filters, answered by a chart, a table with totals, and files.

A report is a form and a function `build(values) -> Report`; `ReportView` makes of it the screen, its printed form, and
the CSV and XLSX files, which hold every row.
"""

from erp.reports.types import Report, ReportColumn, ReportRow
from erp.reports.views import ReportForm, ReportView

__all__ = ["Report", "ReportColumn", "ReportForm", "ReportRow", "ReportView"]
