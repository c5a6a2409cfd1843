"""What a channel sells: which products are shown there, which could be, and what the others lack."""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from catalog.lifecycles import SOLD
from catalog.models import Product
from erp.crud.access import may_on, require
from erp.crud.views.base import is_htmx
from erp.errors import DomainError
from erp.frame import toast
from erp.scope import current_scope
from erp.text import fold
from sales.models import Channel
from sales.selectors.assortment import PublicationState, publication_states
from sales.services.assortment import publish_products, withdraw_products

VIEW, ACT = "sales.view_assortmentrule", "sales.publish_product"
PER_PAGE, MOST_AT_ONCE = 50, 1000
# What the tabs show, by what they are called in the address.
SHOWN = {
    "all": (gettext_lazy("All"), lambda state: True),
    "published": (gettext_lazy("Published"), lambda state: state.is_published),
    "publishable": (gettext_lazy("Publishable"), lambda state: state.is_complete and not state.is_sold),
    "blocked": (
        gettext_lazy("In the assortment, incomplete"),
        lambda state: state.is_sold and not state.is_complete,
    ),
    "incomplete": (gettext_lazy("Incomplete"), lambda state: not state.is_complete),
}


class PeriodForm(forms.Form):
    """From when until when."""

    valid_from = forms.DateField(label=gettext_lazy("From"), required=False)
    valid_until = forms.DateField(label=gettext_lazy("Until"), required=False)


@dataclass(frozen=True)
class Line:
    product: Product
    state: PublicationState


@require_http_methods(["GET", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """`?channel=`, `?show=`, `?q=`, `?on=`; for htmx the table alone. `POST` publishes or takes off what is ticked."""
    require(request.user, VIEW)
    own = Channel.objects.filter(company_id=current_scope().active_id, is_active=True)
    channels = list(own.select_related("company").order_by("code"))
    channel = _chosen(request, channels)
    said: tuple[str, str] | None = None
    if request.method == "POST" and channel is not None:
        require(request.user, ACT, channel)
        said = _act(request, channel)
    context = {"channels": channels, "channel": channel, **_table(request, channel)}
    context["may_act"] = channel is not None and may_on(request.user, ACT, channel)
    is_part = is_htmx(request)
    response = render(request, "sales/assortment_table.html" if is_part else "sales/assortment.html", context)
    if said is not None and is_part:
        return toast(response, *said)
    return response


def _chosen(request: HttpRequest, channels: list[Channel]) -> Channel | None:
    number = request.GET.get("channel", "")
    if not number:
        return next(iter(channels), None)
    pk = int(number) if number.isdecimal() and len(number) < 19 else 0
    return get_object_or_404(Channel.objects.filter(pk__in=[one.pk for one in channels]), pk=pk)


def _day(request: HttpRequest) -> dt.date:
    try:
        return dt.date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return timezone.localdate()


def _table(request: HttpRequest, channel: Channel | None) -> dict[str, Any]:
    show, query, day = request.GET.get("show", "all"), request.GET.get("q", "").strip(), _day(request)
    show = show if show in SHOWN else "all"
    states = publication_states(channel, day) if channel else []
    tabs = [
        {
            "key": key,
            "label": label,
            "count": sum(1 for state in states if holds(state)),
            "is_current": key == show,
        }
        for key, (label, holds) in SHOWN.items()
    ]
    found = [state for state in states if SHOWN[show][1](state)]
    if query:
        matching = _matching(query)
        found = [state for state in found if state.product_id in matching]
    pages = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    products = Product.objects.select_related("category").in_bulk([state.product_id for state in pages])
    return {
        "base": urlencode({"channel": channel.pk if channel else "", "on": day.isoformat(), "q": query}),
        "tabs": tabs,
        "show": show,
        "query": query,
        "day": day,
        "pages": pages,
        "lines": [Line(products[state.product_id], state) for state in pages],
    }


def _matching(query: str) -> set[int]:
    wanted = fold(query)
    rows = Product.objects.filter(status__in=SOLD).values_list("pk", "sort_key", "code")
    return {pk for pk, key, code in rows if wanted in key or wanted in fold(code)}


def _wrong(form: forms.Form) -> str:
    """What is wrong with what was typed: "From: Enter a valid date."."""
    name, errors = next(iter(form.errors.items()))
    label = form.fields[name].label if name in form.fields else ""
    return f"{label}: {errors[0]}" if label else str(errors[0])


def _act(request: HttpRequest, channel: Channel) -> tuple[str, str]:
    """What was done or refused, with the tone to say it in."""
    ids = [
        int(one)
        for one in request.POST.getlist("product")[:MOST_AT_ONCE]
        if one.isdecimal() and len(one) < 19
    ]
    products = list(Product.objects.filter(pk__in=ids).order_by("sort_key", "pk"))
    if not products:
        return _("Tick the products first."), "warning"
    try:
        with transaction.atomic():
            if request.POST.get("act") == "withdraw":
                withdraw_products(channel, products)
                said = ngettext(
                    "%(count)d product taken off.", "%(count)d products taken off.", len(products)
                )
            else:
                period = PeriodForm(request.POST)
                if not period.is_valid():
                    return _wrong(period), "error"
                publish_products(channel, products, **period.cleaned_data)
                said = ngettext(
                    "%(count)d product published.", "%(count)d products published.", len(products)
                )
    except DomainError as refusal:
        return refusal.message, "error"
    return said % {"count": len(products)}, "success"
