"""What the services cost does not depend on how many documents they take, nor on what lies behind them."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models import Variant
from erp.models import Company
from inventory.models import Warehouse
from inventory.selectors import availability, stock_on_hand
from inventory.services import (
    adjust_stock,
    issue_reserved,
    post_receipts,
    release_reservations,
    reserve_lines,
    return_stock,
    transfer_stock,
)
from inventory.types import Count, Receipt, ReceiptLine, Return, Transfer
from tests.catalog.factories import make_variants
from tests.inventory.factories import DELIVERY, demand, issue_of, make_warehouse, today

pytestmark = pytest.mark.django_db


def counted(work: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as queries:
        work()
    return sum("SAVEPOINT" not in query["sql"] for query in queries)


def flow(warehouse: Warehouse, variants: list[Variant]) -> dict[str, int]:
    """Statements of each service over one document an article."""
    company = warehouse.company_id
    receipts = [
        Receipt(
            company,
            warehouse.pk,
            [ReceiptLine(variant.pk, Decimal(10), Decimal(2))],
            today(),
            "purchasing.receipt",
            variant.pk,
        )
        for variant in variants
    ]
    demands = [demand(warehouse, variant, 4) for variant in variants]
    returns = [
        Return(
            company,
            warehouse.pk,
            d.variant_id,
            Decimal(1),
            "sales.return",
            d.source_id,
            d.source_line_id,
            DELIVERY,
            d.source_line_id,
        )
        for d in demands
    ]
    places = warehouse.stock_location_id, warehouse.output_location_id
    ids = [variant.pk for variant in variants]
    return {
        "post_receipts": counted(lambda: post_receipts(receipts)),
        "reserve_lines": counted(lambda: reserve_lines(demands)),
        "issue_reserved": counted(lambda: issue_reserved([issue_of(d, 3) for d in demands], date=today())),
        "return_stock": counted(lambda: return_stock(returns, date=today())),
        "transfer_stock": counted(
            lambda: transfer_stock([Transfer(company, pk, Decimal(1), *places) for pk in ids], date=today())
        ),
        "adjust_stock": counted(
            lambda: adjust_stock(
                [Count(company, places[0], pk, Decimal(2 + pk % 2)) for pk in ids], date=today()
            )
        ),
        "release_reservations": counted(
            lambda: release_reservations("sales.order", [d.source_id for d in demands])
        ),
        "stock_on_hand": counted(lambda: stock_on_hand(ids)),
        "availability": counted(lambda: availability(ids, [warehouse.pk])),
    }


def test_one_and_fifty_documents_take_the_same_statements(scope: Company) -> None:
    warehouse = make_warehouse(scope)
    flow(warehouse, make_variants(1))
    one, fifty = flow(warehouse, make_variants(1)), flow(warehouse, make_variants(50))
    assert one == fifty
    # Levels, and what kits are made of.
    assert one["stock_on_hand"] == one["availability"] == 2
    assert one["issue_reserved"] <= 22
