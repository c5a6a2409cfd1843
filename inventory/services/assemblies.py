"""Sets put together and taken apart."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from catalog.models import Variant
from catalog.selectors.kits import recipes_of
from erp.bulk import write_rows
from erp.documents import lock_documents, refuse_unless, transition
from erp.errors import DomainError
from erp.money import allocate
from erp.services.records import LineDraft, RecordDraft
from inventory.choices import AssemblyKind, AssemblyStatus, LocationKind, ShareMethod
from inventory.models import Assembly, AssemblyLine, Position
from inventory.services.articles import check_lots, check_quantities, sku_of
from inventory.services.bookkeeping import Against
from inventory.services.documents import (
    ZERO,
    Day,
    cancel_documents,
    create_documents,
    day_or_today,
    lines_of,
    refuse_without_lines,
)
from inventory.services.holdings import Holding, Valued, latest_costs, open_holdings
from inventory.services.levels import check_free
from inventory.services.locking import Held, lock_positions
from inventory.services.methods import adopt_methods
from inventory.services.moves import MoveDraft, write_moves
from inventory.services.places import book_styles, company_places, currencies_of, place_in, warehouse_places

SOURCE = "inventory.assembly"


@dataclass(frozen=True)
class _Side:
    """The sets of a document, or one of their parts, and where they lie."""

    document: Assembly
    variant_id: int
    quantity: Decimal
    location_id: int
    lot_id: int | None
    line_id: int | None = None

    @property
    def held(self) -> Held:
        return self.document.company_id, self.variant_id


@dataclass(frozen=True)
class _Work:
    """What leaves the stock for what comes in."""

    document: Assembly
    taken: Sequence[_Side]
    made: Sequence[_Side] = field(default_factory=list)


def create_assemblies(drafts: Sequence[RecordDraft]) -> list[Assembly]:
    """Make documents as typed; one without lines takes the parts that its article's sheet names, for all of its sets.

    Raises `DomainError` "assembly.no_parts" where the sheet names none.
    """
    bare = [draft for draft in drafts if not draft.lines.get("lines")]
    recipes = recipes_of(draft.values["variant"].pk for draft in bare)
    parts = Variant.objects.in_bulk({part.variant_id for recipe in recipes.values() for part in recipe})
    filled = []
    for draft in drafts:
        lines = dict(draft.lines)
        if not lines.get("lines"):
            article = draft.values["variant"]
            if not recipes.get(article.pk):
                raise DomainError(
                    "assembly.no_parts",
                    _("%(sku)s: its sheet names no components. Name them there, or type the parts here."),
                    "variant",
                    {"sku": article.sku},
                )
            lines["lines"] = [
                LineDraft(
                    {
                        "variant": parts[part.variant_id],
                        "quantity": part.quantity * draft.values.get("quantity", 1),
                    }
                )
                for part in recipes[article.pk]
            ]
        filled.append(RecordDraft(draft.model, draft.values, lines))
    return create_documents(filled)


def post_assemblies(assemblies: Sequence[Assembly], *, date: Day = None) -> None:
    """Sets come in for their parts, or parts for their sets, in the order of the documents: what goes and what comes is
    worth the same, so only accounts of different categories are posted to, and what the method of the position leaves over.

    Raises `DomainError` "assembly.itself", "document.no_lines", "stock.not_enough" (what is set aside stays), what
    `check_quantities` and `check_lots` refuse; then nothing moves. A constant number of statements.
    """
    with transaction.atomic():
        locked = lock_documents(assemblies)
        refuse_unless(locked, AssemblyStatus.POSTED)
        lines = lines_of(locked, AssemblyLine, "assembly")
        refuse_without_lines(locked, lines)
        works = _works(locked, lines)
        sides = [side for work in works for side in (*work.taken, *work.made)]
        tracked = check_quantities((side.variant_id, side.quantity) for side in sides)
        check_lots(tracked, ((*side.held, side.quantity, side.lot_id) for side in sides))
        places = company_places(one.company_id for one in locked)
        positions = lock_positions(side.held for side in sides)
        adopt_methods({side.held: positions[side.held] for work in works for side in work.made})
        taken = [side for work in works for side in work.taken]
        check_free(((side.variant_id, side.location_id, side.lot_id), side.quantity) for side in taken)
        needs: dict[Held, Decimal] = defaultdict(Decimal)
        for side in taken:
            needs[side.held] += side.quantity
        weights = _weights(works, positions)
        holdings = open_holdings(positions, currencies_of(places), needs=needs)
        day = day_or_today(date)
        for one in locked:
            one.date = day
        write_moves(
            [
                _draft(side, valued, places[work.document.company_id][LocationKind.PRODUCTION])
                for work in works
                for side, valued in _value(work, holdings, weights, currencies_of(places))
            ],
            holdings.values(),
            styles=book_styles(places),
        )
        write_rows(locked, "date")
        transition(locked, AssemblyStatus.POSTED)


def cancel_assemblies(assemblies: Sequence[Assembly], *, note: str = "") -> None:
    """Give documents up; what they moved goes back at the amounts it was stored at. Raises what `reverse_moves` refuses:
    "move.used" once something of what came in is gone."""
    cancel_documents(assemblies, note=note)


def _works(assemblies: Sequence[Assembly], lines: Mapping[int, Sequence[AssemblyLine]]) -> list[_Work]:
    shelves = warehouse_places(one.warehouse_id for one in assemblies)
    works = []
    for one in assemblies:
        sets = [
            _Side(
                one,
                one.variant_id,
                one.quantity,
                place_in(shelves, one.company_id, one.warehouse_id, one.location_id),
                one.lot_id,
            )
        ]
        parts = [
            _Side(
                one,
                line.variant_id,
                line.quantity,
                place_in(shelves, one.company_id, one.warehouse_id, line.location_id),
                line.lot_id,
                line.pk,
            )
            for line in lines[one.pk]
        ]
        if any(part.variant_id == one.variant_id for part in parts):
            raise DomainError(
                "assembly.itself",
                _("%(sku)s can't be a part of itself. Take it off the lines."),
                "variant",
                {"sku": sku_of(one.variant_id)},
            )
        works.append(_Work(one, parts, sets) if one.kind == AssemblyKind.PACK else _Work(one, sets, parts))
    return works


def _weights(works: Sequence[_Work], positions: Mapping[Held, Position]) -> dict[Held, Decimal]:
    """What one of each part that comes out of a set costs now, or sells for; nothing where nobody knows. At most two
    queries."""
    parts = [side for work in works if work.document.kind == AssemblyKind.TAKE_APART for side in work.made]
    by_price = {side.held for side in parts if side.document.share_by == ShareMethod.PRICE}
    by_cost = {side.held for side in parts} - by_price
    unknown = [held for held in by_cost if _cost(positions[held]) is None]
    found = latest_costs(unknown)
    found |= {held: cost for held in by_cost if (cost := _cost(positions[held])) is not None}
    if by_price:
        prices = dict(
            Variant.objects.filter(pk__in={variant_id for _company, variant_id in by_price}).values_list(
                "pk", "sales_price"
            )
        )
        found |= {held: prices[held[1]] or ZERO for held in by_price}
    return found


def _cost(position: Position) -> Decimal | None:
    return position.standard_cost if position.average_cost is None else position.average_cost


def _value(
    work: _Work,
    holdings: Mapping[Held, Holding],
    weights: Mapping[Held, Decimal],
    currencies: Mapping[int, str],
) -> list[tuple[_Side, Valued]]:
    """What leaves at its cost, then what comes in for all of that."""
    taken = [(side, holdings[side.held].take(side.quantity)) for side in work.taken]
    cost = -sum((valued.amount for _side, valued in taken), ZERO)
    shares = [side.quantity * weights.get(side.held, ZERO) for side in work.made]
    if not any(shares):
        shares = [side.quantity for side in work.made]
    amounts = allocate(cost, shares, currencies[work.document.company_id])
    return [
        *taken,
        *(
            (side, holdings[side.held].bring(side.quantity, amount))
            for side, amount in zip(work.made, amounts, strict=True)
        ),
    ]


def _draft(side: _Side, valued: Valued, production_id: int) -> MoveDraft:
    is_made = valued.opened is not None and not valued.opened.is_shortage
    return MoveDraft(
        company_id=side.document.company_id,
        variant_id=side.variant_id,
        quantity=side.quantity,
        origin_id=production_id if is_made else side.location_id,
        destination_id=side.location_id if is_made else production_id,
        date=side.document.date,
        source_kind=SOURCE,
        source_id=side.document.pk,
        source_line_id=side.line_id,
        label=side.document.number or "",
        valued=valued,
        against=Against.GOODS,
        lot_id=side.lot_id,
    )
