"""`make bench`: reading the stock of 20,000 articles at five sites after a million moves.

The rows are committed and vacuumed, as those of a site that has run for years are, and taken away at the end. Moves are
inserted with the triggers on, which make the levels and positions; only the catalogue comes without its services.
"""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from catalog.models import Variant
from erp.models import Company
from erp.scope import open_scope
from inventory.models import Move, Warehouse
from inventory.selectors import available_to_promise, stock_value
from inventory.selectors.reports.asked import Asked
from inventory.selectors.reports.movements import stock_movements
from inventory.services import create_warehouses
from inventory.types import WarehouseDraft
from tests.bench.floors import reading
from tests.bench.report import measure
from tests.catalog.factories import make_product
from tests.erp.factories import make_company, make_user

pytestmark = [pytest.mark.bench, pytest.mark.django_db(transaction=True)]

ARTICLES, SITES = 20_000, 5
# One round is a move of each article at each site: 100,000.
ROUNDS = 10
PAGE = 50

PRODUCTS = """
INSERT INTO catalog_product (sort_key, visible_to, code, name, description, category_id, unit_id, tax_category_id, kind,
    created_at, updated_at{more})
SELECT 'article ' || lpad(n::text, 6, '0'), visible_to, 'B' || n, 'Article ' || n, '', category_id, unit_id,
    tax_category_id, kind, now(), now(){more}
FROM (SELECT * FROM catalog_product ORDER BY id LIMIT 1) AS one, generate_series(1, %s) AS n
"""
VARIANTS = """
INSERT INTO catalog_variant ({columns})
SELECT {values} FROM catalog_product AS product, (SELECT * FROM catalog_variant ORDER BY id LIMIT 1) AS one
WHERE product.code LIKE 'B%%' AND product.name LIKE 'Article %%'
"""
# Even rounds receive ten, odd ones give five to customers, a day apart, two years back.
MOVES = """
INSERT INTO inventory_move (company_id, variant_id, quantity, origin_id, destination_id, date, done_at, amount,
    amount_in_transit, source_kind, label)
SELECT warehouse.company_id, variant.id, CASE WHEN is_in THEN 10 ELSE 5 END,
    CASE WHEN is_in THEN supplier.id ELSE warehouse.stock_location_id END,
    CASE WHEN is_in THEN warehouse.stock_location_id ELSE customer.id END,
    %(last)s::date - (700 - 70 * %(round)s - (variant.id %% 60)::int), now(), CASE WHEN is_in THEN 20 ELSE -10 END, 0, '', ''
FROM catalog_variant AS variant, inventory_warehouse AS warehouse,
    (SELECT %(round)s %% 2 = 0 AS is_in) AS direction,
    (SELECT id FROM inventory_location WHERE kind = 'supplier') AS supplier,
    (SELECT id FROM inventory_location WHERE kind = 'customer') AS customer
"""
BEST_PAGE = """
WITH page AS (
    SELECT id, sku, name, sort_key FROM catalog_variant WHERE is_active ORDER BY sort_key, id LIMIT 50
)
SELECT page.id, page.sku, page.name, location.warehouse_id, sum(level.on_hand), sum(level.reserved),
       sum(level.on_hand - level.reserved) FILTER (WHERE location.is_pickable AND location.is_active)
FROM page
LEFT JOIN inventory_level AS level ON level.variant_id = page.id
LEFT JOIN inventory_location AS location ON location.id = level.location_id
GROUP BY page.id, page.sku, page.name, page.sort_key, location.warehouse_id
ORDER BY page.sort_key, page.id
"""
BEST_OF_500 = """
SELECT level.variant_id, location.warehouse_id, sum(level.on_hand), sum(level.reserved),
       sum(level.on_hand - level.reserved) FILTER (WHERE location.is_pickable AND location.is_active)
FROM inventory_level AS level JOIN inventory_location AS location ON location.id = level.location_id
WHERE level.variant_id = ANY (%s) GROUP BY 1, 2
"""
BEST_VALUE = "SELECT sum(amount) FROM inventory_move WHERE company_id = %s AND date <= %s"
BEST_MOVEMENTS = """
SELECT move.variant_id, sum(quantity) FILTER (WHERE amount > 0), sum(quantity) FILTER (WHERE amount < 0), sum(amount)
FROM inventory_move AS move WHERE company_id = %s AND date >= %s GROUP BY 1
"""


