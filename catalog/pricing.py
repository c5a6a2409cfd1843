"""How a price of a list comes about: pure rules on values that were read before (`catalog.selectors.prices`).

Which price holds, in this order:

1. The lists that may serve, as the caller ranks them; the first that has a price for the article gives it. Passed over:
   lists that are inactive, out of their dates, in another currency, or without a row that fits.
2. In a list, the row nearest to the article: the variant's, else the product's, else the nearest category's upwards,
   else the one for everything. Among those, the highest quantity that is reached; then the latest start; then the
   latest row.
3. No list: the price of the catalogue.

A formula starts from its base in the list's own terms (currency, with or without tax), then adds its percent, then its
amount, then is rounded. Last, the least margin lifts what is below it. A price that can't be told, since a cost or a
rate is wanting, is not guessed: its row stands aside and the reason is kept.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from typing import Any

from catalog.price_values import (
    ZERO,
    Article,
    Candidate,
    ListFacts,
    PassedOver,
    Price,
    PriceRequest,
    Row,
    Step,
    Unpriceable,
)
from erp.money import (
    PriceRounding,
    adjust_price,
    convert_price,
    gross_price,
    least_price,
    net_price,
    round_price,
)

# Lists may lean on lists; a chain longer than this is a mistake, and a circle would never end.
DEEPEST = 8


@dataclass
class _Found:
    """The price in a list's own terms, with its steps."""

    amount: Decimal
    row: Row
    steps: list[Step]


