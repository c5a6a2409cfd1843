"""Parcels: what was picked is packed, labelled and shipped."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from stdnum import ean

from catalog.models import Variant
from erp.bulk import write_rows
from erp.changelog import Change, log_changes
from erp.documents import lock_documents, refuse_unless, transition
from erp.errors import DomainError
from erp.numbering import take_numbers
from erp.search import index_records
from inventory.choices import PickingStatus
from inventory.models import Parcel, ParcelLine, Picking, PickTask, Warehouse
from inventory.picking import pick_sources
from inventory.services.articles import sku_of
from inventory.services.documents import ZERO, Day, day_or_today, lines_of

# Source line, variant, lot: what is told apart in a parcel.
Packed = tuple[int, int, int | None]


@dataclass(frozen=True)
class ParcelDraft:
    """A box for the document `source_id`. `contents` by pick task; empty: all of the document that is in no box yet.

    `weight_kg` null: what its articles weigh, where the catalogue knows it of all of them.
    """

    picking_id: int
    source_kind: str
    source_id: int
    contents: dict[int, Decimal] = field(default_factory=dict)
    weight_kg: Decimal | None = None
    length_cm: Decimal | None = None
    width_cm: Decimal | None = None
    height_cm: Decimal | None = None
    tracking_number: str = ""


def pack_parcels(pickings: Sequence[Picking], drafts: Sequence[ParcelDraft]) -> list[Parcel]:
    """Make boxes of what was picked, each numbered, with an SSCC where the warehouse has a GS1 prefix.

    Raises `DomainError` "parcel.not_picked" for a walk that is not done, "parcel.too_much" for more than was picked and is
    in no box yet, "parcel.empty". A constant number of statements.
    """
    with transaction.atomic():
        locked = {picking.pk: picking for picking in lock_documents(pickings)}
        for picking in locked.values():
            if picking.status != PickingStatus.PICKED:
                raise DomainError(
                    "parcel.not_picked",
                    _("%(picking)s is not picked yet, or shipped already. Reload the page."),
                    params={"picking": str(picking)},
                )
        tasks = lines_of(locked.values(), PickTask, "picking")
        left = unpacked(locked.values(), tasks)
        boxes = [(draft, _contents(draft, tasks[draft.picking_id], left)) for draft in drafts]
        parcels = _make(boxes, locked)
        lines = [
            ParcelLine(
                company_id=parcel.company_id,
                parcel=parcel,
                position=position,
                variant_id=variant_id,
                lot_id=lot_id,
                quantity=quantity,
                source_line_id=line_id,
            )
            for parcel, (_draft, contents) in zip(parcels, boxes, strict=True)
            for position, ((line_id, variant_id, lot_id), quantity) in enumerate(contents.items(), start=1)
        ]
        ParcelLine.objects.bulk_create(lines, batch_size=1000)
        log_changes(Change(parcel, "create", after={"number": parcel.number}) for parcel in parcels)
        index_records(parcels)
    return parcels


def pack_rest(pickings: Sequence[Picking]) -> list[Parcel]:
    """One box for each document, of all that is in none yet."""
    with transaction.atomic():
        locked = lock_documents(pickings)
        tasks = lines_of(locked, PickTask, "picking")
        left = unpacked(locked, tasks)
        drafts = {
            (picking.pk, task.source_kind, task.source_id): None
            for picking in locked
            for task in tasks[picking.pk]
            if left.get((picking.pk, task.source_line_id, task.variant_id, task.lot_id))
        }
        return pack_parcels(locked, [ParcelDraft(*key) for key in drafts])


def ship_pickings(pickings: Sequence[Picking], *, date: Day = None) -> None:
    """What was picked leaves with the documents it is for; what is in no box yet is packed first, a box a document.

    Raises what the documents' own app refuses; then nothing leaves.
    """
    with transaction.atomic():
        locked = lock_documents(pickings)
        refuse_unless(locked, PickingStatus.DONE)
        pack_rest(locked)
        tasks = [task for some in lines_of(locked, PickTask, "picking").values() for task in some]
        served: dict[str, dict[int, None]] = defaultdict(dict)
        for task in tasks:
            if task.picked:
                served[task.source_kind][task.source_id] = None
            task.is_open = False
        for kind, ids in served.items():
            pick_sources.get(kind).ship(list(ids), day_or_today(date))
        write_rows(tasks, "is_open")
        transition(locked, PickingStatus.DONE)


def sscc_of(prefix: str, serial: int) -> str:
    """A serial shipping container code: extension digit, company prefix, serial reference, check digit (GS1 General
    Specifications, section 3.3.1)."""
    body = f"0{prefix}{serial:0{16 - len(prefix)}d}"
    return body + str(ean.calc_check_digit(body))


def unpacked(
    pickings: Iterable[Picking], tasks: Mapping[int, Sequence[PickTask]] | None = None
) -> dict[tuple[int, int, int, int | None], Decimal]:
    """What was picked and is in no box yet, by picking, source line, variant and lot."""
    tasks = tasks if tasks is not None else lines_of(pickings, PickTask, "picking")
    left: dict[tuple[int, int, int, int | None], Decimal] = defaultdict(Decimal)
    for picking_id, some in tasks.items():
        for task in some:
            left[picking_id, task.source_line_id, task.variant_id, task.lot_id] += task.picked or ZERO
    for line in ParcelLine.objects.filter(parcel__picking__in=list(tasks)).select_related("parcel"):
        left[line.parcel.picking_id, line.source_line_id, line.variant_id, line.lot_id] -= line.quantity
    return left


def _contents(
    draft: ParcelDraft,
    tasks: Sequence[PickTask],
    left: dict[tuple[int, int, int, int | None], Decimal],
) -> dict[Packed, Decimal]:
    contents: dict[Packed, Decimal] = defaultdict(Decimal)
    for task in tasks:
        if (task.source_kind, task.source_id) != (draft.source_kind, draft.source_id):
            continue
        key = task.source_line_id, task.variant_id, task.lot_id
        rest = left[draft.picking_id, *key]
        quantity = draft.contents.get(task.pk, ZERO) if draft.contents else rest
        if quantity < 0 or quantity > rest:
            raise DomainError(
                "parcel.too_much",
                _("%(sku)s: %(most)s are left to pack."),
                "quantity",
                {"sku": sku_of(task.variant_id), "most": f"{rest.normalize():f}"},
            )
        if quantity:
            contents[key] += quantity
            left[draft.picking_id, *key] -= quantity
    if not contents:
        raise DomainError("parcel.empty", _("Type what goes into the parcel first."), "quantity")
    return contents


def _make(
    boxes: Sequence[tuple[ParcelDraft, dict[Packed, Decimal]]], pickings: dict[int, Picking]
) -> list[Parcel]:
    groups: dict[tuple[int, int], int] = defaultdict(int)
    for draft, _box in boxes:
        picking = pickings[draft.picking_id]
        groups[picking.company_id, picking.date.year] += 1
    numbers = {group: iter(found) for group, found in take_numbers("inventory.parcel", groups).items()}
    warehouses = Warehouse.objects.in_bulk({picking.warehouse_id for picking in pickings.values()})
    weights = dict(
        Variant.objects.filter(
            pk__in={variant_id for _draft, contents in boxes for _line, variant_id, _lot in contents}
        ).values_list("pk", "weight_kg")
    )
    parcels = []
    for draft, contents in boxes:
        picking = pickings[draft.picking_id]
        number = next(numbers[picking.company_id, picking.date.year])
        prefix = warehouses[picking.warehouse_id].gs1_prefix
        serial = int("".join(filter(str.isdigit, number)) or 0)
        parcels.append(
            Parcel(
                company_id=picking.company_id,
                picking=picking,
                source_kind=draft.source_kind,
                source_id=draft.source_id,
                number=number,
                sscc=sscc_of(prefix, serial) if prefix else "",
                weight_kg=draft.weight_kg if draft.weight_kg is not None else _weight(contents, weights),
                length_cm=draft.length_cm,
                width_cm=draft.width_cm,
                height_cm=draft.height_cm,
                tracking_number=draft.tracking_number,
            )
        )
    return Parcel.objects.bulk_create(parcels, batch_size=1000)


def _weight(contents: dict[Packed, Decimal], weights: dict[int, Decimal | None]) -> Decimal | None:
    total = ZERO
    for (_line, variant_id, _lot), quantity in contents.items():
        weight = weights.get(variant_id)
        if weight is None:
            return None
        total += weight * quantity
    return total
