"""The rules that choose the methods: what they change must hold nothing, or goes through a revaluation."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from erp.errors import DomainError
from erp.services.records import RecordChange, RecordDraft, create_records, delete_records, update_records
from inventory.models import Position
from inventory.selectors.methods import methods_of
from inventory.services.articles import sku_of
from inventory.services.bookkeeping import styles_of


def create_rules(drafts: Sequence[RecordDraft]) -> list[Any]:
    """Rules or settings. Raises `DomainError` "valuation.held" when something that is held would change its method."""
    return _guarded(lambda: create_records(drafts))


def update_rules(changes: Sequence[RecordChange]) -> list[Any]:
    """As `create_rules`; "valuation.style": books that hold stock keep their style."""
    return _guarded(lambda: update_records(changes))


def delete_rules(records: Sequence[Any]) -> None:
    """As `create_rules`."""
    _guarded(lambda: delete_records(records))


def _guarded(write: Callable[[], Any]) -> Any:
    with transaction.atomic():
        held = {
            (company_id, variant_id): method
            for company_id, variant_id, method in Position.objects.exclude(quantity=0).values_list(
                "company_id", "variant_id", "method"
            )
        }
        companies = {company_id for company_id, _variant_id in held}
        before, styles = methods_of(held), styles_of(companies)
        written = write()
        after = methods_of(held)
        changed = sorted(pair for pair in held if after[pair] not in {before[pair], held[pair]})
        if changed:
            raise DomainError(
                "valuation.held",
                _(
                    "%(sku)s and %(others)s others are held and would be valued otherwise. Change the method by a"
                    " revaluation, or when nothing is held."
                ),
                "method",
                {"sku": sku_of(changed[0][1]), "others": len(changed) - 1},
            )
        if any(styles_of(companies)[company_id] != styles[company_id] for company_id in companies):
            raise DomainError(
                "valuation.style",
                _("The company holds stock: its books keep their style until nothing is held."),
                "style",
            )
        return written
