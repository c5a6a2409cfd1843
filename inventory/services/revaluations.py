"""A new cost of what is held, a new standard cost, another method: drafted with a reason, posted by who approves."""

from collections.abc import Sequence
from decimal import Decimal

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from erp.documents import created_by, kind_of, lock_documents, transition
from erp.errors import DomainError
from erp.money import round_money, round_unit_price
from inventory.choices import AdjustmentKind, RevaluationKind, ValuationMethod
from inventory.lifecycles import CANCELLED, POSTED
from inventory.models import Layer, Position, Revaluation, RevaluationLine, ValuationRule
from inventory.selectors.methods import methods_of
from inventory.services.adjustments import AdjustmentDraft, write_adjustments
from inventory.services.articles import sku_of
from inventory.services.holdings import Holding, open_holdings
from inventory.services.locking import Held, lock_positions

ZERO = Decimal(0)


def post_revaluations(documents: Sequence[Revaluation]) -> list[Revaluation]:
    """Post revaluations, one after the other; the difference goes to variance on the document's day (in a closed period:
    on the first open day after it), and who approved is kept.

    Raises `DomainError` "transition.refused", "revaluation.reason", "revaluation.empty", "revaluation.nothing_held"
    (there is nothing to give a new cost), "revaluation.is_standard" (what has a standard cost gets a new standard cost),
    "stock.no_standard_cost".
    """
    with transaction.atomic():
        locked = lock_documents(documents, "company")
        for document in locked:
            _post(document)
        Revaluation.objects.filter(pk__in=[document.pk for document in locked]).update(
            approved_by=created_by()
        )
        transition(locked, POSTED, payload={})
    return locked


def drop_revaluations(documents: Sequence[Revaluation]) -> None:
    """Drafts that come to nothing."""
    with transaction.atomic():
        transition(lock_documents(documents), CANCELLED)


def _post(document: Revaluation) -> None:
    if not document.reason.strip():
        raise DomainError("revaluation.reason", _("Say why the value changes."), "reason")
    lines = {line.variant_id: line for line in document.lines.order_by("pk")}
    if not lines and document.kind != RevaluationKind.METHOD:
        raise DomainError("revaluation.empty", _("Enter the articles and their new cost."), "lines")
    pairs = {(document.company_id, variant_id) for variant_id in lines}
    if document.kind == RevaluationKind.METHOD:
        pairs |= _change_rule(document)
    positions = lock_positions(pairs)
    holdings = open_holdings(
        positions,
        {document.company_id: document.company.currency_id},
        # All that remains: each of its layers gets its share.
        needs={pair: position.quantity for pair, position in positions.items() if position.quantity > 0},
    )
    drafts: list[AdjustmentDraft] = []
    for pair in sorted(holdings):
        holding, line = holdings[pair], lines.get(pair[1])
        before, kind = holding.amount, AdjustmentKind.REVALUATION
        if document.kind == RevaluationKind.METHOD:
            changes = _convert(holding, document.method, line)
        elif document.kind == RevaluationKind.STANDARD:
            changes = [(None, holding.standardize(lines[pair[1]].unit_cost))]
        else:
            changes = _new_cost(holding, lines[pair[1]])
        for layer_id, change in changes:
            if change:
                drafts.append(_draft(document, holding, kind, layer_id, change))
        if line is not None:
            line.quantity, line.amount_before, line.amount_after = holding.quantity, before, holding.amount
    _write_positions(document, positions, holdings)
    write_adjustments(drafts, holdings.values())
    RevaluationLine.objects.bulk_update(list(lines.values()), ["quantity", "amount_before", "amount_after"])


def _new_cost(holding: Holding, line: RevaluationLine) -> list[tuple[int | None, Decimal]]:
    if holding.method == ValuationMethod.STANDARD:
        raise DomainError(
            "revaluation.is_standard",
            _("%(sku)s is valued at a standard cost: change that instead."),
            "kind",
            {"sku": sku_of(holding.variant_id)},
        )
    if holding.quantity <= 0:
        raise DomainError(
            "revaluation.nothing_held",
            _("Nothing of %(sku)s is held: there is nothing to give a new cost."),
            "variant",
            {"sku": sku_of(holding.variant_id)},
        )
    worth = round_money(holding.quantity * line.unit_cost, holding.currency)
    return [(layer.pk if layer else None, change) for layer, change in holding.restate(worth)]


def _change_rule(document: Revaluation) -> set[Held]:
    """Write the category's rule; what is held and valued otherwise from now on."""
    ValuationRule.objects.update_or_create(
        company_id=document.company_id,
        category=document.category,
        defaults={"method": document.method},
    )
    held = {
        (document.company_id, variant_id): method
        for variant_id, method in Position.objects.filter(company=document.company_id)
        .exclude(quantity=0)
        .values_list("variant_id", "method")
    }
    wanted = methods_of(held)
    return {
        pair for pair, method in held.items() if wanted[pair] == document.method and method != wanted[pair]
    }


def _convert(holding: Holding, method: str, line: RevaluationLine | None) -> list[tuple[int | None, Decimal]]:
    """Give a holding another method. Its value stays, except at standard cost."""
    if holding.method == method or not holding.quantity:
        holding.method = method
        return [(None, holding.standardize(line.unit_cost))] if line is not None else []
    average = round_unit_price(holding.amount / holding.quantity)
    holding.method = method
    layers = [*holding.queue, *([holding.shortage] if holding.shortage else [])]
    if method == ValuationMethod.FIFO:
        # Each layer takes its share of the average.
        amount = holding.amount
        for layer in layers:
            layer.remaining_amount = ZERO
        if holding.shortage is not None:
            holding.shortage.remaining_amount = amount
            holding.touched[holding.shortage.pk or 0] = holding.shortage
        else:
            holding.restate(amount)
        return []
    for layer in layers:
        layer.remaining_amount = None
        holding.touched[layer.pk or 0] = layer
    if method != ValuationMethod.STANDARD:
        return []
    known = line.unit_cost if line is not None else holding.standard_cost
    return [(None, holding.standardize(known if known is not None else max(average, ZERO)))]


def _write_positions(
    document: Revaluation, positions: dict[Held, Position], holdings: dict[Held, Holding]
) -> None:
    if document.kind == RevaluationKind.COST:
        return
    changed = [
        (positions[pair], holding)
        for pair, holding in holdings.items()
        if (positions[pair].method, positions[pair].standard_cost) != (holding.method, holding.standard_cost)
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE inventory_position AS held SET method = chosen.method, standard_cost = chosen.cost
            FROM unnest(%s::bigint[], %s::text[], %s::numeric[]) AS chosen(id, method, cost)
            WHERE held.id = chosen.id
            """,
            [
                [position.pk for position, _holding in changed],
                [holding.method for _position, holding in changed],
                [holding.standard_cost for _position, holding in changed],
            ],
        )
    restated = [position.variant_id for position, holding in changed if position.method != holding.method]
    Layer.objects.filter(company=document.company_id, variant__in=restated, is_restated=False).update(
        is_restated=True
    )


def _draft(
    document: Revaluation,
    holding: Holding,
    kind: AdjustmentKind,
    layer_id: int | None,
    change: Decimal,
) -> AdjustmentDraft:
    return AdjustmentDraft(
        company_id=document.company_id,
        variant_id=holding.variant_id,
        kind=kind,
        amount=change,
        date=document.date,
        label=f"{document.get_kind_display()}: {document.reason}"[:160],
        layer_id=layer_id,
        source_kind=kind_of(document),
        source_id=document.pk,
    )
