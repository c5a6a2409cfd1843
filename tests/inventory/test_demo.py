"""The demo's stock: enough for what is planned, in several layers, worth what the ledger says."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db.models import Count, Min, Sum

from catalog.demo import build_catalogue
from erp.models import Company
from inventory.demo import count_shelves, make_warehouses, receive_demand
from inventory.demo_lots import stock_tracked
from inventory.models import Layer, Level, Lot, Move
from inventory.selectors import stock_value
from tests.erp.factories import make_site
from tests.inventory.factories import make_warehouse, problems

pytestmark = pytest.mark.django_db


def test_receipts_cover_the_plan(scope: Company) -> None:
    make_warehouse(scope, "X")
    (warehouse,) = make_warehouses(scope, [make_site(scope, "ENT")])
    variants = build_catalogue()
    first, until = dt.date(2024, 1, 15), dt.date(2025, 12, 20)
    months = [dt.date(year, month, 1) for year in (2024, 2025) for month in range(1, 13)]
    demand = {(month, v.pk): Decimal((v.pk + month.month) % 7) for v in variants for month in months}
    moves = receive_demand(warehouse, variants, demand, first=first, until=until)
    assert {move.date for move in moves} <= {first, *months[1:]}
    for variant in variants[::20]:
        needed = received = Decimal(0)
        for month in months:
            needed += demand[month, variant.pk]
            until_then = [
                m.quantity for m in moves if m.variant_id == variant.pk and m.date < month + dt.timedelta(31)
            ]
            received = sum(until_then, Decimal(0))
            assert received >= needed
    layers = Layer.objects.values("variant").annotate(layers=Count("pk"), cheapest=Min("amount"))
    assert min(row["layers"] for row in layers) >= 3
    assert min(row["cheapest"] for row in layers) > 0
    counted = count_shelves(warehouse, date=until)
    assert len(counted) == 25
    assert stock_value(scope) == Move.objects.aggregate(value=Sum("amount"))["value"] > 10_000
    assert Level.objects.count() == len(variants)
    assert problems() == []


def test_tracked_goods_lie_on_their_shelves(scope: Company) -> None:
    warehouse = make_warehouse(scope, "ENT")
    lots = stock_tracked(warehouse, date=dt.date(2026, 11, 24), visible_to=[scope.pk])
    assert {lot.kind for lot in lots} == {"lot", "serial"}
    assert Lot.objects.filter(is_blocked=True).count() == 1
    assert Level.objects.filter(location__code__startswith="ENT/A-").count() >= 6
    assert problems() == []
