"""The page of one record."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from erp.attachments import attach_many, attachments_of
from erp.crud import cells
from erp.crud.access import RightMissing, may_on, require
from erp.crud.declaration import Column, Panel, Related
from erp.crud.fields import Resolved, resolve
from erp.crud.linetables import line_tables
from erp.crud.registry import resource_for, resources
from erp.crud.timeline import timeline
from erp.crud.views.base import ResourceView
from erp.errors import DomainError
from erp.mail import mails_about

TIMELINE_SIZE = 20


class DetailView(ResourceView):
    """`GET /<area>/<name>/<pk>/`."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        record = self.load(pk)
        return self.render("erp/crud/detail.html", **self.page_context(record))

    def load(self, pk: int) -> Any:
        queryset = self.resource.records_for(self.user)
        joins = sorted(self.joins())
        record = (queryset.select_related(*joins) if joins else queryset).filter(pk=pk).first()
        return record if record is not None else self.get_record(pk)

    def joins(self) -> set[str]:
        shown = [value for section in self.resource.sections for value in section.fields]
        found = {
            join
            for value in [*shown, *self.resource.header]
            for join in resolve(self.resource.model, value).joins
        }
        own = {field.name for field in self.resource.model._meta.concrete_fields if field.many_to_one}
        return found | ({"company", "created_by"} & own)

    def page_context(self, record: Any) -> dict[str, Any]:
        locked = self.resource.locked_reason(record)
        may_change = self.resource.may_change(self.user, record)
        entries, has_more = (
            timeline(self.resource, record, limit=TIMELINE_SIZE) if self.resource.has_history else ([], False)
        )
        return {
            "record": record,
            "title": capfirst(str(record)),
            "header": [_shown(self.resource, record, value) for value in self.resource.header],
            "steps": steps(record),
            "status_word": cells.status(self.resource, record, record.status)
            if hasattr(record, "status")
            else "",
            "sections": self.sections(record),
            "has_sections": any(not section.is_secondary for section in self.resource.sections),
            "has_more_sections": any(not section.is_secondary for section in self.resource.sections[1:]),
            "line_tables": line_tables(self.resource, record),
            "locked": locked,
            "may_edit": may_change and not locked,
            "may_delete": self.resource.may_delete(self.user, record) and not locked,
            "may_attach": may_change and self.resource.has_attachments,
            "related": related_counts(self.resource, record, self.user),
            "panels": self.panels(record),
            "timeline": entries,
            "has_more_history": has_more,
            "attachments": list(attachments_of(record)) if self.resource.has_attachments else [],
            "mails": list(mails_about(record)[:10]) if self.resource.has_history else [],
            **self.actions(record),
        }

    def sections(self, record: Any) -> list[dict[str, Any]]:
        found = []
        for section in self.resource.sections:
            values = [_shown(self.resource, record, value) for value in section.fields]
            if len(values) == 1 and str(values[0]["label"]) == str(section.label):
                values[0]["is_alone"] = True
            found.append({"label": section.label, "values": values, "is_secondary": section.is_secondary})
        own = [
            Column(name)
            for name in ("company", "created_at", "created_by", "updated_at")
            if _has(record, name)
        ]
        if own:
            values = [_shown(self.resource, record, column) for column in own]
            if self.resource.is_reference:
                values.append({"label": _("Visible to"), "value": visible_to(record), "kind": "text"})
            found.append({"label": _("Record"), "values": values, "is_secondary": True})
        return found

    def actions(self, record: Any) -> dict[str, Any]:
        """What can be done with the record: the next step as a button, the rest in a menu."""
        offered = [
            action
            for action in self.resource.actions
            if action.single
            and action.is_offered(record)
            and self.resource.may_act(self.user, action, record)
        ]
        primary = next((action for action in offered if action.primary), None)
        return {
            "primary_action": primary,
            "other_actions": [action for action in offered if action is not primary],
        }

    def panels(self, record: Any) -> dict[str, list[dict[str, Any]]]:
        found: dict[str, list[dict[str, Any]]] = {"main": [], "side": []}
        for panel in self.resource.panels:
            if panel.permission and not may_on(self.user, panel.permission, record):
                continue
            content = panel_content(panel, record, self.request)
            if content:
                found[panel.place].append({"label": panel.label, "icon": panel.icon, "content": content})
        return found


