"""Downloading a list."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from erp.crud.access import RightMissing
from erp.crud.background import file_name, start_export
from erp.crud.exporting import XLSX, csv_chunks, xlsx
from erp.crud.listing import Listing
from erp.crud.registry import record_url
from erp.crud.tabs import Tabs
from erp.crud.views.base import ResourceView
from erp.errors import DomainError
from erp.scope import current_scope

# A workbook of more rows takes longer than a person waits, and is made by a job; a CSV file flows.
MOST_AT_ONCE = 20_000
# A sheet has no more rows than this, its head included.
MOST_ROWS = 1_048_575


class ExportView(ResourceView):
    """`GET …/export/?format=csv|xlsx` with the parameters of the list: what it shows, all pages of it.

    A workbook of many rows is made by a job: `GET` says so and asks, `POST` starts it.
    """

    def check_rights(self) -> None:
        super().check_rights()
        if not self.resource.exportable:
            raise RightMissing(self.resource.permission("view"))

    def get(self, request: HttpRequest) -> Any:
        listing = self.listing()
        language = get_language() or "fr"
        # Asked once now: a streamed answer must not find out later that it can't go on.
        listing.filtered.exists()
        response: Any
        if request.GET.get("format") == "xlsx":
            count = self.count(listing, MOST_AT_ONCE)
            if count > MOST_AT_ONCE:
                return self.render("erp/crud/export.html", most=MOST_AT_ONCE, where=request.get_full_path())
            response = HttpResponse(xlsx(listing, current_scope(), language), content_type=XLSX)
        else:
            response = StreamingHttpResponse(
                csv_chunks(listing, current_scope(), language), content_type="text/csv; charset=utf-8"
            )
        suffix = "xlsx" if request.GET.get("format") == "xlsx" else "csv"
        response["Content-Disposition"] = f'attachment; filename="{file_name(self.resource, suffix)}"'
        return response

    def post(self, request: HttpRequest) -> HttpResponse:
        """Have the workbook made by a job, and lead to it."""
        listing = self.listing()
        if self.count(listing, MOST_ROWS) > MOST_ROWS:
            raise DomainError(
                "export.too_many",
                _("A workbook takes at most %(most)d rows: export as CSV, or narrow the list."),
                params={"most": MOST_ROWS},
            )
        job = start_export(self.resource, listing.parameters.urlencode(), listing.column_names)
        messages.success(request, _("The workbook is being made. You find it here when it is done."))
        return HttpResponseRedirect(record_url(job) or self.way_back())

    def listing(self) -> Listing:
        tabs = Tabs(self.resource, self.user, self.request.GET)
        return Listing(self.resource, self.user, self.request.GET, columns=tabs.columns)

    def count(self, listing: Listing, most: int) -> int:
        """How many rows there are; one more than `most` where there are more."""
        return listing.filtered.order_by()[: most + 1].count()
