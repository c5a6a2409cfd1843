"""The demo's range: whole, believable, the same every time."""

import time
from decimal import Decimal
from typing import NamedTuple

import pytest

from catalog.demo import build_catalogue, draw_catalogue
from catalog.demo_pictures import MOTIFS, draw_picture
from catalog.demo_range import FAMILIES, KNOWN
from catalog.demo_sheet import complete_sheets
from catalog.models import Category, Packaging, Product, Thumbnail, Variant
from erp.models import Company
from erp.verify import run_checks

pytestmark = pytest.mark.django_db


class Article(NamedTuple):
    sku: str
    name: str
    net_price: Decimal
    tax_rate: Decimal


def test_the_range_is_built_and_drawn(scope: Company, settings: object, tmp_path: object) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    articles = [Article(sku, f"Article {sku}", Decimal("9.5"), Decimal("5.5")) for sku in KNOWN]
    variants = build_catalogue(articles, lambda sku: "")
    assert 290 <= len(variants) <= 320
    assert 12 <= Category.objects.count() <= 15
    assert Variant.objects.get(sku="MAI-BOL-GRE").sales_price == Decimal("9.5")
    assert not Variant.objects.filter(
        product__in=Product.objects.exclude(code__in=KNOWN), barcode=""
    ).exists()
    assert all(Decimal(1) < variant.sales_price < 200 for variant in variants)
    started = time.process_time()
    draw_catalogue(variants)
    assert time.process_time() - started < 30
    assert not Variant.objects.filter(image=None).exists()
    assert Thumbnail.objects.count() == 2 * len(variants)
    kits = complete_sheets(variants)
    assert {kit.product.kind for kit in kits} == {"kit"}
    assert not Variant.objects.filter(product__kind="kit", components=None).exists()
    assert Packaging.objects.exclude(barcode="").count() > 30
    assert [verdict for verdict in run_checks() if verdict.problems] == []


def test_pictures_are_the_same_every_time() -> None:
    assert {family.motif for family in FAMILIES} | {
        motif for _category, motif, _colour in KNOWN.values()
    } == set(MOTIFS)
    for motif in MOTIFS:
        first, second = (draw_picture(motif, "#8fb3a6", "#e9e2d6", "seed") for _turn in range(2))
        assert first == second
        assert 1_000 < len(first) < 20_000
