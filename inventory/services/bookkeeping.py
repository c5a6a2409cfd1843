"""Which accounts a change in the value of the stock goes to, in either style of books (docs/accounting.md)."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from decimal import Decimal
from enum import Enum, auto

from accounting.choices import AccountRole
from accounting.selectors.chart import code_of
from accounting.types import ItemDraft
from inventory.choices import BookkeepingStyle
from inventory.models import StockSettings

ZERO = Decimal(0)


class Against(Enum):
    """What a change in the value of the stock stands against: who brought it or took it."""

    SUPPLY = auto()
    SALE = auto()
    LOSS = auto()


ROLES: Mapping[str, Mapping[Against, AccountRole]] = {
    BookkeepingStyle.CONTINENTAL: {
        Against.SUPPLY: AccountRole.STOCK_CHANGE,
        Against.SALE: AccountRole.STOCK_CHANGE,
        Against.LOSS: AccountRole.STOCK_CHANGE,
    },
    BookkeepingStyle.ANGLO_SAXON: {
        Against.SUPPLY: AccountRole.INTERIM_RECEIVED,
        Against.SALE: AccountRole.INTERIM_DELIVERED,
        Against.LOSS: AccountRole.COST_OF_SALES,
    },
}
# Where the cost of what is gone already goes.
GONE: Mapping[str, AccountRole] = {
    BookkeepingStyle.CONTINENTAL: AccountRole.STOCK_CHANGE,
    BookkeepingStyle.ANGLO_SAXON: AccountRole.COST_OF_SALES,
}


def styles_of(company_ids: Collection[int]) -> dict[int, str]:
    """How each company keeps its books of stock. One query."""
    chosen = dict(
        StockSettings.objects.filter(company__in=set(company_ids)).values_list("company_id", "style")
    )
    return {company_id: chosen.get(company_id, BookkeepingStyle.CONTINENTAL) for company_id in company_ids}


class Legs:
    """The items of one entry while it is put together: what comes in, what goes out, and what is left over."""

    def __init__(self, company_id: int, style: str, codes: Mapping[int, Mapping[str, str]]) -> None:
        self.company_id = company_id
        self.style = style
        self._codes = codes
        # (debit account's role, credit account's role) → amount, in the order in which they came up.
        self._gained: dict[tuple[AccountRole, AccountRole], Decimal] = defaultdict(Decimal)
        self._lost: dict[tuple[AccountRole, AccountRole], Decimal] = defaultdict(Decimal)
        self._rest: dict[tuple[AccountRole, AccountRole], Decimal] = defaultdict(Decimal)

    def add_move(self, amount: Decimal, in_transit: Decimal, against: Against) -> None:
        """`amount` more stock, of which `in_transit` on the way."""
        other = ROLES[self.style][against]
        stocked = amount - in_transit
        if stocked and in_transit and not amount:
            # Arrived: from one stock account to the other.
            self._both(self._gained, stocked, AccountRole.STOCK, AccountRole.GOODS_IN_TRANSIT)
            return
        for part, role in ((stocked, AccountRole.STOCK), (in_transit, AccountRole.GOODS_IN_TRANSIT)):
            if part > 0:
                self._gained[role, other] += part
            elif part < 0:
                self._lost[other, role] -= part

    def add_variance(self, amount: Decimal) -> None:
        """`amount` more stock by itself."""
        self._both(self._rest, amount, AccountRole.STOCK, AccountRole.STOCK_VARIANCE)

    def add_late_cost(self, stocked: Decimal, gone: Decimal, *, to_variance: bool = False) -> None:
        """A cost of supply known late: on what remains, on what is gone; `to_variance`: the stock's cost stays."""
        other = ROLES[self.style][Against.SUPPLY]
        self._both(self._gained, stocked, AccountRole.STOCK, other)
        self._both(self._gained, gone, AccountRole.STOCK_VARIANCE if to_variance else GONE[self.style], other)

    def items(self) -> list[ItemDraft]:
        """Debits and credits, those of one account and side together."""
        items: list[ItemDraft] = []
        for group in (self._gained, self._lost, self._rest):
            debits: dict[str, Decimal] = defaultdict(Decimal)
            credits_: dict[str, Decimal] = defaultdict(Decimal)
            for (debit, credit), amount in group.items():
                if amount:
                    debits[self._code(debit)] += amount
                    credits_[self._code(credit)] += amount
            items += [ItemDraft(code, debit=amount) for code, amount in debits.items()]
            items += [ItemDraft(code, credit=amount) for code, amount in credits_.items()]
        return items

    def _both(
        self,
        group: dict[tuple[AccountRole, AccountRole], Decimal],
        amount: Decimal,
        debit: AccountRole,
        credit: AccountRole,
    ) -> None:
        if amount > 0:
            group[debit, credit] += amount
        elif amount < 0:
            group[credit, debit] -= amount

    def _code(self, role: AccountRole) -> str:
        return code_of(self._codes, self.company_id, role)
