"""Actions on one record, or on a selection."""

from collections.abc import Sequence
from contextlib import nullcontext
from typing import Any

from django import forms
from django.contrib import messages
from django.db import models, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from erp.crud.access import RightMissing
from erp.crud.declaration import Action
from erp.crud.listing import Listing
from erp.crud.registry import record_url
from erp.crud.views.base import ResourceView, go, is_htmx
from erp.crud.widgets import dress
from erp.errors import DomainError
from erp.models import CompanyModel
from erp.scope import current_scope, in_company
from erp.text import whole_number

# More than this at once would keep the person waiting for more than a moment.
MOST_AT_ONCE = 500


def run_action(action: Action, records: Sequence[Any], params: dict[str, Any]) -> Any:
    """Do it, all or nothing, in the company that owns the records."""
    owners = {record.company_id for record in records if isinstance(record, CompanyModel)}
    if len(owners) > 1:
        raise DomainError(
            "action.companies", _("These belong to several companies: do it in one company after the other.")
        )
    owner = next(iter(owners), None)
    inside = in_company(owner) if owner is not None and owner != current_scope().active else nullcontext()
    with inside, transaction.atomic():
        return action.service(list(records), **params)


def action_form(action: Action, data: Any = None, files: Any = None) -> forms.Form | None:
    if action.form is None:
        return None
    form = action.form(data, files)
    for field in form.fields.values():
        dress(field)
    return form


class _ActionBase(ResourceView):
    """Asks before, where there is something to ask; does it; says what was done and leads on."""

    is_bulk = False

    def find(self, name: str) -> Action:
        action = self.resource.action(name)
        if action is None or not (action.bulk if self.is_bulk else action.single):
            raise Http404(_("There is no such action."))
        return action

    def allowed(self, action: Action, records: Sequence[Any]) -> list[Any]:
        """The records, once it is clear that the person may do it to each of them and that it is offered there."""
        checked: set[int | None] = set()
        for record in records:
            owner = record.company_id if isinstance(record, CompanyModel) else None
            if owner not in checked and not self.resource.may_act(self.user, action, record):
                raise RightMissing(self.resource.action_permission(action))
            checked.add(owner)
        refused = [record for record in records if not action.is_offered(record)]
        if refused:
            raise DomainError(
                "action.not_offered",
                _("“%(action)s” is not possible for %(record)s as it stands now."),
                params={"action": str(action.label), "record": str(refused[0])},
            )
        return list(records)

    def ask(
        self,
        action: Action,
        records: list[Any],
        form: forms.Form | None,
        *,
        where: str,
        refusal: str = "",
        more: Any = None,
    ) -> HttpResponse:
        template = "erp/crud/dialog_action.html" if is_htmx(self.request) else "erp/crud/action.html"
        return self.render(
            template,
            action=action,
            records=records,
            record=records[0] if len(records) == 1 else None,
            consequences=list(action.preview(records)) if action.preview else [],
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
        records = self.chosen(action)
        return self.ask(action, records, action_form(action), where=self.where(name), more=self.carried())

    def post(self, request: HttpRequest, name: str) -> HttpResponse:
        action = self.find(name)
        records = self.chosen(action)
        return self.do(action, records, where=self.where(name), back=self.back(), more=self.carried())

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

    def chosen(self, action: Action) -> list[Any]:
        from django.http import QueryDict

        carried = self.carried()
        if carried["all"]:
            listing = Listing(self.resource, self.user, QueryDict(carried["query"]))
            queryset = listing.filtered
        else:
            ids = [pk for value in carried["ids"].split(",") if (pk := whole_number(value)) is not None]
            queryset = self.resource.records_for(self.user).filter(pk__in=ids)
        records: list[models.Model] = list(queryset.order_by("pk")[: MOST_AT_ONCE + 1])
        if not records:
            raise DomainError(
                "action.nothing", _("Nothing is selected, or what was is gone. Select records first.")
            )
        if len(records) > MOST_AT_ONCE:
            raise DomainError(
                "action.too_many",
                _("At most %(most)d at once: narrow the list, or do it in several steps."),
                params={"most": MOST_AT_ONCE},
            )
        return self.allowed(action, records)


def _made(result: Any) -> list[models.Model]:
    """The records that a service returned, if it did."""
    if isinstance(result, models.Model):
        return [result]
    if isinstance(result, list | tuple) and all(isinstance(item, models.Model) for item in result):
        return list(result)
    return []


def _same(made: list[models.Model], records: list[Any]) -> bool:
    return {(type(m), m.pk) for m in made} <= {(type(r), r.pk) for r in records}
