"""Creating, changing and deleting a record on a page."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from erp.crud.access import RightMissing, require
from erp.crud.forms import RecordForm, form_sections, make_form
from erp.crud.lineforms import LineFormSet, drafts_by_accessor, make_formsets
from erp.crud.timeline import entry_of
from erp.crud.views.base import ResourceView, is_htmx
from erp.errors import DomainError
from erp.models import ChangeLog, CompanyModel
from erp.scope import current_scope
from erp.services import records
from erp.text import whole_number


class FormView(ResourceView):
    """What creating and changing share: show the form, check it, call the service, show it again with what is wrong."""

    def show(
        self, record: Any, form: RecordForm, formsets: list[LineFormSet], *, status: int = 200, **more: Any
    ) -> HttpResponse:
        problems = _problems(form, formsets)
        return self.render(
            "erp/crud/form.html",
            status=status,
            record=record,
            form=form,
            formsets=formsets,
            sections=form_sections(self.resource, form),
            problems=problems,
            **more,
        )

    def make(self, record: Any, data: Any = None, version: str = "") -> tuple[RecordForm, list[LineFormSet]]:
        initial: dict[str, Any] = {}
        if record.pk is None:
            if self.resource.initial is not None:
                initial |= type(self.resource).initial(self.request)
            initial |= {name: value for name, value in self.request.GET.items() if value}
        companies = list(getattr(self.request, "companies", {}).values())
        form = make_form(
            self.resource, record, data=data, initial=initial, version=version, companies=companies
        )
        return form, make_formsets(self.resource, record, data)

    def new_record(self) -> Any:
        record = self.resource.model()
        if isinstance(record, CompanyModel):
            record.company_id = current_scope().active  # type: ignore[assignment]
        return record

    def done(self, record: Any, said: str) -> HttpResponse:
        messages.success(self.request, said)
        if self.request.POST.get("and") == "new":
            return HttpResponseRedirect(self.resource.url("new"))
        return HttpResponseRedirect(self.resource.detail_url(record))


class CreateView(FormView):
    """`GET|POST …/new/`."""

    verb = "add"

    def check_rights(self) -> None:
        if not self.resource.may_add(self.user):
            raise RightMissing(self.resource.permission("add"))

    def get(self, request: HttpRequest) -> HttpResponse:
        record = self.new_record()
        form, formsets = self.make(record)
        return self.show(record, form, formsets)

    def post(self, request: HttpRequest) -> HttpResponse:
        record = self.new_record()
        form, formsets = self.make(record, request.POST)
        if not all([form.is_valid(), *(formset.is_valid() for formset in formsets)]):
            return self.show(record, form, formsets, status=422)
        draft = records.RecordDraft(self.resource.model, form.values(), drafts_by_accessor(formsets))
        service = type(self.resource).create_service or records.create_records
        try:
            with transaction.atomic():
                [created] = service([draft])
        except DomainError as refusal:
            _show_refusal(refusal, form, formsets)
            record.pk = None
            return self.show(record, form, formsets, status=422)
        return self.done(created, _("Created: %(record)s") % {"record": created})


class UpdateView(FormView):
    """`GET|POST …/<pk>/edit/`."""

    verb = "change"

    def check_rights(self) -> None:
        if not self.resource.can_update:
            raise RightMissing(self.resource.permission("change"))

    def find(self, pk: int) -> Any:
        queryset = self.resource.records_for(self.user)
        joins = [f.name for f in self.resource.model._meta.concrete_fields if f.many_to_one]
        record = queryset.select_related(*joins).filter(pk=pk).first() if joins else None
        record = record if record is not None else self.get_record(pk)
        require(self.user, self.resource.permission("change"), record)
        if reason := self.resource.locked_reason(record):
            raise DomainError("record.locked", reason)
        return record

    def way_back(self) -> str:
        return self.resource.url("detail", self.kwargs["pk"])

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        record = self.find(pk)
        form, formsets = self.make(record, version=records.version_of(record))
        return self.show(record, form, formsets)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        record = self.find(pk)
        form, formsets = self.make(record, request.POST)
        if not all([form.is_valid(), *(formset.is_valid() for formset in formsets)]):
            return self.show(record, form, formsets, status=422)
        change = records.RecordChange(
            record, form.values(), drafts_by_accessor(formsets), version=form.cleaned_data["version"]
        )
        service = type(self.resource).update_service or records.update_records
        try:
            with transaction.atomic():
                service([change])
        except DomainError as refusal:
            more: dict[str, Any] = {}
            if refusal.code == "record.changed_meanwhile":
                more = self.conflict(pk, form)
            _show_refusal(refusal, form, formsets)
            return self.show(record, form, formsets, status=409 if more else 422, **more)
        return self.done(record, _("Saved: %(record)s") % {"record": record})

    def conflict(self, pk: int, form: RecordForm) -> dict[str, Any]:
        """What somebody else changed meanwhile; the next save is made knowing it."""
        now = self.get_record(pk)
        data: Any = form.data.copy()  # type: ignore[attr-defined]
        form.data = data
        data["version"] = records.version_of(now)
        last = ChangeLog.objects.filter(kind=self.resource.kind, object_id=pk)[:3]
        return {"meanwhile": [entry_of(self.resource, row) for row in last]}


class DeleteView(ResourceView):
    """`GET …/<pk>/delete/` asks; `POST` deletes."""

    verb = "delete"

    def check_rights(self) -> None:
        if not self.resource.can_delete:
            raise RightMissing(self.resource.permission("delete"))

    def find(self, pk: int) -> Any:
        record = self.get_record(pk)
        require(self.user, self.resource.permission("delete"), record)
        if reason := self.resource.locked_reason(record):
            raise DomainError("record.locked", reason)
        return record

    def way_back(self) -> str:
        return self.resource.url("detail", self.kwargs["pk"])

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        record = self.find(pk)
        template = "erp/crud/dialog_delete.html" if is_htmx(request) else "erp/crud/delete.html"
        return self.render(template, record=record)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        record = self.find(pk)
        said = str(record)
        service = type(self.resource).delete_service or records.delete_records
        with transaction.atomic():
            service([record])
        messages.success(request, _("Deleted: %(record)s") % {"record": said})
        return HttpResponseRedirect(self.resource.list_url())


def _show_refusal(refusal: DomainError, form: RecordForm, formsets: list[LineFormSet]) -> None:
    """Put a service's refusal beside the field it belongs to: "email", "lines.2.quantity"; else at the top."""
    if refusal.code == "record.changed_meanwhile":
        form.add_error(None, refusal.message)
        return
    accessor, _dot, rest = (refusal.field or "").partition(".")
    formset = next((found for found in formsets if found.editor.accessor == accessor), None)
    if formset is not None and rest:
        position, _dot, name = rest.partition(".")
        rows = formset.filled_rows()
        number = whole_number(position)
        if number is not None and number < len(rows):
            row = rows[number]
            row.add_error(name if name in row.fields else None, refusal.message)
            return
    form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)


def _problems(form: RecordForm, formsets: list[LineFormSet]) -> list[dict[str, str]]:
    """Everything that is wrong, for the summary at the top: label, message, and the input to jump to."""
    if not form.is_bound:
        return []
    found = [{"label": "", "message": str(message), "target": ""} for message in form.non_field_errors()]
    for name in form.fields:
        for message in form.errors.get(name, ()):
            bound = form[name]
            found.append({"label": str(bound.label), "message": str(message), "target": bound.id_for_label})
    for formset in formsets:
        grid = f"grid-{formset.prefix}"
        found += [
            {"label": formset.label, "message": str(message), "target": grid}
            for message in formset.non_form_errors()
        ]
        for number, row in enumerate(formset.forms, 1):
            for name, errors in row.errors.items():
                is_input = name in row.fields
                label = f"{formset.label} {number}" + (f", {row.fields[name].label}" if is_input else "")
                target = row[name].id_for_label if is_input else grid
                found += [{"label": label, "message": str(message), "target": target} for message in errors]
    return found
