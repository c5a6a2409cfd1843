"""Closing years: how far each is, what to look at first, and the three things that can be done."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounting.models import FiscalYear
from accounting.selectors.closing import closing_findings, year_state
from accounting.services.archives import start_archives
from accounting.services.closing import close_years, close_years_for_good, take_back_closings
from erp.crud.access import require
from erp.crud.registry import record_url
from erp.errors import DomainError
from erp.scope import current_scope
from erp.text import whole_number

VIEW, CLOSE = "accounting.view_entry", "accounting.close_year"
STEPS = {"book": close_years, "close": close_years_for_good, "take-back": take_back_closings}
MOST_YEARS = 6


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """A fiscal year of the active company: the one asked for, or the last that has ended."""
    require(request.user, VIEW)
    return _page(request, _chosen(request.GET.get("year", "")))


@require_POST
def act(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Book what closes the year, close it for good, or take that back."""
    require(request.user, CLOSE)
    year = get_object_or_404(_years(), pk=pk)
    try:
        with transaction.atomic():
            entries = STEPS[step]([year])
    except DomainError as refusal:
        return _page(request, year, status=409, refusal=refusal.message)
    said = (
        _("%(count)d entries booked.")
        if entries
        else _("There was nothing to book: the entries are up to date.")
    )
    messages.success(request, said % {"count": len(entries)} if entries else said)
    return HttpResponseRedirect(f"{reverse('accounting_closing')}?year={year.pk}")


@require_POST
def archive(request: HttpRequest, pk: int) -> HttpResponse:
    """Start the job that writes the signed archive of a year."""
    require(request.user, CLOSE)
    year = get_object_or_404(_years(), pk=pk)
    try:
        [job] = start_archives([year])
    except DomainError as refusal:
        return _page(request, year, status=409, refusal=refusal.message)
    messages.success(request, _("The archive is being made. You find it here when it is done."))
    return HttpResponseRedirect(record_url(job) or reverse("accounting_closing"))


def _page(request: HttpRequest, year: FiscalYear | None, status: int = 200, **said: Any) -> HttpResponse:
    context: dict[str, Any] = {
        "company": current_scope().active_company,
        "years": _years()[:MOST_YEARS],
        "year": year,
        "may_close": request.user.has_perm(CLOSE),
    }
    if year is not None:
        try:
            context |= {"state": year_state(year), "findings": closing_findings(year)}
        except DomainError as refusal:
            said.setdefault("refusal", refusal.message)
    return render(request, "accounting/closing.html", context | said, status=status)


def _years() -> Any:
    company = current_scope().active_company
    return FiscalYear.objects.filter(company=company).select_related("company").order_by("-start_date")


def _chosen(asked: str) -> FiscalYear | None:
    if number := whole_number(asked):
        return get_object_or_404(_years(), pk=number)
    return _years().filter(end_date__lt=timezone.localdate()).first() or _years().last()
