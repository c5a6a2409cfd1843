"""The screen "Stock availability": articles × figures, each of which opens the rows it is made of."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET

from catalog.choices import ProductKind
from catalog.models import Category, Variant
from erp import search
from erp.crud import keyset
from erp.crud.registry import record_url
from erp.crud.views.base import is_htmx
from erp.crud.widgets import RemoteSelect
from erp.documents import sources_of
from erp.reports import Report, ReportColumn, ReportForm, ReportRow
from erp.reports.views import companies_for, file_answer
from inventory.extensions import Expected
from inventory.models import Warehouse
from inventory.selectors.availability import Availability, Figures, available_to_promise
from inventory.selectors.shortages import shortages

VIEW = "inventory.view_level"
ORDERING = ["sort_key", "id"]
PAGE = 50
MOST_FOUND = 1000
MOST_EXPORTED = 20_000
# What the file has of each article, besides its name.
EXPORTED = (
    "on_hand",
    "reserved",
    "blocked",
    "free",
    "wanted",
    "safety",
    "available",
    "in_transit",
    "incoming",
)


class AvailabilityForm(ReportForm):
    q = forms.CharField(label=_("Article"), required=False, max_length=80)
    warehouse = forms.ModelChoiceField(
        Warehouse.objects.filter(is_active=True), label=_("Warehouse"), required=False, empty_label=_("All")
    )
    category = forms.ModelChoiceField(
        Category.objects.all(),
        label=_("Category"),
        required=False,
        widget=RemoteSelect("inventory.position", "variant__product__category"),
    )
    day = forms.DateField(label=pgettext_lazy("stock", "Promised for"), required=False)
    short = forms.BooleanField(label=_("Only what is short"), required=False)


@dataclass(frozen=True)
class Line:
    """An article on the screen."""

    variant: Variant
    stock: Availability
    promised: Any

    @property
    def next_arrival(self) -> dt.date | None:
        return min((one.date for one in self.stock.incoming if one.date), default=None)


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """The screen; for htmx, its results; `?format=csv|xlsx`: the file."""
    companies = companies_for(request.user, VIEW)
    form = AvailabilityForm.read(request.GET)
    values = form.cleaned_data if form.is_valid() else {}
    short = _short(values, companies)
    variants = _variants(values, short)
    if request.GET.get("format") in {"csv", "xlsx"}:
        report = _report(variants[:MOST_EXPORTED], values, companies)
        return file_answer(report, str(_("Stock availability")), request.GET["format"])
    try:
        found = keyset.page(
            variants, ORDERING, PAGE, after=request.GET.get("after", ""), before=request.GET.get("before", "")
        )
    except keyset.BadCursor:
        found = keyset.page(variants, ORDERING, PAGE)
    context = {
        "form": form,
        "lines": _lines(found.records, values, companies, short),
        "day": values.get("day"),
        "warehouse": values.get("warehouse"),
        "is_narrowed": any(values.values()),
        "addresses": {
            "next": _address(request, after=found.after) if found.after else "",
            "previous": _address(request, before=found.before) if found.before else "",
            "csv": _address(request, format="csv"),
            "xlsx": _address(request, format="xlsx"),
        },
    }
    template = "inventory/availability_results.html" if is_htmx(request) else "inventory/availability.html"
    return render(request, template, context)


@require_GET
def figures(request: HttpRequest, pk: int) -> HttpResponse:
    """Of one article: each warehouse, what comes in, what is wanted; the rows below its line."""
    companies = companies_for(request.user, VIEW)
    variant = get_object_or_404(Variant.objects.select_related("product__unit"), pk=pk)
    stock = available_to_promise([variant.pk], company_ids=companies)[variant.pk]
    warehouses = Warehouse.objects.filter(company__in=companies).order_by("code")
    expected = sorted(stock.incoming, key=_by_day)
    context = {
        "variant": variant,
        "stock": stock,
        "places": [
            (one, stock.at(one.pk)) for one in warehouses if one.is_active or one.pk in stock.warehouses
        ],
        "incoming": _told(expected, warehouses),
        "demand": _told(stock.demand, warehouses),
    }
    return render(request, "inventory/availability_figures.html", context)


def _short(values: Mapping[str, Any], companies: list[int]) -> dict[int, Availability] | None:
    if not values.get("short"):
        return None
    return shortages(warehouse_ids=_warehouse_ids(values), company_ids=companies)


def _variants(values: Mapping[str, Any], short: Mapping[int, Availability] | None) -> QuerySet[Variant]:
    found = Variant.objects.filter(is_active=True, product__kind=ProductKind.GOODS).select_related("product")
    if category := values.get("category"):
        found = found.filter(product__category__in=category.get_descendants(include_self=True))
    if query := values.get("q"):
        found = found.filter(pk__in=search.find_ids(query, "catalog.variant", MOST_FOUND))
    return found if short is None else found.filter(pk__in=list(short))


def _warehouse_ids(values: Mapping[str, Any]) -> list[int] | None:
    warehouse = values.get("warehouse")
    return [warehouse.pk] if warehouse else None


def _lines(
    variants: list[Variant],
    values: Mapping[str, Any],
    companies: list[int],
    known: Mapping[int, Availability] | None = None,
) -> list[Line]:
    stock = known or available_to_promise(
        [variant.pk for variant in variants], warehouse_ids=_warehouse_ids(values), company_ids=companies
    )
    day = values.get("day")
    return [
        Line(variant, stock[variant.pk], stock[variant.pk].promised_at(day) if day else None)
        for variant in variants
    ]


def _report(variants: Iterable[Variant], values: Mapping[str, Any], companies: list[int]) -> Report:
    """All that is filtered, for a file."""
    labels = {
        "on_hand": _("On hand"),
        "reserved": _("Reserved"),
        "blocked": pgettext_lazy("stock", "Blocked"),
        "free": pgettext_lazy("stock", "Free"),
        "wanted": pgettext_lazy("stock", "Wanted"),
        "safety": _("Safety stock"),
        "available": _("Available"),
        "in_transit": _("In transit"),
        "incoming": pgettext_lazy("stock", "Coming in"),
    }
    columns = [
        ReportColumn("sku", _("SKU")),
        ReportColumn("name", pgettext_lazy("article", "Name")),
        *(ReportColumn(name, labels[name], "quantity") for name in EXPORTED),
    ]
    if values.get("day"):
        columns.append(ReportColumn("promised", pgettext_lazy("stock", "Promised for"), "quantity"))
    rows = [
        ReportRow(
            {
                "sku": line.variant.sku,
                "name": line.variant.name,
                "promised": line.promised,
                **_values(line.stock),
            }
        )
        for line in _lines(list(variants), values, companies)
    ]
    return Report(columns, rows)


def _values(stock: Figures) -> dict[str, Any]:
    return {
        "on_hand": stock.on_hand,
        "reserved": stock.reserved,
        "blocked": stock.blocked,
        "free": stock.free,
        "wanted": stock.demand_quantity,
        "safety": stock.safety,
        "available": stock.available,
        "in_transit": stock.in_transit,
        "incoming": stock.incoming_quantity,
    }


def _told(expected: Iterable[Expected], warehouses: Iterable[Warehouse]) -> list[dict[str, Any]]:
    """What is expected, with the documents that say so and the warehouses' names."""
    rows = list(expected)
    documents = sources_of((one.source_kind, one.source_id) for one in rows)
    names = {warehouse.pk: warehouse.name for warehouse in warehouses}
    told = []
    for one in rows:
        document = documents.get((one.source_kind, one.source_id))
        told.append(
            {
                "date": one.date,
                "quantity": one.quantity,
                "warehouse": names.get(one.warehouse_id or 0, ""),
                "label": str(document) if document is not None else one.label,
                "url": record_url(document) if document is not None else "",
                "is_late": one.date is not None and one.date < timezone.localdate(),
            }
        )
    return told


def _by_day(one: Expected) -> tuple[bool, dt.date]:
    return one.date is None, one.date or dt.date.max


def _address(request: HttpRequest, **changes: str) -> str:
    parameters = request.GET.copy()
    for name in ("after", "before", "format"):
        parameters.pop(name, None)
    parameters.update(changes)
    return f"{reverse('inventory_availability')}?{parameters.urlencode()}"
