"""Who is to be reminded today, and the letters."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from accounting.models import DunningLevel, Reminder
from accounting.services.dunning import due_reminders, propose_reminders
from accounting.services.reminder_letters import letter_pdfs
from erp.crud.access import narrow, require
from erp.errors import DomainError
from erp.scope import current_scope

VIEW, PROPOSE = "accounting.view_reminder", "accounting.propose_reminder"


@require_http_methods(["GET", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """What would be proposed today; a POST proposes it."""
    require(request.user, VIEW)
    company_id, today = current_scope().active_id, timezone.localdate()
    if request.method == "POST":
        require(request.user, PROPOSE)
        try:
            with transaction.atomic():
                made = propose_reminders(company_id, today)
        except DomainError as refusal:
            messages.error(request, refusal.message)
            return redirect("accounting_dunning")
        messages.success(
            request,
            ngettext(
                "%(count)d reminder proposed. Look at it, then send it.",
                "%(count)d reminders proposed. Look at them, then send them.",
                len(made),
            )
            % {"count": len(made)},
        )
        return redirect(reverse("accounting.reminder.list") + "?status=draft")
    due = due_reminders(company_id, today)
    return render(
        request,
        "accounting/dunning.html",
        {
            "title": _("Dunning"),
            "due": due,
            "waiting": Reminder.objects.filter(company=company_id, status="draft").count(),
            "has_levels": DunningLevel.objects.filter(company=company_id, is_active=True).exists(),
            "may_propose": request.user.has_perm(PROPOSE),
        },
    )


@require_GET
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """The PDF of a reminder, in its customer's language."""
    require(request.user, VIEW)
    found = narrow(Reminder.objects.select_related("partner", "level", "company"), request.user, VIEW)  # type: ignore[arg-type]
    reminder = get_object_or_404(found, pk=pk)
    require(request.user, VIEW, reminder)
    [content] = letter_pdfs([reminder])
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{reminder.number or f"reminder-{pk}"}.pdf"'
    return response
