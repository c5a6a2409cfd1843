"""The reports of the books: on screen, as a workbook, on paper."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounting.models import Account, FiscalYear
from accounting.reports.catalogue import BY_KEY, REPORTS, Asked, Report
from accounting.selectors.ledger_pages import Cursor
from accounting.services.report_files import FILES, is_long, report_file, start_report
from erp.crud.access import require
from erp.crud.registry import record_url
from erp.errors import DomainError
from erp.models import Company, Partner
from erp.reports.views import companies_for
from erp.scope import current_scope
from erp.text import whole_number

VIEW = "accounting.view_item"
# What the address of a report keeps from one to the next.
KEPT = ("company", "from", "to")
REMEMBERED = "accounting.reports"


@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, name: str) -> HttpResponse:
    """A report for the company and days of the address, or those of last time. `format` asks for a file; one that takes
    long is made by a job, which a POST starts."""
    require(request.user, VIEW)
    report = BY_KEY[name]
    companies = list(Company.objects.filter(pk__in=companies_for(request.user, VIEW)).order_by("name"))
    remembered = request.session.get(REMEMBERED)
    if request.method == "GET" and remembered and not any(key in request.GET for key in KEPT):
        query = QueryDict(remembered, mutable=True)
        query.update(request.GET)
        if _company(companies, query.get("company", "")) is not None:
            return HttpResponseRedirect(f"{request.path}?{query.urlencode()}")
    company = _company(companies, request.GET.get("company", "")) or _default(companies)
    asked = _asked(request, company, report)
    kept = {"company": company.pk, "from": asked.start.isoformat(), "to": asked.end.isoformat()}
    request.session[REMEMBERED] = "&".join(f"{key}={value}" for key, value in kept.items())
    context = _context(request, report, asked, companies)
    try:
        suffix = request.GET.get("format", "")
        if suffix in FILES:
            return _file(request, report, asked, suffix, context)
        sheets = report.build(asked)
    except DomainError as refusal:
        return render(request, "accounting/report.html", context | {"refusal": refusal.message}, status=409)
    return render(request, "accounting/report.html", context | {"sheets": sheets})


def _file(
    request: HttpRequest, report: Report, asked: Asked, suffix: str, context: dict[str, Any]
) -> HttpResponse:
    if request.method == "POST":
        job = start_report(report, asked, suffix)
        messages.success(request, _("The report is being made. You find it here when it is done."))
        return HttpResponseRedirect(record_url(job) or request.path)
    if is_long(report, asked, suffix):
        return render(request, "accounting/report.html", context | {"long": suffix})
    content = report_file(report, asked, suffix)
    response = HttpResponse(content, content_type=FILES[suffix])
    name = slugify(f"{report.label} {asked.company.name} {asked.end.isoformat()}")
    response["Content-Disposition"] = f'attachment; filename="{name}.{suffix}"'
    return response


def _context(
    request: HttpRequest, report: Report, asked: Asked, companies: Sequence[Company]
) -> dict[str, Any]:
    kept = QueryDict(request.session[REMEMBERED], mutable=True)
    for key in ("account", "partner", "line", "closing"):
        if chosen := request.GET.get(key, "")[:40]:
            kept[key] = chosen
    years = FiscalYear.objects.filter(company=asked.company).order_by("-start_date")
    return {
        "report": report,
        "reports": REPORTS,
        "asked": asked,
        "query": kept.urlencode(),
        "kept": request.session[REMEMBERED],
        "companies": companies,
        "years": years[:4],
        "accounts": Account.objects.filter(company=asked.company).order_by("code")
        if report.asks == "account"
        else (),
    }


def _company(companies: Sequence[Company], asked: str) -> Company | None:
    """The company of that id; the usual one where none is asked for."""
    if not asked:
        return _default(companies)
    return next((one for one in companies if str(one.pk) == asked), None)


def _default(companies: Sequence[Company]) -> Company:
    """The active company, or the first in which the person may look."""
    active = current_scope().active
    return next((one for one in companies if one.pk == active), companies[0])


def _asked(request: HttpRequest, company: Company, report: Report) -> Asked:
    today = timezone.localdate()
    year = FiscalYear.objects.filter(company=company, start_date__lte=today, end_date__gte=today).first()
    start = _day(request.GET.get("from", "")) or (year.start_date if year else today.replace(month=1, day=1))
    end = _day(request.GET.get("to", "")) or max(start, today)
    if end < start:
        start, end = end, start
    account = partner = None
    if report.asks == "account" and (chosen := whole_number(request.GET.get("account"))):
        account = get_object_or_404(Account, pk=chosen, company=company)
    if report.asks == "partner" and (chosen := whole_number(request.GET.get("partner"))):
        partner = get_object_or_404(Partner, pk=chosen)
    return Asked(
        company,
        start,
        end,
        account=account,
        partner=partner,
        line=request.GET.get("line", "")[:40],
        with_closing=bool(request.GET.get("closing")),
        after=_cursor(request.GET.get("after", "")),
        is_paged=request.GET.get("format", "") not in FILES,
    )


def _day(text: str) -> dt.date | None:
    """A day as the address has it; years that no books have are none."""
    try:
        day = parse_date(text)
    except ValueError:
        return None
    return day if day and 1900 <= day.year <= 2200 else None


def _cursor(text: str) -> Cursor | None:
    date, _dot, number = text.partition(".")
    day, pk = _day(date), whole_number(number)
    return (day, pk) if day and pk else None
