"""`ScopedAdmin`: what every table of ours in the admin site starts from."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import FieldDoesNotExist, PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from erp.changelog import Change, history, log_changes
from erp.crud.access import may_on
from erp.errors import DomainError
from erp.models import Company
from erp.scope import current_scope
from erp.services.records import RecordChange, RecordDraft, create_records, delete_records, update_records


class ScopedAdmin(admin.ModelAdmin):
    """Shows and takes only what the scope of the request does, asks the roles of the company that owns the row, writes
    through the services and so into the change log, and shows refusals beside what was typed.

    `section` and `icon` place it on the start page of the administration (`erp.admin_site.SECTIONS`); `hint` says in one
    line what it is for; `create_only` names fields that can't be changed once the row is there.
    """

    section: str = ""
    icon: str = "file"
    hint: Any = ""
    order: int = 50
    create_only: tuple[str, ...] = ()
    is_read_only = False
    list_per_page = 50
    show_full_result_count = False
    save_on_top = False

    # --- what is shown and who may ------------------------------------------------------------------------------

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return not self.is_read_only and super().has_add_permission(request, *args)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, "view", obj) or self.has_change_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not self.is_read_only and self._may(request, "change", obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not self.is_read_only and self._may(request, "delete", obj)

    def _may(self, request: HttpRequest, verb: str, obj: Any) -> bool:
        options = self.opts
        return may_on(request.user, f"{options.app_label}.{verb}_{options.model_name}", obj)

    def get_list_display(self, request: HttpRequest) -> Any:
        shown = list(super().get_list_display(request))
        if _has_company(self.model) and "company" not in shown and len(current_scope().companies) > 1:
            shown.insert(1, "company")
        return shown

    def get_list_select_related(self, request: HttpRequest) -> Any:
        declared = super().get_list_select_related(request)
        if declared or not _has_company(self.model):
            return declared
        return ("company",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        readonly = list(super().get_readonly_fields(request, obj))
        return [*readonly, *self.create_only] if obj is not None else readonly

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.remote_field.model is Company and db_field.name == "company":
            kwargs.setdefault("queryset", Company.objects.filter(pk__in=current_scope().companies))
            kwargs.setdefault("initial", current_scope().active)
            kwargs.setdefault("empty_label", None)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        return quiet(db_field, super().formfield_for_dbfield(db_field, request, **kwargs))

    # --- refusals -----------------------------------------------------------------------------------------------

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        return _ours(form, getattr(request, "refusal", None))

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return super().changelist_view(
            request, {"title": capfirst(str(self.opts.verbose_name_plural)), **(extra_context or {})}
        )

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        record = kwargs.get("obj")
        kind = capfirst(str(self.opts.verbose_name))
        context |= (
            {"title": str(record), "subtitle": kind} if record else {"title": _("New: %s") % kind.lower()}
        )
        return super().render_change_form(request, context, *args, **kwargs)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except DomainError as refusal:
            # Nothing was written; the form is shown again with what was typed and the reason.
            request.refusal = refusal  # type: ignore[attr-defined]
            return super().changeform_view(request, object_id, form_url, extra_context)

    # --- writing ------------------------------------------------------------------------------------------------

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        values = {name: form.cleaned_data[name] for name in _own_fields(self.model, form)}
        if change:
            update_records(
                [RecordChange(obj, {name: values[name] for name in values if name in form.changed_data})]
            )
            return
        (made,) = create_records([RecordDraft(self.model, values)])
        _become(obj, made)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        record = form.instance
        many = [field.name for field in self.model._meta.many_to_many if field.name in form.changed_data]
        before = {name: _names(getattr(record, name).all()) if change else [] for name in many}
        super().save_related(request, form, formsets, change)
        changes = []
        if many:
            changes.append(
                Change(
                    record,
                    "update",
                    before=before,
                    after={name: _names(getattr(record, name).all()) for name in many},
                )
            )
        for formset in formsets:
            changes += _changes_of(formset)
        log_changes(changes)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        delete_records([obj])

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        delete_records(list(queryset))

    # Django's own log of the admin site stays empty: ours has what changed, and from everywhere.
    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        return None

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        return None

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        return None

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        record = self.get_object(request, object_id)
        if record is None:
            raise Http404
        if not self.has_view_permission(request, record):
            raise PermissionDenied
        found = {
            **self.admin_site.each_context(request),
            "title": _("History: %s") % record,
            "object": record,
            "opts": self.opts,
            "changes": history(record).select_related("actor")[:200] if isinstance(record.pk, int) else [],
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/object_history.html", found)


class ReadOnlyAdmin(ScopedAdmin):
    """A table that one looks at: nothing is added, changed or deleted here."""

    is_read_only = True
    actions_on_top = True

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, "view", obj)


def quiet(db_field: Any, field: Any) -> Any:
    """`field` without buttons to change, see or delete the row it points to: that is the row's own page's business."""
    widget = getattr(field, "widget", None)
    if isinstance(widget, RelatedFieldWidgetWrapper):
        widget.can_change_related = widget.can_delete_related = widget.can_view_related = False
        widget.can_add_related = widget.can_add_related and db_field.remote_field.model is not Company
    return field


def _has_company(model: type[models.Model]) -> bool:
    try:
        field = model._meta.get_field("company")
    except FieldDoesNotExist:
        return False
    return bool(field.concrete and field.related_model is Company)


def _own_fields(model: type[models.Model], form: forms.ModelForm) -> Iterable[str]:
    own = {field.name for field in model._meta.concrete_fields}
    return [name for name in form.cleaned_data if name in own]


def _names(records: Iterable[Any]) -> list[str]:
    return [str(record) for record in records]


def _become(target: models.Model, source: models.Model) -> None:
    """Make the form's instance the row that the service made."""
    for field in source._meta.concrete_fields:
        setattr(target, field.attname, getattr(source, field.attname))
    target._state.adding, target._state.db = False, source._state.db


def _changes_of(formset: Any) -> list[Change]:
    """What a form's table of related rows changed."""
    found = [Change(record, "create", after=_shown(record)) for record in formset.new_objects]
    for record, fields in formset.changed_objects:
        found.append(Change(record, "update", after={name: _value(record, name) for name in fields}))
    found += [
        Change(record, "delete", before=_shown(record)) for record in formset.deleted_objects if record.pk
    ]
    return found


def _shown(record: models.Model) -> dict[str, Any]:
    return {
        field.name: getattr(record, field.attname) for field in record._meta.concrete_fields if field.editable
    }


def _value(record: models.Model, name: str) -> Any:
    value = getattr(record, name)
    return _names(value.all()) if hasattr(value, "all") else value


def _ours(form: Any, refusal: DomainError | None) -> Any:
    """`form` without colons after its labels, and with the refusal of what was typed before, if there was one."""

    class OurForm(form):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **{"label_suffix": "", **kwargs})

        def _post_clean(self) -> None:
            super()._post_clean()
            if refusal is not None:
                self.add_error(refusal.field if refusal.field in self.fields else None, refusal.message)

    return OurForm
