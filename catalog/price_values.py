"""What prices are told in: articles, lists and their rows as they were read, questions, answers and how they came about.

Plain values; the rules that make one out of the other are in `catalog.pricing`.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

ZERO = Decimal(0)
# The id of a row that is not written yet: among equals the latest holds, and none is later.
NEW_ROW = 2**62


@dataclass(frozen=True)
class Branch:
    """Where a category stands in the tree."""

    tree_id: int
    lft: int
    rght: int
    level: int

    def holds(self, other: "Branch") -> bool:
        return self.tree_id == other.tree_id and self.lft <= other.lft and other.rght <= self.rght


@dataclass(frozen=True)
class Article:
    """What a price is asked for. `catalogue_price`: net of tax, in `currency`."""

    variant_id: int
    product_id: int
    category: Branch
    tax_category_id: int
    catalogue_price: Decimal
    currency: str


@dataclass(frozen=True)
class Row:
    """A row of a list. `category` null with a `category_id`: a category that can't be seen, so the row never fits."""

    id: int
    list_id: int
    method: str
    variant_id: int | None = None
    product_id: int | None = None
    category_id: int | None = None
    category: Branch | None = None
    min_quantity: Decimal = ZERO
    valid_from: dt.date | None = None
    valid_until: dt.date | None = None
    price: Decimal | None = None
    base_list_id: int | None = None
    percent: Decimal = ZERO
    amount: Decimal = ZERO
    rounding: str = ""
    minimum_margin: Decimal | None = None

    def nearness(self, article: Article) -> int | None:
        """How near the row is to the article: more is nearer; null where it is not for it."""
        if self.variant_id is not None:
            return 1_000_001 if self.variant_id == article.variant_id else None
        if self.product_id is not None:
            return 1_000_000 if self.product_id == article.product_id else None
        if self.category_id is not None:
            fits = self.category is not None and self.category.holds(article.category)
            return self.category.level + 1 if fits and self.category else None
        return 0


@dataclass(frozen=True)
class ListFacts:
    """A price list without its rows."""

    id: int
    code: str
    name: str
    currency: str
    includes_tax: bool
    rounding: str
    minimum_margin: Decimal | None = None
    valid_from: dt.date | None = None
    valid_until: dt.date | None = None
    is_active: bool = True


@dataclass(frozen=True)
class Candidate:
    """A list that may serve, `reason` being why (a word of the caller's); `refusal`: why it may not after all."""

    list_id: int
    reason: str = ""
    label: str = ""
    refusal: str = ""


@dataclass(frozen=True, kw_only=True)
class PriceRequest:
    """The price of one unit of `variant_id` when `quantity` are bought on `date`, in `currency`, from `company_id`.

    `candidates`: the lists that may serve, best first.
    """

    variant_id: int
    company_id: int
    date: dt.date
    currency: str
    quantity: Decimal = Decimal(1)
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True)
class Step:
    """A step on the way to a price: what it is (`kind`), what it came to, and the figures it used."""

    kind: str
    amount: Decimal | None = None
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class PassedOver:
    """A list that did not give the price, and why (`reason` is a code, `params` its figures)."""

    list_id: int
    name: str
    reason: str
    label: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Price:
    """The price of one unit, at most 6 decimals, and how it came about.

    `net` and `gross` are null where there is no price in this currency; `gross` also where no tax rate is known.
    `includes_tax` says which of the two was set, the other following from it. `list_id` null: the catalogue's price.
    """

    request: PriceRequest
    net: Decimal | None = None
    gross: Decimal | None = None
    tax_percent: Decimal | None = None
    cost: Decimal | None = None
    includes_tax: bool = False
    list_id: int | None = None
    row_id: int | None = None
    steps: tuple[Step, ...] = ()
    passed_over: tuple[PassedOver, ...] = ()

    @property
    def currency(self) -> str:
        return self.request.currency


class Unpriceable(Exception):
    """A row that fits has no price: its cost, base, rate or tax is not known."""

    def __init__(self, reason: str, **params: Any) -> None:
        super().__init__(reason)
        self.reason, self.params = reason, params
