"""Where a price comes from: articles, customer, channel, day and quantity in, prices with every step out."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from catalog.models import Variant
from catalog.price_values import Price
from catalog.selectors.price_words import passed_words, step_words
from erp.crud.access import may, narrow, require
from erp.crud.views.base import is_htmx
from erp.crud.widgets import RemoteSelect, RemoteSelectMultiple, dress
from erp.models import Currency, Partner
from erp.money import margin_percent
from erp.scope import current_scope
from sales.choices import ChannelKind
from sales.models import Channel, Order, OrderLine
from sales.selectors.prices import Enquiry, customer_prices

VIEW, SEES_ORDERS, SEES_COSTS = "catalog.view_pricelist", "sales.view_order", "inventory.view_position"
MOST_ARTICLES = 50
# Steps that show what an article cost.
OF_COST = {"cost", "margin"}


class EnquiryForm(forms.Form):
    """What is asked."""

    variant = forms.ModelMultipleChoiceField(
        Variant.objects.none(),
        label=_("Articles"),
        required=False,
        widget=RemoteSelectMultiple("sales.order", "lines.variant"),
    )
    partner = forms.ModelChoiceField(
        Partner.objects.none(),
        label=_("Customer"),
        required=False,
        widget=RemoteSelect("sales.order", "partner"),
    )
    channel = forms.ModelChoiceField(
        Channel.objects.none(), label=_("Channel"), required=False, empty_label=_("None")
    )
    date = forms.DateField(label=_("On"), required=False)
    quantity = forms.DecimalField(
        label=_("Quantity"), required=False, min_value=Decimal(0), max_digits=16, decimal_places=4
    )
    currency = forms.ModelChoiceField(Currency.objects.none(), label=_("Currency"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        querysets = {
            "variant": Variant.objects.all(),
            "partner": Partner.objects.all(),
            "channel": Channel.objects.filter(company_id=current_scope().active_id),
            "currency": Currency.objects.all(),
        }
        for name, queryset in querysets.items():
            self.fields[name].queryset = queryset  # type: ignore[attr-defined]
        for field in self.fields.values():
            dress(field)


@dataclass(frozen=True)
class Answer:
    """The price of one article, in words. `charged`: what its order's line says, where one was asked about."""

    variant: Variant
    price: Price
    steps: Sequence[tuple[str, Decimal | None, Sequence[tuple[str, Decimal | None]]]]
    passed: Sequence[tuple[int, str, str, str]]
    margin: Decimal | None
    quantity: Decimal
    charged: Decimal | None = None

    @property
    def shown(self) -> Decimal | None:
        """What was set: with tax or without."""
        return self.price.gross if self.price.includes_tax else self.price.net

    @property
    def other(self) -> Decimal | None:
        return self.price.net if self.price.includes_tax else self.price.gross


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """The screen; for htmx the answers alone. `?order=` asks about the lines of an order."""
    require(request.user, VIEW)
    order = _order(request)
    form = EnquiryForm(_asked(request, order))
    answers: list[Answer] = []
    if form.is_valid():
        lines = _order_lines(order) if order else {}
        answers = _answers(form.cleaned_data, lines, with_costs=may(request.user, SEES_COSTS))
    context = {"form": form, "answers": answers, "order": order}
    is_part = is_htmx(request)
    response = render(
        request, "sales/price_answers.html" if is_part else "sales/price_explanation.html", context
    )
    if is_part:
        response.headers["HX-Replace-Url"] = request.get_full_path()
    return response


def _order(request: HttpRequest) -> Order | None:
    number = request.GET.get("order", "")
    if not number.isdecimal() or len(number) > 18:
        return None
    orders: Any = narrow(Order.objects.all(), request.user, SEES_ORDERS)  # type: ignore[arg-type]
    order: Order = get_object_or_404(orders.select_related("channel"), pk=int(number))
    require(request.user, SEES_ORDERS, order)
    return order


def _order_lines(order: Order) -> dict[int, OrderLine]:
    lines = OrderLine.objects.filter(order=order, variant__isnull=False).order_by("-position")
    return {line.variant_id or 0: line for line in lines}


def _asked(request: HttpRequest, order: Order | None) -> dict[str, Any]:
    """What the address says, completed from the order or with today, the first channel and one piece."""
    given = request.GET
    values: dict[str, Any] = {
        "variant": given.getlist("variant")[:MOST_ARTICLES],
        **{name: given.get(name, "") for name in ("partner", "channel", "date", "quantity", "currency")},
    }
    company_id = current_scope().active_id
    if (product := given.get("product", "")).isdecimal() and len(product) < 19:
        values["variant"] = list(
            Variant.objects.filter(product_id=int(product)).values_list("pk", flat=True)[:MOST_ARTICLES]
        )
    if order is not None and "variant" not in given:
        values |= {
            "variant": [*_order_lines(order)][:MOST_ARTICLES],
            "partner": order.partner_id,
            "channel": order.channel_id,
            "date": order.date.isoformat(),
            "currency": order.currency_id,
        }
    elif "channel" not in given:
        channels = Channel.objects.filter(company_id=company_id, is_active=True)
        phone = channels.filter(kind=ChannelKind.PHONE).first() or channels.first()
        values["channel"] = phone.pk if phone else ""
    values["date"] = values["date"] or timezone.localdate().isoformat()
    values["quantity"] = values["quantity"] or ("" if order else "1")
    return values


def _answers(asked: dict[str, Any], lines: dict[int, OrderLine], *, with_costs: bool) -> list[Answer]:
    variants = list(asked["variant"].select_related("product"))
    company = current_scope().active_company
    channel, partner = asked["channel"], asked["partner"]
    enquiries = [
        Enquiry(
            variant_id=variant.pk,
            company_id=company.pk,
            channel_id=channel.pk if channel else None,
            partner_id=partner.pk if partner else None,
            date=asked["date"] or timezone.localdate(),
            currency=asked["currency"].pk if asked["currency"] else str(company.currency_id),
            quantity=_quantity(asked["quantity"], lines.get(variant.pk)),
        )
        for variant in variants
    ]
    found = customer_prices(enquiries, with_refused=True, with_costs=with_costs)
    return [
        _answer(variant, price, lines.get(variant.pk), with_costs)
        for variant, price in zip(variants, found, strict=True)
    ]


def _quantity(typed: Decimal | None, line: OrderLine | None) -> Decimal:
    if typed is not None:
        return typed
    return line.quantity if line else Decimal(1)


def _answer(variant: Variant, price: Price, line: OrderLine | None, with_costs: bool) -> Answer:
    def amount(kind: str, value: Decimal | None) -> Decimal | None:
        return value if with_costs or kind not in OF_COST else None

    def words(steps: Sequence[Any]) -> list[tuple[str, Decimal | None]]:
        return [
            (step_words(step, price.currency), amount(step.kind, step.amount))
            for step in steps
            if with_costs or step.kind != "margin"
        ]

    margin = None
    if with_costs and price.net is not None and price.cost is not None:
        margin = margin_percent(price.net, price.cost)
    steps = [
        (text, value, words(step.params.get("steps", ())))
        for step, (text, value) in zip(
            [step for step in price.steps if with_costs or step.kind != "margin"],
            words(price.steps),
            strict=True,
        )
    ]
    return Answer(
        variant=variant,
        price=price,
        steps=steps,
        passed=[(one.list_id, one.name, one.label, passed_words(one)) for one in price.passed_over],
        margin=margin,
        quantity=price.request.quantity,
        charged=line.unit_price if line else None,
    )
