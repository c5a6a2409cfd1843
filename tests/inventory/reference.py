"""What the stock is worth, the slow and obvious way: one position in memory, one event after the other.

It shares amounts out and rounds them with `erp.money`, which has tests of its own; nothing else is the product's.
"""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal

from erp.money import allocate, round_money, round_unit_price

ZERO = Decimal(0)


@dataclass(eq=False)
class Lot:
    """What came in at once: how much, how much is left, and (first in, first out alone) what that is worth."""

    quantity: Decimal
    left: Decimal
    worth: Decimal
    cost: Decimal


@dataclass(eq=False)
class Piece:
    """What left of a lot; `out` and `out_worth`: what of it has not come back."""

    lot: Lot
    quantity: Decimal
    amount: Decimal
    out: Decimal
    out_worth: Decimal


@dataclass(eq=False)
class Event:
    """What one movement did: brought a lot, took pieces, or gave parts of pieces back."""

    amount: Decimal
    lot: Lot | None = None
    pieces: list[Piece] = field(default_factory=list)
    parts: list[tuple[Piece, Decimal, Decimal]] = field(default_factory=list)
    is_cancelled: bool = False


def share(amount: Decimal, part: Decimal, whole: Decimal) -> Decimal:
    return amount if part == whole else allocate(amount, [part, whole - part])[0]


