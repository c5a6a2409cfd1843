"""The inventory's part of a test company, through the services."""

import datetime as dt
from collections.abc import Callable, Iterable
from decimal import Decimal
from itertools import count
from typing import Any

import pytest
from django.utils import timezone

from accounting.models import Entry
from accounting.services.charts import install_chart
from catalog.models import Variant
from erp.errors import DomainError
from erp.models import Company
from erp.services.records import LineDraft, RecordDraft
from erp.verify import run_checks
from inventory.choices import RevaluationKind
from inventory.models import (
    Assembly,
    GoodsReceipt,
    Level,
    Move,
    Revaluation,
    RevaluationLine,
    Scrap,
    StockCount,
    StockTransfer,
    SupplierReturn,
    Warehouse,
)
from inventory.services import (
    create_warehouse,
    issue_reserved,
    post_revaluations,
    receive_stock,
    reserve_lines,
    return_stock,
)
from inventory.services.documents import create_documents
from inventory.services.stock_counts import create_counts
from inventory.types import Demand, Issue, ReceiptLine, Return
from tests.catalog.factories import make_variant

lines = count(1)
ORDER, DELIVERY = "sales.order", "sales.delivery"


def today() -> dt.date:
    return timezone.localdate()


def make_warehouse(company: Company, code: str = "DEP", *, books: bool = True) -> Warehouse:
    """A warehouse, in a company that keeps books."""
    if books:
        install_chart(company, first_year=2024)
    return create_warehouse(company, code, f"Dépôt {code}")


def receive(
    warehouse: Warehouse, variant: Variant, quantity: object, cost: object, **values: object
) -> list[Move]:
    # Where the receipt has a document, its line has the document's number.
    line = ReceiptLine(
        variant.pk,
        Decimal(str(quantity)),
        Decimal(str(cost)),
        source_line_id=values.get("source_id"),  # type: ignore[arg-type]
    )
    values.setdefault("date", today())
    return receive_stock(warehouse, [line], **values)  # type: ignore[arg-type]


def demand(
    warehouse: Warehouse, variant: Variant, quantity: object, line: int | None = None, **values: Any
) -> Demand:
    """What one line of an order wants; its order has the line's number."""
    line = line or next(lines)
    return Demand(
        warehouse.company_id, warehouse.pk, variant.pk, Decimal(str(quantity)), ORDER, line, line, **values
    )


def issue_of(wanted: Demand, quantity: object = None, delivery: int | None = None) -> Issue:
    """The delivery of what `wanted` reserved (or of a part); the delivery's line has the order line's number."""
    return Issue(
        company_id=wanted.company_id,
        warehouse_id=wanted.warehouse_id,
        variant_id=wanted.variant_id,
        quantity=Decimal(str(quantity)) if quantity is not None else wanted.quantity,
        source_kind=DELIVERY,
        source_id=delivery or wanted.source_id,
        source_line_id=wanted.source_line_id,
        reserved_kind=ORDER,
        reserved_line_id=wanted.source_line_id,
    )


def ship(
    warehouse: Warehouse, variant: Variant, quantity: object, date: dt.date | None = None
) -> tuple[Demand, list[Move]]:
    """Reserve and deliver; the demand names the line for a return."""
    wanted = demand(warehouse, variant, quantity)
    reserve_lines([wanted], partial=False)
    return wanted, issue_reserved([issue_of(wanted)], date=date or today())


def give_back(
    wanted: Demand, quantity: object, date: dt.date | None = None, lot_id: int | None = None
) -> list[Move]:
    one = Return(
        company_id=wanted.company_id,
        warehouse_id=wanted.warehouse_id,
        variant_id=wanted.variant_id,
        quantity=Decimal(str(quantity)),
        source_kind="sales.return",
        source_id=wanted.source_id,
        source_line_id=next(lines),
        issued_kind=DELIVERY,
        issued_line_id=wanted.source_line_id,
        lot_id=lot_id,
    )
    return return_stock([one], date=date or today())


def make_document(model: type[Any], lines: list[dict[str, Any]], **values: Any) -> Any:
    """One of the warehouse's documents, as somebody types it."""
    values.setdefault("date", today())
    draft = RecordDraft(model, values, {"lines": [LineDraft(line) for line in lines]})
    return (create_counts if model is StockCount else create_documents)([draft])[0]


def on_hand(variant: Variant) -> dict[str, Decimal]:
    """What lies where, by the code of the location."""
    levels = Level.objects.filter(variant=variant, on_hand__gt=0).order_by("location__code")
    return dict(levels.values_list("location__code", "on_hand"))


def make_documents(warehouse: Warehouse, variant: Variant, mark: str = "") -> None:
    """An open one of each of the warehouse's documents."""
    today_ = {"date": today(), "notes": mark}
    line = {"variant": variant}
    for model, values, lines in (
        (
            GoodsReceipt,
            {"warehouse": warehouse, "supplier_reference": mark},
            {**line, "expected": Decimal(2)},
        ),
        (StockTransfer, {"origin": warehouse, "destination": warehouse}, {**line, "quantity": Decimal(1)}),
        (Scrap, {"warehouse": warehouse, "reason": "used"}, {**line, "quantity": Decimal(1)}),
        (
            Assembly,
            {"warehouse": warehouse, "variant": make_variant(), "quantity": Decimal(1)},
            {**line, "quantity": Decimal(1)},
        ),
        (StockCount, {"warehouse": warehouse}, {**line, "location": warehouse.stock_location}),
        (
            SupplierReturn,
            {"warehouse": warehouse, "reason": "recall", "supplier_reference": mark},
            {**line, "quantity": Decimal(1)},
        ),
    ):
        create_documents([RecordDraft(model, {**values, **today_}, {"lines": [LineDraft(lines)]})])


def revalue(
    company: Company,
    variant: Variant | None,
    cost: object,
    *,
    kind: str = RevaluationKind.COST,
    date: dt.date | None = None,
    **values: object,
) -> Revaluation:
    """A revaluation of one article, or another method for a category, posted."""
    document = Revaluation.objects.create(
        company=company, date=date or today(), kind=kind, reason="Contrôle", **values
    )
    if variant is not None:
        RevaluationLine.objects.create(
            company=company, revaluation=document, variant=variant, unit_cost=Decimal(str(cost))
        )
    post_revaluations([document])
    document.refresh_from_db()
    return document


def refused(code: str, act: Callable[[], Any]) -> DomainError:
    """`act` is refused with `code` and writes no move, no entry and no return."""
    written = (Move, Entry, SupplierReturn)
    before = [model.objects.count() for model in written]
    with pytest.raises(DomainError) as refusal:
        act()
    assert refusal.value.code == code
    assert [model.objects.count() for model in written] == before
    return refusal.value


def problems(prefixes: Iterable[str] = ("inventory.",)) -> list[str]:
    """What `manage.py verify` says of the inventory."""
    return [
        problem
        for verdict in run_checks()
        if verdict.name.startswith(tuple(prefixes))
        for problem in verdict.problems
    ]
