"""Printed catalogues: what goes in, which prices, and the file as a customer gets it."""

import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from catalog.models import Category, PriceList, PrintedCatalogue, Variant
from catalog.printing.barcodes import barcode_svg
from catalog.printing.contents import Contents, read_contents
from catalog.printing.document import print_catalogue
from catalog.printing.preview import preview_html
from catalog.services import set_images, translate_products
from catalog.services.price_lists import create_price_list_records
from catalog.services.publications import start_printing
from catalog.types import ImageDraft, TranslationDraft
from erp.choices import JobStatus
from erp.errors import DomainError
from erp.jobs import run_job
from erp.models import Company, Job
from erp.scope import open_scope
from erp.services.records import LineDraft, RecordDraft, create_records
from tests.catalog.factories import make_category, make_product
from tests.erp.factories import make_user

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 24)


def make_catalogue(*choices: dict[str, Any], **values: Any) -> PrintedCatalogue:
    values = {"name": "Winter", "title": "Hiver 2026", "prices": "net"} | values
    lines = {"choices": [LineDraft(choice) for choice in choices]}
    catalogue: PrintedCatalogue = create_records([RecordDraft(PrintedCatalogue, values, lines)])[0]
    return catalogue


@pytest.fixture
def shelves(scope: Company) -> dict[str, Category]:
    """Kitchen with pots and cups below, and a garden; two products in each but the kitchen."""
    make_category("KITCHEN", name="Cuisine")
    found = {
        "pots": make_category("POTS", "KITCHEN", name="Théières"),
        "cups": make_category("CUPS", "KITCHEN", name="Tasses"),
        "garden": make_category("GARDEN", name="Jardin"),
    }
    for name, category in found.items():
        for number in (1, 2):
            make_product(
                category, code=f"{name}{number}", name=f"{name} {number}", price=Decimal(10 * number)
            )
    return found | {"kitchen": Category.objects.get(code="KITCHEN")}


def codes(contents: Contents) -> dict[str, dict[str, list[str]]]:
    return {
        chapter.name: {
            section.name: [product.code for product in section.products] for section in chapter.sections
        }
        for chapter in contents.chapters
    }


def test_everything_on_sale_by_chapter_and_section(shelves: dict[str, Category]) -> None:
    assert codes(read_contents(make_catalogue(), date=DAY)) == {
        "Cuisine": {"Tasses": ["cups1", "cups2"], "Théières": ["pots1", "pots2"]},
        "Jardin": {"Jardin": ["garden1", "garden2"]},
    }


def test_what_was_chosen_without_what_was_left_out(shelves: dict[str, Category]) -> None:
    pot = Variant.objects.get(product__code="pots1").product
    spade = Variant.objects.get(product__code="garden2").product
    catalogue = make_catalogue(
        {"category": shelves["kitchen"]},
        {"product": spade},
        {"product": pot, "is_left_out": True},
        {"category": shelves["cups"], "is_left_out": True},
    )
    assert codes(read_contents(catalogue, date=DAY)) == {
        "Cuisine": {"Théières": ["pots2"]},
        "Jardin": {"Jardin": ["garden2"]},
    }


def test_prices_of_the_list_with_its_quantities_else_of_the_catalogue(shelves: dict[str, Category]) -> None:
    pot = Variant.objects.get(product__code="pots1")
    rows = [
        {"variant": pot, "method": "fixed", "price": Decimal("8.505")},
        {"variant": pot, "method": "fixed", "price": Decimal(7), "min_quantity": Decimal(12)},
    ]
    prices = create_price_list_records(
        [
            RecordDraft(
                PriceList,
                {"code": "TRADE", "name": "Trade", "currency_id": "EUR"},
                {"rows": [LineDraft(row) for row in rows]},
            )
        ]
    )[0]
    contents = read_contents(make_catalogue({"category": shelves["pots"]}, price_list=prices), date=DAY)
    shown = [
        variant.prices
        for chapter in contents.chapters
        for section in chapter.sections
        for product in section.products
        for variant in product.variants
    ]
    assert contents.breaks == [12]
    assert shown == [(Decimal("8.51"), 7), (20, 20)]


def test_an_english_catalogue_has_english_texts_where_there_are_some(shelves: dict[str, Category]) -> None:
    pot = Variant.objects.get(product__code="pots1").product
    translate_products([TranslationDraft(pot.pk, "en", "Teapot", "Pours without a drop.")])

    def texts(language: str) -> list[tuple[str, str]]:
        contents = read_contents(
            make_catalogue({"category": shelves["pots"]}, name=language, language=language), date=DAY
        )
        return [(one.name, one.description) for one in contents.chapters[0].sections[0].products]

    assert texts("en") == [("Teapot", "Pours without a drop."), ("pots 2", "")]
    assert texts("fr") == [("pots 1", ""), ("pots 2", "")]


