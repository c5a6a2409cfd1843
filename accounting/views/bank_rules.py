"""Trying a bank rule on the past."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounting.models import BankRule
from accounting.selectors.bank_rules import try_rule
from accounting.services.bank_rules import record_trials, switch_on
from erp.crud import record_url
from erp.crud.access import may_on, narrow, require

VIEW, LINES, CHANGE = "accounting.view_bankrule", "accounting.view_bankline", "accounting.change_bankrule"


@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """What the rule would have done in the last twelve months; POST switches it on, having seen that."""
    require(request.user, VIEW)
    require(request.user, LINES)
    rules = narrow(BankRule.objects.select_related("account", "bank_account", "company"), request.user, VIEW)  # type: ignore[arg-type]
    rule = get_object_or_404(rules, pk=pk)
    require(request.user, VIEW, rule)
    require(request.user, LINES, rule)
    may_change = may_on(request.user, CHANGE, rule)
    if request.method == "POST":
        require(request.user, CHANGE, rule)
        with transaction.atomic():
            # The page that was seen carries what the rule was then: a change since has to be looked at anew.
            if request.POST.get("seen") == rule.digest:
                record_trials([rule])
                switch_on([rule])
        return redirect(record_url(rule) or "/")
    result = try_rule(rule, today=timezone.localdate())
    return render(
        request, "accounting/bank_rule_trial.html", {"rule": rule, "result": result, "may_change": may_change}
    )
