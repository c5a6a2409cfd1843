"""Matching debits with credits (lettrage): who settles what, and the letters of what is settled entirely.

The database keeps what is open of each item from the matches; this module decides the pairs, says no in words, and
gives letters to everything that hangs together once nothing of it is open.
"""

from collections import defaultdict, deque
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounting.models import Item, Match, Reconciliation
from accounting.services.payment_status import refresh_payment_status
from accounting.types import ZERO
from erp.changelog import Change, log_changes
from erp.documents import created_by
from erp.errors import DomainError
from erp.locks import lock
from erp.numbering import Group, take_numbers


@dataclass(frozen=True, slots=True)
class MatchGroup:
    """Items of a company to match with each other, account by account, oldest first. One reconciliation each."""

    company_id: int
    item_ids: Sequence[int]
    bank_line_id: int | None = None
    entry_id: int | None = None
    score: int | None = None
    reasons: Sequence[str] = ()
    rule_id: int | None = None


class Pair(NamedTuple):
    debit: Item
    credit: Item
    amount: Decimal


def match_items(groups: Sequence[MatchGroup], *, origin: str) -> list[Reconciliation]:
    """Match each group's debits with its credits as far as both go; what is left stays open.

    Raises `DomainError` "item.not_open" for an item that is settled, not posted or on an account that is not reconciled,
    and "item.twice" when two groups want the same one. A group of a bank line may have nothing to match.
    """
    if not groups:
        return []
    with transaction.atomic():
        items = _lock_items(groups)
        pairs = [_pair([items[pk] for pk in sorted(set(group.item_ids))]) for group in groups]
        kept = [
            (group, found) for group, found in zip(groups, pairs, strict=True) if found or group.bank_line_id
        ]
        reconciliations = _create(kept, origin)
        Match.objects.bulk_create(
            Match(
                company_id=reconciliation.company_id,
                reconciliation=reconciliation,
                account_id=pair.debit.account_id,
                debit_item=pair.debit,
                credit_item=pair.credit,
                amount=pair.amount,
            )
            for reconciliation, (_group, found) in zip(reconciliations, kept, strict=True)
            for pair in found
        )
        touched = {item.pk for _group, found in kept for pair in found for item in (pair.debit, pair.credit)}
        _give_letters(touched)
        refresh_payment_status(touched)
    return reconciliations


def undo_matches(reconciliations: Sequence[Reconciliation]) -> None:
    """Open again what these reconciliations settled; they stay, marked as undone. The caller has locked them."""
    matches = Match.objects.filter(reconciliation__in=reconciliations, is_undone=False)
    touched = {pk for pair in matches.values_list("debit_item", "credit_item") for pk in pair}
    connected, _links = _connected(touched)
    Item.objects.filter(pk__in=connected, reconciliation__isnull=False).update(reconciliation=None)
    matches.update(is_undone=True)
    now = timezone.now()
    Reconciliation.objects.filter(pk__in=[one.pk for one in reconciliations]).update(undone_at=now)
    for reconciliation in reconciliations:
        reconciliation.undone_at = now
    refresh_payment_status(touched)


def _lock_items(groups: Sequence[MatchGroup]) -> dict[int, Item]:
    wanted = [pk for group in groups for pk in set(group.item_ids)]
    if len(wanted) != len(set(wanted)):
        raise DomainError(
            "item.twice", _("An item is to be matched twice at once. Match it once, then again.")
        )
    items = {item.pk: item for item in lock(Item.objects.filter(pk__in=wanted))}
    closed = [pk for pk in wanted if pk not in items or not items[pk].residual or not items[pk].is_posted]
    if closed:
        label = items[closed[0]].label if closed[0] in items else f"#{closed[0]}"
        raise DomainError(
            "item.not_open",
            _("“%(item)s” is settled already, or can't be matched. Reload the page to see what is open."),
            params={"item": label},
        )
    return items


def _pair(items: Sequence[Item]) -> list[Pair]:
    """Debits with credits of the same account, each as far as it goes: a partner's own first, oldest first."""
    open_amounts: dict[int, Decimal] = {item.pk: abs(item.residual or ZERO) for item in items}
    in_order = sorted(items, key=lambda item: (item.due_date or item.date, item.pk))
    pairs: list[Pair] = []
    for key in (lambda item: (item.account_id, item.partner_id), lambda item: item.account_id):
        groups: dict[Any, list[Item]] = defaultdict(list)
        for item in in_order:
            if open_amounts[item.pk]:
                groups[key(item)].append(item)
        for members in groups.values():
            pairs += _pair_group(members, open_amounts)
    return pairs


