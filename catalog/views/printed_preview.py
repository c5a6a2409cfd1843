"""A sheet of a printed catalogue as a page, to be shown small on the catalogue's own page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone, translation
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET

from catalog.models import PrintedCatalogue
from catalog.printing.preview import preview_html
from erp.crud.access import narrow, require

VIEW = "catalog.view_printedcatalogue"
# The sheet has its style within, its pictures come from us, and nothing on it runs.
POLICY = (
    "default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; font-src data:; frame-ancestors 'self'; "
    "base-uri 'none'; form-action 'none'"
)
SHEETS = {"cover", "page"}


@require_GET
@xframe_options_sameorigin
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """`?sheet=cover` or `?sheet=page`: the cover, or a first page of articles."""
    catalogues = narrow(PrintedCatalogue.objects.all(), request.user, VIEW)  # type: ignore[arg-type]
    require(request.user, VIEW)
    found = get_object_or_404(catalogues.select_related("company", "price_list"), pk=pk)
    require(request.user, VIEW, found)
    sheet = request.GET.get("sheet", "")
    with translation.override(found.language):
        html = preview_html(found, sheet if sheet in SHEETS else "cover", date=timezone.localdate())
    response = HttpResponse(html)
    response.headers["Content-Security-Policy"] = POLICY
    return response
