"""Where a lot came from, what was made of it, where it went and where it is: both ways, for recalls."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import Q

from erp.documents import document_kinds
from erp.models import Partner
from inventory.choices import LocationKind
from inventory.models import Level, Lot, Move
from inventory.owners import document_partners

# Whoever makes something of what was made of it, and so on: further than any trade goes, and an end to rings.
DEEPEST = 20


@dataclass(frozen=True)
class Step:
    """A move of a lot over the border of what the company holds. `document` and `partner`: behind it, where known."""

    move: Move
    document: Any
    partner: Partner | None

    @property
    def is_back(self) -> bool:
        """It came back from a customer, or went back to a supplier."""
        kinds = self.move.origin.kind, self.move.destination.kind
        return kinds[0] == LocationKind.CUSTOMER or kinds[1] == LocationKind.SUPPLIER


@dataclass(frozen=True)
class Trace:
    """`sources`: lots it was made of, of any depth; `results`: lots made of it. Their moves are in `came` and `went` too:
    a recall asks for every customer that something of it reached."""

    lot: Lot
    sources: list[Lot] = field(default_factory=list)
    results: list[Lot] = field(default_factory=list)
    came: list[Step] = field(default_factory=list)
    went: list[Step] = field(default_factory=list)
    held: list[Level] = field(default_factory=list)

    @property
    def customers(self) -> list[Partner]:
        """Whom something of it went to, each once."""
        found = {step.partner.pk: step.partner for step in self.went if step.partner is not None}
        return sorted(found.values(), key=str)


def trace_of(lot: Lot) -> Trace:
    """Both ways. A number of queries that depends on the kinds of documents alone, not on how much was moved."""
    up, down = _related(lot, is_up=True), _related(lot, is_up=False)
    lots = {one.pk: one for one in Lot.objects.filter(pk__in={*up, *down}).select_related("variant")}
    lots[lot.pk] = lot
    moves = list(
        Move.objects.filter(lot__in=lots)
        .exclude(Q(origin__is_owned=True, destination__is_owned=True))
        .select_related("variant", "lot", "origin", "destination")
        .order_by("date", "pk")
    )
    steps = _steps(moves)
    return Trace(
        lot=lot,
        sources=[lots[pk] for pk in up],
        results=[lots[pk] for pk in down],
        came=[step for step in steps if step.move.destination.is_owned and step.move.lot_id in {lot.pk, *up}],
        went=[step for step in steps if step.move.origin.is_owned and step.move.lot_id in {lot.pk, *down}],
        held=list(
            Level.objects.filter(lot__in={lot.pk, *down}, on_hand__gt=0)
            .select_related("lot", "variant", "location__warehouse")
            .order_by("location__tree_id", "location__lft", "pk")
        ),
    )


def _related(lot: Lot, *, is_up: bool) -> list[int]:
    """Lots that the lot was made of (or that were made of it), the nearest first. One statement.

    A production (a kit put together or taken apart) is a document whose moves bring some lots to a production location
    and take others from it.
    """
    near, far = ("origin", "destination") if is_up else ("destination", "origin")
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH RECURSIVE reach (lot_id, depth) AS (
                SELECT %s::bigint, 0
                UNION
                SELECT other.lot_id, reach.depth + 1
                FROM reach
                JOIN inventory_move AS here ON here.lot_id = reach.lot_id
                JOIN inventory_location AS workshop ON workshop.id = here.{near}_id AND workshop.kind = 'production'
                JOIN inventory_move AS other
                  ON other.source_kind = here.source_kind AND other.source_id = here.source_id
                 AND other.{far}_id = workshop.id AND other.lot_id IS NOT NULL
                WHERE reach.depth < %s
            )
            SELECT lot_id FROM reach WHERE lot_id <> %s GROUP BY lot_id ORDER BY min(depth), lot_id
            """,  # noqa: S608 (the two words above)
            [lot.pk, DEEPEST, lot.pk],
        )
        return [pk for (pk,) in cursor.fetchall()]


def _steps(moves: Iterable[Move]) -> list[Step]:
    rows = list(moves)
    ids: dict[str, set[int]] = defaultdict(set)
    for move in rows:
        if move.source_kind and move.source_id:
            ids[move.source_kind].add(move.source_id)
    documents = {kind: _documents(kind, found) for kind, found in ids.items()}
    partners = {
        kind: document_partners.get(kind)(found) if kind in document_partners else {}
        for kind, found in ids.items()
    }
    return [
        Step(
            move,
            documents.get(move.source_kind, {}).get(move.source_id or 0),
            partners.get(move.source_kind, {}).get(move.source_id or 0),
        )
        for move in rows
    ]


def _documents(kind: str, ids: Collection[int]) -> dict[int, Any]:
    if kind not in document_kinds:
        return {}
    return {
        document.pk: document for document in document_kinds.get(kind)._default_manager.filter(pk__in=ids)
    }
