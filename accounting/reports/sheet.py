"""A report as rows and columns, for whoever writes it: the screen, a workbook, paper."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    TEXT = "text"
    MONEY = "money"
    DATE = "date"
    COUNT = "count"


class Level(StrEnum):
    """What a row is: a heading, a group with its sum, an item, a total."""

    HEADING = "heading"
    GROUP = "group"
    ITEM = "item"
    TOTAL = "total"


@dataclass(frozen=True, slots=True)
class Column:
    label: Any
    kind: Kind = Kind.TEXT
    is_wide: bool = False

    @property
    def is_number(self) -> bool:
        return self.kind in (Kind.MONEY, Kind.COUNT)


@dataclass(frozen=True, slots=True)
class Cell:
    """A value and the address of what it is made of. An amount of None is left empty."""

    value: Any = None
    url: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    cells: tuple[Cell, ...]
    level: Level = Level.ITEM


@dataclass(frozen=True)
class Sheet:
    """`notes` are printed below; `after` is the cursor of the next page, "" on the last one."""

    title: Any
    subtitle: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    currency: str
    notes: Sequence[Any] = field(default_factory=tuple)
    after: str = ""

    @property
    def is_broad(self) -> bool:
        """Whether it wants paper held sideways."""
        return len(self.columns) > 6


def row(*values: Any, level: Level = Level.ITEM) -> Row:
    """A row of values and cells."""
    return Row(tuple(one if isinstance(one, Cell) else Cell(one) for one in values), level)
