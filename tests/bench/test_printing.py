"""`make bench`: a printed catalogue of 500 articles, each with its own picture, barcode and price."""

import io
from datetime import date
from decimal import Decimal
from random import Random

import pytest
from PIL import Image
from stdnum import ean

from catalog.models import PriceList, PrintedCatalogue
from catalog.printing.document import PrintedFile, print_catalogue
from catalog.services import create_products, set_images
from catalog.services.price_lists import create_price_list_records
from catalog.types import ImageDraft, ProductDraft, VariantDraft
from erp.models import Company
from erp.services.records import LineDraft, RecordDraft, create_records
from tests.bench.report import measure
from tests.catalog.factories import make_category

pytestmark = [pytest.mark.bench, pytest.mark.django_db]
ARTICLES, CATEGORIES = 500, 10
DAY = date(2026, 11, 24)
# Seconds that 500 articles may take, by the product's promise.
MOST_SECONDS = 30
RUNS = 3


def picture(random: Random) -> bytes:
    """Grain like that of a photograph, so that nothing is compressed away."""
    image = Image.frombytes("RGB", (80, 80), random.randbytes(80 * 80 * 3)).resize((640, 640))
    written = io.BytesIO()
    image.save(written, "WEBP", quality=80)
    return written.getvalue()


@pytest.fixture
def catalogue(scope: Company) -> PrintedCatalogue:
    random = Random(7)
    categories = [make_category(f"BENCH{number}", name=f"Rayon {number}") for number in range(CATEGORIES)]
    products = create_products(
        [
            ProductDraft(
                code=f"P{number}",
                name=f"Théière en fonte, modèle {number}",
                description="Fonte émaillée, filtre en inox, contenance d'un litre. Convient à tous les feux. "
                * 2,
                category=categories[number * CATEGORIES // ARTICLES].code,
                variants=[
                    VariantDraft(
                        sku=f"THE-{number:04d}",
                        sales_price=Decimal(10 + number % 90),
                        barcode=(digits := f"2100000{number:05d}") + str(ean.calc_check_digit(digits)),
                    )
                ],
            )
            for number in range(ARTICLES)
        ]
    )
    variants = [product.variants.get() for product in products]
    set_images([ImageDraft(one.pk, f"{one.sku}.webp", picture(random)) for one in variants])
    row = LineDraft({"method": "catalogue", "percent": Decimal(-15)})
    prices = create_price_list_records(
        [RecordDraft(PriceList, {"code": "TRADE", "name": "Trade", "currency_id": "EUR"}, {"rows": [row]})]
    )[0]
    made: PrintedCatalogue = create_records(
        [
            RecordDraft(
                PrintedCatalogue,
                {"name": "Bench", "title": "Hiver 2026", "price_list": prices, "prices": "net"},
            )
        ]
    )[0]
    return made


@pytest.mark.parametrize("layout", ["grid", "list", "sheet"])
def test_500_articles_are_printed(catalogue: PrintedCatalogue, layout: str) -> None:
    catalogue.layout = layout

    def work(one: PrintedCatalogue) -> PrintedFile:
        printed = print_catalogue(one, date=DAY)
        assert printed.articles == ARTICLES
        return printed

    figure = measure(
        f"print a catalogue, {layout}",
        work,
        unit="articles",
        size=ARTICLES,
        prepare=lambda: catalogue,
        runs=RUNS,
    )
    assert figure.seconds.wall < MOST_SECONDS
