"""Lots and serial numbers: made when goods come in, blocked when they are called back."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from catalog.choices import Tracking
from catalog.models import Variant
from erp.changelog import Change, log_changes
from erp.errors import DomainError
from erp.locks import lock
from erp.scope import current_scope
from erp.search import index_records
from erp.services.records import RecordDraft
from inventory.choices import LotKind
from inventory.models import Lot, Reservation
from inventory.services.articles import sku_of
from inventory.services.letting_go import release_rows
from inventory.services.locking import lock_positions
from inventory.types import LotDraft

# Company, variant, number: what names a lot.
Key = tuple[int, int, str]
DATES = ("manufactured_on", "best_before", "expires_on")


def take_lots(drafts: Sequence[LotDraft]) -> list[Lot]:
    """The lots that the drafts name, in their order; made where they are not known yet.

    A number may be named several times. Raises `DomainError` "lot.number" for an empty one, "lot.not_tracked" for an
    article without lots, "lot.differs" when a lot is known with another date, "lot.dates" when it expires before it was
    made; then none is made. A constant number of statements.
    """
    if not drafts:
        return []
    with transaction.atomic():
        kinds = _kinds(drafts)
        # Whoever names the same lot meanwhile is waited for.
        lock_positions((draft.company_id, draft.variant_id) for draft in drafts)
        keys = [_key(draft) for draft in drafts]
        known = {
            (lot.company_id, lot.variant_id, lot.number): lot
            for lot in Lot.objects.filter(
                company__in={key[0] for key in keys},
                variant__in={key[1] for key in keys},
                number__in={key[2] for key in keys},
            )
        }
        made: dict[Key, Lot] = {}
        for key, draft in zip(keys, drafts, strict=True):
            lot = known.get(key) or made.get(key)
            if lot is None:
                made[key] = _new(key, draft, kinds[draft.variant_id])
            else:
                _check_same(lot, draft)
        Lot.objects.bulk_create(made.values(), batch_size=2000)
        log_changes(Change(lot, "create", after={"number": lot.number}) for lot in made.values())
        index_records(made.values())
        known |= made
    return [known[key] for key in keys]


def create_lot_records(drafts: Sequence[RecordDraft]) -> list[Lot]:
    """Lots of the active company as people type them: see `take_lots`. Raises "lot.known" for one that is there already."""
    company_id = current_scope().active_company.pk
    wanted = [
        LotDraft(
            company_id,
            draft.values["variant"].pk,
            draft.values["number"],
            **{name: draft.values.get(name) for name in DATES},
            supplier_lot=draft.values.get("supplier_lot") or "",
            note=draft.values.get("note") or "",
        )
        for draft in drafts
    ]
    keys = [_key(draft) for draft in wanted]
    with transaction.atomic():
        lock_positions((draft.company_id, draft.variant_id) for draft in wanted)
        taken = set(
            Lot.objects.filter(
                variant__in={key[1] for key in keys}, number__in={key[2] for key in keys}
            ).values_list("company_id", "variant_id", "number")
        )
        if taken & set(keys) or len(set(keys)) < len(keys):
            raise DomainError("lot.known", _("This article has a lot of that number already."), "number")
        return take_lots(wanted)


def block_lots(lots: Sequence[Lot], *, reason: str, release: bool = False) -> list[Lot]:
    """Nothing of the lots is reserved any more, nor leaves for customers, until they are let go again.

    With `release` what is set aside of them is let go of, and their documents reserve anew; without, it stays so, and is
    refused when it would leave.
    """
    with transaction.atomic():
        if release:
            of_them = Reservation.objects.filter(lot__in=[lot.pk for lot in lots])
            release_rows(of_them, note=reason.strip(), held_back=False)
        return _set_blocked(lots, is_blocked=True, reason=reason.strip())


def unblock_lots(lots: Sequence[Lot]) -> list[Lot]:
    """The lots may be reserved and delivered again."""
    return _set_blocked(lots, is_blocked=False, reason="")


def _set_blocked(lots: Sequence[Lot], *, is_blocked: bool, reason: str) -> list[Lot]:
    with transaction.atomic():
        lock_positions((lot.company_id, lot.variant_id) for lot in lots)
        changed = [
            lot
            for lot in lock(Lot.objects.filter(pk__in=[lot.pk for lot in lots]))
            if (lot.is_blocked, lot.blocked_reason) != (is_blocked, reason)
        ]
        log_changes(
            Change(
                lot,
                "block" if is_blocked else "unblock",
                before={"is_blocked": lot.is_blocked, "blocked_reason": lot.blocked_reason},
                after={"is_blocked": is_blocked, "blocked_reason": reason},
            )
            for lot in changed
        )
        for lot in changed:
            lot.is_blocked, lot.blocked_reason = is_blocked, reason
        Lot.objects.bulk_update(changed, ["is_blocked", "blocked_reason"], batch_size=2000)
    return changed


def _kinds(drafts: Sequence[LotDraft]) -> dict[int, LotKind]:
    tracking = dict(
        Variant.objects.filter(pk__in={draft.variant_id for draft in drafts}).values_list(
            "pk", "product__tracking"
        )
    )
    for draft in drafts:
        if tracking.get(draft.variant_id, Tracking.NONE) == Tracking.NONE:
            raise DomainError(
                "lot.not_tracked",
                _("%(sku)s has no lots. Choose how it is tracked on its product's page first."),
                "variant",
                {"sku": sku_of(draft.variant_id)},
            )
    return {pk: LotKind(kind) for pk, kind in tracking.items()}


def _key(draft: LotDraft) -> Key:
    return draft.company_id, draft.variant_id, draft.number.strip()


def _new(key: Key, draft: LotDraft, kind: LotKind) -> Lot:
    if not key[2]:
        raise DomainError("lot.number", _("Type the lot's number."), "number")
    made_on: dt.date | None = draft.manufactured_on
    if made_on and draft.expires_on and draft.expires_on < made_on:
        raise DomainError(
            "lot.dates", _("It can't expire before it was made. Check the dates."), "expires_on"
        )
    return Lot(
        company_id=draft.company_id,
        variant_id=draft.variant_id,
        kind=kind,
        number=key[2][:60],
        supplier_lot=draft.supplier_lot.strip()[:60],
        note=draft.note,
        **{name: getattr(draft, name) for name in DATES},
    )


def _check_same(lot: Lot, draft: LotDraft) -> None:
    for name in DATES:
        typed, known = getattr(draft, name), getattr(lot, name)
        if typed is not None and typed != known:
            raise DomainError(
                "lot.differs",
                _("Lot %(lot)s is known with another date (%(known)s). Check the label, or correct the lot."),
                name,
                {"lot": lot.number, "known": date_format(known, "SHORT_DATE_FORMAT") if known else "—"},
            )
