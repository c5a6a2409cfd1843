"""Which method the rules of the categories give an article."""

from collections.abc import Iterable

from django.db import connection

# (company id, variant id)
Held = tuple[int, int]


def methods_of(pairs: Iterable[Held]) -> dict[Held, str]:
    """The method of each (company, variant): the nearest rule up the tree of categories, else the company's, else FIFO.

    One statement.
    """
    wanted = sorted(set(pairs))
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT wanted.company_id, wanted.variant_id, coalesce(rule.method, settings.method, 'fifo')
            FROM unnest(%s::bigint[], %s::bigint[]) AS wanted(company_id, variant_id)
            LEFT JOIN catalog_variant AS variant ON variant.id = wanted.variant_id
            LEFT JOIN catalog_product AS product ON product.id = variant.product_id
            LEFT JOIN catalog_category AS category ON category.id = product.category_id
            LEFT JOIN LATERAL (
                SELECT rule.method FROM inventory_valuationrule AS rule
                JOIN catalog_category AS above ON above.id = rule.category_id
                WHERE rule.company_id = wanted.company_id AND above.tree_id = category.tree_id
                  AND above.lft <= category.lft AND above.rght >= category.rght
                ORDER BY above.lft DESC LIMIT 1
            ) AS rule ON true
            LEFT JOIN inventory_stocksettings AS settings ON settings.company_id = wanted.company_id
            """,
            [[company for company, _variant in wanted], [variant for _company, variant in wanted]],
        )
        return {(company_id, variant_id): method for company_id, variant_id, method in cursor.fetchall()}