class Reference:
    def __init__(self, method: str, standard: Decimal) -> None:
        self.method, self.standard = method, standard
        self.quantity = self.worth = ZERO
        self.lots: list[Lot] = []
        self.debt: Lot | None = None
        self.journal: list[tuple[dt.date, Decimal]] = []

    def value(self, day: dt.date) -> Decimal:
        return sum((amount for date, amount in self.journal if date <= day), ZERO)

    # --- movements --------------------------------------------------------------------------------------------------

    def bring(self, day: dt.date, quantity: Decimal, amount: Decimal) -> Event:
        lot = Lot(quantity, quantity, amount, amount)
        self.lots.append(lot)
        owed, owed_worth = -self.quantity, -self.worth
        self._move(day, quantity, amount)
        self._fill(day, [(lot, quantity, amount)], owed, owed_worth)
        self._tidy(day)
        return Event(amount, lot=lot)

    def take(self, day: dt.date, quantity: Decimal, first: Lot | None = None) -> Event:
        covered = min(quantity, max(self.quantity, ZERO))
        missing, rest, parts = quantity - covered, covered, []
        queue = [lot for lot in self.lots if lot is not first]
        for lot in [first, *queue] if first else queue:
            if rest and lot.left > 0:
                part = min(rest, lot.left)
                parts.append((lot, part))
                rest -= part
        assert not rest
        if self.method == "fifo":
            amounts = [share(lot.worth, part, lot.left) for lot, part in parts]
        else:
            total = self.worth - self._at_standard(self.quantity - covered)
            if self.method == "average":
                total = share(self.worth, covered, self.quantity) if covered else ZERO
            amounts = allocate(total, [part for _lot, part in parts]) if parts else []
        event = Event(ZERO)
        for (lot, part), amount in zip(parts, amounts, strict=True):
            lot.left -= part
            lot.worth -= amount
            event.pieces.append(Piece(lot, part, amount, part, amount))
        if missing:
            amount = self._provisional(missing)
            if self.debt is None:
                self.debt = Lot(ZERO, ZERO, ZERO, ZERO)
                self.lots.append(self.debt)
            self.debt.left -= missing
            self.debt.worth -= amount
            event.pieces.append(Piece(self.debt, missing, amount, missing, amount))
        event.amount = -sum((piece.amount for piece in event.pieces), ZERO)
        self._move(day, -quantity, event.amount)
        self._tidy(day)
        return event

    def give_back(self, day: dt.date, issue: Event, quantity: Decimal) -> Event:
        event = Event(ZERO)
        for piece in reversed(issue.pieces):
            part = min(piece.out, quantity)
            if part > 0:
                amount = share(piece.out_worth, part, piece.out)
                piece.out -= part
                piece.out_worth -= amount
                quantity -= part
                event.parts.append((piece, part, amount))
        self._put(day, event)
        return event

    def can_cancel(self, event: Event) -> bool:
        if event.is_cancelled:
            return False
        if event.lot is not None:
            return event.lot.left == event.lot.quantity
        if event.pieces:
            return all(piece.out == piece.quantity for piece in event.pieces)
        return all(
            piece.lot.left >= quantity and (self.method != "fifo" or piece.lot.worth >= amount)
            for piece, quantity, amount in event.parts
        )

    def cancel(self, day: dt.date, event: Event) -> None:
        event.is_cancelled = True
        if event.pieces:
            back = Event(ZERO)
            for piece in reversed(event.pieces):
                back.parts.append((piece, piece.quantity, piece.amount))
                piece.out = piece.out_worth = ZERO
            self._put(day, back)
            return
        if event.lot is not None:
            taken = [(event.lot, event.lot.quantity, event.amount)]
        else:
            taken = [(piece.lot, quantity, amount) for piece, quantity, amount in event.parts]
            for piece, quantity, amount in event.parts:
                piece.out += quantity
                piece.out_worth += amount
        for lot, quantity, amount in taken:
            lot.left -= quantity
            lot.worth -= amount
        self._move(day, -sum((one[1] for one in taken), ZERO), -sum((one[2] for one in taken), ZERO))
        self._tidy(day)

    # --- changes in value -------------------------------------------------------------------------------------------

    def late_cost(self, day: dt.date, lot: Lot, cost: Decimal) -> None:
        if self.method == "standard":
            return
        worth = lot.worth if self.method == "fifo" else self.worth
        stocked = max(share(cost, max(lot.left, ZERO), lot.quantity), -max(worth, ZERO))
        lot.worth += stocked
        self._adjust(day, stocked)

    def revalue(self, day: dt.date, cost: Decimal) -> None:
        worth = round_money(self.quantity * cost)
        self._spread(worth)
        self._adjust(day, worth - self.worth)

    def new_standard(self, day: dt.date, cost: Decimal) -> None:
        self.standard = cost
        self._tidy(day)

    def convert(self, day: dt.date, method: str) -> None:
        if method == self.method:
            return  # nothing is valued otherwise: what each lot is worth stays
        self.method = method
        if method == "fifo":
            self._spread(self.worth)
        self._tidy(day)

    # --- steps ------------------------------------------------------------------------------------------------------

    def _put(self, day: dt.date, event: Event) -> None:
        owed, owed_worth = -self.quantity, -self.worth
        for piece, quantity, amount in event.parts:
            piece.lot.left += quantity
            piece.lot.worth += amount
        event.amount = sum((amount for _piece, _quantity, amount in event.parts), ZERO)
        self._move(day, sum((quantity for _piece, quantity, _amount in event.parts), ZERO), event.amount)
        self._fill(day, [(piece.lot, q, amount) for piece, q, amount in event.parts], owed, owed_worth)
        self._tidy(day)

    def _fill(
        self,
        day: dt.date,
        inflows: list[tuple[Lot, Decimal, Decimal]],
        owed: Decimal,
        owed_worth: Decimal,
    ) -> None:
        """What comes in while something is owed pays that first: out goes the provisional cost, in comes the real one."""
        debt = self.debt
        if debt is None:
            return
        for lot, quantity, amount in inflows:
            if lot is debt:
                if self.method == "fifo":
                    continue
                part = min(quantity, owed)
            else:
                part = min(quantity, -debt.left)
            if part <= 0:
                continue
            if self.method == "fifo":
                provisional = share(-debt.worth, part, -debt.left)
            else:
                provisional = share(owed_worth, part, owed)
            real = share(amount, part, quantity)
            owed, owed_worth = owed - part, owed_worth - provisional
            if lot is not debt:
                lot.left -= part
                lot.worth -= real
                debt.left += part
                debt.worth += provisional
            if self.method != "standard":
                self._adjust(day, provisional - real)
        if debt.left >= 0:
            self.debt = None

    def _tidy(self, day: dt.date) -> None:
        if self.method == "standard":
            self._adjust(day, self._at_standard(self.quantity) - self.worth)
        elif self.method == "average":
            if not self.quantity or self.quantity * self.worth < 0:
                self._adjust(day, -self.worth)
        else:
            for lot in self.lots:
                if (not lot.left or lot.left * lot.worth < 0) and lot.worth:
                    rest, lot.worth = lot.worth, ZERO
                    self._adjust(day, -rest)

    def _spread(self, worth: Decimal) -> None:
        for lot in self.lots:
            lot.worth = ZERO
        held = [lot for lot in self.lots if lot.left]
        if held:
            sign = -1 if self.quantity < 0 else 1
            for lot, part in zip(held, allocate(worth, [sign * lot.left for lot in held]), strict=True):
                lot.worth = part

    def _provisional(self, missing: Decimal) -> Decimal:
        if self.method == "standard":
            before = min(self.quantity, ZERO)
            return self._at_standard(before) - self._at_standard(before - missing)
        averaged = self.quantity < 0 or (self.method == "average" and self.quantity > 0)
        if averaged and self.quantity * self.worth > 0:
            # What is covered leaves at the same time.
            return round_money(missing * round_unit_price(self.worth / self.quantity))
        latest = [lot for lot in self.lots if lot.quantity][-1]
        return round_money(missing * round_unit_price(latest.cost / latest.quantity))

    def _at_standard(self, quantity: Decimal) -> Decimal:
        return round_money(quantity * self.standard)

    def _move(self, day: dt.date, quantity: Decimal, amount: Decimal) -> None:
        self.quantity += quantity
        self._adjust(day, amount)

    def _adjust(self, day: dt.date, amount: Decimal) -> None:
        self.worth += amount
        self.journal.append((day, amount))
