"""Lower of cost and market: stock worth less than it cost is depreciated at year end, and taken back when it is not."""

from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from accounting.choices import AccountRole, JournalCode
from accounting.selectors.chart import account_codes, code_of
from accounting.services.ledger import post_entries
from accounting.types import EntryDraft, ItemDraft
from erp.documents import kind_of, lock_documents, transition
from erp.errors import DomainError
from erp.money import round_money
from inventory.lifecycles import CANCELLED, POSTED
from inventory.models import Depreciation, DepreciationLine
from inventory.selectors.valuation import value_by_variant
from inventory.services.locking import lock_positions

ZERO = Decimal(0)


def post_depreciations(documents: Sequence[Depreciation]) -> list[Depreciation]:
    """Compare what articles cost at the end of the document's day with what they would fetch, and book how much more or
    less depreciation that needs than was booked before: debit 6817 / credit 397, or debit 397 / credit 7817.

    The stock account keeps the cost. Raises `DomainError` "transition.refused", "depreciation.empty",
    "depreciation.later" (a later one is posted already), and what `post_entries` raises.
    """
    with transaction.atomic():
        locked = lock_documents(documents, "company")
        for document in sorted(locked, key=lambda one: (one.date, one.pk)):
            _post(document)
        transition(locked, POSTED)
    return locked


def drop_depreciations(documents: Sequence[Depreciation]) -> None:
    """Drafts that come to nothing."""
    with transaction.atomic():
        transition(lock_documents(documents), CANCELLED)


def depreciation_needed(document: Depreciation) -> list[DepreciationLine]:
    """The lines with what they need as things stand: cost at the day, whole depreciation, change. Not saved."""
    lines = list(document.lines.select_related("variant").order_by("pk"))
    values = value_by_variant(
        document.company, document.date, variant_ids=[line.variant_id for line in lines]
    )
    booked = dict(
        DepreciationLine.objects.filter(
            company=document.company_id,
            depreciation__status=POSTED,
            variant__in=[line.variant_id for line in lines],
        )
        .order_by()
        .values_list("variant_id")
        .annotate(Sum("change"))
    )
    for line in lines:
        line.quantity, line.amount = values.get(line.variant_id, (ZERO, ZERO))
        market = round_money(max(line.quantity, ZERO) * line.market_value, document.company.currency_id)
        line.required = max(line.amount - market, ZERO)
        line.change = line.required - booked.get(line.variant_id, ZERO)
    return lines


def _post(document: Depreciation) -> None:
    variant_ids = list(document.lines.values_list("variant_id", flat=True))
    if not variant_ids:
        raise DomainError(
            "depreciation.empty", _("Enter the articles and what one of them would fetch."), "lines"
        )
    lock_positions((document.company_id, variant_id) for variant_id in variant_ids)
    if Depreciation.objects.filter(
        company=document.company_id,
        status=POSTED,
        date__gt=document.date,
        lines__variant__in=variant_ids,
    ).exists():
        raise DomainError(
            "depreciation.later",
            _("A later depreciation of one of these articles is posted already. Date this one after it."),
            "date",
        )
    lines = depreciation_needed(document)
    DepreciationLine.objects.bulk_update(lines, ["quantity", "amount", "required", "change"])
    more = sum((line.change for line in lines if line.change and line.change > 0), ZERO)
    less = -sum((line.change for line in lines if line.change and line.change < 0), ZERO)
    if not more and not less:
        return
    codes = account_codes({document.company_id})

    def code(role: AccountRole) -> str:
        return code_of(codes, document.company_id, role)

    items = []
    if more:
        items += [
            ItemDraft(code(AccountRole.DEPRECIATION_CHARGE), debit=more),
            ItemDraft(code(AccountRole.STOCK_DEPRECIATION), credit=more),
        ]
    if less:
        items += [
            ItemDraft(code(AccountRole.STOCK_DEPRECIATION), debit=less),
            ItemDraft(code(AccountRole.DEPRECIATION_BACK), credit=less),
        ]
    [entry] = post_entries(
        [
            EntryDraft(
                company_id=document.company_id,
                journal_code=JournalCode.MISC,
                date=document.date,
                label=document.label,
                items=items,
                source_kind=kind_of(document),
                source_id=document.pk,
            )
        ]
    )
    Depreciation.objects.filter(pk=document.pk).update(entry=entry)
