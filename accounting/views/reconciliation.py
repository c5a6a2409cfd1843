"""The reconciliation screen: lines of the bank at left, what they may settle at right, all of it by keyboard."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounting.models import Account, BankAccount, BankLine, BankRule, Reconciliation, Tax
from accounting.selectors.candidates import candidates
from accounting.selectors.left_over import reasons_left
from accounting.selectors.workbench import accounts_with_work, find_items, items_by_id, open_lines, standing
from accounting.services.automatic import draft_of
from accounting.services.reconciliation import (
    Plan,
    plan_reconciliation,
    reconcile_bank_lines,
    undo_reconciliation,
)
from accounting.types import ZERO, BankMatchDraft, BookingSplit, Candidate
from erp.crud.access import may_on, narrow, require
from erp.crud.views.base import is_htmx
from erp.errors import DomainError
from erp.frame import toast
from erp.text import typed_decimal

VIEW, ACT = "accounting.view_bankline", "accounting.reconcile_bank"


@dataclass(frozen=True)
class Offer:
    """A candidate with the key that chooses it."""

    key: int
    candidate: Candidate

    @property
    def ids(self) -> str:
        return ",".join(map(str, self.candidate.item_ids))


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """The whole screen, or for htmx its work area, on the account and line that the address names."""
    require(request.user, VIEW)
    line = None
    if line_id := _number(request.GET.get("line")):
        line = get_object_or_404(_lines(request), pk=line_id)
    account_id = line.bank_account_id if line else _number(request.GET.get("account"))
    return _work(request, account_id, line)


@require_GET
def search(request: HttpRequest, pk: int) -> HttpResponse:
    """Open items that the person looks for by hand, as rows to check."""
    line = get_object_or_404(_lines(request), pk=pk)
    require(request.user, VIEW, line)
    query = request.GET.get("q", "")
    return render(
        request,
        "accounting/reconciliation_found.html",
        {"line": line, "items": find_items(line, query), "query": query},
    )


@require_GET
def why(request: HttpRequest, pk: int) -> JsonResponse:
    """By open line of a bank account: why it waits, in a word, and how sure its best proposal is."""
    accounts = narrow(BankAccount.objects.select_related("company"), request.user, VIEW)  # type: ignore[arg-type]
    account = get_object_or_404(accounts, pk=pk)
    require(request.user, VIEW, account)
    return JsonResponse(
        {str(pk): {"tone": one.tone, "label": str(one.label)} for pk, one in reasons_left(account).items()}
    )


@require_POST
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """What would be booked, and what is left over."""
    line = get_object_or_404(_lines(request), pk=pk)
    require(request.user, VIEW, line)
    plan: Plan | None = None
    refusal: DomainError | None = None
    try:
        plan = plan_reconciliation(_draft(request, line))
    except DomainError as error:
        refusal = error
    return render(
        request,
        "accounting/reconciliation_preview.html",
        _preview_context(line, request, plan=plan, refusal=refusal),
    )


@require_POST
def match(request: HttpRequest, pk: int) -> HttpResponse:
    """Reconcile the line and go on to the next one."""
    line = get_object_or_404(_lines(request), pk=pk)
    require(request.user, ACT, line)
    try:
        with transaction.atomic():
            [reconciliation] = reconcile_bank_lines([_draft(request, line)])
    except DomainError as refusal:
        return toast(HttpResponse(headers={"HX-Reswap": "none"}), refusal.message, "error")
    waiting = open_lines(line.bank_account)
    after = next((one for one in waiting if (one.date, one.pk) > (line.date, line.pk)), None)
    response = _work(request, line.bank_account_id, after or next(iter(waiting), None), done=reconciliation)
    return toast(response, _("Reconciled: %(line)s") % {"line": _said(line)}, "success")


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a reconciliation of a bank line back and show the line again."""
    reconciliation = get_object_or_404(Reconciliation.objects.filter(bank_line__in=_lines(request)), pk=pk)
    require(request.user, ACT, reconciliation)
    try:
        with transaction.atomic():
            undo_reconciliation(reconciliation)
    except DomainError as refusal:
        return toast(HttpResponse(headers={"HX-Reswap": "none"}), refusal.message, "error")
    line = get_object_or_404(_lines(request), pk=reconciliation.bank_line_id)
    response = _work(request, line.bank_account_id, line)
    return toast(response, _("Undone: %(line)s") % {"line": _said(line)}, "success")


def _work(
    request: HttpRequest, account_id: int | None, line: BankLine | None, *, done: Reconciliation | None = None
) -> HttpResponse:
    accounts = accounts_with_work(narrow(BankAccount.objects.all(), request.user, VIEW))  # type: ignore[arg-type]
    account = next((one for one in accounts if one.pk == account_id), next(iter(accounts), None))
    context: dict[str, Any] = {"accounts": accounts, "account": account, "done": done}
    if account is not None:
        waiting = open_lines(account)
        line = line or next(iter(waiting), None)
        context |= {"lines": waiting, "line": line, "standing": standing(account)}
        if line is not None:
            context |= _line_context(request, line)
    is_part = is_htmx(request)
    response = render(
        request,
        "accounting/reconciliation_work.html" if is_part else "accounting/reconciliation.html",
        context,
    )
    if is_part and line is not None:
        response.headers["HX-Push-Url"] = f"{reverse('accounting_reconciliation')}?line={line.pk}"
    return response


