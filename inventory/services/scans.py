"""What people do with a scanner: posted once, however often the device sends it, and taken back as it was."""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal
from itertools import groupby
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from erp.errors import DomainError
from erp.locks import lock
from erp.scope import current_scope
from inventory.choices import ScanMode
from inventory.models import Level, Scan
from inventory.services.articles import sku_of
from inventory.services.counts import adjust_stock
from inventory.services.locking import lock_positions
from inventory.services.transfers import transfer_stock
from inventory.types import Count, ScanDraft, Transfer

ZERO = Decimal(0)
SOURCE = "inventory.scan"
# Location, variant, lot.
Place = tuple[int, int, int | None]


def post_scans(drafts: Sequence[ScanDraft], *, date: dt.date) -> list[Scan]:
    """Do what was scanned, in the order given; a draft whose key is known already is answered by what it did before.

    Raises what `transfer_stock` and `adjust_stock` raise, and `DomainError` "scan.incomplete" for an act without its
    places, "scan.key" for a key that came with something else before; then nothing is done.
    """
    with transaction.atomic():
        for draft in drafts:
            _check(draft)
        # The same act sent twice is about one article: the second waits here and finds the first one's row.
        lock_positions((draft.company_id, draft.variant_id) for draft in drafts)
        known = {
            (scan.company_id, scan.key): scan
            for scan in Scan.objects.filter(
                company__in={draft.company_id for draft in drafts}, key__in={draft.key for draft in drafts}
            )
        }
        fresh: dict[tuple[int, UUID], ScanDraft] = {}
        for draft in drafts:
            before = known.get((draft.company_id, draft.key))
            if before is not None:
                _refuse_other(before, draft)
            else:
                fresh.setdefault((draft.company_id, draft.key), draft)
        made = _write(list(fresh.values()))
        _do(made, date)
        known |= {(scan.company_id, scan.key): scan for scan in made}
        return [known[draft.company_id, draft.key] for draft in drafts]


def undo_scans(keys: Collection[UUID], *, company_id: int, date: dt.date) -> list[Scan]:
    """Take acts back, the last one first: goods return to where they came from, a count's difference is made undone,
    whatever moved since. Those undone already are passed over.

    Raises `DomainError` "scan.unknown" for a key that never arrived, and what `transfer_stock` and `adjust_stock` raise
    when the goods are no longer there; then nothing is undone.
    """
    with transaction.atomic():
        asked = Scan.objects.filter(company=company_id, key__in=keys)
        lock_positions(asked.values_list("company_id", "variant_id"))
        scans = lock(asked)
        if len(scans) < len(set(keys)):
            raise DomainError("scan.unknown", _("This scan never arrived: there is nothing to undo."))
        waiting = [scan for scan in reversed(scans) if scan.undone_at is None]
        label = pgettext("stock", "Scan undone")
        for is_count, some in groupby(waiting, key=lambda scan: scan.mode == ScanMode.COUNT):
            if is_count:
                _uncount(list(some), date, label)
            else:
                _carry([(scan, scan.destination_id, scan.origin_id) for scan in some], date, label)
        now = timezone.now()
        for scan in waiting:
            scan.undone_at = now
        Scan.objects.bulk_update(waiting, ["undone_at"])
        return scans


def _uncount(scans: Sequence[Scan], date: dt.date, label: str) -> None:
    levels = _on_hand(scans)
    found: dict[Place, Decimal] = {}
    for scan in scans:
        place = _place(scan)
        now = found.get(place, levels.get(place, ZERO))
        found[place] = now + (scan.before or ZERO) - scan.quantity
    short = next((place for place, quantity in found.items() if quantity < 0), None)
    if short is not None:
        raise DomainError(
            "stock.not_enough",
            _("%(sku)s: what the count found is no longer here. Count it again instead."),
            params={"sku": sku_of(short[1])},
        )
    adjust_stock(
        [
            Count(scans[0].company_id, location_id, variant_id, quantity, lot_id=lot_id)
            for (location_id, variant_id, lot_id), quantity in found.items()
        ],
        date=date,
        label=label,
        source_kind=SOURCE,
        source_id=scans[0].pk if len(scans) == 1 else None,
    )


