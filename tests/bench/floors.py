"""Floors: the least that the same result can cost on this machine at this moment.

For a write: psycopg inserting the very rows that the work inserted, in batches, in one transaction, into tables with the
same columns, checks and indexes, but without triggers, foreign keys and policies. For a read: the best SQL for it.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection

# What is timed is a call of it; what comes before and after is not.
Floor = Callable[["Work"], "Timed"]


@dataclass(frozen=True)
class Work:
    """What a step did: the value it returned and the rows it inserted, by table."""

    result: Any
    inserted: dict[str, int]


@dataclass(frozen=True)
class Timed:
    run: Callable[[], object]
    clean: Callable[[], object] = lambda: None
    rows: int = 0


def inserts(work: Work) -> Timed:
    """The floor of a write: the same rows again, table by table."""
    tables = [_Copy(table, count) for table, count in sorted(work.inserted.items())]

    def run() -> None:
        for table in tables:
            table.fill()

    def clean() -> None:
        for table in tables:
            table.drop()

    return Timed(run, clean, sum(work.inserted.values()))


def reading(sql: str, params: Sequence[Any] = ()) -> Floor:
    """The floor of a read: `sql`, all of its rows fetched."""

    def run() -> object:
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            return cursor.fetchall()

    return lambda _work: Timed(run)


@contextmanager
def counted_inserts() -> Iterator[dict[str, int]]:
    """Yields a dictionary that holds, after the block, the rows that this transaction inserted in it, by table."""
    found: dict[str, int] = {}
    before = _inserted()
    yield found
    for table, count in _inserted().items():
        if count > before.get(table, 0):
            found[table] = count - before.get(table, 0)


def _inserted() -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname, n_tup_ins FROM pg_stat_xact_user_tables WHERE n_tup_ins > 0")
        return dict(cursor.fetchall())


class _Copy:
    """A table of the shape of `table`, to be filled with the last `count` of its rows."""

    def __init__(self, table: str, count: int) -> None:
        self.name = f"floor_{table}"
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT attname FROM pg_attribute"
                " WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''",
                [table],
            )
            self.columns = ", ".join(f'"{name}"' for (name,) in cursor.fetchall())
            cursor.execute(f'SELECT {self.columns} FROM "{table}" ORDER BY id DESC LIMIT %s', [count])
            self.rows = cursor.fetchall()
            cursor.execute(f'CREATE TABLE "{self.name}" (LIKE "{table}" INCLUDING ALL EXCLUDING IDENTITY)')

    def fill(self) -> None:
        values = ", ".join(["%s"] * (self.columns.count(",") + 1))
        with connection.cursor() as cursor:
            cursor.executemany(f'INSERT INTO "{self.name}" ({self.columns}) VALUES ({values})', self.rows)

    def drop(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f'DROP TABLE "{self.name}"')
