"""The demo's paper: what is expected, on its way, to be counted, thrown away. Cheap: a few of each."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from random import Random
from typing import Any

from django.db import transaction

from accounting.choices import InvoiceKind
from accounting.selectors.chart import sale_taxes
from accounting.services.invoices import create_invoices, post_invoices
from accounting.types import InvoiceDraft, InvoiceLineDraft
from catalog.models import Variant
from catalog.services import create_products, set_components
from catalog.types import KitDraft, Part, ProductDraft, VariantDraft
from erp.models import Partner
from erp.services.records import LineDraft, RecordDraft
from inventory.choices import AssemblyKind, CountKind, LossReason, SupplierReturnReason
from inventory.models import Assembly, GoodsReceipt, Level, Scrap, StockCount, StockTransfer, Warehouse
from inventory.services.assemblies import create_assemblies, post_assemblies
from inventory.services.documents import create_documents
from inventory.services.goods_receipts import Arrival, receive_goods
from inventory.services.invoicing import match_bills
from inventory.services.returns_to_suppliers import draft_supplier_returns
from inventory.services.scraps import post_scraps
from inventory.services.stock_counts import create_counts
from inventory.services.stock_transfers import TransferArrival, receive_transfers, ship_transfers


def leave_documents(
    warehouses: Sequence[Warehouse],
    variants: Sequence[Variant],
    suppliers: Sequence[Partner],
    *,
    today: dt.date,
    seed: int = 1,
) -> None:
    """One receipt that came short, of which what came is to go back, and others expected; with a second warehouse a
    transfer that arrived in part; a blind count of what is due; some broken pieces. In a scope of the company."""
    random = Random(f"documents {seed}")
    main, *others = warehouses
    with transaction.atomic():
        _receipts(main, variants, suppliers, today, random)
        levels = list(
            Level.objects.filter(location=main.stock_location_id, available__gte=12)
            .select_related("variant", "lot")
            .order_by("pk")[:60]
        )
        if len(levels) >= 6:
            chosen = random.sample(levels, k=6)
            _scrap(main, chosen[:2], today)
            if others:
                _transfer(main, others[0], chosen[2:], today)
        _draft(
            StockCount,
            {"warehouse": main, "kind": CountKind.CYCLIC, "date": today, "is_blind": True},
            [],
        )


def pack_gift_boxes(main: Warehouse, *, today: dt.date, visible_to: Sequence[int]) -> list[Assembly]:
    """A gift box of two articles in stock: eight packed, one taken apart again, four to be packed tomorrow."""
    levels = Level.objects.filter(location=main.stock_location_id, available__gte=24, lot=None)
    dear, cheap = list(levels.select_related("variant__product__category").order_by("pk")[:2])
    with transaction.atomic():
        [product] = create_products(
            [
                ProductDraft(
                    code="COF-FETES",
                    name="Coffret de fêtes",
                    category=dear.variant.product.category.code,
                    visible_to=visible_to,
                    variants=[
                        VariantDraft("COF-FETES", dear.variant.sales_price + 2 * cheap.variant.sales_price)
                    ],
                )
            ]
        )
        box = product.variants.get()
        set_components(
            [KitDraft(box.pk, [Part(dear.variant_id, Decimal(1)), Part(cheap.variant_id, Decimal(2))])]
        )
        values = {"warehouse": main, "variant": box, "date": today}
        packed, apart, waiting = create_assemblies(
            [
                RecordDraft(Assembly, {**values, "kind": AssemblyKind.PACK, "quantity": Decimal(8)}),
                RecordDraft(Assembly, {**values, "kind": AssemblyKind.TAKE_APART, "quantity": Decimal(1)}),
                RecordDraft(Assembly, {**values, "kind": AssemblyKind.PACK, "quantity": Decimal(4)}),
            ]
        )
        post_assemblies([packed], date=today)
        post_assemblies([apart], date=today)
    return [packed, apart, waiting]


def _receipts(
    main: Warehouse, variants: Sequence[Variant], suppliers: Sequence[Partner], today: dt.date, random: Random
) -> None:
    made = []
    for number, days in enumerate((-3, 0, 2)):
        lines = [
            {
                "variant": variant,
                "expected": Decimal(random.choice((6, 12, 24))),
                "unit_cost": None,
            }
            for variant in random.sample(list(variants), k=4)
        ]
        supplier = suppliers[number % len(suppliers)] if suppliers else None
        values = {
            "warehouse": main,
            "partner": supplier,
            "date": today + dt.timedelta(days=days),
            "supplier_reference": f"BL {random.randint(10000, 99999)}" if days < 0 else "",
        }
        made.append(_draft(GoodsReceipt, values, lines))
    came = made[0]
    first, *rest = came.lines.order_by("position")
    arrivals = {first.pk: Arrival(first.expected - 2, "damaged")}
    receive_goods([came], date=today, arrivals=arrivals | {one.pk: Arrival(one.expected) for one in rest})
    if came.partner:
        _invoice(came, today)
    draft_supplier_returns([came], reason=SupplierReturnReason.DEFECTIVE)


def _invoice(receipt: GoodsReceipt, today: dt.date) -> None:
    """The supplier's invoice of what came of a receipt, matched with it; its first article is dearer than expected."""
    lines = list(receipt.lines.select_related("variant").order_by("position"))
    standard = sale_taxes(receipt.company_id, receipt.company.country_id).get("standard")
    bill = InvoiceDraft(
        receipt.company_id,
        receipt.partner_id or 0,
        today,
        [
            InvoiceLineDraft(
                line.variant.name,
                line.received or Decimal(0),
                (line.unit_cost or Decimal(0)) + (Decimal("0.35") if line is lines[0] else 0),
                tax_id=standard.pk if standard else None,
                variant_id=line.variant_id,
            )
            for line in lines
            if line.received
        ],
        currency=receipt.company.currency_id,
        kind=InvoiceKind.BILL,
        supplier_reference=f"F{receipt.pk:05d}",
    )
    posted = create_invoices([bill])
    post_invoices(posted)
    match_bills(posted)


def _scrap(main: Warehouse, levels: Sequence[Level], today: dt.date) -> None:
    lines = [{"variant": level.variant, "lot": level.lot, "quantity": Decimal(1)} for level in levels]
    values = {"warehouse": main, "reason": LossReason.DAMAGED, "date": today, "notes": "Tombés du chariot"}
    post_scraps([_draft(Scrap, values, lines)], date=today)


def _transfer(main: Warehouse, other: Warehouse, levels: Sequence[Level], today: dt.date) -> None:
    lines = [{"variant": level.variant, "lot": level.lot, "quantity": Decimal(4)} for level in levels]
    values = {"origin": main, "destination": other, "carrier_name": "Navette"}
    values |= {"date": today, "expected_on": today + dt.timedelta(days=2)}
    transfer = _draft(StockTransfer, values, lines)
    ship_transfers([transfer], date=today)
    first = transfer.lines.order_by("position")[0]
    receive_transfers([transfer], date=today, arrivals={first.pk: TransferArrival(Decimal(3))})


def _draft(model: type[Any], values: dict[str, Any], lines: Sequence[dict[str, Any]]) -> Any:
    draft = RecordDraft(model, values, {"lines": [LineDraft(line) for line in lines]} if lines else {})
    return (create_counts if model is StockCount else create_documents)([draft])[0]
