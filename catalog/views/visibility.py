"""Who sees what: choose companies, see what would change for the chosen products or categories, change it."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from catalog.models import Category, Product
from catalog.selectors.visibility import changes_of, companies_in_view
from catalog.services.visibility import MODES, change_visibility
from erp.crud import resource_for
from erp.crud.access import require
from erp.errors import DomainError
from erp.frame import toast
from erp.text import whole_number

KINDS: dict[str, Any] = {"product": Product, "category": Category}
MOST = 500


@require_GET
def page(request: HttpRequest, kind: str) -> HttpResponse:
    """The chosen records, who sees them now, and the companies to open them to or close."""
    return _page(request, kind, request.GET.getlist("id"))


@require_POST
def preview(request: HttpRequest, kind: str) -> HttpResponse:
    """What would change."""
    records = _records(request, kind, request.POST.getlist("id"))
    return render(request, "catalog/visibility_changes.html", _changes(request, records))


@require_POST
def change(request: HttpRequest, kind: str) -> HttpResponse:
    """Change it, and go back to the list or to the one record."""
    records = _records(request, kind, request.POST.getlist("id"))
    try:
        with transaction.atomic():
            changed = change_visibility(records, mode=_mode(request), company_ids=_companies(request))
    except DomainError as refusal:
        return toast(_page(request, kind, request.POST.getlist("id"), refusal, 422), refusal.message, "error")
    messages.success(
        request,
        ngettext(
            "%(count)d record is seen by others now.",
            "%(count)d records are seen by others now.",
            len(changed),
        )
        % {"count": len(changed)},
    )
    resource: Any = resource_for(KINDS[kind])
    return redirect(resource.detail_url(records[0]) if len(records) == 1 else resource.list_url())


def _page(
    request: HttpRequest, kind: str, ids: list[str], refusal: DomainError | None = None, status: int = 200
) -> HttpResponse:
    records = _records(request, kind, ids)
    return render(
        request,
        "catalog/visibility.html",
        {
            "kind": kind,
            "resource": resource_for(KINDS[kind]),
            "companies": companies_in_view(),
            "mode": _mode(request),
            "chosen": _companies(request),
            "refusal": refusal,
            **_changes(request, records),
        },
        status=status,
    )


def _records(request: HttpRequest, kind: str, ids: list[str]) -> list[Any]:
    require(request.user, f"catalog.view_{kind}")
    require(request.user, f"catalog.share_{kind}")
    keys = {pk for text in ids[:MOST] if (pk := whole_number(text))}
    return list(KINDS[kind].objects.filter(pk__in=keys).order_by("sort_key", "pk"))


def _changes(request: HttpRequest, records: list[Any]) -> dict[str, Any]:
    found = changes_of(records, _mode(request), _companies(request))
    return {
        "changes": found,
        "change_count": sum(one.is_different for one in found),
        "companies": companies_in_view(),
    }


def _mode(request: HttpRequest) -> str:
    mode = request.POST.get("mode", "open")
    return mode if mode in MODES else "open"


def _companies(request: HttpRequest) -> list[int]:
    return [pk for text in request.POST.getlist("company") if (pk := whole_number(text))]
