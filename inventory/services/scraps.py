"""Writing goods off."""

from collections.abc import Sequence

from django.db import transaction

from erp.bulk import write_rows
from erp.documents import lock_documents, refuse_unless, transition
from inventory.choices import ScrapStatus
from inventory.models import Scrap, ScrapLine, Warehouse
from inventory.services.counts import adjust_stock
from inventory.services.documents import (
    ZERO,
    Day,
    cancel_documents,
    day_or_today,
    lines_of,
    refuse_without_lines,
)
from inventory.types import Count

SOURCE = "inventory.scrap"


def post_scraps(scraps: Sequence[Scrap], *, date: Day = None) -> None:
    """The goods leave the stock at their cost, against the change in stock.

    A line without a location takes from the warehouse's stock. Raises what `adjust_stock` refuses: "stock.reserved" for
    what is set aside, "stock.not_enough". A constant number of statements.
    """
    with transaction.atomic():
        locked = lock_documents(scraps)
        refuse_unless(locked, ScrapStatus.POSTED)
        lines = lines_of(locked, ScrapLine, "scrap")
        refuse_without_lines(locked, lines)
        warehouses = Warehouse.objects.in_bulk({one.warehouse_id for one in locked})
        losses, rows = [], []
        for one in locked:
            one.date = day_or_today(date)
            for line in lines[one.pk]:
                line.location_id = line.location_id or warehouses[one.warehouse_id].stock_location_id
                rows.append(line)
                losses.append(
                    Count(
                        company_id=line.company_id,
                        location_id=line.location_id or 0,
                        variant_id=line.variant_id,
                        quantity=ZERO,
                        expected=line.quantity,
                        lot_id=line.lot_id,
                        source_kind=SOURCE,
                        source_id=one.pk,
                        source_line_id=line.pk,
                        label=f"{one.number} {one.get_reason_display()}",
                    )
                )
        adjust_stock(losses, date=day_or_today(date))
        write_rows(rows, "location")
        write_rows(locked, "date")
        transition(locked, ScrapStatus.POSTED)


def cancel_scraps(scraps: Sequence[Scrap], *, note: str = "") -> None:
    """Take write-offs back: what was written off lies again where it lay, at the cost it left at."""
    cancel_documents(scraps, note=note)
