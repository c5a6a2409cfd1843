"""Picking: walks made from documents to deliver, what was really on the shelf, and what becomes of the rest."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from erp.bulk import write_rows
from erp.documents import created_by, lock_documents, transition
from erp.errors import DomainError
from erp.models import User
from inventory.choices import PickingMethod, PickingStatus, ShortReason
from inventory.models import Picking, PickTask, Reservation, Warehouse
from inventory.picking import Want, pick_sources
from inventory.services.articles import sku_of
from inventory.services.documents import ZERO, Day, day_or_today, insert_documents, lines_of
from inventory.services.letting_go import lock_owners
from inventory.services.locking import lock_positions
from inventory.services.reservations import reserve_lines
from inventory.services.staging import Staging, stage_reserved
from inventory.types import Demand

SOURCE = "inventory.picking"
# Kind and id of a line that goods are set aside for, and which of its articles: kits have several.
Line = tuple[str, int, int]


@dataclass(frozen=True)
class Pick:
    """What was taken at a stop. `reason`: why it is less than asked for; by default it was not found."""

    quantity: Decimal
    reason: str = ""


def create_pickings(
    kind: str,
    source_ids: Sequence[int],
    *,
    method: str = PickingMethod.SINGLE,
    assigned_to: User | None = None,
    date: Day = None,
) -> list[Picking]:
    """Walks for documents of `kind`: one for each, or, in a batch or wave, one for each warehouse, in the order of its
    locations.

    Raises `DomainError` "picking.already" for a document that is being picked, "picking.nothing" for one of which nothing
    is set aside, and what its own app refuses. A constant number of statements.
    """
    if not source_ids:
        return []
    with transaction.atomic():
        wants = pick_sources.get(kind).lock_wants(source_ids)
        taken = PickTask.objects.filter(source_kind=kind, source_id__in=source_ids, is_open=True)
        if (open_one := taken.select_related("picking").first()) is not None:
            raise DomainError(
                "picking.already",
                _("%(document)s is on %(picking)s already. Finish or cancel that one first."),
                params={"document": str(open_one.source), "picking": str(open_one.picking)},
            )
        lock_positions((want.company_id, want.variant_id) for want in wants)
        stops = _stops(wants)
        groups: dict[tuple[int, int], list[tuple[Want, Reservation, Decimal]]] = defaultdict(list)
        for want, reservation, quantity in stops:
            key = want.source_id if method == PickingMethod.SINGLE else 0
            groups[want.warehouse_id, key].append((want, reservation, quantity))
        if missing := set(source_ids) - {want.source_id for want, _row, _quantity in stops}:
            raise DomainError(
                "picking.nothing",
                _("Nothing is set aside for %(count)s of these. Reserve goods for them, or leave them out."),
                params={"count": len(missing)},
            )
        return _write(kind, groups, method, assigned_to, day_or_today(date))


def confirm_picks(picking: Picking, picks: Mapping[int, Pick], *, date: Day = None) -> Picking:
    """Note what was taken at the stops that `picks` names, by the task's primary key. It goes to the warehouse's output
    and stays set aside.

    What was not there is looked for elsewhere: a stop is added where it is found, the rest is no longer delivered with its
    document. The pieces that the books still have go to the quarantine, where nobody is promised them, until a count says
    what they are. The picking is done when every stop was made. Raises `DomainError` "picking.closed", "picking.too_much".
    A constant number of statements.
    """
    with transaction.atomic():
        (locked,) = lock_documents([picking])
        if locked.status != PickingStatus.TO_PICK:
            raise DomainError(
                "picking.closed",
                _("%(picking)s is picked already. Reload the page to see where it stands."),
                params={"picking": str(locked)},
            )
        tasks = lines_of([locked], PickTask, "picking")[locked.pk]
        made = [task for task in tasks if task.pk in picks and task.picked is None]
        for task in made:
            _note(task, picks[task.pk])
        warehouse = Warehouse.objects.get(pk=locked.warehouse_id)
        lock_owners((task.reserved_kind, task.reserved_id) for task in made)
        lock_positions((task.company_id, task.variant_id) for task in made)
        day = day_or_today(date)
        short = [task for task in made if _short(task)]
        held = _reserved(short)
        stage_reserved(
            [staging for task in made for staging in _stagings(locked, task, warehouse)],
            date=day,
        )
        write_rows(made, "picked", "reason")
        added = _look_elsewhere(locked, tasks, short, held)
        if not added and all(task.picked is not None for task in tasks):
            transition([locked], PickingStatus.PICKED)
    return locked


def cancel_pickings(pickings: Sequence[Picking], *, note: str = "") -> None:
    """Give walks up before anything was taken. Raises `DomainError` "picking.begun"."""
    with transaction.atomic():
        locked = lock_documents(pickings)
        tasks = [task for some in lines_of(locked, PickTask, "picking").values() for task in some]
        if begun := [task for task in tasks if task.picked]:
            raise DomainError(
                "picking.begun",
                _("Something was picked already (%(sku)s): finish the round instead."),
                params={"sku": sku_of(begun[0].variant_id)},
            )
        for task in tasks:
            task.is_open = False
        write_rows(tasks, "is_open")
        transition(locked, PickingStatus.CANCELLED, note=note)


def assign_pickings(pickings: Sequence[Picking], *, person: User | None) -> list[Picking]:
    """Say who walks."""
    with transaction.atomic():
        locked = lock_documents(pickings)
        for picking in locked:
            picking.assigned_to = person
        write_rows(locked, "assigned_to")
    return locked


def _stops(wants: Sequence[Want]) -> list[tuple[Want, Reservation, Decimal]]:
    """Where each want is fetched: what is set aside for it and not on another walk, in the order of the locations."""
    free: dict[Line, list[Reservation]] = defaultdict(list)
    line_ids = {want.reserved_line_id for want in wants}
    kinds = {want.reserved_kind for want in wants}
    rows = Reservation.objects.filter(source_kind__in=kinds, source_line_id__in=line_ids)
    for row in rows.select_related("location").order_by("location__tree_id", "location__lft", "pk"):
        # What stands at the output was picked for another document of the same line.
        if row.location.is_pickable:
            free[row.source_kind, row.source_line_id, row.variant_id].append(row)
    busy: dict[tuple[Line, int, int | None], Decimal] = defaultdict(Decimal)
    for task in PickTask.objects.filter(
        reserved_kind__in=kinds, reserved_line_id__in=line_ids, is_open=True, picked__isnull=True
    ):
        busy[_line(task), task.location_id, task.lot_id] += task.quantity
    for line, some in free.items():
        for row in some:
            key = line, row.location_id, row.lot_id
            taken = min(busy[key], row.quantity)
            busy[key] -= taken
            row.quantity -= taken
    stops = []
    for want in wants:
        missing = want.quantity
        for row in free[_line(want)]:
            quantity = min(row.quantity, missing)
            if quantity:
                row.quantity -= quantity
                missing -= quantity
                stops.append((want, row, quantity))
    return stops


def _line(one: Want | PickTask) -> Line:
    return one.reserved_kind, one.reserved_line_id, one.variant_id


def _write(
    kind: str,
    groups: Mapping[tuple[int, int], Sequence[tuple[Want, Reservation, Decimal]]],
    method: str,
    assigned_to: User | None,
    date: dt.date,
) -> list[Picking]:
    author = created_by()
    pickings, tasks = [], []
    for (warehouse_id, _key), stops in groups.items():
        picking = Picking(
            company_id=stops[0][0].company_id,
            warehouse_id=warehouse_id,
            method=method,
            assigned_to=assigned_to,
            date=date,
            created_by_id=author,
        )
        pickings.append(picking)
        ordered = sorted(
            stops,
            key=lambda stop: (stop[1].location.tree_id, stop[1].location.lft, stop[1].variant_id, stop[1].pk),
        )
        tasks += [
            PickTask(
                company_id=want.company_id,
                picking=picking,
                position=position,
                location_id=row.location_id,
                variant_id=want.variant_id,
                lot_id=row.lot_id,
                quantity=quantity,
                source_kind=kind,
                source_id=want.source_id,
                source_line_id=want.source_line_id,
                reserved_kind=want.reserved_kind,
                reserved_id=want.reserved_id,
                reserved_line_id=want.reserved_line_id,
            )
            for position, (want, row, quantity) in enumerate(ordered, start=1)
        ]
    insert_documents(pickings, tasks)
    return pickings


def _note(task: PickTask, pick: Pick) -> None:
    if pick.quantity < 0 or pick.quantity > task.quantity:
        raise DomainError(
            "picking.too_much",
            _("%(sku)s: take at most %(most)s here."),
            "picked",
            {"sku": sku_of(task.variant_id), "most": f"{task.quantity.normalize():f}"},
        )
    task.picked = pick.quantity
    task.reason = (pick.reason or ShortReason.MISSING) if pick.quantity < task.quantity else ""


def _short(task: PickTask) -> Decimal:
    return task.quantity - (task.picked or ZERO)


def _stagings(picking: Picking, task: PickTask, warehouse: Warehouse) -> list[Staging]:
    found = []
    for quantity, to, keeps in (
        (task.picked or ZERO, warehouse.output_location_id, True),
        (_short(task), warehouse.quarantine_location_id, False),
    ):
        if quantity and to is not None:
            found.append(
                Staging(
                    company_id=task.company_id,
                    variant_id=task.variant_id,
                    quantity=quantity,
                    origin_id=task.location_id,
                    destination_id=to,
                    reserved_kind=task.reserved_kind,
                    reserved_line_id=task.reserved_line_id,
                    source_kind=SOURCE,
                    source_id=picking.pk,
                    source_line_id=task.pk,
                    lot_id=task.lot_id,
                    label=picking.number or "",
                    keeps=keeps,
                )
            )
    return found


def _look_elsewhere(
    picking: Picking,
    tasks: Sequence[PickTask],
    short: Sequence[PickTask],
    held: Mapping[Line, Sequence[Reservation]],
) -> list[PickTask]:
    """Set aside again what was not there; stops for what was found, and word to the documents of what was not.

    `held`: what was set aside for them before.
    """
    if not short:
        return []
    known = {row.pk for rows in held.values() for row in rows}
    priorities = {key: rows[0].priority for key, rows in held.items()}
    wanted: dict[Line, Decimal] = defaultdict(Decimal)
    for task in short:
        wanted[_line(task)] += _short(task)
    by_line = {_line(task): task for task in short}
    reserve_lines(
        [
            Demand(
                company_id=picking.company_id,
                warehouse_id=picking.warehouse_id,
                variant_id=key[2],
                quantity=quantity,
                source_kind=key[0],
                source_id=by_line[key].reserved_id,
                source_line_id=key[1],
                priority=priorities[key],
            )
            for key, quantity in wanted.items()
        ]
    )
    fresh = {key: [row for row in rows if row.pk not in known] for key, rows in _reserved(short).items()}
    added: list[PickTask] = []
    missing: dict[str, dict[int, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for task in short:
        rest = _short(task)
        for row in fresh.get(_line(task), ()):
            quantity = min(row.quantity, rest)
            if quantity:
                row.quantity -= quantity
                rest -= quantity
                added.append(_next_stop(task, row, quantity, len(tasks) + len(added) + 1))
        if rest:
            missing[task.source_kind][task.source_line_id] += rest
    PickTask.objects.bulk_create(added)
    for kind, lines in missing.items():
        pick_sources.get(kind).shorten(lines)
    return added


def _reserved(tasks: Sequence[PickTask]) -> dict[Line, list[Reservation]]:
    """What is set aside for the lines of tasks, at the places goods are picked from."""
    found: dict[Line, list[Reservation]] = defaultdict(list)
    for row in Reservation.objects.filter(
        source_kind__in={task.reserved_kind for task in tasks},
        source_line_id__in={task.reserved_line_id for task in tasks},
        location__is_pickable=True,
    ).order_by("location__tree_id", "location__lft", "pk"):
        found[row.source_kind, row.source_line_id, row.variant_id].append(row)
    return found


def _next_stop(task: PickTask, row: Reservation, quantity: Decimal, position: int) -> PickTask:
    return PickTask(
        company_id=task.company_id,
        picking_id=task.picking_id,
        position=position,
        location_id=row.location_id,
        variant_id=task.variant_id,
        lot_id=row.lot_id,
        quantity=quantity,
        source_kind=task.source_kind,
        source_id=task.source_id,
        source_line_id=task.source_line_id,
        reserved_kind=task.reserved_kind,
        reserved_id=task.reserved_id,
        reserved_line_id=task.reserved_line_id,
    )
