"""Whether the books are what they were: the chain of posted entries, checked on demand."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounting.models import ChainHead
from accounting.selectors.chain import check_chain, unchained
from accounting.services.screens import CHECK_CHAIN
from erp.crud.access import require
from erp.crud.registry import record_url
from erp.jobs import start_job
from erp.scope import current_scope

VIEW = "accounting.view_chainlink"
# More links than these take longer to follow than a person waits.
MOST_AT_ONCE = 10_000


@require_http_methods(["GET", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """The end of the active company's chain; after a POST what following it found."""
    require(request.user, VIEW)
    company = current_scope().active_company
    head = ChainHead.objects.filter(company=company).first()
    context: dict[str, Any] = {"company": company, "head": head, "waiting": unchained(company.pk)}
    if request.method == "POST":
        if head is not None and head.position > MOST_AT_ONCE:
            job = start_job(CHECK_CHAIN)
            messages.success(
                request, _("The chain is being followed. You find what it says here when it is done.")
            )
            return HttpResponseRedirect(record_url(job) or request.path)
        context["report"] = check_chain(company.pk)
    return render(request, "accounting/chain.html", context)
