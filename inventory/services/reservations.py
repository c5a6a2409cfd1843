"""Setting goods aside for the lines of documents, and letting go of them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog.selectors.kits import whole_kits
from erp.errors import DomainError
from inventory.models import Reservation
from inventory.services.articles import check_quantities, sku_of
from inventory.services.events import tell_levels
from inventory.services.locking import lock_positions
from inventory.services.removal import Shelf, free_shelves
from inventory.types import Demand

ZERO = Decimal(0)


def reserve_lines(demands: Sequence[Demand], *, partial: bool = True) -> dict[int, Decimal]:
    """Set aside what the demands want, the highest priorities first, then in the order given; how much each line
    (`source_line_id`) got. Blocked lots are passed over, and those that have expired.

    Of a kit as many whole ones are set aside as all of its components are there for. A demand that gets less than it
    wants marks what it got as partial. With `partial=False` it refuses instead: `DomainError` "stock.not_enough", and
    nothing is set aside for anyone. A constant number of statements.
    """
    if not demands:
        return {}
    with transaction.atomic():
        check_quantities(
            (part.variant_id, demand.quantity * part.quantity) for demand in demands for part in demand.takes
        )
        lock_positions((demand.company_id, part.variant_id) for demand in demands for part in demand.takes)
        shelves = free_shelves(demands)
        got: dict[int, Decimal] = {}
        reservations: list[Reservation] = []
        for demand in sorted(demands, key=lambda demand: -demand.priority):
            reserved, picked = _serve(demand, shelves)
            if reserved < demand.quantity:
                if not partial:
                    raise _not_enough(demand, reserved)
                for row in picked:
                    row.is_partial = True
            got[demand.source_line_id] = got.get(demand.source_line_id, ZERO) + reserved
            reservations += picked
        Reservation.objects.bulk_create(reservations, batch_size=5000)
        _complete(demands, got)
        tell_levels((row.company_id, row.variant_id) for row in reservations)
    return got


def release_reservations(
    source_kind: str, source_ids: Iterable[int], *, line_ids: Iterable[int] | None = None
) -> dict[int, Decimal]:
    """Let go of all that is set aside for documents (or only for some of their lines); how much of each line."""
    wanted = Reservation.objects.filter(source_kind=source_kind, source_id__in=list(source_ids))
    if line_ids is not None:
        wanted = wanted.filter(source_line_id__in=list(line_ids))
    with transaction.atomic():
        lock_positions(wanted.values_list("company_id", "variant_id"))
        released: dict[int, Decimal] = defaultdict(Decimal)
        # Read again under the lock: a delivery may have taken some of it meanwhile.
        rows = list(wanted)
        for row in rows:
            released[row.source_line_id] += row.quantity
        Reservation.objects.filter(pk__in=[row.pk for row in rows]).delete()
        tell_levels((row.company_id, row.variant_id) for row in rows)
    return dict(released)


def _serve(demand: Demand, shelves: dict[tuple[int, int], list[Shelf]]) -> tuple[Decimal, list[Reservation]]:
    """How much of the demand there is, and what is set aside for it."""
    if not demand.parts:
        picked = _pick(
            demand, demand.variant_id, demand.quantity, shelves[demand.warehouse_id, demand.variant_id]
        )
        return sum((row.quantity for row in picked), ZERO), picked
    free = {
        part.variant_id: sum(
            (shelf.available for shelf in shelves[demand.warehouse_id, part.variant_id]), ZERO
        )
        for part in demand.parts
    }
    kits = min(demand.quantity, whole_kits(demand.parts, free))
    return kits, [
        row
        for part in demand.parts
        if kits
        for row in _pick(
            demand, part.variant_id, kits * part.quantity, shelves[demand.warehouse_id, part.variant_id]
        )
    ]


def _pick(demand: Demand, variant_id: int, missing: Decimal, shelves: list[Shelf]) -> list[Reservation]:
    picked = []
    for shelf in shelves:
        if demand.lot_id not in {None, shelf.lot_id}:
            continue
        quantity = min(shelf.available, missing)
        if quantity:
            shelf.available -= quantity
            missing -= quantity
            picked.append(
                Reservation(
                    company_id=demand.company_id,
                    variant_id=variant_id,
                    location_id=shelf.location_id,
                    lot_id=shelf.lot_id,
                    quantity=quantity,
                    priority=demand.priority,
                    expires_at=demand.expires_at,
                    source_kind=demand.source_kind,
                    source_id=demand.source_id,
                    source_line_id=demand.source_line_id,
                )
            )
        if not missing:
            break
    return picked


def _complete(demands: Sequence[Demand], got: dict[int, Decimal]) -> None:
    """What an earlier call reserved in part is whole now, where this one brought the rest."""
    lines: dict[str, set[int]] = defaultdict(set)
    for demand in demands:
        if got[demand.source_line_id] >= demand.quantity:
            lines[demand.source_kind].add(demand.source_line_id)
    whole = Q(pk__in=[])
    for kind, ids in lines.items():
        whole |= Q(source_kind=kind, source_line_id__in=ids)
    Reservation.objects.filter(whole, is_partial=True).update(is_partial=False)


def _not_enough(demand: Demand, reserved: Decimal) -> DomainError:
    return DomainError(
        "stock.not_enough",
        _("%(sku)s: %(wanted)s wanted, %(available)s available. Order less, or reserve in part."),
        "quantity",
        {
            "sku": sku_of(demand.variant_id),
            "wanted": f"{demand.quantity.normalize():f}",
            "available": f"{reserved.normalize():f}",
        },
    )
