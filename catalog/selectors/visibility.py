"""Which companies see which products and categories, and what a change would do."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext

from catalog.models import Category, Product
from erp.models import Company
from erp.scope import current_scope, system_scope


@dataclass
class Change:
    """A record whose visibility would change. `hindrance` says why it can't."""

    record: Any
    before: list[tuple[Company, bool]]
    after: list[tuple[Company, bool]]
    hindrance: str = ""

    @property
    def cells(self) -> list[tuple[Company, bool, bool]]:
        """Company, whether it sees the record now, whether it would."""
        return [
            (company, was, will)
            for (company, was), (_same, will) in zip(self.before, self.after, strict=True)
        ]

    @property
    def is_different(self) -> bool:
        return self.before != self.after


def companies_in_view() -> list[Company]:
    """The companies of the scope, in their order."""
    return list(Company.objects.filter(pk__in=current_scope().companies).order_by("name", "pk"))


def sees(visible_to: Sequence[int] | None, company_id: int) -> bool:
    return visible_to is None or company_id in visible_to


def seen_by(company_id: int) -> Q:
    """For querysets of products and categories: those that the company sees, whatever others of the scope do."""
    return Q(visible_to__isnull=True) | Q(visible_to__contains=[company_id])


def who_sees(records: Iterable[Any]) -> dict[int, list[tuple[Company, bool]]]:
    """By record: each company in view and whether it sees the record. One query."""
    companies = companies_in_view()
    return {
        record.pk: [(company, sees(record.visible_to, company.pk)) for company in companies]
        for record in records
    }


def after_change(
    visible_to: Sequence[int] | None, mode: str, company_ids: Iterable[int], everybody: Iterable[int]
) -> list[int] | None:
    """Who sees a record after "open" or "close" to `company_ids`, or "share" with the group.

    `everybody`: all companies of the group, which closing a shared record to some leaves it open to the others of.
    """
    chosen = set(company_ids)
    if mode == "share":
        return None
    if mode == "open":
        return None if visible_to is None else sorted(set(visible_to) | chosen)
    before = set(everybody) if visible_to is None else set(visible_to)
    return sorted(before - chosen)


def group_companies() -> list[int]:
    """Keys of all companies of the group, in view or not."""
    with system_scope() as everything:
        return list(everything.companies)


def companies_lacking(records: Sequence[Any], wanted: Mapping[int, list[int] | None]) -> dict[int, str]:
    """By record, a sentence: companies that would see a product without seeing its category, or one above.

    For categories: the products below that some company sees without. Two queries.
    """
    if not records:
        return {}
    everybody = set(group_companies())
    is_product = isinstance(records[0], Product)
    if is_product:
        products = list(records)
        categories = list(Category.objects.filter(tree_id__in=_trees({p.category_id for p in products})))
        seen = {c.pk: c.visible_to for c in categories}
        viewers = dict(wanted)
    else:
        categories = list(Category.objects.filter(tree_id__in={c.tree_id for c in records}))
        seen = {c.pk: c.visible_to for c in categories} | dict(wanted)
        products = list(Product.objects.filter(category__in=categories))
        viewers = {p.pk: p.visible_to for p in products}
    by_key = {c.pk: c for c in categories}
    found: dict[int, str] = {}
    for product in products:
        own = by_key.get(product.category_id)
        if own is None:
            continue
        seers = viewers[product.pk]
        for above in categories:
            if above.tree_id != own.tree_id or above.lft > own.lft or above.rght < own.rght:
                continue
            if not is_product and above.pk not in wanted:
                continue
            limits = seen[above.pk]
            if limits is not None and (everybody if seers is None else set(seers)) - set(limits):
                found[product.pk if is_product else above.pk] = gettext(
                    "A company would see the product “%(product)s” without its category “%(category)s”: open the category"
                    " first, or close the product."
                ) % {"product": product.name, "category": above.name}
    return found


def _trees(category_ids: Iterable[int]) -> "list[int]":
    return list(
        Category.objects.filter(pk__in=set(category_ids)).values_list("tree_id", flat=True).distinct()
    )


def changes_of(records: Sequence[Any], mode: str, company_ids: Sequence[int]) -> list[Change]:
    """What `catalog.services.visibility.change_visibility` would do."""
    companies = companies_in_view()
    everybody = group_companies()
    wanted = {r.pk: after_change(r.visible_to, mode, company_ids, everybody) for r in records}
    lacking = companies_lacking(records, wanted)
    return [
        Change(
            record,
            [(company, sees(record.visible_to, company.pk)) for company in companies],
            [(company, sees(wanted[record.pk], company.pk)) for company in companies],
            lacking.get(record.pk, ""),
        )
        for record in records
    ]
