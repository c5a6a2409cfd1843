"""The page of a work sheet."""

import datetime as dt
from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.formats import sanitize_separators
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from erp.crud.access import narrow, require
from erp.crud.registry import record_url
from erp.errors import DomainError
from erp.models import Document
from erp.scope import current_scope, in_company
from inventory.sheets import Extra, Sheet, SheetEntry, SheetRow


@require_http_methods(["GET", "POST"])
def work(request: HttpRequest, pk: int, sheet: Sheet) -> HttpResponse:
    """`GET` shows the cards of the document `pk`; `POST` hands what was typed to the sheet's service."""
    view = f"{sheet.model._meta.app_label}.view_{sheet.model._meta.model_name}"
    require_somewhere = narrow(sheet.model._default_manager.all(), request.user, view)  # type: ignore[arg-type]
    document = get_object_or_404(require_somewhere, pk=pk)
    require(request.user, sheet.permission, document)
    if document.status not in sheet.statuses:
        return HttpResponseRedirect(record_url(document))
    if request.method == "GET":
        return _page(request, sheet, document)
    try:
        entries, extra = _entries(request, sheet.rows(document)), _extra(request, sheet)
        flags = frozenset(flag for flag, _label in sheet.flags if request.POST.get(flag))
        with (
            in_company(document.company_id) if _elsewhere(document) else transaction.atomic(),
            transaction.atomic(),
        ):
            sheet.submit(document, entries, flags, extra)
    except DomainError as refusal:
        return _page(request, sheet, document, refusal=refusal)
    messages.success(request, _("%(document)s: saved.") % {"document": document})
    document.refresh_from_db()
    if (
        sheet.stays
        and document.status in sheet.statuses
        and any(not row.is_done for row in sheet.rows(document))
    ):
        return HttpResponseRedirect(request.path)
    return HttpResponseRedirect(record_url(document))


def _elsewhere(document: Document) -> bool:
    return document.company_id != current_scope().active


def _page(
    request: HttpRequest, sheet: Sheet, document: Document, *, refusal: DomainError | None = None
) -> HttpResponse:
    rows = list(sheet.rows(document))
    typed = request.POST if request.method == "POST" else {}
    context: dict[str, Any] = {
        "sheet": sheet,
        "document": document,
        "back": record_url(document),
        "cards": [
            {
                "row": row,
                "typed": typed.get(f"quantity-{row.key}"),
                "choice": typed.get(f"choice-{row.key}", ""),
                "lot": typed.get(f"lot-{row.key}", row.lot),
                "expires": typed.get(f"expires-{row.key}", ""),
                "is_refused": refusal is not None and row.sku and row.sku == refusal.params.get("sku"),
            }
            for row in rows
        ],
        "open": sum(not row.is_done for row in rows),
        "typed": typed,
        "refusal": refusal,
    }
    return render(request, "inventory/work.html", context, status=200)


def _entries(request: HttpRequest, rows: "list[SheetRow] | Any") -> dict[int, SheetEntry]:
    found = {}
    for row in rows:
        quantity = _quantity(request.POST.get(f"quantity-{row.key}", ""), row.sku)
        if quantity is not None:
            found[row.key] = SheetEntry(
                quantity,
                request.POST.get(f"choice-{row.key}", "")[:20],
                request.POST.get(f"lot-{row.key}", "").strip()[:60],
                _day(request.POST.get(f"expires-{row.key}", ""), row.sku),
            )
    return found


def _extra(request: HttpRequest, sheet: Sheet) -> Extra | None:
    code = request.POST.get("extra-code", "").strip()[:60]
    if not sheet.takes_extra or not code:
        return None
    quantity = _quantity(request.POST.get("extra-quantity", ""), code)
    if quantity is None:
        raise DomainError("stock.quantity", _("%(sku)s: type a quantity above zero."), params={"sku": code})
    return Extra(code, request.POST.get("extra-place", "").strip()[:60], quantity)


def _day(text: str, sku: str) -> dt.date | None:
    """What a date box sends. Raises `DomainError` "lot.dates"."""
    if not text:
        return None
    try:
        return dt.date.fromisoformat(text[:10])
    except ValueError:
        raise DomainError(
            "lot.dates", _("%(sku)s: “%(typed)s” is no date."), "expires_on", {"sku": sku, "typed": text[:20]}
        ) from None


def _quantity(text: str, sku: str) -> Decimal | None:
    """What was typed, in the notation of the page's language. Raises `DomainError` "stock.quantity"."""
    typed = text.replace("\u202f", "").replace("\xa0", "").replace(" ", "")
    if not typed:
        return None
    try:
        quantity = Decimal(str(sanitize_separators(typed)))
    except InvalidOperation:
        quantity = Decimal("NaN")
    if not quantity.is_finite() or quantity < 0 or quantity >= 10**11 or -quantity.as_tuple().exponent > 4:  # type: ignore[operator]
        raise DomainError(
            "stock.quantity",
            _("%(sku)s: “%(typed)s” is no quantity."),
            "quantity",
            {"sku": sku, "typed": text[:20]},
        )
    return quantity
