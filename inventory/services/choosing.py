"""Another lot than the one that was proposed."""

from collections.abc import Sequence
from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from erp.errors import DomainError
from inventory.models import Lot, Reservation
from inventory.services.letting_go import locked_rows
from inventory.services.reservations import reserve_lines
from inventory.types import Demand


def change_lot(reservations: Sequence[Reservation], *, lot: Lot) -> list[Reservation]:
    """Set aside the same quantities for the same lines, of `lot`; the reservations that this makes.

    Raises `DomainError` "stock.lot" for a lot of another article, "stock.not_enough" when less of it is free; then nothing
    changes.
    """
    with transaction.atomic():
        rows = locked_rows(reservations)
        demands = []
        for row in rows:
            if (row.company_id, row.variant_id) != (lot.company_id, lot.variant_id):
                raise DomainError(
                    "stock.lot",
                    _("That is no lot of %(sku)s. Choose one of its own."),
                    "lot",
                    {"sku": row.variant.sku},
                )
            demands.append(
                Demand(
                    company_id=row.company_id,
                    warehouse_id=row.location.warehouse_id or 0,
                    variant_id=row.variant_id,
                    quantity=row.quantity,
                    source_kind=row.source_kind,
                    source_id=row.source_id,
                    source_line_id=row.source_line_id,
                    priority=row.priority,
                    expires_at=row.expires_at,
                )
            )
        Reservation.objects.filter(pk__in=[row.pk for row in rows]).delete()
        reserve_lines([replace(demand, lot_id=lot.pk) for demand in demands], partial=False)
        return list(
            Reservation.objects.filter(
                lot=lot, source_line_id__in={demand.source_line_id for demand in demands}
            ).order_by("pk")
        )
