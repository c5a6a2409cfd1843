"""Prices of articles: what `catalog.pricing` needs, read in a number of queries that does not depend on how many are asked."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal

from django.db import connection
from django.db.models import Q

from catalog.extensions import price_figures
from catalog.models import Category, CustomerGroupMember, PriceList, PriceRow, Variant
from catalog.price_values import NEW_ROW, Article, Branch, ListFacts, Price, PriceRequest, Row
from catalog.pricing import PriceBook
from erp.models import Company, CurrencyRate

# Rows of a list that a formula leans on, and so on down.
WITH_BASES = """
WITH RECURSIVE lean(id) AS (
    SELECT unnest(%s::bigint[])
    UNION
    SELECT r.base_list_id FROM catalog_pricerow AS r JOIN lean ON r.price_list_id = lean.id
    WHERE r.base_list_id IS NOT NULL
)
SELECT id FROM lean
"""


def prices(requests: Iterable[PriceRequest], *, with_costs: bool = False) -> list[Price]:
    """The price that each request comes to, in their order. The rules are told in `catalog.pricing`.

    `with_costs`: the prices tell their article's cost even where no rule asks for it.
    """
    asked = list(requests)
    if not asked:
        return []
    book = read_price_book(
        variant_ids={request.variant_id for request in asked},
        list_ids={candidate.list_id for request in asked for candidate in request.candidates},
        company_ids={request.company_id for request in asked},
        until=max(request.date for request in asked),
        with_costs=with_costs,
    )
    return [book.price(request) for request in asked]


def read_price_book(
    *,
    variant_ids: Collection[int],
    list_ids: Collection[int],
    company_ids: Collection[int],
    until: dt.date,
    with_costs: bool = False,
) -> PriceBook:
    """All that the prices of those articles in those lists are made of. Rates are those known at the end of `until`."""
    articles = _articles(variant_ids)
    lists = _lists(list_ids)
    rows = _rows(lists, articles.values()) if lists else []
    # Without a list, no conversion is asked for.
    asks_company = bool(lists) or with_costs
    companies = Company.objects.filter(pk__in=company_ids) if asks_company else Company.objects.none()
    currencies = dict(companies.values_list("pk", "currency_id"))
    needs_cost = (
        with_costs
        or any(row.method == "cost" or row.minimum_margin for row in rows)
        or any(facts.minimum_margin for facts in lists.values())
    )
    involved = {*currencies.values(), *(facts.currency for facts in lists.values())}
    involved |= {article.currency for article in articles.values()}
    return PriceBook(
        articles=articles,
        lists=lists,
        rows=rows,
        costs=_figures("cost", company_ids, variant_ids) if needs_cost else {},
        tax_percents=_figures(
            "tax_percent", company_ids, {article.tax_category_id for article in articles.values()}
        ),
        rates=_rates(involved - {"EUR"}, until) if len(involved) > 1 else {},
        company_currencies=currencies,
    )


def groups_of(partner_ids: Collection[int]) -> dict[int, set[int]]:
    """By customer: the groups they are in. One query."""
    found: dict[int, set[int]] = {}
    rows = CustomerGroupMember.objects.filter(partner_id__in=partner_ids)
    for partner_id, group_id in rows.values_list("partner_id", "group_id"):
        found.setdefault(partner_id, set()).add(group_id)
    return found


def row_facts(row: PriceRow, *, category: Category | None = None) -> Row:
    """A row as the rules take it; an unsaved one comes after all others."""
    return Row(
        id=row.pk or NEW_ROW,
        list_id=row.price_list_id,
        method=row.method,
        variant_id=row.variant_id,
        product_id=row.product_id,
        category_id=row.category_id,
        category=branch(category or row.category) if row.category_id else None,
        min_quantity=row.min_quantity or Decimal(0),
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        price=row.price,
        base_list_id=row.base_list_id,
        percent=row.percent or Decimal(0),
        amount=row.amount or Decimal(0),
        rounding=row.rounding,
        minimum_margin=row.minimum_margin,
    )


def branch(category: Category | None) -> Branch | None:
    if category is None:
        return None
    return Branch(category.tree_id, category.lft, category.rght, category.level)


def _articles(variant_ids: Collection[int]) -> dict[int, Article]:
    rows = Variant.objects.filter(pk__in=variant_ids).values_list(
        "pk",
        "product_id",
        "product__category__tree_id",
        "product__category__lft",
        "product__category__rght",
        "product__category__level",
        "product__tax_category_id",
        "sales_price",
        "currency_id",
    )
    return {
        pk: Article(pk, product_id, Branch(tree_id, lft, rght, level), tax_category_id, price, currency)
        for pk, product_id, tree_id, lft, rght, level, tax_category_id, price, currency in rows
    }


def _lists(list_ids: Collection[int]) -> dict[int, ListFacts]:
    """The lists, with those that they lean on."""
    if not list_ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(WITH_BASES, [sorted(list_ids)])
        wanted = [row[0] for row in cursor.fetchall()]
    return {found.pk: list_facts(found) for found in PriceList.objects.filter(pk__in=wanted)}


def list_facts(found: PriceList) -> ListFacts:
    return ListFacts(
        id=found.pk,
        code=found.code,
        name=found.name,
        currency=str(found.currency_id),
        includes_tax=found.includes_tax,
        rounding=found.rounding,
        minimum_margin=found.minimum_margin,
        valid_from=found.valid_from,
        valid_until=found.valid_until,
        is_active=found.is_active,
    )


def _rows(lists: Mapping[int, ListFacts], articles: Iterable[Article]) -> list[Row]:
    """The rows of the lists that may fit the articles."""
    known = list(articles)
    fitting = Q(variant__in=[article.variant_id for article in known]) | Q(
        variant=None, product__in={article.product_id for article in known}
    )
    rows = PriceRow.objects.filter(
        fitting | Q(variant=None, product=None), price_list__in=list(lists)
    ).select_related("category")
    return [row_facts(row) for row in rows]


def _figures(
    name: str, company_ids: Collection[int], ids: Collection[int]
) -> Mapping[tuple[int, int], Decimal]:
    return price_figures.get(name)(company_ids, ids) if name in price_figures and ids else {}


def _rates(currencies: Collection[str], until: dt.date) -> dict[str, Decimal]:
    """The latest rate of each currency up to that day."""
    rows = (
        CurrencyRate.objects.filter(currency__in=currencies, date__lte=until)
        .order_by("currency_id", "-date")
        .distinct("currency_id")
        .values_list("currency_id", "rate")
    )
    return dict(rows)
