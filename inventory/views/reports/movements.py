"""Stock movements with opening, in, out and closing; the stock's value month by month."""

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from erp.charts import ACCENT, PALETTE, SECOND, Chart
from erp.crud.cells import money_text
from erp.reports import Report, ReportColumn, ReportRow, ReportView
from erp.scope import current_scope
from inventory.selectors.reports.asked import Asked
from inventory.selectors.reports.movements import (
    Movement,
    ValueOverTime,
    last_day,
    stock_movements,
    value_by_month,
)
from inventory.views.reports.forms import MovementsForm, YearForm, a_year_ago, asked, currency_of, today

# More bands than these are one: “others”.
MOST_BANDS = 5
HEADS = {
    "variant": gettext_lazy("Article"),
    "category": gettext_lazy("Category"),
    "warehouse": gettext_lazy("Warehouse"),
    "month": gettext_lazy("Month"),
}


class MovementsReport(ReportView):
    title = gettext_lazy("Stock movements report")
    description = gettext_lazy(
        "What was there on the first day, what came in and went out, what was there on the last; in pieces and in value. "
        "The value is that of the stock accounts."
    )
    icon = "arrows-exchange"
    permission = "inventory.view_move"
    form_class = MovementsForm

    def build(self, values: dict[str, Any], companies: list[int]) -> Report:
        question, by = asked(values, companies), values["by"]
        has_value = by != "warehouse" and question.warehouse_id is None
        currency = currency_of(companies) if has_value else ""
        rows = stock_movements(question, by)
        by_month = rows if by == "month" else stock_movements(question, "month")
        notes = [
            _(
                "In and out are what crossed the company's border: places inside it, transfers between its warehouses too, do not count."
            )
            if question.warehouse_id is None and by != "warehouse"
            else _(
                "Quantities alone: the stock is valued for the company as a whole. Transfers between warehouses count."
            )
        ]
        return Report(
            _columns(by, has_value),
            [_row(row, by, question) for row in rows],
            currency=currency,
            chart=_chart(by_month, question, currency),
            notes=notes,
            totals=_ends(by, rows) if by == "month" and rows else {},
        )


class ValueReport(ReportView):
    title = gettext_lazy("Stock value over time")
    description = gettext_lazy("What the stock was worth at the end of each month, by category.")
    icon = "chart-area-line"
    permission = "inventory.view_position"
    form_class = YearForm

    def build(self, values: dict[str, Any], companies: list[int]) -> Report:
        question = asked(values, companies)
        currency = currency_of(companies)
        found = value_by_month(question)
        shown = list(found.names)[:MOST_BANDS]
        columns = [
            ReportColumn("month", _("Month")),
            *(ReportColumn(f"c{key}", found.names[key], "money") for key in shown),
        ]
        if len(found.names) > len(shown):
            columns.append(ReportColumn("others", pgettext("categories", "Others"), "money"))
        columns += [
            ReportColumn("total", _("Total"), "money"),
            ReportColumn("change", pgettext("value", "Change"), "money"),
        ]
        rows = []
        before = None
        for month in found.months:
            total = found.total(month)
            cells: dict[str, Any] = {f"c{key}": found.values[month, key] for key in shown}
            cells |= {
                "month": month_name(month),
                "others": total - sum(cells.values()),
                "total": total,
                "change": total - before if before is not None else None,
            }
            before = total
            rows.append(ReportRow(cells, {"month": _movements_of(month, question)}))
        return Report(
            columns,
            rows,
            currency=currency,
            chart=value_chart(found, question, currency) if found.names else None,
            notes=[
                _(
                    "At the end of each month; of the month that runs, now. Equal to the stock accounts of the ledger."
                )
            ],
        )


def home_value_chart() -> Chart | None:
    """Of the active company, over the last year, for the start page."""
    company = current_scope().active_company
    question = Asked([company.pk], a_year_ago(), today())
    found = value_by_month(question)
    return value_chart(found, question, str(company.currency_id), height=200) if found.names else None


def value_chart(found: ValueOverTime, question: Asked, currency: str, *, height: int = 260) -> Chart:
    """How the value developed, in bands by category; a month leads to its movements."""
    shown = list(found.names)[:MOST_BANDS]
    rows = []
    for month in found.months:
        rest = found.total(month)
        for key in shown:
            rest -= found.values[month, key]
            rows.append(_band(month, found.names[key], found.values[month, key], shown.index(key), question))
        if len(found.names) > len(shown):
            rows.append(_band(month, pgettext("categories", "Others"), rest, MOST_BANDS, question))
    first, last = found.total(found.months[0]), found.total(found.months[-1])
    names = list(dict.fromkeys(row["category"] for row in rows))
    return Chart(
        _("How has the value of the stock developed?"),
        _("From %(first)s in %(month)s to %(last)s now.")
        % {
            "first": money_text(first, currency),
            "month": month_name(found.months[0]),
            "last": money_text(last, currency),
        },
        {
            "mark": {"type": "bar", "tooltip": True, "binSpacing": 1},
            "encoding": {
                "x": {
                    "field": "month",
                    "type": "ordinal",
                    "title": None,
                    "timeUnit": "yearmonth",
                    "axis": {"format": "%b %y", "labelAngle": 0, "labelOverlap": True},
                },
                "y": {"field": "value", "type": "quantitative", "title": currency, "axis": {"format": "~s"}},
                "color": {
                    "field": "category",
                    "type": "nominal",
                    "scale": {"domain": names, "range": list(PALETTE[: len(names)])},
                },
                "order": {"field": "place", "type": "ordinal"},
                "tooltip": [
                    {"field": "label", "title": _("Month")},
                    {"field": "category", "title": _("Category")},
                    {"field": "value", "title": currency, "format": ",.0f"},
                ],
            },
        },
        rows,
        [("label", _("Month")), ("category", _("Category")), ("value", currency)],
        height=height,
    )


