"""Ageing, slow movers, stock-outs, coverage."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from erp.charts import ACCENT, QUIET, SECOND, Chart
from erp.crud.cells import money_text, number
from erp.reports import Report, ReportColumn, ReportRow, ReportView
from erp.scope import current_scope
from inventory.selectors.reports.ageing import LIMITS, class_days, stock_ages
from inventory.selectors.reports.asked import Asked
from inventory.selectors.reports.demand import Turnover, slow_movers, turnovers
from inventory.selectors.reports.stockouts import StockOut, stock_outs
from inventory.views.reports.forms import (
    COVERS,
    AgeingForm,
    CoverageForm,
    QuarterForm,
    asked,
    currency_of,
    today,
)

ZERO = Decimal(0)
# As many bars as are read at a glance.
MOST_BARS = 12


def bars(
    field: str,
    value: str,
    unit: str,
    *,
    sort: Any = None,
    colour: str = ACCENT,
    format_: str = ",.0f",
    axis: str = "~s",
) -> dict[str, Any]:
    """Bars that lie: a name at left, how much at right."""
    return {
        "mark": {"type": "bar", "color": colour, "tooltip": True},
        "encoding": {
            "y": {
                "field": field,
                "type": "nominal",
                "sort": sort,
                "title": None,
                "axis": {"labelLimit": 260},
            },
            "x": {
                "field": value,
                "type": "quantitative",
                "title": unit,
                "axis": {"format": axis, "grid": True, "tickCount": 5},
            },
            "tooltip": [{"field": field, "title": " "}, {"field": value, "title": unit, "format": format_}],
        },
    }


def age_names() -> list[str]:
    firsts = (0, *LIMITS)
    names = [
        _("%(first)s to %(last)s days") % {"first": first, "last": last - 1}
        for first, last in zip(firsts, LIMITS, strict=False)
    ]
    return [*names, _("%(first)s days and more") % {"first": LIMITS[-1]}]


class AgeingReport(ReportView):
    title = gettext_lazy("Age of the stock")
    description = gettext_lazy("How long what lies in stock has been there, by the day it was received.")
    icon = "hourglass"
    permission = "inventory.view_layer"
    form_class = AgeingForm

    def build(self, values: dict[str, Any], companies: list[int]) -> Report:
        question, currency = asked(values, companies), currency_of(companies)
        ages = stock_ages(question, values["by"])
        names = age_names()
        columns = [
            ReportColumn("name", _("Article") if values["by"] == "variant" else _("Category"), is_wide=True),
            ReportColumn("quantity", _("Quantity"), "quantity", total=True),
            *(ReportColumn(f"v{at}", name, "money", total=True) for at, name in enumerate(names)),
            ReportColumn("value", _("Value"), "money", total=True),
            ReportColumn("old", _("Older than 180 days"), "percent", decimals=0),
        ]
        rows = []
        for age in ages:
            cells: dict[str, Any] = {f"v{at}": value or None for at, value in enumerate(age.values)}
            cells |= {"name": age.name, "quantity": age.quantity, "value": age.value}
            cells["old"] = 100 * sum(age.values[3:], ZERO) / age.value if age.value else None
            rows.append(ReportRow(cells, _age_links(values["by"], age.key)))
        sums = [sum((age.values[at] for age in ages), ZERO) for at in range(len(names))]
        total = sum(sums, ZERO)
        drawn = [
            {"age": name, "value": value, "url": _layers(days)}
            for name, value, days in zip(names, sums, class_days(question.end), strict=True)
        ]
        old = 100 * sum(sums[3:], ZERO) / total if total else ZERO
        chart = Chart(
            _("How old is what lies in stock?"),
            _("%(share)s %% of %(total)s has been there for 180 days or longer.")
            % {"share": number(old, 0), "total": money_text(total, currency)},
            bars("age", "value", currency),
            drawn if total else [],
            [("age", _("Age")), ("value", currency)],
            height=180,
        )
        return Report(
            columns,
            rows,
            currency=currency,
            chart=chart,
            totals={"old": old} if rows else {},
            notes=[_("By cost layers that are still open: first in, first out. As it stands now.")],
        )


def _age_links(by: str, key: int) -> dict[str, str]:
    if by == "variant":
        layers = f"{reverse('inventory.layer.list')}?{urlencode({'variant': key, 'is_open': 'yes'})}"
        return {"name": reverse("catalog.variant.detail", args=[key]), "value": layers}
    return {"name": f"{reverse('inventory_report_ageing')}?{urlencode({'category': key})}"}


def _layers(days: tuple[Any, Any]) -> str:
    first, last = days
    query = {"is_open": "yes", "date_after": first or "", "date_before": last or ""}
    return f"{reverse('inventory.layer.list')}?{urlencode({k: v for k, v in query.items() if v})}"


class SlowReport(ReportView):
    title = gettext_lazy("Slow movers")
    description = gettext_lazy(
        "What is there, came in before the period, and has not left for a customer since it began."
    )
    icon = "zzz"
    permission = "inventory.view_position"
    form_class = QuarterForm

    def build(self, values: dict[str, Any], companies: list[int]) -> Report:
        question, currency = asked(values, companies), currency_of(companies)
        slow = slow_movers(question)
        rows = [
            ReportRow(
                {
                    "sku": one.sku,
                    "name": one.name,
                    "on_hand": one.on_hand,
                    "value": one.value,
                    "last_issue": one.last_issue,
                    "last_receipt": one.last_receipt,
                    "idle": (question.end - one.last_issue).days if one.last_issue else None,
                },
                _article_links(one),
            )
            for one in slow
        ]
        total = sum((one.value for one in slow), ZERO)
        drawn = [
            {"article": f"{one.sku} · {one.name}"[:60], "value": one.value, "url": _moves_of(one.variant_id)}
            for one in slow[:MOST_BARS]
        ]
        chart = Chart(
            _("Where does money sleep?"),
            ngettext(
                "%(count)d article worth %(value)s did not move.",
                "%(count)d articles worth %(value)s did not move.",
                len(slow),
            )
            % {"count": len(slow), "value": money_text(total, currency)},
            bars("article", "value", currency, colour=SECOND),
            drawn,
            [("article", _("Article")), ("value", currency)],
            height=max(120, 24 * len(drawn)),
        )
        columns = [
            ReportColumn("sku", _("SKU")),
            ReportColumn("name", pgettext("article", "Name"), is_wide=True),
            ReportColumn("on_hand", _("On hand"), "quantity", total=True),
            ReportColumn("value", _("Value"), "money", total=True),
            ReportColumn("last_issue", _("Last left"), "date"),
            ReportColumn("last_receipt", _("Last came in"), "date"),
            ReportColumn("idle", _("Days since"), "number"),
        ]
        return Report(columns, rows, currency=currency, chart=chart)


class StockOutReport(ReportView):
    title = gettext_lazy("Stock-outs")
    description = gettext_lazy(
        "On how many days of the period articles were not there, and what may have been asked for meanwhile."
    )
    icon = "package-off"
    permission = "inventory.view_position"
    form_class = QuarterForm

    def build(self, values: dict[str, Any], companies: list[int]) -> Report:
        question = asked(values, companies)
        found = stock_outs(question)
        columns = [
            ReportColumn("sku", _("SKU")),
            ReportColumn("name", pgettext("article", "Name"), is_wide=True),
            ReportColumn("now", _("Out now"), "text"),
            ReportColumn("days_out", _("Days out"), "number"),
            ReportColumn("share", _("Of the period"), "percent", decimals=1),
            ReportColumn("issued", _("Left in the period"), "quantity", total=True),
            ReportColumn("lost", _("Lost demand, estimated"), "quantity", total=True, decimals=1),
        ]
        rows = [
            ReportRow(
                {
                    "sku": one.sku,
                    "name": one.name,
                    "now": _("out") if one.is_out else "",
                    "days_out": one.days_out,
                    "share": one.share,
                    "issued": one.issued,
                    "lost": one.lost,
                },
                _article_links(one),
                tone="short" if one.is_out else "",
            )
            for one in found
        ]
        # What sold and was missing; not what nobody asked for.
        missed = sorted((one for one in found if one.lost), key=lambda one: (-(one.lost or ZERO), one.sku))
        drawn = [
            {
                "article": f"{one.sku} · {one.name}"[:60],
                "lost": one.lost,
                "url": _moves_of(one.variant_id),
            }
            for one in missed[:MOST_BARS]
        ]
        chart = Chart(
            _("Which articles were missed the most?"),
            _(
                "%(out)d articles were out at some time, %(now)d are out now; about %(lost)s pieces may have been missed."
            )
            % {
                "out": len(found),
                "now": sum(one.is_out for one in found),
                "lost": number(sum((one.lost or ZERO for one in found), ZERO), 0),
            },
            bars("article", "lost", _("Pieces missed, estimated"), format_=",.1f", axis=",~f"),
            drawn,
            [("article", _("Article")), ("lost", _("Pieces missed, estimated"))],
            height=max(120, 24 * len(drawn)),
        )
        return Report(
            columns,
            rows,
            chart=chart,
            notes=[
                _(
                    "A day counts when it ended with nothing on hand, in transit and quarantine included as held."
                ),
                _(
                    "Lost demand: what left for customers per day that ended with stock, times the days that did not. "
                    "It knows neither seasons nor customers who waited; for an article that was never there it says nothing."
                ),
            ],
        )


class CoverageReport(ReportView):
    title = gettext_lazy("Coverage in days")
    description = gettext_lazy(
        "For how many days what is there will do, if as much leaves per day as did in the period."
    )
    icon = "calendar-stats"
    permission = "inventory.view_position"
    form_class = CoverageForm

    def build(self, values: dict[str, Any], companies: list[int]) -> Report:
        question, currency = asked(values, companies), currency_of(companies)
        held = [one for one in turnovers(question) if one.on_hand > 0 or one.issued]
        wanted = values.get("cover")
        rows = [
            ReportRow(
                {
                    "sku": one.sku,
                    "name": one.name,
                    "on_hand": one.on_hand,
                    "value": one.value,
                    "issued": one.issued,
                    "daily": one.daily,
                    "coverage": one.coverage,
                },
                _article_links(one),
                tone="short" if one.coverage is not None and one.coverage <= 7 else "",
            )
            for one in sorted(held, key=_by_coverage)
            if not wanted or cover_class(one) == wanted
        ]
        chart = coverage_chart(held, _query(values))
        columns = [
            ReportColumn("sku", _("SKU")),
            ReportColumn("name", pgettext("article", "Name"), is_wide=True),
            ReportColumn("on_hand", _("On hand"), "quantity", total=True),
            ReportColumn("value", _("Value"), "money", total=True),
            ReportColumn("issued", _("Left in the period"), "quantity", total=True),
            ReportColumn("daily", _("Per day"), "quantity", decimals=2),
            ReportColumn("coverage", _("Coverage in days"), "number"),
        ]
        return Report(columns, rows, currency=currency, chart=chart)


def coverage_chart(held: Sequence[Turnover], query: dict[str, Any]) -> Chart:
    """How many articles last how long; a class leads to its articles."""
    counts = {key: sum(cover_class(one) == key for one in held) for key in COVERS}
    drawn = [
        {
            "cover": str(label),
            "articles": counts[key],
            "url": f"{reverse('inventory_report_coverage')}?{urlencode(query | {'cover': key})}",
        }
        for key, label in COVERS.items()
    ]
    spec = bars("cover", "articles", _("Articles"), axis=",~f")
    spec["encoding"]["color"] = {
        "field": "cover",
        "legend": None,
        "scale": {
            "domain": [str(label) for label in COVERS.values()],
            "range": [SECOND, ACCENT, ACCENT, ACCENT, QUIET, QUIET],
        },
    }
    return Chart(
        _("For how long will what is there do?"),
        _("%(few)d of %(all)d articles last a week at most; %(none)d did not leave at all.")
        % {"few": counts["7"], "all": len(held), "none": counts["none"]},
        spec,
        drawn if held else [],
        [("cover", _("Coverage")), ("articles", _("Articles"))],
        height=190,
    )


def home_coverage_chart() -> Chart | None:
    """Of the active company, by what left in the last 90 days, for the start page."""
    company_id = current_scope().active_id
    question = Asked([company_id], today() - dt.timedelta(days=89), today())
    held = [one for one in turnovers(question) if one.on_hand > 0]
    return coverage_chart(held, {"start": question.start, "end": question.end})


def cover_class(one: Turnover) -> str:
    if one.coverage is None:
        return "none"
    return next((str(limit) for limit in (7, 30, 90, 180) if one.coverage <= limit), "more")


def _by_coverage(one: Turnover) -> tuple[bool, int, str]:
    return one.coverage is None, one.coverage or 0, one.sku


def _query(values: dict[str, Any]) -> dict[str, Any]:
    category = values.get("category")
    days = {"start": values["start"], "end": values["end"]}
    return days | ({"category": category.pk} if category else {})


def _article_links(one: Turnover | StockOut) -> dict[str, str]:
    levels = f"{reverse('inventory.level.list')}?{urlencode({'variant': one.variant_id})}"
    moves = _moves_of(one.variant_id)
    return {
        "sku": reverse("catalog.variant.detail", args=[one.variant_id]),
        "on_hand": levels,
        "issued": moves,
        "last_issue": moves,
        "days_out": moves,
    }


def _moves_of(variant_id: int) -> str:
    return f"{reverse('inventory.move.list')}?{urlencode({'variant': variant_id})}"