def _carry(ways: Iterable[tuple[Scan, int | None, int | None]], date: dt.date, label: str) -> None:
    """Move what was scanned, each from one location to another."""
    transfer_stock(
        [
            Transfer(
                scan.company_id,
                scan.variant_id,
                scan.quantity,
                origin_id or 0,
                destination_id or 0,
                SOURCE,
                scan.pk,
                lot_id=scan.lot_id,
            )
            for scan, origin_id, destination_id in ways
        ],
        date=date,
        label=label,
    )


def _check(draft: ScanDraft) -> None:
    needs = (draft.origin_id,) if draft.mode == ScanMode.COUNT else (draft.origin_id, draft.destination_id)
    if draft.mode not in ScanMode.values or any(place is None for place in needs):
        raise DomainError(
            "scan.incomplete", _("Scan the locations too: goods come from one and go to another."), "location"
        )


def _refuse_other(scan: Scan, draft: ScanDraft) -> None:
    """A key stands for one act. A device that uses it for another would lose that one."""
    is_same = (
        scan.mode,
        scan.variant_id,
        scan.lot_id,
        scan.quantity,
        scan.origin_id,
        scan.destination_id,
    ) == (
        draft.mode,
        draft.variant_id,
        draft.lot_id,
        draft.quantity,
        draft.origin_id,
        None if draft.mode == ScanMode.COUNT else draft.destination_id,
    )
    if not is_same:
        raise DomainError("scan.key", _("This scan's key was used for another one. Scan it again."))


def _write(drafts: Sequence[ScanDraft]) -> list[Scan]:
    actor_id, now = current_scope().actor_id, timezone.now()
    return Scan.objects.bulk_create(
        [
            Scan(
                company_id=draft.company_id,
                key=draft.key,
                mode=draft.mode,
                variant_id=draft.variant_id,
                lot_id=draft.lot_id,
                quantity=draft.quantity,
                origin_id=draft.origin_id,
                destination_id=None if draft.mode == ScanMode.COUNT else draft.destination_id,
                actor_id=actor_id,
                done_at=now,
            )
            for draft in drafts
        ]
    )


def _do(scans: Sequence[Scan], date: dt.date) -> None:
    _carry(
        [(scan, scan.origin_id, scan.destination_id) for scan in scans if scan.mode != ScanMode.COUNT],
        date,
        pgettext("stock", "Scanned"),
    )
    counts = [scan for scan in scans if scan.mode == ScanMode.COUNT]
    levels = _on_hand(counts)
    for scan in counts:
        scan.before = levels.get(_place(scan), ZERO)
    if counts:
        Scan.objects.bulk_update(counts, ["before"])
    adjust_stock(
        [
            Count(scan.company_id, scan.origin_id or 0, scan.variant_id, scan.quantity, lot_id=scan.lot_id)
            for scan in counts
        ],
        date=date,
        label=pgettext("stock", "Counted with a scanner"),
        source_kind=SOURCE,
        source_id=counts[0].pk if len(counts) == 1 else None,
    )


def _place(scan: Scan) -> Place:
    return scan.origin_id or 0, scan.variant_id, scan.lot_id


def _on_hand(counted: Sequence[Scan]) -> dict[Place, Decimal]:
    if not counted:
        return {}
    rows = Level.objects.filter(
        location__in={scan.origin_id for scan in counted}, variant__in={scan.variant_id for scan in counted}
    ).values_list("location_id", "variant_id", "lot_id", "on_hand")
    return {(location_id, variant_id, lot_id): on_hand for location_id, variant_id, lot_id, on_hand in rows}
