"""What the frame's buttons do: switch company, keep a favourite, look at running jobs, choose theme and language."""

from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render, resolve_url
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from erp.crud.registry import resources
from erp.frame import toast
from erp.middleware import ACTIVE_COMPANY, GROUP_VIEW
from erp.scope import open_scope
from erp.services import people
from erp.text import whole_number
from erp.views.session import safe_next


@require_POST
def switch_company(request: HttpRequest) -> HttpResponse:
    """Work in another company, or look at all of them; the page stays when it can be seen from there."""
    chosen = request.POST.get("company", "")
    companies = request.companies  # type: ignore[attr-defined]
    if chosen == "group":
        request.session[GROUP_VIEW] = True
        seen = list(companies)
        active = request.active_company.pk if request.active_company else None  # type: ignore[attr-defined]
        messages.info(request, _("Lists show all your companies now."))
    elif (active := whole_number(chosen)) in companies and active is not None:
        request.session[ACTIVE_COMPANY], request.session[GROUP_VIEW] = active, False
        seen = [active]
        messages.info(request, _("You work in %(company)s now.") % {"company": companies[active].name})
    else:
        raise PermissionDenied
    user: Any = request.user
    with open_scope(actor=user, companies=seen, active=active, source="screen", is_system=user.is_superuser):
        return HttpResponseRedirect(nearest(safe_next(request, resolve_url("home"))))


def nearest(url: str) -> str:
    """`url`, or the list above it when it shows a record that this scope does not."""
    path = urlsplit(url).path
    for resource in resources.values():
        above = resource.list_url()
        first = path.removeprefix(above).split("/")[0] if path.startswith(above) else ""
        if (pk := whole_number(first)) is not None:
            return url if resource.get_queryset().filter(pk=pk).exists() else above
        if path == above:
            return path
    return url


@require_POST
def favourite(request: HttpRequest) -> HttpResponse:
    """Keep or drop the screen; the star and the menu are drawn anew."""
    url, label = request.POST.get("url", ""), request.POST.get("label", "")
    kept = people.toggle_favourite(request.user, url=url, label=label)  # type: ignore[arg-type]
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(safe_next(request, url))
    response = render(
        request, "erp/star_swapped.html", {"star_url": url, "star_label": label, "is_kept": kept}
    )
    return toast(response, _("Kept in the menu.") if kept else _("Taken out of the menu."), "success")


@require_GET
def jobs(request: HttpRequest) -> HttpResponse:
    """My running and failed jobs, as the top bar shows them."""
    return render(request, "erp/jobs.html", {"is_open": "open" in request.GET})


@require_POST
def preferences(request: HttpRequest) -> HttpResponse:
    given = request.POST
    density = given.get("density")
    people.set_preferences(
        request.user,  # type: ignore[arg-type]
        language=given.get("language"),
        theme=given.get("theme"),
        is_dense=density == "dense" if density else None,
    )
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponse(status=204)
    return HttpResponseRedirect(safe_next(request, resolve_url("home")))
