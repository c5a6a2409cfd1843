"""Opening products and categories to companies of the group, and closing them."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from catalog.models import Category, Product
from catalog.selectors.visibility import after_change, companies_lacking, group_companies
from catalog.services.products import share_products
from erp.changelog import Change, log_changes
from erp.errors import DomainError
from erp.locks import lock
from erp.scope import current_scope
from erp.search import index_records

MODES = ("open", "close", "share")


def change_visibility(records: Sequence[Any], *, mode: str, company_ids: Collection[int] = ()) -> list[Any]:
    """Open products or categories (of one kind) to companies, close them, or share them with the group; those that changed.

    Raises `DomainError` "visibility.company" for a company that is not in view, "visibility.unseen" when nobody of the
    scope would see a record any more, "visibility.category" when a company would see a product without its category.
    """
    if mode not in MODES or (mode != "share" and not company_ids):
        raise DomainError("visibility.company", _("Choose at least one company."), "companies")
    if set(company_ids) - set(current_scope().companies):
        raise DomainError(
            "visibility.company",
            _("Choose companies that you work in: the others decide for themselves."),
            "companies",
        )
    if not records:
        return []
    model = type(records[0])
    with transaction.atomic():
        locked = lock(model._default_manager.filter(pk__in=[record.pk for record in records]))
        everybody = group_companies()
        wanted = {r.pk: after_change(r.visible_to, mode, company_ids, everybody) for r in locked}
        changed = [record for record in locked if wanted[record.pk] != record.visible_to]
        _refuse_unseen(changed, wanted)
        if lacking := companies_lacking(changed, wanted):
            record, sentence = next(iter(lacking.items()))
            raise DomainError("visibility.category", sentence, "companies", {"id": record})
        groups: dict[tuple[int, ...] | None, list[Any]] = defaultdict(list)
        for record in changed:
            target = wanted[record.pk]
            groups[tuple(target) if target is not None else None].append(record)
        for group, members in groups.items():
            visible_to = list(group) if group is not None else None
            if model is Product:
                share_products(members, visible_to)
            else:
                _share_categories(members, visible_to)
    return changed


def _refuse_unseen(records: Sequence[Any], wanted: dict[int, list[int] | None]) -> None:
    mine = set(current_scope().companies)
    for record in records:
        target = wanted[record.pk]
        if target is not None and not mine & set(target):
            raise DomainError(
                "visibility.unseen",
                _("“%(record)s” would be seen by none of your companies: archive it instead."),
                "companies",
                {"record": str(record)},
            )


def _share_categories(categories: Sequence[Category], visible_to: list[int] | None) -> None:
    log_changes(
        Change(c, "update", before={"visible_to": c.visible_to}, after={"visible_to": visible_to})
        for c in categories
    )
    Category.objects.filter(pk__in=[c.pk for c in categories]).update(visible_to=visible_to)
    for category in categories:
        category.visible_to = visible_to
    index_records(categories)
