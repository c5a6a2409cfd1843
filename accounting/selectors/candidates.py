"""Which open items may explain a bank line, how likely, and why."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from django.utils import formats
from django.utils.translation import gettext, ngettext

from accounting.choices import AccountKind, CandidateKind
from accounting.models import BankLine, BankRule, Item, PaymentProvider
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
from accounting.selectors.bank_rules import fits, rules_of
from accounting.selectors.match_index import MOST_ALIKE, OpenItems, open_items
from accounting.types import ZERO, BookingRule, Candidate, Reason

PAYOUT_DAYS = 60
MOST_CANDIDATES = 9
LEAST_SCORE = 25
# What a rule that its user tried and switched on says.
RULE_SCORE = 90
CERTAIN_SCORE = 85


def candidates(line: BankLine) -> list[Candidate]:
    """Proposals for a bank line, best first, at most nine; a score of 100 says that everything speaks for it."""
    return proposals([line])[line.pk]


def proposals(lines: Sequence[BankLine], *, index: OpenItems | None = None) -> dict[int, list[Candidate]]:
    """Proposals for bank lines of one bank account, by line; in as many queries for fifty as for one.

    With an `index` of all open items, for a run over many lines. Payouts of a provider that a line does not name are
    then left out: without the name they are never certain, and to try them takes long.
    """
    waiting = [line for line in lines if not line.is_matched and line.amount]
    found: dict[int, list[Candidate]] = {line.pk: [] for line in lines}
    if not waiting:
        return found
    first = waiting[0]
    providers = list(PaymentProvider.objects.filter(company=first.company_id, is_active=True))
    partners = _partners_of_ibans(waiting)
    rules = rules_of(first.company_id)
    for line in waiting:
        items = index or open_items(
            line.company_id, line.currency_id, line.company.currency_id, around=line.date
        )
        text = _Text(line, items)
        known = partners.get(line.counterparty_iban, set())
        singles = _singles(line, items, text, known, is_thorough=index is None)
        # Where one item is found, no sum of others is looked for, which takes longest.
        is_found = _is_found(singles)
        found[line.pk] = _best(
            [
                *_rule(line, rules, text),
                *_all_payouts(line, items, providers, text, is_thorough=index is None),
                *singles,
                *_sums(
                    line, items, text, set() if is_found else known | items.partners_named(text.words), known
                ),
            ]
        )
    return found


class _Text:
    """Everything the bank says about a line, and what of the open items it names."""

    def __init__(self, line: BankLine, items: OpenItems) -> None:
        parts = [line.description, line.counterparty, line.reference, line.end_to_end_id]
        for detail in line.details:
            parts += [str(value) for key, value in detail.items() if key != "amount" and value]
        self.squeezed = "".join(f" {squeeze(part)} " for part in parts)
        self.words = words(" ".join(parts))
        self.references = items.mentioned(part for part in parts if part)
        self.exact = {squeeze(line.end_to_end_id)} - {""}


def _partners_of_ibans(lines: Sequence[BankLine]) -> dict[str, set[int]]:
    """By IBAN: partners whose items were settled by earlier lines from the same account."""
    ibans = {line.counterparty_iban for line in lines} - {""}
    found: dict[str, set[int]] = defaultdict(set)
    if not ibans:
        return found
    rows = (
        Item.objects.filter(
            partner__isnull=False,
            entry__reconciliation__undone_at=None,
            entry__reconciliation__bank_line__company=lines[0].company_id,
            entry__reconciliation__bank_line__counterparty_iban__in=ibans,
        )
        .values_list("entry__reconciliation__bank_line__counterparty_iban", "partner_id")
        .distinct()
    )
    for iban, partner_id in rows:
        found[iban].add(partner_id)
    return found


def _rule(line: BankLine, rules: Sequence[BankRule], text: _Text) -> list[Candidate]:
    rule = next((one for one in rules if fits(one, line, text.words)), None)
    if rule is None:
        return []
    reason = Reason(gettext("Your rule “%(rule)s”") % {"rule": rule.name}, RULE_SCORE)
    return [
        Candidate(
            CandidateKind.RULE,
            f"{rule.name} · {rule.account}",
            RULE_SCORE,
            (reason,),
            (),
            rule=BookingRule(rule.pk, rule.account.code, rule.tax_id, rule.partner_id, rule.label),
        )
    ]


def _all_payouts(
    line: BankLine, items: OpenItems, providers: Sequence[PaymentProvider], text: _Text, *, is_thorough: bool
) -> list[Candidate]:
    called = {provider.pk: _called(text, provider) for provider in providers}
    found: list[Candidate] = []
    for provider in providers:
        # A line that names one provider is no payout of another.
        if called[provider.pk] or (is_thorough and not any(called.values())):
            held = [_towards(item, line) for item in items.by_account.get(provider.clearing_account_id, ())]
            found += _payouts(line, abs(line.amount), provider, held, text, called[provider.pk])
    return found


def _towards(item: OpenItem, line: BankLine) -> OpenItem:
    """The item as the line sees it: positive where it goes the line's way."""
    return item if line.amount > 0 else replace(item, amount=-item.amount)


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
    quoted = [item for item in held if item.pk in text.references]
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
    line: BankLine, items: OpenItems, text: _Text, partners: set[int], *, is_thorough: bool
) -> list[Candidate]:
    """Items that have the line's amount, that it names, or whose partner it names.

    The partner's others are left out of a run where one of the first two is certain: none of them could be its rival.
    """
    alike = items.of_amount(line.amount)
    near = sorted(alike, key=lambda item: abs((line.date - item.date).days))[:MOST_ALIKE]
    pool = {item.pk: item for item in near} | {pk: items.by_pk[pk] for pk in text.references}
    found = _scored(pool.values(), line, text, partners)
    if not is_thorough and _is_found(found):
        return found
    others: dict[int, OpenItem] = {}
    for partner_id in partners | items.partners_named(text.words):
        others |= {item.pk: item for item in items.by_partner.get(partner_id, ())[-MOST_ALIKE:]}
    return [
        *found,
        *_scored((item for pk, item in others.items() if pk not in pool), line, text, partners),
    ]