def _band(month: dt.date, name: str, value: Any, place: int, question: Asked) -> dict[str, Any]:
    return {
        "month": f"{month:%Y-%m-%dT12:00:00}",
        "label": month_name(month),
        "category": name,
        "value": value,
        "place": place,
        "url": _movements_of(month, question),
    }


def month_name(month: dt.date) -> str:
    return str(date_format(month, "F Y"))


def _movements_of(month: dt.date, question: Asked) -> str:
    """The report of one month."""
    days = {"start": max(month, question.start), "end": min(last_day(month), question.end)}
    return f"{reverse('inventory_report_movements')}?{urlencode(days)}"


def _columns(by: str, has_value: bool) -> list[ReportColumn]:
    # Months follow each other: what one closes with, the next one opens with, so these are not summed.
    is_summed = by != "month"
    columns = [
        ReportColumn("name", HEADS[by], is_wide=True),
        ReportColumn("opening", pgettext("stock", "Opening"), "quantity", total=is_summed),
        ReportColumn("came", pgettext("stock", "In"), "quantity", total=True),
        ReportColumn("went", pgettext("stock", "Out"), "quantity", total=True),
        ReportColumn("closing", pgettext("stock", "Closing"), "quantity", total=is_summed),
    ]
    if has_value:
        columns += [
            ReportColumn("opening_value", _("Opening value"), "money", total=is_summed),
            ReportColumn("came_value", _("Value in"), "money", total=True),
            ReportColumn("went_value", _("Value out"), "money", total=True),
            ReportColumn("closing_value", _("Closing value"), "money", total=is_summed),
        ]
    return columns


def _row(row: Movement, by: str, question: Asked) -> ReportRow:
    moves = _moves(question, row, by)
    links = {"came": moves, "went": moves} if moves else {}
    if by == "variant":
        links["name"] = reverse("catalog.variant.detail", args=[row.key])
    return ReportRow(
        {
            "name": month_name(row.key) if by == "month" else row.name or "–",
            "opening": row.opening,
            "came": row.came,
            "went": row.went,
            "closing": row.closing,
            "opening_value": row.opening_value,
            "came_value": row.came_value,
            "went_value": row.went_value,
            "closing_value": row.closing_value,
        },
        links,
    )


def _moves(question: Asked, row: Movement, by: str) -> str:
    """The moves of the period, of this article or month; of a category or warehouse, the report of its articles."""
    days: dict[str, Any] = {"date_after": question.start, "date_before": question.end}
    if by == "variant":
        days["variant"] = row.key
    elif by == "month":
        days = {
            "date_after": max(row.key, question.start),
            "date_before": min(last_day(row.key), question.end),
        }
    else:
        narrowed = {"start": question.start, "end": question.end, "by": "variant", by: row.key or ""}
        return f"{reverse('inventory_report_movements')}?{urlencode(narrowed)}"
    return f"{reverse('inventory.move.list')}?{urlencode(days)}"


def _ends(by: str, rows: list[Movement]) -> dict[str, Any]:
    """Below months stand the first opening and the last closing."""
    first, last = rows[0], rows[-1]
    return {
        "opening": first.opening,
        "closing": last.closing,
        "opening_value": first.opening_value,
        "closing_value": last.closing_value,
    }


def _chart(months: list[Movement], question: Asked, currency: str) -> Chart:
    """What came in and what went out, month by month; in value where there is one."""
    came, went = pgettext("stock", "In"), pgettext("stock", "Out")
    unit = currency or _("Quantity")
    rows: list[dict[str, Any]] = []
    for row in months:
        for name, value in (
            (came, row.came_value if currency else row.came),
            (went, row.went_value if currency else row.went),
        ):
            rows.append(
                {
                    "label": month_name(row.key),
                    "what": name,
                    "value": value,
                    "url": _moves(question, row, "month"),
                }
            )
    sums = {
        name: sum((row["value"] for row in rows if row["what"] == name), start=0) for name in (came, went)
    }
    return Chart(
        _("What came in, and what went out?"),
        _("In: %(came)s. Out: %(went)s.")
        % {"came": money_text(sums[came], currency), "went": money_text(sums[went], currency)},
        {
            "mark": {"type": "bar", "tooltip": True},
            "encoding": {
                "x": {
                    "field": "label",
                    "type": "ordinal",
                    "sort": None,
                    "title": None,
                    "axis": {"labelAngle": 0, "labelOverlap": True},
                },
                "xOffset": {"field": "what", "type": "nominal", "sort": None},
                "y": {"field": "value", "type": "quantitative", "title": unit, "axis": {"format": "~s"}},
                "color": {
                    "field": "what",
                    "type": "nominal",
                    "scale": {"domain": [came, went], "range": [ACCENT, SECOND]},
                },
                "tooltip": [
                    {"field": "label", "title": _("Month")},
                    {"field": "what", "title": " "},
                    {"field": "value", "title": unit, "format": ",.2f"},
                ],
            },
        },
        rows if any(row["value"] for row in rows) else [],
        [("label", _("Month")), ("what", pgettext("report", "Direction")), ("value", unit)],
    )
