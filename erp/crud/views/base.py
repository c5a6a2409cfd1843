"""What every generic view does: rights at the door, records of the scope alone, refusals in words."""

from typing import Any, ClassVar
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views import View

from erp.crud.access import RightMissing, require
from erp.crud.resource import Resource
from erp.errors import DomainError
from erp.frame import toast
from erp.models import User
from erp.scope import current_scope, scope_or_none


class ResourceView(View):
    """Base of the generic views. `resource` is given by the URL; `verb` is the right that is asked for at the door."""

    resource: Resource = None  # type: ignore[assignment]
    verb: ClassVar[str] = "view"
    user: User

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        # Who is not signed in was sent to the sign-in page before any view runs (`LoginRequiredMiddleware`).
        self.user = request.user  # type: ignore[assignment]
        if scope_or_none() is None or current_scope().active is None:
            raise RightMissing(self.resource.permission(self.verb))
        try:
            self.check_rights()
            return super().dispatch(request, *args, **kwargs)
        except DomainError as refusal:
            return self.refused(refusal)

    def check_rights(self) -> None:
        permission = self.resource.permission(self.verb)
        if self.verb != "view":
            require(self.user, permission)
        elif not self.resource.may_view(self.user):
            raise RightMissing(permission)

    def get_record(self, pk: int) -> Any:
        """The record of that key that the person may see. Raises `Http404`."""
        record = self.resource.records_for(self.user).filter(pk=pk).first()
        if record is None:
            raise Http404(_("There is no such record, or it belongs to a company you do not see."))
        return record

    def refused(self, refusal: DomainError) -> HttpResponse:
        """A refusal that no form shows: a message where the person is, or back where the person was."""
        said = f"{refusal.message} ({refusal.code})"
        if is_htmx(self.request):
            return toast(HttpResponse(headers={"HX-Reswap": "none"}), said, "error")
        messages.error(self.request, said)
        return HttpResponseRedirect(self.way_back())

    def way_back(self) -> str:
        """The page of ours that the person came from, else the list."""
        referrer = urlsplit(self.request.headers.get("Referer", ""))
        if referrer.netloc == self.request.get_host() and referrer.path != self.request.path:
            return referrer.path + (f"?{referrer.query}" if referrer.query else "")
        return self.resource.list_url()

    def context(self, **more: Any) -> dict[str, Any]:
        return {"resource": self.resource, **more}

    def render(self, template: str, status: int = 200, **more: Any) -> HttpResponse:
        return render(self.request, template, self.context(**more), status=status)


def is_htmx(request: HttpRequest) -> bool:
    """Whether a part of the page was asked for (a boosted link or a restored page is a whole page)."""
    details: Any = getattr(request, "htmx", None)
    return bool(details) and not details.boosted and not details.history_restore_request


def go(url: str) -> HttpResponse:
    """Send the browser to `url` from an answer to htmx."""
    return HttpResponse(status=204, headers={"HX-Redirect": url})