@pytest.fixture
def company() -> Iterator[Company]:
    made = make_company("ALPHA")
    with open_scope(companies=[made], active=made):
        create_warehouses([WarehouseDraft(made.pk, f"S{n}", f"Site {n}") for n in range(SITES)])
        make_product(skus=["FIRST"])
        _fill_catalogue()
        yield made


def _fill_catalogue() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT string_agg(', ' || attname, '') FROM pg_attribute WHERE attrelid = 'catalog_product'::regclass"
            " AND attnum > 0 AND NOT attisdropped AND attgenerated = '' AND attnotnull AND attname NOT IN ('id',"
            " 'sort_key', 'visible_to', 'code', 'name', 'description', 'category_id', 'unit_id', 'tax_category_id',"
            " 'kind', 'created_at', 'updated_at')"
        )
        (more,) = cursor.fetchone()
        cursor.execute(PRODUCTS.format(more=more or ""), [ARTICLES - 1])
        own = {
            "product_id": "product.id",
            "sku": "product.code",
            "barcode": "''",
            "name": "product.name",
            "sort_key": "product.sort_key",
        }
        cursor.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = 'catalog_variant'::regclass AND attnum > 0"
            " AND NOT attisdropped AND attgenerated = '' AND attname <> 'id'"
        )
        columns = [name for (name,) in cursor.fetchall()]
        cursor.execute(
            VARIANTS.format(
                columns=", ".join(columns), values=", ".join(own.get(name, f"one.{name}") for name in columns)
            )
        )


def _play(first: int, last: int) -> None:
    with connection.cursor() as cursor:
        for number in range(first, last):
            cursor.execute(MOVES, {"round": number, "last": timezone.localdate()})
        for table in ("inventory_move", "inventory_level", "inventory_position", "catalog_variant"):
            cursor.execute(f"VACUUM (ANALYZE) {table}")


def test_a_million_moves_are_read_as_quickly_as_a_hundred_thousand(company: Company) -> None:
    client = Client()
    client.force_login(make_user(company), backend="erp.permissions.RoleBackend")

    def page(_none: object = None) -> None:
        assert client.get("/inventory/availability/").status_code == 200

    pages = {}
    for first, last in ((0, 1), (1, ROUNDS)):
        _play(first, last)
        page()
        pages[last] = measure(
            f"availability screen, first page, after {last * ARTICLES * SITES} moves",
            page,
            unit="pages",
            runs=15,
        )
    assert Move.objects.count() == ROUNDS * ARTICLES * SITES
    with_ten_times = pages[ROUNDS].seconds.wall / pages[1].seconds.wall
    assert pages[ROUNDS].statements == pages[1].statements

    variants = Variant.objects.filter(is_active=True).order_by("sort_key", "pk")
    expected = _received()
    stock = available_to_promise([variants[1].pk])[variants[1].pk]
    assert stock.on_hand == expected * Warehouse.objects.count()

    def first_page(_none: object = None) -> object:
        shown = list(variants.values_list("pk", "sku", "name")[:PAGE])
        return available_to_promise(pk for pk, _sku, _name in shown)

    measure(
        "levels and availability of 50 of 20,000 articles at 5 sites, after a million moves",
        first_page,
        unit="articles",
        size=PAGE,
        runs=15,
        floor=reading(BEST_PAGE),
        at_most=2.0,
    )
    ids = list(variants.values_list("pk", flat=True)[:500])
    measure(
        "availability of 500 articles at 5 sites, after a million moves",
        lambda _none: available_to_promise(ids),
        unit="articles",
        size=500,
        runs=15,
        floor=reading(BEST_OF_500, [ids]),
        at_most=2.0,
    )
    past = timezone.localdate() - dt.timedelta(days=300)
    measure(
        "stock value 300 days ago, of a million moves",
        lambda _none: stock_value(company, past),
        unit="answers",
        floor=reading(BEST_VALUE, [company.pk, past]),
        at_most=2.0,
    )
    for days in (60, 400):
        start = timezone.localdate() - dt.timedelta(days=days)
        asked = Asked([company.pk], start, timezone.localdate())
        measure(
            f"stock movements by article, {days} days of a million moves in 700",
            lambda _none, asked=asked: stock_movements(asked),
            unit="articles",
            size=ARTICLES,
            floor=reading(BEST_MOVEMENTS, [company.pk, start]),
        )
    assert with_ten_times <= 1.2, f"ten times the moves, {with_ten_times:.2f} times the time"


def _received() -> Decimal:
    """What each article has at each site when all rounds are played."""
    return Decimal(sum(10 if number % 2 == 0 else -5 for number in range(ROUNDS)))
