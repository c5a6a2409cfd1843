"""Downloading a list."""

from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from erp.crud.access import RightMissing
from erp.crud.exporting import csv_chunks, xlsx
from erp.crud.listing import Listing
from erp.crud.tabs import Tabs
from erp.crud.views.base import ResourceView
from erp.errors import DomainError
from erp.scope import current_scope

# A workbook is built in memory before it is sent; a CSV file flows.
MOST_XLSX_ROWS = 20_000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ExportView(ResourceView):
    """`GET …/export/?format=csv|xlsx` with the parameters of the list: what it shows, all pages of it."""

    def check_rights(self) -> None:
        super().check_rights()
        if not self.resource.exportable:
            raise RightMissing(self.resource.permission("view"))

    def get(self, request: HttpRequest) -> Any:
        tabs = Tabs(self.resource, self.user, request.GET)
        listing = Listing(self.resource, self.user, request.GET, columns=tabs.columns)
        language = get_language() or "fr"
        name = f"{slugify(str(self.resource.label_plural)) or self.resource.name}-{timezone.localdate():%Y-%m-%d}"
        # Asked once now: a streamed answer must not find out later that it can't go on.
        listing.filtered.exists()
        response: Any
        if request.GET.get("format") == "xlsx":
            if listing.filtered.order_by()[: MOST_XLSX_ROWS + 1].count() > MOST_XLSX_ROWS:
                raise DomainError(
                    "export.too_many",
                    _("A workbook takes at most %(most)d rows: export as CSV, or narrow the list."),
                    params={"most": MOST_XLSX_ROWS},
                )
            response = HttpResponse(xlsx(listing, current_scope(), language), content_type=XLSX)
            response["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
            return response
        response = StreamingHttpResponse(
            csv_chunks(listing, current_scope(), language), content_type="text/csv; charset=utf-8"
        )
        response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
        return response
