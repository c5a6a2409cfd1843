"""Parts of the catalog's pages that are no fields: ways on from a price list and from a row of it."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalog.models import PriceList, PriceRow, PrintedCatalogue
from catalog.services.publications import PRINT
from erp.crud import Panel
from erp.models import Job

SEES_LISTS = "catalog.view_pricelist"


def _of_list(record: PriceList, request: HttpRequest) -> Mapping[str, Any]:
    return {"url": reverse("catalog_price_simulation", args=[record.pk])}


def _of_row(record: PriceRow, request: HttpRequest) -> Mapping[str, Any]:
    return {
        "url": f"{reverse('catalog_price_simulation', args=[record.price_list_id])}?row={record.pk}",
        "is_row": True,
    }


TRY_NEW = Panel(
    _("Try a price"), "catalog/price_try.html", context=_of_list, permission=SEES_LISTS, place="side"
)
TRY_OTHER = Panel(
    _("Try another price"), "catalog/price_try.html", context=_of_row, permission=SEES_LISTS, place="side"
)

# Earlier prints that the page shows.
MOST_PRINTS = 10


def _preview(record: PrintedCatalogue, request: HttpRequest) -> Mapping[str, Any]:
    url = reverse("catalog_printed_preview", args=[record.pk])
    return {"sheets": [(f"{url}?sheet={sheet}", label) for sheet, label in SHEETS]}


def _prints(record: PrintedCatalogue, request: HttpRequest) -> Mapping[str, Any]:
    jobs = Job.objects.filter(company=record.company_id, kind=PRINT, params__catalogue=record.pk)
    return {"jobs": list(jobs.select_related("result", "created_by").order_by("-pk")[:MOST_PRINTS])}


SHEETS = [("cover", _("Cover")), ("page", _("First page"))]
PREVIEW = Panel(_("Preview"), "catalog/printed_preview.html", context=_preview)
PRINTED = Panel(_("Printed"), "catalog/printed_jobs.html", context=_prints, place="side")
