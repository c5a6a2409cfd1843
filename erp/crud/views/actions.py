"""Actions on one record, or on a selection."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from erp.crud.acting import MOST_AT_ONCE, action_form, allowed, run_action
from erp.crud.background import start_steps
from erp.crud.declaration import Action
from erp.crud.listing import Listing
from erp.crud.registry import record_url
from erp.crud.views.base import ResourceView, go, is_htmx
from erp.errors import DomainError
from erp.text import whole_number

# What a job takes on: a selection of more is no selection any more.
MOST = 100_000


class _ActionBase(ResourceView):
    """Asks before, where there is something to ask; does it; says what was done and leads on."""

    is_bulk = False

    def find(self, name: str) -> Action:
        action = self.resource.action(name)
        if action is None or not (action.bulk if self.is_bulk else action.single):
            raise Http404(_("There is no such action."))
        return action

    def allowed(self, action: Action, records: Sequence[Any]) -> list[Any]:
        return allowed(self.resource, self.user, action, records)

    def ask(
        self,
        action: Action,
        records: list[Any],
        form: forms.Form | None,
        *,
        where: str,
        refusal: str = "",
        more: Any = None,
        count: int = 0,
    ) -> HttpResponse:
        """`count`: of a selection of which `records` are the first."""
        template = "erp/crud/dialog_action.html" if is_htmx(self.request) else "erp/crud/action.html"
        return self.render(
            template,
            action=action,
            records=records,
            record=records[0] if len(records) == 1 else None,
            count=count or len(records),
            step=MOST_AT_ONCE if count > MOST_AT_ONCE else 0,
            consequences=list(action.preview(records)) if action.preview and not count else [],
            form=form,
            where=where,
            refusal=refusal,
            carried=more or {},
            status=200,
        )

    def do(
        self, action: Action, records: list[Any], *, where: str, back: str, more: Any = None
    ) -> HttpResponse:
        form = action_form(action, self.request.POST, self.request.FILES)
        if form is not None and not form.is_valid():
            return self.ask(action, records, form, where=where, more=more)
        try:
            result = run_action(action, records, dict(form.cleaned_data) if form else {})
        except DomainError as refusal:
            if form is not None and refusal.field in form.fields:
                form.add_error(refusal.field, refusal.message)
                return self.ask(action, records, form, where=where, more=more)
            if action.needs_dialog and is_htmx(self.request):
                return self.ask(action, records, form, where=where, refusal=refusal.message, more=more)
            raise
        messages.success(self.request, self.said(action, records, result))
        url = self.leads_to(action, result) or back
        return go(url) if is_htmx(self.request) else HttpResponseRedirect(url)

    def said(self, action: Action, records: list[Any], result: Any) -> str:
        if action.done:
            text = str(action.done)
            return text % {"count": len(records)} if "%(count)" in text else text
        done = ngettext("%(action)s: %(record)s", "%(action)s: %(count)d records", len(records)) % {
            "action": action.label,
            "record": str(records[0]) if records else "",
            "count": len(records),
        }
        made = _made(result)
        return (
            f"{done} → {', '.join(str(record) for record in made[:5])}"
            if made and not _same(made, records)
            else done
        )

    def leads_to(self, action: Action, result: Any) -> str:
        made = _made(result)
        return record_url(made[0]) if action.follow and len(made) == 1 else ""


class ActionView(_ActionBase):
    """`GET …/<pk>/actions/<name>/` asks, with what will happen; `POST` does it."""

    def get(self, request: HttpRequest, pk: int, name: str) -> HttpResponse:
        action = self.find(name)
        records = self.allowed(action, [self.get_record(pk)])
        return self.ask(action, records, action_form(action), where=self.resource.url("action", pk, name))

    def post(self, request: HttpRequest, pk: int, name: str) -> HttpResponse:
        action = self.find(name)
        records = self.allowed(action, [self.get_record(pk)])
        where, back = self.resource.url("action", pk, name), self.resource.url("detail", pk)
        return self.do(action, records, where=where, back=back)

    def way_back(self) -> str:
        return self.resource.url("detail", self.kwargs["pk"])


class BulkActionView(_ActionBase):
    """`…/actions/<name>/` for a selection: `ids=1,2,3`, or `all=1` with the parameters of the list."""

    is_bulk = True

    def get(self, request: HttpRequest, name: str) -> HttpResponse:
        action = self.find(name)
        ids = self.chosen()
        records = self.first(action, ids)
        many = len(ids) if len(ids) > MOST_AT_ONCE else 0
        return self.ask(
            action, records, action_form(action), where=self.where(name), more=self.carried(), count=many
        )

    def post(self, request: HttpRequest, name: str) -> HttpResponse:
        action = self.find(name)
        ids = self.chosen()
        records = self.first(action, ids)
        if len(ids) > MOST_AT_ONCE:
            return self.do_in_steps(action, ids, records)
        return self.do(action, records, where=self.where(name), back=self.back(), more=self.carried())

    def do_in_steps(self, action: Action, ids: list[int], first: list[Any]) -> HttpResponse:
        """Leave it to a job, which begins with the same checks."""
        form = action_form(action, self.request.POST, self.request.FILES)
        if form is not None and not form.is_valid():
            where = self.where(action.name)
            return self.ask(action, first, form, where=where, more=self.carried(), count=len(ids))
        if self.request.FILES:
            raise DomainError(
                "action.too_many",
                _("At most %(most)d at once: narrow the list, or do it in several steps."),
                params={"most": MOST_AT_ONCE},
            )
        job = start_steps(self.resource, action, ids, self.request.POST)
        messages.success(
            self.request,
            _("%(action)s: %(count)d records are being dealt with in the background.")
            % {"action": action.label, "count": len(ids)},
        )
        url = record_url(job) or self.back()
        return go(url) if is_htmx(self.request) else HttpResponseRedirect(url)

    def where(self, name: str) -> str:
        return self.resource.url("bulk", name)

    def back(self) -> str:
        """The list as it was."""
        return self.way_back()

    def carried(self) -> dict[str, str]:
        given = self.request.POST if self.request.method == "POST" else self.request.GET
        query = given.get("query", "")
        if not query and given.get("all"):
            rest = given.copy()
            rest.pop("all", None)
            query = rest.urlencode()
        return {
            "ids": given.get("ids", "") if not given.get("all") else "",
            "all": given.get("all", ""),
            "query": query,
        }

    def chosen(self) -> list[int]:
        """The keys of what is selected and may be seen."""
        carried = self.carried()
        if carried["all"]:
            listing = Listing(self.resource, self.user, QueryDict(carried["query"]))
            queryset = listing.filtered
        else:
            asked = [pk for value in carried["ids"].split(",") if (pk := whole_number(value)) is not None]
            queryset = self.resource.records_for(self.user).filter(pk__in=asked)
        ids = list(queryset.order_by("pk").values_list("pk", flat=True)[: MOST + 1])
        if not ids:
            raise DomainError(
                "action.nothing", _("Nothing is selected, or what was is gone. Select records first.")
            )
        if len(ids) > MOST:
            raise DomainError(
                "action.too_many",
                _("At most %(most)d at once: narrow the list, or do it in several steps."),
                params={"most": MOST},
            )
        return ids

    def first(self, action: Action, ids: list[int]) -> list[Any]:
        """The first step's records: all of them, as a rule."""
        records = self.resource.records_for(self.user).filter(pk__in=ids[:MOST_AT_ONCE]).order_by("pk")
        return self.allowed(action, list(records))


def _made(result: Any) -> list[models.Model]:
    """The records that a service returned, if it did."""
    if isinstance(result, models.Model):
        return [result]
    if isinstance(result, list | tuple) and all(isinstance(item, models.Model) for item in result):
        return list(result)
    return []


def _same(made: list[models.Model], records: list[Any]) -> bool:
    return {(type(m), m.pk) for m in made} <= {(type(r), r.pk) for r in records}
