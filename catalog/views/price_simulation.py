"""Trying a price before it counts: a row of a list as it would be, and every price that would change."""

from functools import cache
from typing import Any

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from catalog.models import Category, PriceList, PriceRow
from catalog.selectors.price_simulation import Simulation, simulate_row
from catalog.selectors.prices import row_facts
from catalog.services.price_lists import create_price_row_records, update_price_row_records
from erp.crud.access import may, require
from erp.crud.forms import ServedForm, model_form
from erp.crud.registry import resource_for
from erp.crud.views.base import is_htmx
from erp.errors import DomainError
from erp.scope import current_scope
from erp.services.records import RecordChange, RecordDraft

VIEW, CHANGE, SEES_COSTS = "catalog.view_pricelist", "catalog.change_pricelist", "inventory.view_position"
FIELDS = (
    "variant",
    "product",
    "category",
    "min_quantity",
    "method",
    "price",
    "base_list",
    "percent",
    "amount",
    "rounding",
    "minimum_margin",
    "valid_from",
    "valid_until",
)
PER_PAGE = 100


@cache
def _form_class() -> Any:
    return model_form(PriceRow, FIELDS, resource_for(PriceList), "rows.", ServedForm)  # type: ignore[arg-type]


@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """`GET` shows what would change, `POST` writes the row. `?row=`: an existing one; without, a new one."""
    require(request.user, VIEW)
    price_list = get_object_or_404(PriceList, pk=pk)
    number = request.GET.get("row", "")
    row = None
    if number:
        number = number if number.isdecimal() and len(number) < 19 else "0"
        rows = PriceRow.objects.select_related("variant", "product", "category", "base_list")
        row = get_object_or_404(rows, pk=int(number), price_list=price_list)
    given = request.POST if request.method == "POST" else request.GET
    is_typed = "method" in given
    typed = PriceRow(price_list=price_list) if row is None else PriceRow.objects.get(pk=row.pk)
    form = _form_class()(given if is_typed else None, instance=typed)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        require(request.user, CHANGE)
        try:
            with transaction.atomic():
                _write(price_list, row, form.cleaned_data)
        except DomainError as refused:
            refusal = refused.message
        else:
            return HttpResponseRedirect(reverse("catalog.pricelist.detail", args=[pk]))
    found: Simulation | None = None
    refusal = refusal or _said(form, is_typed) or (_broken_rule(typed) if is_typed else "")
    if is_typed and not refusal:
        found = _simulated(price_list, row, typed)
    pages = Paginator(found.differences if found else [], PER_PAGE).get_page(request.GET.get("page"))
    kept = request.GET.copy()
    kept.pop("page", None)
    context = {
        "price_list": price_list,
        "row": row,
        "form": form,
        "refusal": refusal,
        "found": found,
        "pages": pages,
        "query": kept.urlencode(),
        "may_change": may(request.user, CHANGE),
        "sees_costs": may(request.user, SEES_COSTS),
    }
    is_part = is_htmx(request) and request.method == "GET"
    return render(
        request,
        "catalog/price_simulation_found.html" if is_part else "catalog/price_simulation.html",
        context,
    )


def _simulated(price_list: PriceList, row: PriceRow | None, typed: PriceRow) -> Simulation:
    """The form has put what was typed into `typed`, which nobody saves."""
    category = Category.objects.filter(pk=typed.category_id).first() if typed.category_id else None
    return simulate_row(
        price_list,
        row_facts(typed, category=category),
        old=row,
        company_id=current_scope().active_id,
        date=typed.valid_from or timezone.localdate(),
    )


def _write(price_list: PriceList, row: PriceRow | None, values: dict[str, Any]) -> None:
    if row is None:
        create_price_row_records([RecordDraft(PriceRow, {"price_list": price_list, **values})])
    else:
        update_price_row_records([RecordChange(row, values)])


def _broken_rule(typed: PriceRow) -> str:
    """What the database would refuse of a row, in its words: a fixed price without its amount, two targets."""
    try:
        typed.validate_constraints(exclude={"reference"})
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


def _said(form: Any, is_typed: bool) -> str:
    """What is wrong with what was typed, in one sentence."""
    if not is_typed or form.is_valid():
        return ""
    try:
        name, errors = next(iter(form.errors.items()))
    except (StopIteration, ValidationError):
        return str(_("Something is missing."))
    label = form.fields[name].label if name in form.fields else ""
    return f"{label}: {errors[0]}" if label else str(errors[0])
