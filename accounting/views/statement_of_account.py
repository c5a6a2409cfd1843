"""The bank reconciliation statement on screen and on paper."""

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_GET

from accounting.models import BankAccount
from accounting.selectors.bank_reconciliation import bank_reconciliation
from erp.crud.access import narrow, require

VIEW = "accounting.view_bankline"


@require_GET
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """The account's balance at the bank and in the books on a day, with the items that explain the difference."""
    require(request.user, VIEW)
    accounts = narrow(BankAccount.objects.select_related("company", "account"), request.user, VIEW)  # type: ignore[arg-type]
    account = get_object_or_404(accounts, pk=pk)
    require(request.user, VIEW, account)
    date = _date(request.GET.get("date", ""))
    return render(
        request,
        "accounting/bank_reconciliation.html",
        {"account": account, "asked": date, "it": bank_reconciliation(account, date)},
    )


def _date(text: str) -> dt.date:
    try:
        return parse_date(text) or timezone.localdate()
    except ValueError:
        return timezone.localdate()
