"""Writing moves, with their layers, what they consume, and their entries in the ledger: all at once."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone

from accounting.choices import JournalCode
from accounting.models import Entry
from accounting.services.ledger import number_entries, write_entries
from accounting.types import EntryDraft
from inventory.models import Consumption, Layer, Move, ValueAdjustment
from inventory.services.bookkeeping import Against, Legs, accounts_of, styles_of
from inventory.services.capacities import check_capacities
from inventory.services.events import tell_levels
from inventory.services.holdings import NOTHING, Holding, Valued
from inventory.services.layers import OpenLayer, write_layers

ZERO = Decimal(0)
BATCH = 5000

# What has one entry: company, kind and id of the source document, day, label.
Document = tuple[int, str, int | None, dt.date, str]


@dataclass(frozen=True)
class MoveDraft:
    """A move to write, with what it is worth (`valued`), and what stands against the stock in its entry.

    `amount_in_transit`: what it adds to the goods on the way, a part of the value.
    """

    company_id: int
    variant_id: int
    quantity: Decimal
    origin_id: int
    destination_id: int
    date: dt.date
    source_kind: str = ""
    source_id: int | None = None
    source_line_id: int | None = None
    label: str = ""
    valued: Valued = NOTHING
    against: Against = Against.LOSS
    amount_in_transit: Decimal = ZERO
    arrives_from_id: int | None = None
    reverses_id: int | None = None
    lot_id: int | None = None

    @property
    def document(self) -> Document:
        return self.company_id, self.source_kind, self.source_id, self.date, self.label

    @property
    def is_booked(self) -> bool:
        return bool(self.valued.amount or self.valued.left_over or self.amount_in_transit)


def write_moves(
    drafts: Sequence[MoveDraft],
    holdings: Iterable[Holding] = (),
    *,
    styles: Mapping[int, str] | None = None,
) -> list[Move]:
    """Write moves in the order given, what remains of the layers that `holdings` cut, and one entry per source document.

    A constant number of statements. The caller holds the positions' locks; the triggers on moves and adjustments bring
    levels and positions up to date. `styles`: how each company keeps its books, where the caller has read it.
    Raises what `check_capacities` and `post_entries` raise: "location.full", "period.closed"…
    """
    if not drafts:
        return []
    check_capacities(drafts)
    entries = _write_entries(drafts, styles)
    now = timezone.now()
    moves = Move.objects.bulk_create(
        [
            Move(
                company_id=draft.company_id,
                variant_id=draft.variant_id,
                lot_id=draft.lot_id,
                quantity=draft.quantity,
                origin_id=draft.origin_id,
                destination_id=draft.destination_id,
                date=draft.date,
                done_at=now,
                amount=draft.valued.amount,
                amount_in_transit=draft.amount_in_transit,
                arrives_from_id=draft.arrives_from_id,
                reverses_id=draft.reverses_id,
                source_kind=draft.source_kind,
                source_id=draft.source_id,
                source_line_id=draft.source_line_id,
                label=draft.label[:160],
                entry=entries.get(draft.document) if draft.is_booked else None,
            )
            for draft in drafts
        ],
        batch_size=BATCH,
    )
    written = list(zip(moves, drafts, strict=True))
    _open_layers(written)
    write_layers([layer for holding in holdings for layer in holding.touched.values()])
    Consumption.objects.bulk_create(
        [
            Consumption(
                company_id=move.company_id,
                move=move,
                layer_id=piece.layer.pk or 0,
                quantity=piece.quantity,
                amount=piece.amount,
                restores_id=piece.restores_id,
                is_settlement=piece.is_settlement,
            )
            for move, draft in written
            for piece in draft.valued.pieces
        ],
        batch_size=BATCH,
    )
    ValueAdjustment.objects.bulk_create(
        [
            ValueAdjustment(
                company_id=move.company_id,
                variant_id=move.variant_id,
                kind=rest.kind,
                layer_id=rest.layer.pk if rest.layer else None,
                move=move,
                amount=rest.amount,
                date=move.date,
                done_at=now,
                label=move.label,
                source_kind=move.source_kind,
                source_id=move.source_id,
                entry_id=move.entry_id,
            )
            for move, draft in written
            for rest in draft.valued.left_over
        ],
        batch_size=BATCH,
    )
    tell_levels((draft.company_id, draft.variant_id) for draft in drafts)
    # Last: whoever posts to the stock journal of the same year waits from here on.
    number_entries(list(entries.values()))
    return moves


def _open_layers(written: Sequence[tuple[Move, MoveDraft]]) -> None:
    """New layers, already less what a shortage took of them; their ids, for those who point to them."""
    opened: list[tuple[Move, OpenLayer]] = [
        (move, draft.valued.opened) for move, draft in written if draft.valued.opened is not None
    ]
    layers = Layer.objects.bulk_create(
        [
            Layer(
                company_id=move.company_id,
                variant_id=move.variant_id,
                move=move,
                date=move.date,
                quantity=layer.quantity,
                remaining=layer.remaining,
                amount=layer.amount,
                remaining_amount=layer.remaining_amount,
                is_shortage=layer.is_shortage,
            )
            for move, layer in opened
        ],
        batch_size=BATCH,
    )
    for (_move, layer), row in zip(opened, layers, strict=True):
        layer.pk = row.pk


def _write_entries(drafts: Sequence[MoveDraft], styles: Mapping[int, str] | None) -> dict[Document, Entry]:
    """One entry for each document that changes the value of the stock, in the order of the moves: they are numbered in it."""
    booked = [draft for draft in drafts if draft.is_booked]
    documents = list(dict.fromkeys(draft.document for draft in booked))
    if not documents:
        return {}
    companies = {document[0] for document in documents}
    accounts = accounts_of(companies, {draft.variant_id for draft in booked})
    known = styles if styles is not None else styles_of(companies)
    legs: dict[Document, Legs] = {
        document: Legs(document[0], known[document[0]], accounts) for document in documents
    }
    for draft in booked:
        legs[draft.document].add_move(
            draft.variant_id, draft.valued.amount, draft.amount_in_transit, draft.against
        )
    for draft in booked:
        for rest in draft.valued.left_over:
            legs[draft.document].add_variance(draft.variant_id, rest.amount)
    # What leaves nothing on any account (a piece moved out and in again at one cost) has nothing to book.
    posted = [document for document in documents if legs[document].items()]
    entries = write_entries([_entry(document, legs[document]) for document in posted])
    return dict(zip(posted, entries, strict=True))


def _entry(document: Document, legs: Legs) -> EntryDraft:
    company_id, source_kind, source_id, date, label = document
    facts: dict[str, Any] = {"source_kind": source_kind, "source_id": source_id}
    return EntryDraft(
        company_id=company_id,
        journal_code=JournalCode.STOCK,
        date=date,
        label=label,
        items=legs.items(),
        **facts,
    )