def test_what_another_company_alone_sees_is_not_in_it(company: Company, other_company: Company) -> None:
    with open_scope(companies=[company, other_company], active=company):
        shelf = make_category("ALL", name="Tout")
        make_product(shelf, code="shared")
        make_product(shelf, code="own", visible_to=[company.pk])
        make_product(shelf, code="theirs", visible_to=[other_company.pk])
        assert codes(read_contents(make_catalogue(company=company), date=DAY)) == {
            "Tout": {"Tout": ["own", "shared"]}
        }


def test_the_number_of_queries_does_not_depend_on_the_articles(shelves: dict[str, Category]) -> None:
    catalogue = make_catalogue()

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            read_contents(catalogue, date=DAY)
        return len(queries)

    count()  # loads the company
    few = count()
    for number in range(20):
        make_product(shelves["cups"], code=f"more{number}")
    assert count() == few


@pytest.mark.parametrize("layout", ["grid", "list", "sheet"])
def test_the_file_has_a_cover_contents_chapters_and_a_last_page(
    shelves: dict[str, Category], layout: str
) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (40, 40), "#c33").save(picture, "PNG")
    pot = Variant.objects.get(product__code="pots1")
    set_images([ImageDraft(pot.pk, "pot.png", picture.getvalue())])
    catalogue = make_catalogue(layout=layout, closing="Livraison offerte dès 300 €.")
    heard: list[tuple[int, int]] = []
    printed = print_catalogue(
        catalogue, date=DAY, progress=lambda done, total, said: heard.append((done, total))
    )
    assert printed.content.startswith(b"%PDF-")
    # Cover, contents, two chapters, last page.
    assert (printed.pages, printed.articles) == (5, 6)
    assert heard[0] == (0, 6) and heard[-1] == (6, 6) and (4, 6) in heard


def test_a_job_prints_it_and_keeps_the_file(shelves: dict[str, Category], company: Company) -> None:
    catalogue, user = make_catalogue(), make_user(company)
    with open_scope(actor=user, companies=[company], source="screen"):
        [job] = start_printing([catalogue])
    run_job(str(job.key))
    job = Job.objects.get(pk=job.pk)
    assert (job.status, job.done, job.total) == (JobStatus.DONE, 6, 6)
    assert job.result is not None and job.result.content_type == "application/pdf"
    assert job.result.name.startswith("hiver-2026-")


def test_a_job_belongs_to_the_company_of_its_catalogue(company: Company, other_company: Company) -> None:
    with open_scope(companies=[company]):
        catalogue = make_catalogue()
    user = make_user(company, other_company)
    with open_scope(actor=user, companies=[company, other_company], active=other_company, source="screen"):
        [job] = start_printing([catalogue])
    assert job.company_id == catalogue.company_id == company.pk


def test_who_may_not_print_starts_nothing_and_an_empty_one_says_so(company: Company, scope: Company) -> None:
    catalogue = make_catalogue()
    user = make_user(company, permissions=["catalog.view_printedcatalogue"])
    with open_scope(actor=user, companies=[company], source="screen"), pytest.raises(DomainError) as refusal:
        start_printing([catalogue])
    assert refusal.value.code == "job.permission" and not Job.objects.exists()
    with open_scope(actor=make_user(company), companies=[company], source="screen"):
        [job] = start_printing([catalogue])
    run_job(str(job.key))
    job = Job.objects.get(pk=job.pk)
    assert job.status == JobStatus.FAILED and job.result is None and "Winter" in job.message


def test_the_preview_shows_cover_and_a_first_page(shelves: dict[str, Category]) -> None:
    catalogue = make_catalogue(title="<Hiver> & Noël")
    cover, first = (preview_html(catalogue, sheet, date=DAY) for sheet in ("cover", "page"))
    assert "&lt;Hiver&gt; &amp; Noël" in cover and "cups 1" not in cover
    assert "cups 1" in first and "<script" not in first


@pytest.mark.parametrize("gtin", ["4006381333931", "96385074", "036000291452", "10012345678902"])
def test_barcodes_of_every_length_are_drawn(gtin: str) -> None:
    assert barcode_svg(gtin).startswith("<svg")


@pytest.mark.parametrize("text", ["", "123", "40063813339x1", "<script>", "４００６３８１３３３９３１"])
def test_what_is_no_barcode_is_not_drawn(text: str) -> None:
    assert barcode_svg(text) == ""
