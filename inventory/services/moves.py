"""Writing moves, with their layers, what they consume, and their entries in the ledger: all at once."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils import timezone

from accounting.choices import AccountRole, JournalCode
from accounting.models import Entry
from accounting.selectors.chart import account_codes, code_of
from accounting.services.ledger import number_entries, write_entries
from accounting.types import EntryDraft, ItemDraft
from inventory.models import Consumption, Layer, Move
from inventory.services.capacities import check_capacities
from inventory.services.events import tell_levels
from inventory.services.layers import OpenLayer, Piece, write_layers

ZERO = Decimal(0)
BATCH = 5000

# What has one entry: company, kind and id of the source document, day, label.
Document = tuple[int, str, int | None, dt.date, str]


@dataclass(frozen=True)
class MoveDraft:
    """A move to write. `amount`: what it adds to the value of the stock. `opens_layer`: what it brings is a new layer;
    otherwise `pieces` say what it takes of layers, or gives back."""

    company_id: int
    variant_id: int
    quantity: Decimal
    origin_id: int
    destination_id: int
    date: dt.date
    amount: Decimal = ZERO
    source_kind: str = ""
    source_id: int | None = None
    source_line_id: int | None = None
    label: str = ""
    opens_layer: bool = False
    pieces: Sequence[Piece] = field(default_factory=tuple)
    lot_id: int | None = None

    @property
    def document(self) -> Document:
        return self.company_id, self.source_kind, self.source_id, self.date, self.label


def write_moves(drafts: Sequence[MoveDraft], cut: Sequence[OpenLayer] = ()) -> list[Move]:
    """Write moves in the order given, what remains of the layers they `cut`, and one entry per source document.

    A constant number of statements. The caller holds the positions' locks; the triggers on moves bring levels and
    positions up to date. Raises what `check_capacities` and `post_entries` raise: "location.full", "period.closed"…
    """
    if not drafts:
        return []
    check_capacities(drafts)
    entries = _write_entries(drafts)
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
                amount=draft.amount,
                source_kind=draft.source_kind,
                source_id=draft.source_id,
                source_line_id=draft.source_line_id,
                label=draft.label[:160],
                entry=entries.get(draft.document) if draft.amount else None,
            )
            for draft in drafts
        ],
        batch_size=BATCH,
    )
    written = list(zip(moves, drafts, strict=True))
    Layer.objects.bulk_create(
        [
            Layer(
                company_id=move.company_id,
                variant_id=move.variant_id,
                move=move,
                date=move.date,
                quantity=move.quantity,
                remaining=move.quantity,
                amount=move.amount,
                remaining_amount=move.amount,
            )
            for move, draft in written
            if draft.opens_layer
        ],
        batch_size=BATCH,
    )
    write_layers(cut)
    Consumption.objects.bulk_create(
        [
            Consumption(
                company_id=move.company_id,
                move=move,
                layer_id=piece.layer_id,
                quantity=piece.quantity,
                amount=piece.amount,
                restores_id=piece.restores_id,
            )
            for move, draft in written
            for piece in draft.pieces
        ],
        batch_size=BATCH,
    )
    tell_levels((draft.company_id, draft.variant_id) for draft in drafts)
    # Last: whoever posts to the stock journal of the same year waits from here on.
    number_entries(list(entries.values()))
    return moves


def _write_entries(drafts: Sequence[MoveDraft]) -> dict[Document, Entry]:
    """The entries: what came in is debited to stock against the change in stock, what went out the other way round."""
    gained: dict[Document, Decimal] = {}
    lost: dict[Document, Decimal] = {}
    for draft in drafts:
        side = gained if draft.amount > 0 else lost
        if draft.amount:
            side[draft.document] = side.get(draft.document, ZERO) + abs(draft.amount)
    # In the order of the moves: entries are numbered in it.
    documents = [
        one for one in dict.fromkeys(draft.document for draft in drafts) if one in gained or one in lost
    ]
    if not documents:
        return {}
    codes = account_codes({document[0] for document in documents})
    entries = write_entries(
        [
            EntryDraft(
                company_id=document[0],
                journal_code=JournalCode.STOCK,
                date=document[3],
                label=document[4],
                items=_items(document[0], gained.get(document, ZERO), lost.get(document, ZERO), codes),
                source_kind=document[1],
                source_id=document[2],
            )
            for document in documents
        ]
    )
    return dict(zip(documents, entries, strict=True))


def _items(
    company_id: int, gained: Decimal, lost: Decimal, codes: Mapping[int, Mapping[str, str]]
) -> list[ItemDraft]:
    stock = code_of(codes, company_id, AccountRole.STOCK)
    change = code_of(codes, company_id, AccountRole.STOCK_CHANGE)
    items = []
    if gained:
        items += [ItemDraft(stock, debit=gained), ItemDraft(change, credit=gained)]
    if lost:
        items += [ItemDraft(change, debit=lost), ItemDraft(stock, credit=lost)]
    return items
