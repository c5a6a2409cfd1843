"""Reservations that somebody other than their document lets go of: by hand, when their time is over, for who comes first.

The documents are locked first, then the positions, as the documents' own services do; then everything is read anew.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from catalog.selectors.kits import whole_kits
from catalog.types import Part
from erp.changelog import Change, log_changes
from erp.documents import document_kinds
from erp.errors import DomainError
from inventory.models import Level, Reservation
from inventory.owners import reservation_owners
from inventory.selectors.availability import availability
from inventory.selectors.levels import pickable
from inventory.services.articles import sku_of
from inventory.services.events import tell_levels
from inventory.services.issues import of_lines, write_quantities
from inventory.services.locking import lock_positions
from inventory.services.reservations import reserve_lines
from inventory.types import Demand

ZERO = Decimal(0)
# Kind and id of a document.
Source = tuple[str, int]
# Kind of a document and id of one of its lines.
Line = tuple[str, int]


@dataclass(frozen=True)
class Loss:
    """What a reservation would lose to a demand that comes first."""

    reservation: Reservation
    demand: Demand
    quantity: Decimal

    def __str__(self) -> str:
        return gettext("%(document)s loses %(quantity)s of %(article)s at %(location)s.") % {
            "document": self.reservation.source or f"#{self.reservation.source_id}",
            "quantity": f"{self.quantity.normalize():f}",
            "article": self.reservation.variant,
            "location": self.reservation.location,
        }


def release_rows(
    reservations: Iterable[Reservation], *, note: str = "", held_back: bool = True
) -> list[Reservation]:
    """Let go of reservations; those that were still there. Their documents are told and log it. Of a kit all components are
    let go of together.

    With `held_back` the documents wait until somebody reserves for them again, so that others get what is free now.
    """
    with transaction.atomic():
        rows = locked_rows(reservations, whole_kits=True)
        Reservation.objects.filter(pk__in=[row.pk for row in rows]).delete()
        lost = _by_line((row, -row.quantity) for row in rows)
        _tell(lost, held_back)
        _log(
            ((row, row.quantity) for row in rows),
            _("%(article)s × %(quantity)s at %(location)s is no longer set aside"),
            note,
        )
        tell_levels((row.company_id, row.variant_id) for row in rows)
    return rows


def release_chosen(reservations: Sequence[Reservation]) -> list[Level]:
    """Let go of reservations that somebody chose: see `release_rows`; the levels where it is free again."""
    release_rows(reservations)
    places = {(row.company_id, row.variant_id, row.location_id, row.lot_id) for row in reservations}
    levels = Level.objects.filter(
        variant__in={variant_id for _company_id, variant_id, _location_id, _lot_id in places}
    ).select_related("variant", "location")
    return [
        level
        for level in levels
        if (level.company_id, level.variant_id, level.location_id, level.lot_id) in places
    ]


def release_expired(now: dt.datetime | None = None, *, limit: int = 1000) -> int:
    """Let go of reservations whose time is over, of the companies of the scope; how many. At most `limit` at a time."""
    late = Reservation.objects.filter(expires_at__lte=now or timezone.now()).order_by("expires_at", "pk")
    return len(release_rows(late[:limit], note=str(_("Its time was over."))))


def keep_until(reservations: Sequence[Reservation], *, expires_at: dt.datetime | None) -> list[Reservation]:
    """Set (or, with null, lift) the time until which reservations are kept."""
    with transaction.atomic():
        rows = locked_rows(reservations)
        Reservation.objects.filter(pk__in=[row.pk for row in rows]).update(expires_at=expires_at)
    return rows


def losses_of(demands: Sequence[Demand]) -> list[Loss]:
    """Who would lose what if the demands took over: reservations of a lower priority, the lowest first, the latest first.

    What is free is not counted: it is taken before anybody loses. Kits take over what they miss to be whole; what is set
    aside for kits stays with them. Five queries at most.
    """
    return _plan(demands, _candidates(demands)).losses


def take_over(
    demands: Sequence[Demand], *, locked: Collection[Source] | None = None, note: str = ""
) -> dict[int, Decimal]:
    """Set goods aside for the demands: what is free, then what is held for documents of a lower priority.

    How much each line got. Both sides' documents are told and log it. Raises `DomainError` "stock.nothing_to_take" when
    nothing is free nor held by anybody of a lower priority; then nothing changes. More than there is is never given.
    Kits take what they miss to be whole ones; they do not lose their components.

    `locked`: documents that the caller has locked already, the only ones that are taken from.
    """
    if not demands:
        return {}
    with transaction.atomic():
        if locked is None:
            sources = {(row.source_kind, row.source_id) for row in _candidates(demands)}
            lock_owners(sources | {(demand.source_kind, demand.source_id) for demand in demands})
        else:
            sources = set(locked)
        lock_positions((demand.company_id, part.variant_id) for demand in demands for part in demand.takes)
        got = reserve_lines(demands)
        wanted = [
            _less(demand, got.get(demand.source_line_id, ZERO))
            for demand in demands
            if got.get(demand.source_line_id, ZERO) < demand.quantity
        ]
        # Read anew, and only of the documents that are locked: who came in between keeps what it has.
        held = [row for row in _candidates(wanted) if (row.source_kind, row.source_id) in sources]
        plan = _plan(wanted, held)
        losses = plan.losses
        if not losses and not any(got.values()):
            raise DomainError(
                "stock.nothing_to_take",
                _(
                    "%(sku)s: nothing is free, and nobody of a lower priority holds any. Raise the priority, or wait."
                ),
                params={"sku": sku_of(demands[0].variant_id)},
            )
        _cut(losses)
        taken = reserve_lines([*(_of(loss) for loss in losses if not loss.demand.parts), *plan.kits])
        for line, quantity in taken.items():
            got[line] = got.get(line, ZERO) + quantity
        short = [d for d in demands if got[d.source_line_id] < d.quantity]
        Reservation.objects.filter(of_lines([(d.source_kind, d.source_line_id) for d in short])).update(
            is_partial=True
        )
        _tell(_by_line((loss.reservation, -loss.quantity) for loss in losses), held_back=False)
        gained: dict[str, dict[int, Decimal]] = defaultdict(dict)
        for demand in demands:
            gained[demand.source_kind][demand.source_line_id] = got[demand.source_line_id]
        _tell(gained, held_back=False)
        _log_taking(losses, note)
        tell_levels((demand.company_id, part.variant_id) for demand in demands for part in demand.takes)
    return got


def locked_rows(reservations: Iterable[Reservation], *, whole_kits: bool = False) -> list[Reservation]:
    """Reservations as they are now, those that are still there, read under the locks of their documents and positions.

    With `whole_kits` also all that is set aside for the same kits.
    """
    condition = Q(pk__in=[reservation.pk for reservation in reservations])
    seen = list(
        Reservation.objects.filter(condition).values_list("source_kind", "source_id", "source_line_id")
    )
    lock_owners({(kind, pk) for kind, pk, _line in seen})
    if whole_kits and (kits := _kits((kind, line_id) for kind, _pk, line_id in seen)):
        condition |= of_lines(list(kits))
    lock_positions(set(Reservation.objects.filter(condition).values_list("company_id", "variant_id")))
    return list(Reservation.objects.filter(condition).select_related("variant", "location").order_by("pk"))


def lock_owners(sources: Iterable[Source]) -> None:
    """Lock documents that hold reservations, by kind and id, before any position is locked: as their own services do."""
    by_kind: dict[str, list[int]] = defaultdict(list)
    for kind, pk in sorted(set(sources)):
        by_kind[kind].append(pk)
    for kind, ids in by_kind.items():
        if kind in reservation_owners:
            reservation_owners.get(kind).lock(ids)


def _candidates(demands: Sequence[Demand]) -> list[Reservation]:
    """Reservations that some of the demands could take over, the lowest priority first, then the latest."""
    if not demands:
        return []
    rows = list(
        Reservation.objects.filter(
            company__in={demand.company_id for demand in demands},
            variant__in={part.variant_id for demand in demands for part in demand.takes},
            location__warehouse__in={demand.warehouse_id for demand in demands},
            priority__lt=max(demand.priority for demand in demands),
        )
        .filter(pickable(timezone.localdate()))
        .select_related("variant", "location")
        .order_by("priority", "-created_at", "-pk")
    )
    kits = _kits((row.source_kind, row.source_line_id) for row in rows)
    return [row for row in rows if (row.source_kind, row.source_line_id) not in kits]


def _kits(lines: Iterable[Line]) -> dict[Line, Sequence[Part]]:
    """Those of the lines that are of kits, with what one takes of each component. One query for each kind of document."""
    by_kind: dict[str, set[int]] = defaultdict(set)
    for kind, line_id in lines:
        by_kind[kind].add(line_id)
    return {
        (kind, line_id): parts
        for kind, ids in by_kind.items()
        if kind in reservation_owners
        for line_id, parts in reservation_owners.get(kind).kits(ids).items()
    }


@dataclass
class _Plan:
    """Who loses what; and the demands for kits that become whole by it, for as many as do."""

    losses: list[Loss] = field(default_factory=list)
    kits: list[Demand] = field(default_factory=list)


def _plan(demands: Sequence[Demand], held: Sequence[Reservation]) -> _Plan:
    plan = _Plan()
    left = {row.pk: row.quantity for row in held}
    by_place: dict[tuple[int | None, int], list[Reservation]] = defaultdict(list)
    for row in held:
        by_place[row.location.warehouse_id, row.variant_id].append(row)
    free = _free_parts(demands)
    for demand in sorted(demands, key=lambda demand: -demand.priority):
        if not demand.parts:
            rows = _takeable(demand, by_place[demand.warehouse_id, demand.variant_id])
            plan.losses += _take(demand, demand.quantity, rows, left)
            continue
        rows_of = {
            part.variant_id: _takeable(demand, by_place[demand.warehouse_id, part.variant_id])
            for part in demand.parts
        }
        there = {
            pk: free[pk, demand.warehouse_id] + sum((left[row.pk] for row in rows), ZERO)
            for pk, rows in rows_of.items()
        }
        if not (kits := min(demand.quantity, whole_kits(demand.parts, there))):
            continue
        plan.kits.append(replace(demand, quantity=kits))
        for part in demand.parts:
            place = part.variant_id, demand.warehouse_id
            wanted = kits * part.quantity
            of_free = min(free[place], wanted)
            free[place] -= of_free
            plan.losses += _take(demand, wanted - of_free, rows_of[part.variant_id], left)
    return plan


def _free_parts(demands: Sequence[Demand]) -> dict[tuple[int, int], Decimal]:
    """What lies free of the components that kits want, by variant and warehouse. At most two queries."""
    kits = [demand for demand in demands if demand.parts]
    if not kits:
        return {}
    parts = {part.variant_id for demand in kits for part in demand.parts}
    found = availability(parts, {demand.warehouse_id for demand in kits})
    return {place: max(quantity, ZERO) for place, quantity in found.items()}


def _takeable(demand: Demand, rows: Sequence[Reservation]) -> list[Reservation]:
    """Those that the demand comes before: of a lower priority, of other documents, of its lot."""
    return [
        row
        for row in rows
        if row.priority < demand.priority
        and demand.lot_id in {None, row.lot_id}
        and (row.source_kind, row.source_id) != (demand.source_kind, demand.source_id)
    ]


def _take(
    demand: Demand, missing: Decimal, rows: Sequence[Reservation], left: dict[int, Decimal]
) -> list[Loss]:
    losses = []
    for row in rows:
        quantity = min(left[row.pk], missing)
        if quantity:
            left[row.pk] -= quantity
            missing -= quantity
            losses.append(Loss(row, demand, quantity))
        if not missing:
            break
    return losses


def _less(demand: Demand, got: Decimal) -> Demand:
    return replace(demand, quantity=demand.quantity - got)


def _of(loss: Loss) -> Demand:
    """The demand for exactly what was taken: that lot, that much."""
    return replace(loss.demand, quantity=loss.quantity, lot_id=loss.reservation.lot_id)


def _cut(losses: Sequence[Loss]) -> None:
    rows: dict[int, Reservation] = {}
    for loss in losses:
        row = rows.setdefault(loss.reservation.pk, loss.reservation)
        row.quantity -= loss.quantity
    Reservation.objects.filter(pk__in=[row.pk for row in rows.values() if not row.quantity]).delete()
    rest = [row for row in rows.values() if row.quantity]
    write_quantities(rest)
    Reservation.objects.filter(pk__in=[row.pk for row in rest]).update(is_partial=True)


def _by_line(changes: Iterable[tuple[Reservation, Decimal]]) -> dict[str, dict[int, Decimal]]:
    """By how much what is set aside for each line changes, in the line's own article: of kits, whole ones."""
    rows = list(changes)
    kits = _kits((row.source_kind, row.source_line_id) for row, _quantity in rows)
    found: dict[str, dict[int, Decimal]] = defaultdict(dict)
    for row, quantity in rows:
        lines = found[row.source_kind]
        if parts := kits.get((row.source_kind, row.source_line_id)):
            # All components change together: the first stands for the kit.
            quantity = quantity / parts[0].quantity if row.variant_id == parts[0].variant_id else ZERO
        lines[row.source_line_id] = lines.get(row.source_line_id, ZERO) + quantity
    return found


