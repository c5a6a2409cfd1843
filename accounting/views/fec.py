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
    context: dict[str, Any] = {"years": _years(request), "encodings": ENCODINGS, "rules": RULES.values()}
    status = 200
    if request.method == "POST":
        upload = request.FILES.get("file")
        if upload is None:
            context["refusal"], status = _("Choose a file first."), 422
        else:
            context["report"] = check_fec(upload, upload.name or "")
    return render(request, "accounting/fec.html", context, status=status)


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
        context = {"years": _years(request), "encodings": ENCODINGS, "rules": RULES.values()}
        return render(request, "accounting/fec.html", context | {"refusal": refusal.message}, status=409)
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


def _years(request: HttpRequest) -> Any:
    years = FiscalYear.objects.select_related("company").order_by("company__name", "-start_date")
    return narrow(years, request.user, VIEW)  # type: ignore[arg-type]