def _is_found(candidates: Sequence[Candidate]) -> bool:
    """Whether the line names one of them and pays it to the cent."""
    return any(one.score >= CERTAIN_SCORE and not one.difference for one in candidates)


def _scored(pool: Iterable[OpenItem], line: BankLine, text: _Text, partners: set[int]) -> list[Candidate]:
    amount = abs(line.amount)
    found = []
    for seen in pool:
        item = _towards(seen, line)
        if item.amount <= 0 or item.account_kind == AccountKind.CLEARING:
            continue
        reasons = []
        if item.amount == amount:
            reasons.append(Reason(gettext("Exact amount"), 45))
        reasons += _reference_reasons(item, text)
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


def _reference_reasons(item: OpenItem, text: _Text) -> list[Reason]:
    quoted = text.references.get(item.pk, "")
    if not quoted:
        return []
    if text.exact & {squeeze(reference) for reference in item.references}:
        return [Reason(gettext("“%(reference)s” is the payment's reference") % {"reference": quoted}, 50)]
    return [Reason(gettext("“%(reference)s” in the text") % {"reference": quoted}, 40)]


def _sums(
    line: BankLine, items: OpenItems, text: _Text, searched: set[int], partners: set[int]
) -> list[Candidate]:
    """Several items at once: all those that the text names, or some of a searched partner's that make the amount."""
    amount = abs(line.amount)
    found = []
    named = [_towards(items.by_pk[pk], line) for pk in sorted(text.references)]
    quoted = [item for item in named if item.amount and item.account_kind != AccountKind.CLEARING]
    if len(quoted) > 1:
        total = sum((item.amount for item in quoted), ZERO)
        reasons = [Reason(gettext("All %(count)d are named in the text") % {"count": len(quoted)}, 45)]
        if total == amount:
            reasons.append(Reason(gettext("Together exactly the amount"), 50))
        found.append(_together(quoted, reasons, amount - total))
    for partner_id in searched:
        members = [
            _towards(item, line)
            for item in items.by_partner.get(partner_id, ())
            if item.amount and item.account_kind != AccountKind.CLEARING
        ]
        if len(members) < 2:
            continue
        reasons = _partner_reasons(members[0], text, partners)
        if not reasons:
            continue
        # All of a partner's open items at once is what a customer who pays by statement sends.
        chosen = (
            list(range(len(members)))
            if sum((item.amount for item in members), ZERO) == amount
            else subset_sum([int(item.amount.scaleb(2)) for item in members], int(amount.scaleb(2)))
        )
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
        # Of the same items, the proposal that speaks louder; a rule has none.
        kept.setdefault(frozenset(candidate.item_ids), candidate)
    return [candidate for candidate in kept.values() if candidate.score >= LEAST_SCORE][:MOST_CANDIDATES]
