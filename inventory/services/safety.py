"""What is kept in any case: safety stocks as people type and import them."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from catalog.choices import ProductKind
from erp.errors import DomainError
from erp.locks import advisory_lock
from erp.scope import current_scope
from erp.services.records import RecordChange, RecordDraft, create_records, update_records
from inventory.models import SafetyStock

# A variant and a warehouse (null: all of the company's).
Place = tuple[int, int | None]


def set_safety_stocks(drafts: Sequence[RecordDraft]) -> list[SafetyStock]:
    """Safety stocks of the active company; a place that has one already gets the new quantity, so that a file may be
    imported again.

    Raises `DomainError` "safety.twice" when two drafts name one place, "stock.no_goods" for a service, "record.invalid";
    then nothing is written. A constant number of statements.
    """
    with transaction.atomic():
        company_id = current_scope().active_id
        advisory_lock("inventory.safety", company_id)
        by_place: dict[Place, RecordDraft] = {}
        for draft in drafts:
            _check(draft)
            if by_place.setdefault(_place(draft), draft) is not draft:
                raise DomainError(
                    "safety.twice",
                    _("%(sku)s stands here twice for one place. Keep one of the lines."),
                    "variant",
                    {"sku": draft.values["variant"].sku},
                )
        kept = {
            (row.variant_id, row.warehouse_id): row
            for row in SafetyStock.objects.filter(
                company=company_id, variant__in={variant_id for variant_id, _warehouse in by_place}
            )
        }
        made = create_records([draft for place, draft in by_place.items() if place not in kept])
        changed = update_records(
            [
                RecordChange(kept[place], {"quantity": draft.values["quantity"]})
                for place, draft in by_place.items()
                if place in kept
            ]
        )
        return [*made, *changed]


def _place(draft: RecordDraft) -> Place:
    warehouse = draft.values.get("warehouse")
    return draft.values["variant"].pk, warehouse.pk if warehouse else None


def _check(draft: RecordDraft) -> None:
    variant = draft.values["variant"]
    if variant.product.kind != ProductKind.GOODS:
        raise DomainError(
            "stock.no_goods",
            _("%(sku)s is a service: it is not stocked. Leave its line out."),
            "variant",
            {"sku": variant.sku},
        )
