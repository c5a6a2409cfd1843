"""Which open items may explain a bank line, how likely, and why."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from django.utils import formats
from django.utils.translation import gettext, ngettext

from accounting.choices import AccountKind, CandidateKind
from accounting.models import BankLine, Item, PaymentProvider
from accounting.scoring import (
    FeeModel,
    OpenItem,
    Payout,
    mentions,
    names,
    payout_subset,
    payout_windows,
    squeeze,
    subset_sum,
    words,
)
from accounting.types import ZERO, Candidate, Reason

# Items older than this are not proposed by themselves; they are still found by search.
DAYS_BACK = 400
MOST_ITEMS = 3000
PAYOUT_DAYS = 60
MOST_CANDIDATES = 9
LEAST_SCORE = 25


def candidates(line: BankLine) -> list[Candidate]:
    """Proposals for a bank line, best first, at most nine; a score of 100 says that everything speaks for it."""
    if line.is_matched or not line.amount:
        return []
    amount, items = abs(line.amount), _open_items(line)
    text = _Text(line)
    found: list[Candidate] = []
    providers = list(PaymentProvider.objects.filter(company=line.company_id, is_active=True))
    called = {provider.pk: _called(text, provider) for provider in providers}
    for provider in providers:
        # A line that names one provider is no payout of another.
        if called[provider.pk] or not any(called.values()):
            held = [item for item in items if item.account_id == provider.clearing_account_id]
            found += _payouts(line, amount, provider, held, text, called[provider.pk])
    others = [item for item in items if item.account_kind != AccountKind.CLEARING]
    partners = _partners_of_iban(line)
    found += _singles(line, amount, others, text, partners)
    found += _sums(line, amount, others, text, partners)
    return _best(found)


class _Text:
    """Everything the bank says about a line, ready to be searched."""

    def __init__(self, line: BankLine) -> None:
        parts = [line.description, line.counterparty, line.reference, line.end_to_end_id]
        for detail in line.details:
            parts += [str(value) for key, value in detail.items() if key != "amount" and value]
        self.squeezed = "".join(f" {squeeze(part)} " for part in parts)
        self.words = words(" ".join(parts))

    def mentions(self, references: Sequence[str]) -> str:
        """The first of the references that the text mentions."""
        return next((reference for reference in references if mentions(self.squeezed, reference)), "")


def _open_items(line: BankLine) -> list[OpenItem]:
    sign = 1 if line.amount > 0 else -1
    rows = (
        Item.objects.filter(
            company=line.company_id,
            is_open=True,
            date__gte=line.date - dt.timedelta(days=DAYS_BACK),
            date__lte=line.date + dt.timedelta(days=5),
        )
        .order_by("-date", "-pk")
        .values_list(
            "pk",
            "residual",
            "date",
            "account_id",
            "account__kind",
            "partner_id",
            "partner__name",
            "label",
            "entry__reference",
            "entry__invoice__number",
            "entry__invoice__shop_reference",
            "entry__invoice__order_reference",
            "entry__payment__invoice__number",
            "entry__payment__invoice__shop_reference",
        )[:MOST_ITEMS]
    )
    return [
        OpenItem(
            pk=row[0],
            amount=(row[1] or ZERO) * Decimal(sign),
            date=row[2],
            account_id=row[3],
            account_kind=row[4],
            partner_id=row[5],
            partner_name=row[6] or "",
            label=row[7],
            references=tuple(dict.fromkeys(filter(None, row[8:]))),
        )
        for row in reversed(rows)
    ]


def _partners_of_iban(line: BankLine) -> set[int]:
    """Partners whose items were settled by earlier lines from the same account."""
    if not line.counterparty_iban:
        return set()
    return set(
        Item.objects.filter(
            partner__isnull=False,
            entry__reconciliation__undone_at=None,
            entry__reconciliation__bank_line__company=line.company_id,
            entry__reconciliation__bank_line__counterparty_iban=line.counterparty_iban,
        ).values_list("partner_id", flat=True)
    )


def _payouts(
    line: BankLine,
    amount: Decimal,
    provider: PaymentProvider,
    held: Sequence[OpenItem],
    text: _Text,
    called: str,
) -> list[Candidate]:
    start = line.date - dt.timedelta(days=PAYOUT_DAYS)
    held = [item for item in held if start <= item.date <= line.date]
    if not held:
        return []
    fees = FeeModel(provider.fee_percent, provider.fee_fixed)
    proposals = list(payout_windows(held, amount, fees))
    quoted = [item for item in held if text.mentions(item.references)]
    if quoted:
        gross = sum((item.amount for item in quoted), ZERO)
        if 0 <= gross - amount <= gross / 4:
            proposals.append(
                Payout(tuple(quoted), gross - amount, sum((fees.of(item) for item in quoted), ZERO))
            )
    if not any(payout.fee == payout.expected_fee for payout in proposals):
        subset = payout_subset(held, amount, fees)
        if subset is not None:
            proposals.append(subset)
    return [
        _payout(line, provider, payout, called, bool(quoted) and set(quoted) == set(payout.items), held)
        for payout in proposals
    ]


def _called(text: _Text, provider: PaymentProvider) -> str:
    """The name by which the text calls the provider, if it does."""
    return next(
        (
            name
            for name in [provider.name, *provider.statement_names]
            if name and (names(text.words, name) or mentions(text.squeezed, name))
        ),
        "",
    )


def _payout(
    line: BankLine,
    provider: PaymentProvider,
    payout: Payout,
    called: str,
    is_quoted: bool,
    held: Sequence[OpenItem],
) -> Candidate:
    reasons = []
    if called:
        reasons.append(Reason(gettext("“%(name)s” in the text") % {"name": called}, 30))
    reasons.append(_fee_reason(payout, is_known=bool(provider.fee_percent or provider.fee_fixed)))
    if is_quoted:
        reasons.append(Reason(gettext("All payments named by the bank"), 30))
    days = (line.date - payout.last_date).days
    if days <= 14:
        reasons.append(
            Reason(
                ngettext("Last payment %(days)d day before", "Last payment %(days)d days before", days)
                % {"days": days},
                10 if days <= 10 else 5,
            )
        )
    if payout.items[0].pk == held[0].pk:
        reasons.append(Reason(gettext("Starts with the oldest payment that is open"), 10))
    first, last = (
        formats.date_format(day, "SHORT_DATE_FORMAT") for day in (payout.items[0].date, payout.last_date)
    )
    count = len(payout.items)
    title = ngettext("%(provider)s: %(count)d payment", "%(provider)s: %(count)d payments", count) % {
        "provider": provider.name,
        "count": count,
    }
    return Candidate(
        CandidateKind.PAYOUT,
        f"{title}, {first}" if first == last else f"{title}, {first} – {last}",
        _score(reasons),
        tuple(reasons),
        tuple(item.pk for item in payout.items),
        fee=payout.fee,
    )


def _fee_reason(payout: Payout, *, is_known: bool) -> Reason:
    if is_known and abs(payout.fee - payout.expected_fee) <= Decimal("0.01"):
        return Reason(gettext("Payments less the usual fee make the amount"), 50)
    if not payout.fee:
        return Reason(gettext("Payments make exactly the amount"), 50 if not is_known else 40)
    if is_known and abs(payout.fee - payout.expected_fee) <= payout.expected_fee / 10:
        return Reason(gettext("Payments less about the usual fee make the amount"), 35)
    return Reason(gettext("Payments less a fee make the amount"), 15)


def _singles(
    line: BankLine, amount: Decimal, items: Sequence[OpenItem], text: _Text, partners: set[int]
) -> list[Candidate]:
    found = []
    for item in items:
        if item.amount <= 0:
            continue
        reasons = []
        if item.amount == amount:
            reasons.append(Reason(gettext("Exact amount"), 45))
        if quoted := text.mentions(item.references):
            reasons.append(Reason(gettext("“%(reference)s” in the text") % {"reference": quoted}, 40))
        reasons += _partner_reasons(item, text, partners)
        if not reasons:
            continue
        if 0 <= (line.date - item.date).days <= 60:
            reasons.append(Reason(gettext("At most two months old"), 5))
        found.append(
            Candidate(
                _kind(item),
                _title(item),
                _score(reasons),
                tuple(reasons),
                (item.pk,),
                difference=amount - item.amount,
            )
        )
    return found


def _sums(
    line: BankLine, amount: Decimal, items: Sequence[OpenItem], text: _Text, partners: set[int]
) -> list[Candidate]:
    """Several items at once: all those that the text names, or some of a partner's that make the amount."""
    found = []
    quoted = [item for item in items if item.amount > 0 and text.mentions(item.references)]
    if len(quoted) > 1:
        total = sum((item.amount for item in quoted), ZERO)
        reasons = [Reason(gettext("All %(count)d are named in the text") % {"count": len(quoted)}, 45)]
        if total == amount:
            reasons.append(Reason(gettext("Together exactly the amount"), 50))
        found.append(_together(quoted, reasons, amount - total))
    by_partner: dict[int, list[OpenItem]] = defaultdict(list)
    for item in items:
        if item.partner_id is not None and item.amount:
            by_partner[item.partner_id].append(item)
    for members in by_partner.values():
        reasons = _partner_reasons(members[0], text, partners)
        if not reasons or len(members) < 2:
            continue
        chosen = subset_sum([int(item.amount.scaleb(2)) for item in members], int(amount.scaleb(2)))
        if chosen is not None and len(chosen) > 1:
            reasons.append(Reason(gettext("Together exactly the amount"), 50))
            found.append(_together([members[index] for index in chosen], reasons, ZERO))
    return found