def _line_context(request: HttpRequest, line: BankLine) -> dict[str, Any]:
    offers = [Offer(key, candidate) for key, candidate in enumerate(candidates(line), 1)]
    items = items_by_id([pk for offer in offers for pk in offer.candidate.item_ids])
    best = offers[0] if offers else None
    chosen = set(best.candidate.item_ids) if best else set()
    return {
        "offers": offers,
        "best": best,
        "rows": [
            {"item": item, "is_chosen": item.pk in chosen}
            for item in sorted(items.values(), key=lambda one: (one.pk not in chosen, one.date, one.pk))
        ],
        "fee": best.candidate.fee if best else ZERO,
        "rule": best.candidate.rule if best else None,
        "taxes": Tax.objects.filter(company=line.company_id, is_active=True, percent__gt=0),
        "accounts_to_book": Account.objects.filter(company=line.company_id, is_active=True).order_by("code"),
        "may_act": may_on(request.user, ACT, line),
        "current": line.reconciliations.filter(undone_at=None).select_related("entry").first()
        if line.is_matched
        else None,
        **_first_preview(request, line, best),
    }


def _first_preview(request: HttpRequest, line: BankLine, best: Offer | None) -> dict[str, Any]:
    if best is None or line.is_matched:
        return _preview_context(line, request)
    try:
        plan = plan_reconciliation(draft_of(line.pk, best.candidate))
    except DomainError as refusal:
        return _preview_context(line, request, refusal=refusal)
    return _preview_context(line, request, plan=plan)


def _preview_context(
    line: BankLine, request: HttpRequest, *, plan: Plan | None = None, refusal: DomainError | None = None
) -> dict[str, Any]:
    names: dict[str, Account] = {}
    if plan is not None:
        codes = [item.account_code for item in plan.entry.items]
        names = {
            account.code: account
            for account in Account.objects.filter(company=line.company_id, code__in=codes)
        }
    return {
        "line": line,
        "plan": plan,
        "refusal": refusal,
        "may_act": may_on(request.user, ACT, line),
        "preview_rows": [
            {
                "account": names.get(item.account_code, item.account_code),
                "debit": item.debit,
                "credit": item.credit,
            }
            for item in (plan.entry.items if plan else ())
        ],
    }


def _lines(request: HttpRequest) -> Any:
    found = BankLine.objects.select_related(
        "bank_account__account", "bank_account__journal", "statement", "company"
    )
    return narrow(found, request.user, VIEW)  # type: ignore[arg-type]


def _draft(request: HttpRequest, line: BankLine) -> BankMatchDraft:
    """What the person chose. Raises `DomainError` "reconciliation.fee" or "reconciliation.split" for what is no amount."""
    posted = request.POST
    fee = _amount(posted.get("fee", ""))
    if fee is None:
        raise DomainError("reconciliation.fee", _("The fee is an amount with at most two decimals."), "fee")
    ids = [_number(text) or 0 for text in posted.getlist("items")]
    rest = posted.get("rest", "")
    is_account = rest == "account"
    rule_id = _number(posted.get("rule"))
    return BankMatchDraft(
        line.pk,
        tuple(dict.fromkeys(ids)),
        fee_amount=fee,
        remainder_account=posted.get("remainder_account", "") if is_account else "",
        remainder_tax_id=_number(posted.get("remainder_tax")) if is_account else None,
        keep_open=rest == "open",
        is_exchange=rest == "exchange",
        splits=_splits(request, line),
        score=_score(posted.get("score")),
        reasons=tuple(text[:200] for text in posted.getlist("reason")[:9]),
        rule_id=rule_id if rule_id and _is_rule_of(line, rule_id) else None,
    )


def _splits(request: HttpRequest, line: BankLine) -> tuple[BookingSplit, ...]:
    sign = 1 if line.amount > 0 else -1
    posted = request.POST
    found = []
    for account, typed, tax in zip(
        posted.getlist("split_account"),
        posted.getlist("split_amount"),
        posted.getlist("split_tax"),
        strict=False,
    ):
        if not account and not typed:
            continue
        amount = _amount(typed)
        if not amount or not account:
            raise DomainError(
                "reconciliation.split", _("Each part needs an account and an amount."), "split_amount"
            )
        found.append(BookingSplit(account, sign * amount, _number(tax)))
    return tuple(found)


def _is_rule_of(line: BankLine, pk: int) -> bool:
    return BankRule.objects.filter(pk=pk, company=line.company_id).exists()


def _amount(typed: str) -> Decimal | None:
    """What was typed as an amount, zero for nothing, None for what is none."""
    try:
        amount = typed_decimal(typed) or ZERO
    except InvalidOperation:
        return None
    exponent = amount.as_tuple().exponent
    return amount if isinstance(exponent, int) and exponent >= -2 and abs(amount) < 10**12 else None


def _score(text: str | None) -> int | None:
    score = _number(text)
    return score if score is not None and score <= 100 else None


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None


def _said(line: BankLine) -> str:
    return line.counterparty or line.description[:60] or line.statement.identification
