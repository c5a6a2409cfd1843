"""Which accounts a change in the value of the stock goes to, in either style of books (docs/accounting.md)."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, auto

from accounting.choices import AccountRole
from accounting.selectors.categories import ArticleCodes, all_codes
from accounting.selectors.chart import code_of
from accounting.types import ItemDraft
from inventory.choices import BookkeepingStyle
from inventory.models import StockSettings

# (debited, credited account's code) → amount, above zero, in the order in which they came up.
Group = dict[tuple[str, str], Decimal]


class Against(Enum):
    """What a change in the value of the stock stands against: who brought it or took it."""

    SUPPLY = auto()
    SALE = auto()
    LOSS = auto()
    # Other goods of ours: what one of them loses in an entry the others gain.
    GOODS = auto()


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


@dataclass(frozen=True)
class Accounts:
    """The codes of accounts by role: of an article those of its category, where that has some, else the company's."""

    codes: Mapping[int, Mapping[str, str]]
    by_article: ArticleCodes

    def code(self, company_id: int, role: AccountRole, variant_id: int) -> str:
        own = self.by_article.get((company_id, variant_id), {})
        return own.get(role) or code_of(self.codes, company_id, role)


def accounts_of(company_ids: Collection[int], variant_ids: Collection[int]) -> Accounts:
    """The accounts for changes in the value of these articles. One query."""
    return Accounts(*all_codes(company_ids, variant_ids))


class Legs:
    """The items of one entry while it is put together: what comes in, what goes out, and what is left over."""

    def __init__(self, company_id: int, style: str, accounts: Accounts) -> None:
        self.company_id = company_id
        self.style = style
        self._accounts = accounts
        self._gained: Group = defaultdict(Decimal)
        self._lost: Group = defaultdict(Decimal)
        self._rest: Group = defaultdict(Decimal)
        # Account's code → how much more stands on it.
        self._within: dict[str, Decimal] = defaultdict(Decimal)

    def add_move(self, variant_id: int, amount: Decimal, in_transit: Decimal, against: Against) -> None:
        """`amount` more stock of an article, of which `in_transit` on the way."""
        if against is Against.GOODS:
            self._within[self._accounts.code(self.company_id, AccountRole.STOCK, variant_id)] += amount
            return
        other = ROLES[self.style][against]
        stocked = amount - in_transit
        if stocked and in_transit and not amount:
            # Arrived: from one stock account to the other.
            self._both(self._gained, variant_id, stocked, AccountRole.STOCK, AccountRole.GOODS_IN_TRANSIT)
            return
        for part, role in ((stocked, AccountRole.STOCK), (in_transit, AccountRole.GOODS_IN_TRANSIT)):
            self._both(self._gained if part > 0 else self._lost, variant_id, part, role, other)

    def add_variance(self, variant_id: int, amount: Decimal) -> None:
        """`amount` more stock of an article by itself."""
        self._both(self._rest, variant_id, amount, AccountRole.STOCK, AccountRole.STOCK_VARIANCE)

    def add_late_cost(
        self, variant_id: int, stocked: Decimal, gone: Decimal, *, to_variance: bool = False
    ) -> None:
        """A cost of supply known late: on what remains, on what is gone; `to_variance`: the stock's cost stays."""
        other = ROLES[self.style][Against.SUPPLY]
        self._both(self._gained, variant_id, stocked, AccountRole.STOCK, other)
        role = AccountRole.STOCK_VARIANCE if to_variance else GONE[self.style]
        self._both(self._gained, variant_id, gone, role, other)

    def items(self) -> list[ItemDraft]:
        """Debits and credits, those of one account and side together."""
        items: list[ItemDraft] = []
        for group in (self._gained, self._lost, self._rest):
            debits: dict[str, Decimal] = defaultdict(Decimal)
            credits_: dict[str, Decimal] = defaultdict(Decimal)
            for (debit, credit), amount in group.items():
                debits[debit] += amount
                credits_[credit] += amount
            items += [ItemDraft(code, debit=amount) for code, amount in debits.items()]
            items += [ItemDraft(code, credit=amount) for code, amount in credits_.items()]
        items += [ItemDraft(code, debit=more) for code, more in self._within.items() if more > 0]
        items += [ItemDraft(code, credit=-more) for code, more in self._within.items() if more < 0]
        return items

    def _both(
        self, group: Group, variant_id: int, amount: Decimal, debit: AccountRole, credit: AccountRole
    ) -> None:
        if not amount:
            return
        debited, credited = (
            self._accounts.code(self.company_id, role, variant_id) for role in (debit, credit)
        )
        if amount > 0:
            group[debited, credited] += amount
        else:
            group[credited, debited] -= amount
