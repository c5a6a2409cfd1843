"""What is hashed of an entry, and how links follow each other: pure, so that anybody can check a chain with it.

The canonical JSON has its keys in order, no spaces, UTF-8, amounts as text with two decimals, dates as ISO 8601. It holds
what the books promise to keep: number, journal, date, piece, and each item's account, partner's number, amounts, currency.
Labels stay out: they name people, whose data are erased one day; so does all else of a partner but the number.
"""

import hashlib
import json
from collections.abc import Sequence
from typing import NamedTuple

VERSION = 1


class ChainedItem(NamedTuple):
    account: str
    partner: str
    debit: str
    credit: str
    currency: str
    amount_currency: str


class ChainedEntry(NamedTuple):
    number: str
    journal: str
    date: str
    reference: str
    items: Sequence[ChainedItem]


def canonical(entry: ChainedEntry) -> str:
    """The canonical JSON of an entry, its items in the order they were written."""
    facts = entry._asdict() | {"items": [item._asdict() for item in entry.items], "version": VERSION}
    return json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest_of(entry: ChainedEntry) -> str:
    return hashlib.sha256(canonical(entry).encode()).hexdigest()


def hash_after(previous: str, digest: str) -> str:
    """The hash of a link: of the hash before it and its digest, both as hexadecimal text."""
    return hashlib.sha256((previous + digest).encode()).hexdigest()