def _partner_reasons(item: OpenItem, text: _Text, partners: set[int]) -> list[Reason]:
    reasons = []
    if item.partner_id in partners:
        reasons.append(
            Reason(gettext("The account of %(name)s, seen before") % {"name": item.partner_name}, 25)
        )
    if item.partner_name and names(text.words, item.partner_name):
        reasons.append(Reason(gettext("%(name)s in the text") % {"name": item.partner_name}, 20))
    return reasons


def _together(items: Sequence[OpenItem], reasons: Sequence[Reason], difference: Decimal) -> Candidate:
    title = ", ".join(item.references[0] if item.references else item.label for item in items[:3])
    more = len(items) - 3
    if more > 0:
        title = gettext("%(title)s and %(count)d more") % {"title": title, "count": more}
    return Candidate(
        CandidateKind.INVOICE,
        f"{title} · {items[0].partner_name}",
        _score(reasons),
        tuple(reasons),
        tuple(item.pk for item in items),
        difference=difference,
    )


def _kind(item: OpenItem) -> str:
    is_trade = item.account_kind in {AccountKind.RECEIVABLE, AccountKind.PAYABLE}
    return CandidateKind.INVOICE if is_trade and item.references else CandidateKind.ITEMS


def _title(item: OpenItem) -> str:
    return (
        item.label
        if not item.references
        else " · ".join(filter(None, [item.references[0], item.partner_name]))
    )


def _score(reasons: Sequence[Reason]) -> int:
    return min(100, sum(reason.points for reason in reasons))


def _best(found: Sequence[Candidate]) -> list[Candidate]:
    kept: dict[frozenset[int], Candidate] = {}
    for candidate in sorted(found, key=lambda one: (-one.score, abs(one.difference), len(one.item_ids))):
        kept.setdefault(frozenset(candidate.item_ids), candidate)
    return [candidate for candidate in kept.values() if candidate.score >= LEAST_SCORE][:MOST_CANDIDATES]