def _tell(changes: Mapping[str, Mapping[int, Decimal]], held_back: bool) -> None:
    for kind, lines in sorted(changes.items()):
        if kind in reservation_owners and lines:
            reservation_owners.get(kind).note(lines, held_back)


def _documents(sources: Collection[Source]) -> dict[Source, Any]:
    by_kind: dict[str, set[int]] = defaultdict(set)
    for kind, pk in sources:
        by_kind[kind].add(pk)
    return {
        (kind, document.pk): document
        for kind, ids in by_kind.items()
        if kind in document_kinds
        for document in document_kinds.get(kind)._default_manager.filter(pk__in=ids)
    }


def _log(lost: Iterable[tuple[Reservation, Decimal]], sentence: Any, note: str = "") -> None:
    """A line in the history of each document that lost something. One query for each kind of document, one to write."""
    rows = list(lost)
    documents = _documents({(row.source_kind, row.source_id) for row, _quantity in rows})
    log_changes(
        Change(
            documents[row.source_kind, row.source_id],
            "update",
            note=_said(sentence, row, quantity, note),
        )
        for row, quantity in rows
        if (row.source_kind, row.source_id) in documents
    )


def _log_taking(losses: Sequence[Loss], note: str) -> None:
    """A line in the history of both: who lost something, and to whom; who got it, and from whom."""
    documents = _documents(
        {(loss.demand.source_kind, loss.demand.source_id) for loss in losses}
        | {(loss.reservation.source_kind, loss.reservation.source_id) for loss in losses}
    )
    changes = []
    for loss in losses:
        winner = documents.get((loss.demand.source_kind, loss.demand.source_id))
        loser = documents.get((loss.reservation.source_kind, loss.reservation.source_id))
        for document, other, sentence in (
            (
                loser,
                winner,
                _("%(article)s × %(quantity)s at %(location)s went to %(other)s, which comes first"),
            ),
            (winner, loser, _("%(article)s × %(quantity)s at %(location)s taken over from %(other)s")),
        ):
            if document is not None:
                said = _said(sentence, loss.reservation, loss.quantity, note, other=str(other or "—"))
                changes.append(Change(document, "update", note=said))
    log_changes(changes)


def _said(sentence: Any, row: Reservation, quantity: Decimal, note: str, **values: str) -> str:
    said = str(sentence) % {
        "article": row.variant.sku,
        "quantity": f"{quantity.normalize():f}",
        "location": row.location.code,
        **values,
    }
    return f"{said} ({note})" if note else said