@dataclass
class PriceBook:
    """All that prices are made of, read once. Costs are net, in the company's currency; rates are units for one euro."""

    articles: Mapping[int, Article]
    lists: Mapping[int, ListFacts]
    rows: Sequence[Row]
    costs: Mapping[tuple[int, int], Decimal] = field(default_factory=dict)
    tax_percents: Mapping[tuple[int, int], Decimal] = field(default_factory=dict)
    rates: Mapping[str, Decimal] = field(default_factory=dict)
    company_currencies: Mapping[int, str] = field(default_factory=dict)

    def with_rows(self, changed: Iterable[Row], *, without: Iterable[int] = ()) -> "PriceBook":
        """The same book with some rows added or changed (by id) or taken away: what would be if."""
        new = {row.id: row for row in changed}
        gone = {*new, *without}
        return replace(self, rows=[*(row for row in self.rows if row.id not in gone), *new.values()])

    @cached_property
    def _by_variant(self) -> dict[tuple[int, int], list[Row]]:
        found: dict[tuple[int, int], list[Row]] = defaultdict(list)
        for row in self.rows:
            if row.variant_id is not None:
                found[row.list_id, row.variant_id].append(row)
        return found

    @cached_property
    def _wide(self) -> dict[int, list[Row]]:
        found: dict[int, list[Row]] = defaultdict(list)
        for row in self.rows:
            if row.variant_id is None:
                found[row.list_id].append(row)
        return found

    # --- the question ------------------------------------------------------------------------------------------

    def price(self, request: PriceRequest) -> Price:
        """The price by the rules of this module. A variant that is not in the book has none."""
        article = self.articles.get(request.variant_id)
        if article is None:
            return Price(request, steps=(Step("unknown_article"),))
        passed: list[PassedOver] = []
        answer: Price | None = None
        for candidate in request.candidates:
            facts = self.lists.get(candidate.list_id)
            if facts is None:
                continue
            reason, params = self._refusal(candidate, facts, request, answered=answer is not None)
            if not reason:
                try:
                    found = self._in_list(facts, article, request)
                except Unpriceable as lack:
                    reason, params = lack.reason, lack.params
                else:
                    answer = self._answer(request, article, facts, candidate, found)
                    continue
            passed.append(PassedOver(facts.id, facts.name, reason, candidate.label, params))
        answer = answer or self._catalogue(request, article)
        return replace(answer, passed_over=tuple(passed))

    def in_list(self, list_id: int, request: PriceRequest) -> Price | None:
        """The price of the article in that list alone, whatever its dates; null where the list has none."""
        facts, article = self.lists[list_id], self.articles.get(request.variant_id)
        if article is None:
            return None
        try:
            found = self._in_list(facts, article, request)
        except Unpriceable:
            return None
        return self._answer(request, article, facts, Candidate(list_id), found)

    def _refusal(
        self, candidate: Candidate, facts: ListFacts, request: PriceRequest, *, answered: bool
    ) -> tuple[str, dict[str, Any]]:
        """Why a list does not serve, or ""."""
        if candidate.refusal:
            return candidate.refusal, {}
        if not facts.is_active:
            return "inactive", {}
        if not _is_within(request.date, facts.valid_from, facts.valid_until):
            return "dates", {"from": facts.valid_from, "until": facts.valid_until}
        if facts.currency != request.currency:
            return "currency", {"currency": facts.currency}
        return ("later", {}) if answered else ("", {})

    def _answer(
        self,
        request: PriceRequest,
        article: Article,
        facts: ListFacts,
        candidate: Candidate,
        found: _Found,
    ) -> Price:
        tax = self.tax_percents.get((request.company_id, article.tax_category_id))
        net: Decimal | None = found.amount
        gross: Decimal | None = found.amount
        if facts.includes_tax:
            net = net_price(found.amount, tax) if tax is not None else None
        else:
            gross = gross_price(found.amount, tax) if tax is not None else None
        first = Step(
            "list",
            params={
                "name": facts.name,
                "code": facts.code,
                "why": candidate.reason,
                "label": candidate.label,
            },
        )
        last = (
            ()
            if tax is None
            else (
                Step(
                    "tax",
                    gross if not facts.includes_tax else net,
                    {"percent": tax, "adds": not facts.includes_tax},
                ),
            )
        )
        return Price(
            request,
            net=net,
            gross=gross,
            tax_percent=tax,
            cost=self._cost(request, article),
            includes_tax=facts.includes_tax,
            list_id=facts.id,
            row_id=found.row.id,
            steps=(first, *found.steps, *last),
        )

    def _catalogue(self, request: PriceRequest, article: Article) -> Price:
        tax = self.tax_percents.get((request.company_id, article.tax_category_id))
        if article.currency != request.currency:
            lack = Step("no_price", params={"currency": request.currency})
            return Price(request, tax_percent=tax, steps=(lack,))
        net = article.catalogue_price
        gross = gross_price(net, tax) if tax is not None else None
        steps = [Step("catalogue", net)]
        if gross is not None:
            steps.append(Step("tax", gross, {"percent": tax, "adds": True}))
        return Price(
            request,
            net=net,
            gross=gross,
            tax_percent=tax,
            cost=self._cost(request, article),
            steps=tuple(steps),
        )

    # --- one list ----------------------------------------------------------------------------------------------

    def row_for(self, list_id: int, article: Article, request: PriceRequest) -> Row:
        """The row of the list that holds. Raises `Unpriceable` "no_row", "row_dates" or "quantity"."""
        mine = [
            (nearness, row)
            for row in (
                *self._by_variant.get((list_id, article.variant_id), ()),
                *self._wide.get(list_id, ()),
            )
            if (nearness := row.nearness(article)) is not None
        ]
        if not mine:
            raise Unpriceable("no_row")
        current = [pair for pair in mine if _is_within(request.date, pair[1].valid_from, pair[1].valid_until)]
        if not current:
            raise Unpriceable("row_dates")
        reached = [pair for pair in current if pair[1].min_quantity <= request.quantity]
        if not reached:
            raise Unpriceable("quantity", least=min(row.min_quantity for _nearness, row in current))
        return max(
            reached,
            key=lambda pair: (
                pair[0], pair[1].min_quantity, pair[1].valid_from or dt.date.min, pair[1].id
            ),
        )[1]  # fmt: skip

    def _in_list(self, facts: ListFacts, article: Article, request: PriceRequest, depth: int = 0) -> _Found:
        if depth > DEEPEST:
            raise Unpriceable("too_deep")
        row = self.row_for(facts.id, article, request)
        steps = [
            Step("row", params={"row": row.id, "target": _target(row), "from_quantity": row.min_quantity})
        ]
        if row.method == "fixed":
            amount = row.price or ZERO
            steps.append(Step("fixed", amount))
        else:
            amount = self._base(facts, row, article, request, steps, depth)
            amount = self._formula(facts, row, amount, steps)
        amount = self._above_margin(facts, row, article, request, amount, steps)
        return _Found(amount, row, steps)

    def _base(
        self,
        facts: ListFacts,
        row: Row,
        article: Article,
        request: PriceRequest,
        steps: list[Step],
        depth: int,
    ) -> Decimal:
        """What the formula starts from, in the list's terms."""
        if row.method == "list":
            base = self.lists.get(row.base_list_id or 0)
            if base is None:
                raise Unpriceable("no_base")
            try:
                found = self._in_list(base, article, request, depth + 1)
            except Unpriceable as lack:
                raise Unpriceable("no_base", name=base.name, because=lack.reason) from lack
            steps.append(Step("base_list", found.amount, {"name": base.name, "steps": tuple(found.steps)}))
            amount, currency, with_tax = found.amount, base.currency, base.includes_tax
        elif row.method == "cost":
            cost = self.costs.get((request.company_id, article.variant_id))
            if cost is None:
                raise Unpriceable("no_cost")
            steps.append(Step("cost", cost))
            amount, currency, with_tax = cost, self.company_currencies[request.company_id], False
        else:
            steps.append(Step("catalogue", article.catalogue_price))
            amount, currency, with_tax = article.catalogue_price, article.currency, False
        return self._in_terms(facts, article, request, amount, currency, with_tax, steps)

    def _in_terms(
        self,
        facts: ListFacts,
        article: Article,
        request: PriceRequest,
        amount: Decimal,
        currency: str,
        with_tax: bool,
        steps: list[Step],
    ) -> Decimal:
        """An amount in the list's currency, with or without tax as the list has it."""
        if currency != facts.currency:
            amount = self._converted(amount, currency, facts.currency)
            steps.append(Step("converted", amount, {"from": currency, "to": facts.currency}))
        if with_tax != facts.includes_tax:
            tax = self.tax_percents.get((request.company_id, article.tax_category_id))
            if tax is None:
                raise Unpriceable("no_tax")
            amount = gross_price(amount, tax) if facts.includes_tax else net_price(amount, tax)
            steps.append(Step("tax", amount, {"percent": tax, "adds": facts.includes_tax}))
        return amount

    def _converted(self, amount: Decimal, source: str, target: str) -> Decimal:
        if source == target:
            return amount
        rates = [Decimal(1) if code == "EUR" else self.rates.get(code) for code in (source, target)]
        if rates[0] is None or rates[1] is None:
            raise Unpriceable("no_rate", currency=source if rates[0] is None else target)
        return convert_price(amount, from_rate=rates[0], to_rate=rates[1])

    def _formula(self, facts: ListFacts, row: Row, amount: Decimal, steps: list[Step]) -> Decimal:
        if row.percent:
            amount = adjust_price(amount, percent=row.percent)
            steps.append(Step("percent", round_price(amount), {"percent": row.percent}))
        if row.amount:
            amount = adjust_price(amount, amount=row.amount)
            steps.append(Step("amount", round_price(amount), {"amount": row.amount}))
        rounding = PriceRounding(row.rounding or facts.rounding)
        rounded = round_price(amount, rounding)
        if rounded != amount:
            steps.append(Step("rounding", rounded, {"to": rounding.value}))
        return rounded

    def _above_margin(
        self,
        facts: ListFacts,
        row: Row,
        article: Article,
        request: PriceRequest,
        amount: Decimal,
        steps: list[Step],
    ) -> Decimal:
        """The amount, or the least one that leaves the margin, where the cost is known and the amount is below it."""
        margin = facts.minimum_margin if row.minimum_margin is None else row.minimum_margin
        cost = self.costs.get((request.company_id, article.variant_id))
        if not margin:
            return amount
        if cost is None:
            steps.append(Step("margin_unknown", params={"percent": margin}))
            return amount
        own = self.company_currencies[request.company_id]
        least = self._in_terms(facts, article, request, least_price(cost, margin), own, False, [])
        if amount >= least:
            return amount
        lifted = round_price(least, PriceRounding(row.rounding or facts.rounding), up=True)
        steps.append(Step("margin", lifted, {"percent": margin, "cost": cost}))
        return lifted

    def _cost(self, request: PriceRequest, article: Article) -> Decimal | None:
        """The cost of one in the request's currency, where it is known."""
        cost = self.costs.get((request.company_id, article.variant_id))
        if cost is None:
            return None
        try:
            return self._converted(cost, self.company_currencies[request.company_id], request.currency)
        except Unpriceable:
            return None


def _target(row: Row) -> str:
    if row.variant_id is not None:
        return "variant"
    if row.product_id is not None:
        return "product"
    return "category" if row.category_id is not None else "everything"


def _is_within(date: dt.date, first: dt.date | None, last: dt.date | None) -> bool:
    return (first is None or first <= date) and (last is None or date <= last)