class TimelineView(ResourceView):
    """`GET …/<pk>/timeline/`: the whole history, for who asks for more than the latest."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        record = self.get_record(pk)
        entries, _more = timeline(self.resource, record, limit=500)
        return self.render("erp/crud/timeline.html", timeline=entries, record=record)


class AttachView(ResourceView):
    """`POST …/<pk>/attach/`: keep files with the record."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        record = self.get_record(pk)
        require(self.user, self.resource.permission("change"), record)
        if not self.resource.has_attachments:
            raise RightMissing(self.resource.permission("change"))
        files = request.FILES.getlist("files")
        try:
            if not files:
                raise DomainError("attachment.none", _("Choose a file first."), "files")
            attach_many([(record, file.name or "", file.read()) for file in files])
        except DomainError as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, _("Kept with this record."))
        return HttpResponseRedirect(self.resource.detail_url(record))


def _has(record: Any, name: str) -> bool:
    return any(field.name == name for field in record._meta.concrete_fields)


def _shown(resource: Any, record: Any, value: str | Column) -> dict[str, Any]:
    resolved: Resolved = resolve(type(record), value)
    return {
        "label": resolved.label,
        "value": cells.cell(resolved, record, resource),
        "kind": resolved.kind,
        "is_empty": resolved.value(record) in (None, ""),
        "is_long": resolved.field is not None and resolved.field.get_internal_type() == "TextField",
    }


def steps(record: Any) -> list[dict[str, Any]]:
    """The normal course of a document, and where on it the document stands. Empty when it has left that course."""
    lifecycle = getattr(type(record), "lifecycle", None)
    if lifecycle is None or not lifecycle.steps or record.status not in lifecycle.steps:
        return []
    position = list(lifecycle.steps).index(record.status)
    return [
        {
            "label": lifecycle.labels[status],
            "state": "done" if place < position else ("now" if place == position else "ahead"),
        }
        for place, status in enumerate(lifecycle.steps)
    ]


def visible_to(record: Any) -> str:
    from erp.models import Company

    if record.visible_to is None:
        return _("the whole group")
    names = Company.objects.filter(pk__in=record.visible_to).order_by("name").values_list("name", flat=True)
    return ", ".join(names)


def related_counts(resource: Any, record: Any, user: Any) -> list[dict[str, Any]]:
    """The counts that lead on; those of kinds the person may not look at are left out."""
    found = []
    for related in resource.related:
        queryset = _related_queryset(related, record)
        target = resources.get(related.resource) if related.resource else resource_for(queryset.model)
        if target is None or not target.may_view(user):
            continue
        ids = list(queryset.order_by("-pk").values_list("pk", flat=True)[:101])
        if not ids:
            continue
        if len(ids) == 1:
            url = target.url("detail", ids[0])
        elif related.filter_name:
            url = f"{target.list_url()}?{related.filter_name}={record.pk}"
        else:
            url = f"{target.list_url()}?ids={','.join(map(str, ids[:100]))}"
        found.append(
            {
                "label": queryset.model._meta.verbose_name if len(ids) == 1 else related.label,
                "count": "100+" if len(ids) > 100 else str(len(ids)),
                "url": url,
                "icon": related.icon or target.icon,
            }
        )
    return found


def _related_queryset(related: Related, record: Any) -> Any:
    return (
        getattr(record, related.source).all() if isinstance(related.source, str) else related.source(record)
    )


def panel_content(panel: Panel, record: Any, request: HttpRequest) -> Any:
    if callable(panel.content):
        return panel.content(record, request)
    more = panel.context(record, request) if panel.context else {}
    html = render_to_string(
        panel.content, {"record": record, "panel": panel, **more}, request=request
    ).strip()
    return mark_safe(html) if html else ""  # noqa: S308 - rendered by a template, which escapes
