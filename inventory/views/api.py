"""The inventory's own part of the API: what shops may sell, of many articles in one call."""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from catalog.models import Variant
from erp.api.throttling import TokenThrottle
from erp.api.viewsets import COMPANY_HEADER, ScopedViewMixin
from erp.crud import access
from erp.reports.views import companies_for
from inventory.models import Warehouse
from inventory.selectors.availability import Availability, Figures, available_to_promise, buffers_of

VIEW = "inventory.view_level"
MOST = 500


class AvailabilityRequest(serializers.Serializer):
    """At most 500 SKUs. `channel`: the code of the channel that asks, whose buffer is kept. `date`: the day to promise
    for. `warehouses`: codes; all when left out."""

    skus = serializers.ListField(
        child=serializers.CharField(max_length=40), min_length=1, max_length=MOST, allow_empty=False
    )
    channel = serializers.CharField(max_length=12, required=False, allow_blank=True, default="")
    date = serializers.DateField(required=False, allow_null=True, default=None)
    warehouses = serializers.ListField(
        child=serializers.CharField(max_length=12), required=False, max_length=MOST
    )


class Quantity(serializers.DecimalField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=20, decimal_places=4, **kwargs)


class ExpectedAnswer(serializers.Serializer):
    date = serializers.DateField(allow_null=True)
    quantity = Quantity()


class FiguresAnswer(serializers.Serializer):
    """`available` can be promised now; `promised` for the day asked for; below zero: so much is missing."""

    on_hand = Quantity()
    reserved = Quantity()
    blocked = Quantity()
    free = Quantity()
    wanted = Quantity(source="demand_quantity")
    safety = Quantity()
    available = Quantity()
    promised = Quantity(allow_null=True)


class PlaceAnswer(FiguresAnswer):
    code = serializers.CharField()


class ArticleAnswer(FiguresAnswer):
    sku = serializers.CharField()
    buffer = Quantity()
    in_transit = Quantity()
    incoming = ExpectedAnswer(many=True)
    warehouses = PlaceAnswer(many=True)


class AvailabilityAnswer(serializers.Serializer):
    results = ArticleAnswer(many=True)
    # SKUs that are not there, or not visible.
    unknown = serializers.ListField(child=serializers.CharField())


class AvailabilityView(ScopedViewMixin, APIView):
    """What can be promised of up to 500 articles, now and for a day, over all warehouses and at each."""

    required_permission = VIEW
    throttle_classes = [TokenThrottle]

    def may(self, permission: str) -> bool:
        return access.may_somewhere(self.request.user, permission)

    @extend_schema(
        tags=["inventory.availability"],
        operation_id="inventory.availability",
        parameters=[COMPANY_HEADER],
        request=AvailabilityRequest,
        responses=AvailabilityAnswer,
    )
    def post(self, request: Any) -> Response:
        asked = AvailabilityRequest(data=request.data)
        asked.is_valid(raise_exception=True)
        values: dict[str, Any] = asked.validated_data
        companies = companies_for(request.user, VIEW)
        codes = _warehouses(values.get("warehouses"), companies)
        skus = list(dict.fromkeys(values["skus"]))
        variants = dict(Variant.objects.filter(sku__in=skus).values_list("sku", "pk"))
        stock = available_to_promise(
            variants.values(),
            company_ids=companies,
            warehouse_ids=None if values.get("warehouses") is None else list(codes),
            buffers=buffers_of(values["channel"], list(variants.values())) if values["channel"] else None,
        )
        return Response(
            {
                "results": [
                    _article(sku, stock[variants[sku]], codes, values["date"])
                    for sku in skus
                    if sku in variants
                ],
                "unknown": [sku for sku in skus if sku not in variants],
            }
        )


def _warehouses(asked: list[str] | None, companies: list[int]) -> dict[int, str]:
    found = Warehouse.objects.filter(company__in=companies).order_by("code")
    codes = dict(found.values_list("pk", "code"))
    if asked is None:
        return codes
    if unknown := set(asked) - set(codes.values()):
        raise serializers.ValidationError(
            {"warehouses": _("There is no warehouse %(code)s here.") % {"code": min(unknown)}}
        )
    return {pk: code for pk, code in codes.items() if code in asked}


def _article(sku: str, stock: Availability, codes: dict[int, str], day: Any) -> dict[str, Any]:
    incoming = sorted(stock.incoming, key=lambda one: (one.date is None, one.date))
    return {
        "sku": sku,
        "buffer": _text(stock.buffer),
        "in_transit": _text(stock.in_transit),
        "incoming": [{"date": one.date, "quantity": _text(one.quantity)} for one in incoming],
        "warehouses": [
            {"code": codes[pk], **_figures(figures, day)}
            for pk, figures in sorted(stock.warehouses.items(), key=lambda item: codes.get(item[0], ""))
            if pk in codes
        ],
        **_figures(stock, day),
    }


def _figures(stock: Figures, day: Any) -> dict[str, Any]:
    return {
        "on_hand": _text(stock.on_hand),
        "reserved": _text(stock.reserved),
        "blocked": _text(stock.blocked),
        "free": _text(stock.free),
        "wanted": _text(stock.demand_quantity),
        "safety": _text(stock.safety),
        "available": _text(stock.available),
        "promised": _text(stock.promised_at(day)) if day else None,
    }


def _text(quantity: Any) -> str:
    """As every quantity of the API is written: with four decimals."""
    return f"{quantity:.4f}"
