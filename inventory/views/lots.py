"""Lots that expire soon, and the trace of one as a file."""

import csv
import datetime as dt
import io

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from erp.crud.access import narrow, require
from erp.crud.cells import link
from erp.crud.exporting import neutral
from inventory.models import Lot
from inventory.selectors.expiry import expiring_lots
from inventory.selectors.trace import trace_of

VIEW = "inventory.view_lot"
SPANS = (0, 30, 90, 180)
MOST = 500


@require_GET
def expiry(request: HttpRequest) -> HttpResponse:
    """What is held and expires within `?days=`: the first ones first."""
    require(request.user, VIEW)
    asked = request.GET.get("days", "")
    days = int(asked) if asked in {str(span) for span in SPANS} else 30
    today = timezone.localdate()
    lots = narrow(expiring_lots(today + dt.timedelta(days)), request.user, VIEW)[:MOST]  # type: ignore[arg-type]
    return render(
        request,
        "inventory/expiry.html",
        {
            "days": days,
            "spans": SPANS,
            "lots": [(lot, link(lot), link(lot.variant), (lot.due - today).days) for lot in lots],
        },
    )


@require_GET
def trace_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Where a lot came from and went, a line for each move, as CSV that spreadsheets open."""
    lot = get_object_or_404(narrow(Lot.objects.select_related("variant"), request.user, VIEW), pk=pk)  # type: ignore[arg-type]
    require(request.user, "inventory.view_move", lot)
    trace = trace_of(lot)
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(
        [
            _("Direction"), _("Date"), _("Lot or serial number"), _("Article"), _("Quantity"), _("Document"),
            _("Partner"), pgettext("move", "From"), pgettext("move", "To"),
        ]
    )  # fmt: skip
    for direction, steps in ((_("came"), trace.came), (_("went"), trace.went)):
        for step in steps:
            move = step.move
            writer.writerow(
                neutral(str(value))
                for value in (
                    direction,
                    date_format(move.date, "SHORT_DATE_FORMAT"),
                    move.lot or "",
                    move.variant.sku,
                    f"{move.quantity.normalize():f}",
                    step.document or move.label,
                    step.partner or "",
                    move.origin,
                    move.destination,
                )
            )
    response = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="lot-{lot.pk}.csv"'
    return response