def _pair_group(members: Sequence[Item], open_amounts: dict[int, Decimal]) -> Iterator[Pair]:
    debits = deque(item for item in members if (item.residual or 0) > 0)
    credits_ = deque(item for item in members if (item.residual or 0) < 0)
    while debits and credits_:
        debit, credit = debits[0], credits_[0]
        amount = min(open_amounts[debit.pk], open_amounts[credit.pk])
        yield Pair(debit, credit, amount)
        for side in (debits, credits_):
            open_amounts[side[0].pk] -= amount
            if not open_amounts[side[0].pk]:
                side.popleft()


def _create(kept: Sequence[tuple[MatchGroup, list[Pair]]], origin: str) -> list[Reconciliation]:
    year = timezone.localdate().year
    counts: dict[Group, int] = defaultdict(int)
    for group, _found in kept:
        counts[group.company_id, year] += 1
    numbers = {key: iter(found) for key, found in take_numbers("accounting.reconciliation", counts).items()}
    author = created_by()
    reconciliations = Reconciliation.objects.bulk_create(
        Reconciliation(
            company_id=group.company_id,
            number=next(numbers[group.company_id, year]),
            origin=origin,
            bank_line_id=group.bank_line_id,
            entry_id=group.entry_id,
            score=group.score,
            reasons=list(group.reasons),
            rule_id=group.rule_id,
            created_by_id=author,
        )
        for group, _found in kept
    )
    log_changes(
        Change(
            reconciliation,
            "create",
            after={"origin": origin, "amount": sum((pair.amount for pair in found), Decimal(0))},
        )
        for reconciliation, (_group, found) in zip(reconciliations, kept, strict=True)
    )
    return reconciliations


def _connected(item_ids: Collection[int]) -> tuple[dict[int, bool], list[tuple[int, int, int]]]:
    """Everything that hangs together with these items through matches.

    Returns whether each item is settled, and the matches: (debit item, credit item, reconciliation).
    """
    if not item_ids:
        return {}, []
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH RECURSIVE connected(id) AS (
                SELECT unnest(%s::bigint[])
                UNION
                SELECT neighbour.id FROM connected CROSS JOIN LATERAL (
                    SELECT credit_item_id AS id FROM accounting_match
                    WHERE debit_item_id = connected.id AND NOT is_undone
                    UNION ALL
                    SELECT debit_item_id FROM accounting_match WHERE credit_item_id = connected.id AND NOT is_undone
                ) AS neighbour
            )
            SELECT item.id, item.residual = 0, match.debit_item_id, match.credit_item_id, match.reconciliation_id
            FROM connected JOIN accounting_item AS item ON item.id = connected.id
            LEFT JOIN accounting_match AS match ON match.debit_item_id = item.id AND NOT match.is_undone
            """,
            [sorted(item_ids)],
        )
        rows = cursor.fetchall()
    return {row[0]: row[1] for row in rows}, [row[2:] for row in rows if row[2] is not None]


def _give_letters(touched: Collection[int]) -> None:
    """The latest reconciliation's number becomes the letter of all items of a connected set that is settled."""
    is_settled, links = _connected(touched)
    parts = _parts(is_settled, links)
    letters: dict[int, int] = {}
    latest: dict[int, int] = {}
    for debit, _credit, reconciliation in links:
        latest[parts[debit]] = max(latest.get(parts[debit], 0), reconciliation)
    open_parts = {parts[pk] for pk, settled in is_settled.items() if not settled}
    for pk, part in parts.items():
        if part in latest and part not in open_parts:
            letters[pk] = latest[part]
    if letters:
        with connection.cursor() as cursor:
            cursor.execute(
                """
                UPDATE accounting_item AS item SET reconciliation_id = letter.reconciliation
                FROM unnest(%s::bigint[], %s::bigint[]) AS letter(id, reconciliation) WHERE item.id = letter.id
                """,
                [list(letters), list(letters.values())],
            )


def _parts(items: Mapping[int, bool], links: Sequence[tuple[int, int, int]]) -> dict[int, int]:
    """Union-find: each item's representative, the same for all that hang together."""
    parent = {pk: pk for pk in items}

    def find(pk: int) -> int:
        while parent[pk] != pk:
            parent[pk] = parent[parent[pk]]
            pk = parent[pk]
        return pk

    for debit, credit, _reconciliation in links:
        parent[find(debit)] = find(credit)
    return {pk: find(pk) for pk in parent}
