"""Accounts by category of article: the nearest category that has one counts, then the company's default."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db import connection

from accounting.choices import CATEGORY_ROLES, AccountRole
from accounting.models import Account, CategoryAccount, DefaultAccount
from catalog.models import Category

# By (company id, variant id): the code of the account that plays each role for that article.
ArticleCodes = Mapping[tuple[int, int], Mapping[str, str]]


@dataclass(frozen=True)
class EffectiveAccount:
    """The account that plays a role for a category. `category`: where it is said; null: the company's default."""

    role: AccountRole
    account: Account | None
    category: Category | None = None


def article_codes(company_ids: Collection[int], variant_ids: Collection[int]) -> ArticleCodes:
    """Accounts that articles have by their categories; what has none is left out. One query."""
    return all_codes(company_ids, variant_ids)[1]


def all_codes(
    company_ids: Collection[int], variant_ids: Collection[int]
) -> tuple[Mapping[int, Mapping[str, str]], ArticleCodes]:
    """The companies' default accounts (as `accounting.selectors.chart.account_codes`) and those of articles. One query."""
    defaults: dict[int, dict[str, str]] = defaultdict(dict)
    found: dict[tuple[int, int], dict[str, str]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT rule.company_id, NULL, rule.role, account.code
            FROM accounting_defaultaccount AS rule JOIN accounting_account AS account ON account.id = rule.account_id
            WHERE rule.company_id = ANY (%s)
            UNION ALL (SELECT DISTINCT ON (own.company_id, variant.id, own.role)
                   own.company_id, variant.id, own.role, account.code
            FROM accounting_categoryaccount AS own
            JOIN catalog_category AS above ON above.id = own.category_id
            JOIN catalog_category AS category
                ON category.tree_id = above.tree_id AND category.lft BETWEEN above.lft AND above.rght
            JOIN catalog_product AS product ON product.category_id = category.id
            JOIN catalog_variant AS variant ON variant.product_id = product.id
            JOIN accounting_account AS account ON account.id = own.account_id
            WHERE own.company_id = ANY (%s) AND variant.id = ANY (%s)
            ORDER BY own.company_id, variant.id, own.role, above.level DESC)
            """,
            [list(company_ids), list(company_ids), list(variant_ids)],
        )
        for company_id, variant_id, role, code in cursor.fetchall():
            (defaults[company_id] if variant_id is None else found[company_id, variant_id])[role] = code
    return defaults, found


def effective_accounts(company_id: int, category: Category) -> list[EffectiveAccount]:
    """For each role a category may say: the account that counts, and where it comes from. Three queries."""
    said: dict[str, EffectiveAccount] = {}
    rows = CategoryAccount.objects.filter(
        company_id=company_id, category__in=category.get_ancestors(include_self=True)
    ).select_related("account", "category")
    for row in rows.order_by("category__level"):
        said[row.role] = EffectiveAccount(AccountRole(row.role), row.account, row.category)
    defaults = {
        row.role: row.account
        for row in DefaultAccount.objects.filter(
            company_id=company_id, role__in=CATEGORY_ROLES
        ).select_related("account")
    }
    return [said.get(role) or EffectiveAccount(role, defaults.get(role)) for role in CATEGORY_ROLES]
