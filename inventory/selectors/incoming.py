"""What the warehouse's own documents say will come in."""

from collections.abc import Collection

from django.db.models import F

from inventory.choices import ReceiptStatus, TransferStatus
from inventory.extensions import Expected
from inventory.models import GoodsReceiptLine, StockTransferLine


def expected_receipts(variant_ids: Collection[int] | None) -> list[Expected]:
    """Lines of receipts that are expected, on the day they are expected. One query."""
    lines = GoodsReceiptLine.objects.filter(receipt__status=ReceiptStatus.EXPECTED, expected__gt=0)
    if variant_ids is not None:
        lines = lines.filter(variant__in=variant_ids)
    rows = lines.order_by("receipt__date", "pk").values_list(
        "company_id",
        "variant_id",
        "receipt__warehouse_id",
        "receipt__date",
        "expected",
        "receipt_id",
        "receipt__number",
    )
    return [
        Expected(
            company_id, variant_id, warehouse_id, day, quantity, "inventory.goodsreceipt", pk, number or ""
        )
        for company_id, variant_id, warehouse_id, day, quantity, pk, number in rows
    ]


def goods_on_the_way(variant_ids: Collection[int] | None) -> list[Expected]:
    """Lines of transfers between warehouses that have left and not arrived, on the day they are expected, if somebody said so. One
    query."""
    lines = StockTransferLine.objects.filter(
        transfer__status=TransferStatus.SHIPPED, quantity__gt=F("received") + F("lost")
    )
    if variant_ids is not None:
        lines = lines.filter(variant__in=variant_ids)
    rows = lines.order_by("transfer__date", "pk").values_list(
        "company_id",
        "variant_id",
        "transfer__destination_id",
        "transfer__expected_on",
        F("quantity") - F("received") - F("lost"),
        "transfer_id",
        "transfer__number",
    )
    return [
        Expected(
            company_id, variant_id, warehouse_id, day, quantity, "inventory.stocktransfer", pk, number or ""
        )
        for company_id, variant_id, warehouse_id, day, quantity, pk, number in rows
    ]
