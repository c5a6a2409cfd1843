"""What is declared of sales to other states: by the one-stop shop, and in the list of sales within the Union."""

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from accounting.choices import TaxTreatment
from accounting.reports.sheet import Cell, Column, Kind, Level, Sheet, row
from accounting.selectors.vat_statements import invoices_of_line, oss_lines, union_sales
from accounting.types import ZERO
from erp.models import Country
from erp.templatetags.frame import percent

if TYPE_CHECKING:
    from accounting.reports.catalogue import Asked


def oss_return(asked: "Asked") -> list[Sheet]:
    """By country of arrival and rate; a figure opens the invoices behind it."""
    if asked.line:
        return [_invoices(asked, _("OSS return"))]
    lines = oss_lines(asked.company.pk, asked.start, asked.end)
    countries = Country.objects.in_bulk({line.country for line in lines})
    rows = []
    for line in lines:
        behind = asked.address("oss_return", line=line.key)
        rows.append(
            row(
                line.country,
                f"{countries[line.country]}{f' ({line.zone})' if line.zone else ''}",
                percent(line.percent),
                Cell(line.base, behind),
                Cell(line.tax, behind),
            )
        )
    base, tax = sum((line.base for line in lines), ZERO), sum((line.tax for line in lines), ZERO)
    rows.append(row("", _("Total"), "", base, tax, level=Level.TOTAL))
    columns = [
        Column(_("Code")),
        Column(_("Country of arrival"), is_wide=True),
        Column(_("Rate")),
        Column(_("Taxable amount"), Kind.MONEY),
        Column(_("VAT"), Kind.MONEY),
    ]
    notes = [
        _("Distance sales by the date of their invoices; a credit note lowers the quarter of its own date.")
    ]
    return [Sheet(_("OSS return"), asked.days, columns, rows, asked.company.currency_id, notes)]


def ec_sales_list(asked: "Asked") -> list[Sheet]:
    """By buyer; a figure opens the invoices behind it."""
    if asked.line:
        return [_invoices(asked, _("Sales within the Union"))]
    lines = union_sales(asked.company.pk, asked.start, asked.end)
    rows = [
        row(
            line.vat_number[:2],
            line.vat_number or "—",
            line.name,
            TaxTreatment(line.treatment).label,
            Cell(line.base, asked.address("ec_sales_list", line=line.key)),
        )
        for line in lines
    ]
    rows.append(row("", "", _("Total"), "", sum((line.base for line in lines), ZERO), level=Level.TOTAL))
    columns = [
        Column(_("State")),
        Column(_("VAT number")),
        Column(_("Buyer"), is_wide=True),
        Column(_("VAT treatment")),
        Column(_("Amount without VAT"), Kind.MONEY),
    ]
    return [Sheet(_("Sales within the Union"), asked.days, columns, rows, asked.company.currency_id)]


def _invoices(asked: "Asked", title: str) -> Sheet:
    found = invoices_of_line(asked.company.pk, asked.start, asked.end, asked.line)
    rows = [
        row(
            one.date,
            Cell(one.number, reverse("accounting.invoice.detail", args=[one.invoice_id])),
            one.partner,
            one.base,
            one.tax,
        )
        for one in found
    ]
    base, tax = sum((one.base for one in found), ZERO), sum((one.tax for one in found), ZERO)
    rows.append(row(None, "", _("Total"), base, tax, level=Level.TOTAL))
    columns = [
        Column(_("Date"), Kind.DATE),
        Column(_("Invoice")),
        Column(_("Partner"), is_wide=True),
        Column(_("Taxable amount"), Kind.MONEY),
        Column(_("VAT"), Kind.MONEY),
    ]
    return Sheet(title, asked.days, columns, rows, asked.company.currency_id)
