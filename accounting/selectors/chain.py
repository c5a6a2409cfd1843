"""Reading entries as the chain hashes them, and checking a company's chain from its first link to its last."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.db import connection

from accounting.chain import ChainedEntry, ChainedItem, digest_of, hash_after
from accounting.models import ChainHead, ChainLink, Entry
from accounting.models.chain import GENESIS
from erp.scope import system_scope

STEP = 2_000
MOST_BREAKS = 20

FACTS = """
    SELECT entry.id, entry.number, journal.code, entry.date::text, entry.reference, account.code,
           coalesce(partner.number, ''), item.debit::text, item.credit::text, item.currency_id, item.amount_currency::text
    FROM accounting_entry AS entry
    JOIN accounting_journal AS journal ON journal.id = entry.journal_id
    JOIN accounting_item AS item ON item.entry_id = entry.id
    JOIN accounting_account AS account ON account.id = item.account_id
    LEFT JOIN erp_partner AS partner ON partner.id = item.partner_id
    WHERE entry.id = ANY (%s) ORDER BY entry.id, item.id
"""


@dataclass
class ChainReport:
    """What a check found: how many links it followed, and what is wrong, in words."""

    links: int = 0
    last_hash: str = GENESIS
    breaks: list[str] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        return not self.breaks

    def add(self, sentence: str) -> None:
        if len(self.breaks) < MOST_BREAKS:
            self.breaks.append(sentence)


def chained_entries(entry_ids: Sequence[int]) -> dict[int, ChainedEntry]:
    """By id, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(FACTS, [list(entry_ids)])
        rows = cursor.fetchall()
    found = {}
    for pk, lines in groupby(rows, key=lambda row: row[0]):
        items = list(lines)
        _pk, number, journal, date, reference = items[0][:5]
        found[pk] = ChainedEntry(number, journal, date, reference, [ChainedItem(*item[5:]) for item in items])
    return found


def check_chain(company_id: int, *, tell: Callable[[int], object] = lambda _done: None) -> ChainReport:
    """Follow the chain of a company: every posted entry has its link, says what it said, and each link follows the one
    before. `tell` hears how many links were followed.

    Partners' numbers are read whoever may see the partners by now.
    """
    with system_scope():
        return _follow(company_id, tell)


def _follow(company_id: int, tell: Callable[[int], object]) -> ChainReport:
    report = ChainReport()
    for links in _in_steps(company_id):
        entries = chained_entries([entry_id for _position, _hash, _digest, entry_id in links])
        for position, kept, digest, entry_id in links:
            report.links += 1
            entry = entries.get(entry_id)
            if position != report.links:
                report.add(f"Link {report.links} is missing.")
                report.links = position
            if entry is None or digest_of(entry) != digest:
                name = entry.number if entry else f"#{entry_id}"
                report.add(f"Entry {name} is not what it was when it was posted (link {position}).")
            if hash_after(report.last_hash, digest) != kept:
                report.add(f"Link {position} does not follow the one before it.")
            report.last_hash = kept
        tell(report.links)
    head = ChainHead.objects.filter(company=company_id).first()
    if (head.position, head.hash) != (report.links, report.last_hash) if head else report.links:
        report.add(f"The chain ends at link {report.links}; it ended at {head.position if head else 0}.")
    for number in unchained(company_id):
        report.add(f"Entry {number} is posted but not in the chain.")
    return report


def unchained(company_id: int) -> list[str]:
    """The first numbers of posted entries that have no link."""
    entries = Entry.objects.filter(company=company_id, is_posted=True, link__isnull=True)
    return [str(number) for number in entries.order_by("pk").values_list("number", flat=True)[:MOST_BREAKS]]


def _in_steps(company_id: int) -> Iterator[list[tuple[int, str, str, int]]]:
    """Position, hash, digest and entry of the links, in their order; memory stays flat."""
    after = 0
    while True:
        links: list[Any] = list(
            ChainLink.objects.filter(company=company_id, position__gt=after)
            .order_by("position")
            .values_list("position", "hash", "digest", "entry_id")[:STEP]
        )
        if not links:
            return
        yield links
        after = links[-1][0]
