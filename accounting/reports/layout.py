"""Statements as declared data: lines, and the accounts that stand on them by the prefixes of their codes.

An account stands on the line with the longest prefix that begins its code. Where a line counts only debit balances, another
one takes the credit balances of the same prefix: a bank account is an asset until it is overdrawn, then a debt.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from accounting.types import ZERO


class Side(StrEnum):
    """What an amount on a line means: debits on the assets' side, credits on the other."""

    DEBIT = "debit"
    CREDIT = "credit"

    @property
    def sign(self) -> int:
        return 1 if self is Side.DEBIT else -1


@dataclass(frozen=True)
class Line:
    """`accounts`, `if_debit`, `if_credit`, `less`: prefixes separated by spaces; whatever their balance, only with a debit
    one, only with a credit one, and depreciation to be deducted. `takes`: what stands here besides, by no account of its own:
    "result" (of the year) or "earlier" (results of earlier years that no closing has brought to an account yet)."""

    key: str
    label: Any
    accounts: str = ""
    if_debit: str = ""
    if_credit: str = ""
    less: str = ""
    takes: str = ""


@dataclass(frozen=True)
class Group:
    """Lines under a heading, summed below them; `side` says which balances are positive in it."""

    label: Any
    lines: Sequence[Line]
    total: Any
    side: Side


@dataclass(frozen=True)
class Subtotal:
    """Income less charges of all groups before it ("running"), or of those since the last subtotal."""

    key: str
    label: Any
    is_running: bool = True


@dataclass(frozen=True)
class Statement:
    """A page of it has one side or, as the income statement, both with subtotals between them."""

    key: str
    label: Any
    parts: Sequence[Group | Subtotal]
    total: Any = ""
    has_depreciation: bool = False

    @property
    def lines(self) -> list[tuple[Line, Side]]:
        return [(line, part.side) for part in self.parts if isinstance(part, Group) for line in part.lines]


@dataclass(frozen=True)
class Layout:
    country: str
    balance_sheet: Sequence[Statement]
    income_statement: Statement


@dataclass(frozen=True, slots=True)
class Place:
    """Where an account stands: a line, and whether it is deducted there."""

    line: str
    is_deducted: bool


class Places:
    """The prefixes of some statements, to find an account's line by."""

    def __init__(self, statements: Iterable[Statement]) -> None:
        self._by_sign: dict[bool, dict[str, Place]] = {True: {}, False: {}}
        for statement in statements:
            for line, _side in statement.lines:
                both, debit, credit = (True, False), (True,), (False,)
                for prefixes, signs, is_deducted in (
                    (line.accounts, both, False),
                    (line.less, both, True),
                    (line.if_debit, debit, False),
                    (line.if_credit, credit, False),
                ):
                    for prefix in prefixes.split():
                        for sign in signs:
                            self._add(prefix, sign, Place(line.key, is_deducted))

    def _add(self, prefix: str, is_debit: bool, place: Place) -> None:
        if prefix in self._by_sign[is_debit]:
            raise ValueError(
                f"{prefix} stands on {self._by_sign[is_debit][prefix].line} and on {place.line}."
            )
        self._by_sign[is_debit][prefix] = place

    def of(self, code: str, balance: Decimal) -> Place | None:
        """The line of the account with that balance (a debit is positive); None where the statements have none."""
        prefixes = self._by_sign[balance >= 0]
        found = (prefixes[code[:size]] for size in range(len(code), 0, -1) if code[:size] in prefixes)
        return next(found, None)


@dataclass(frozen=True, slots=True)
class Amount:
    """What stands on a line, positive where it belongs: `gross`, less `deducted`."""

    gross: Decimal = ZERO
    deducted: Decimal = ZERO

    @property
    def net(self) -> Decimal:
        return self.gross - self.deducted

    def __add__(self, other: "Amount") -> "Amount":
        return Amount(self.gross + other.gross, self.deducted + other.deducted)


NONE = Amount()


def amounts_by_line(
    statements: Sequence[Statement],
    balances: Mapping[str, Decimal],
    taken: Mapping[str, Decimal] | None = None,
) -> tuple[dict[str, Amount], list[str]]:
    """The amount of each line from `balances` (account code → debit less credit), and the codes that have no line.

    `taken`: profit (positive) or loss by `Line.takes`.
    """
    places = Places(statements)
    sides = {line.key: side for statement in statements for line, side in statement.lines}
    found: dict[str, Amount] = {}
    homeless = []
    for code, balance in balances.items():
        if not balance:
            continue
        place = places.of(code, balance)
        if place is None:
            homeless.append(code)
            continue
        value = balance * sides[place.line].sign
        amount = Amount(deducted=-value) if place.is_deducted else Amount(gross=value)
        found[place.line] = found.get(place.line, NONE) + amount
    for statement in statements:
        for line, _side in statement.lines:
            if taken and line.takes:
                found[line.key] = found.get(line.key, NONE) + Amount(gross=taken[line.takes])
    return found, sorted(homeless)
