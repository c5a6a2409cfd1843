"""The FEC on screen: the company's own as a download, and the checker for any."""

from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounting.fec import check_fec, fec_chunks, fec_name
from accounting.fec.export import ENCODINGS
from accounting.fec.rules import RULES
from accounting.models import FiscalYear
from erp.crud.access import narrow, require
from erp.errors import DomainError
from erp.scope import current_scope

VIEW = "accounting.view_entry"


@require_http_methods(["GET", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """The years to download; after a POST what the checker says of the file that came with it."""
    require(request.user, VIEW)
    if request.method != "POST":
        return _page(request)
    upload = request.FILES.get("file")
    if upload is None:
        return _page(request, 422, refusal=_("Choose a file first."))
    return _page(request, report=check_fec(upload, upload.name or ""))


@require_GET
def download(request: HttpRequest, pk: int) -> HttpResponse | StreamingHttpResponse:
    """The FEC of a fiscal year, written as it is sent."""
    require(request.user, VIEW)
    year = get_object_or_404(_years(request), pk=pk)
    require(request.user, VIEW, year)
    encoding = request.GET.get("encoding", "")
    try:
        name = fec_name(year)
    except DomainError as refusal:
        return _page(request, 409, refusal=refusal.message)
    chunks = fec_chunks(
        year,
        current_scope(),
        encoding=encoding if encoding in ENCODINGS else "utf-8",
        time_zone=timezone.get_current_timezone_name(),
    )
    return StreamingHttpResponse(
        chunks,
        content_type="text/plain",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )


def _page(request: HttpRequest, status: int = 200, **said: Any) -> HttpResponse:
    context = {"years": _years(request), "encodings": ENCODINGS, "rules": RULES.values()}
    return render(request, "accounting/fec.html", context | said, status=status)


def _years(request: HttpRequest) -> Any:
    years = FiscalYear.objects.select_related("company").order_by("company__name", "-start_date")
    return narrow(years, request.user, VIEW)  # type: ignore[arg-type]
