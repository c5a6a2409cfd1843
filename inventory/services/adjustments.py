"""Changes in value without a move, each with its entry."""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext

from accounting.choices import JournalCode
from accounting.models import Entry
from accounting.selectors.chart import first_open_days
from accounting.services.ledger import post_entries
from accounting.types import EntryDraft
from erp.models import Company
from inventory.choices import AdjustmentKind
from inventory.models import ValueAdjustment
from inventory.services.bookkeeping import Legs, accounts_of, styles_of
from inventory.services.holdings import Holding
from inventory.services.layers import write_layers

ZERO = Decimal(0)
BATCH = 5000
LATE = frozenset({AdjustmentKind.LANDED_COST, AdjustmentKind.PRICE_DIFFERENCE})

# What has one entry: company, kind and id of the source document, day, label.
Document = tuple[int, str, int | None, dt.date, str]


@dataclass(frozen=True)
class AdjustmentDraft:
    """`date`: the day asked for; in a closed period it becomes the first day of the first open one after it.

    `gone_amount`: of a late cost, what belongs to goods that are gone; `to_variance`: because the stock's cost is fixed.
    """

    company_id: int
    variant_id: int
    kind: AdjustmentKind
    amount: Decimal
    date: dt.date
    label: str
    layer_id: int | None = None
    gone_amount: Decimal = ZERO
    to_variance: bool = False
    key: str = ""
    source_kind: str = ""
    source_id: int | None = None


def write_adjustments(
    drafts: Sequence[AdjustmentDraft], holdings: Iterable[Holding] = ()
) -> list[ValueAdjustment]:
    """Write adjustments, what became of the layers in `holdings`, and one entry per source document and day.

    A constant number of statements. The caller holds the positions' locks. A closed period is never touched: what falls
    into one goes to the first open day after it, and its label says so.
    """
    write_layers([layer for holding in holdings for layer in holding.touched.values()])
    if not drafts:
        return []
    days = first_open_days((draft.company_id, draft.date) for draft in drafts)
    documents = {draft: _document(draft, days[draft.company_id, draft.date]) for draft in drafts}
    entries = _post(drafts, documents)
    now = timezone.now()
    return ValueAdjustment.objects.bulk_create(
        [
            ValueAdjustment(
                company_id=draft.company_id,
                variant_id=draft.variant_id,
                kind=draft.kind,
                layer_id=draft.layer_id,
                amount=draft.amount,
                gone_amount=draft.gone_amount,
                date=documents[draft][3],
                postponed_from=draft.date if documents[draft][3] != draft.date else None,
                done_at=now,
                label=documents[draft][4][:200],
                key=draft.key,
                source_kind=draft.source_kind,
                source_id=draft.source_id,
                entry=entries.get(documents[draft]) if draft.amount or draft.gone_amount else None,
            )
            for draft in drafts
        ],
        batch_size=BATCH,
    )


def postponed(label: str, asked: dt.date, day: dt.date) -> str:
    """The label of what should have stood on the day `asked`, in a period that is closed."""
    if asked == day:
        return label
    return gettext("%(label)s (of %(date)s, in a closed period)") % {
        "label": label,
        "date": asked.isoformat(),
    }


def currencies(company_ids: Collection[int]) -> dict[int, str]:
    """The currency that each company values its stock in. One query."""
    return dict(Company.objects.filter(pk__in=set(company_ids)).values_list("pk", "currency_id"))


def _document(draft: AdjustmentDraft, day: dt.date) -> Document:
    label = postponed(draft.label, draft.date, day)
    return draft.company_id, draft.source_kind, draft.source_id, day, label


def _post(
    drafts: Sequence[AdjustmentDraft], documents: dict[AdjustmentDraft, Document]
) -> dict[Document, Entry]:
    companies = {draft.company_id for draft in drafts}
    accounts = accounts_of(companies, {draft.variant_id for draft in drafts})
    styles = styles_of(companies)
    legs: dict[Document, Legs] = {}
    for draft in drafts:
        document = documents[draft]
        leg = legs.setdefault(document, Legs(draft.company_id, styles[draft.company_id], accounts))
        if draft.kind in LATE:
            leg.add_late_cost(
                draft.variant_id, draft.amount, draft.gone_amount, to_variance=draft.to_variance
            )
        else:
            leg.add_variance(draft.variant_id, draft.amount)
    posted = [document for document, leg in legs.items() if leg.items()]
    entries = post_entries(
        [
            EntryDraft(
                company_id=document[0],
                journal_code=JournalCode.STOCK,
                date=document[3],
                label=document[4],
                items=legs[document].items(),
                source_kind=document[1],
                source_id=document[2],
            )
            for document in posted
        ]
    )
    return dict(zip(posted, entries, strict=True))
