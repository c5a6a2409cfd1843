"""`Resource`: what one model shows to people and programs."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, ClassVar

from django.db import models
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from erp.crud import access
from erp.crud.declaration import (
    Action,
    Column,
    LineEditor,
    Panel,
    Related,
    SavedViewDefault,
    Section,
)
from erp.models import CompanyModel, Document, ReferenceModel, User

# Fields that every resource may have; the kernel writes and shows them.
OWN_FIELDS = frozenset(
    {
        "id",
        "company",
        "visible_to",
        "sort_key",
        "created_at",
        "updated_at",
        "created_by",
        "lft",
        "rght",
        "tree_id",
        "level",
    }
)


class Resource:
    """Screens, API, import, export, search and rights of one model. Subclasses set what differs; `@register` makes it.

    Places: `/<area>/<name>/` (list), `…/<pk>/`, `…/new/`, `…/<pk>/edit/`, `…/import/`, `…/export/`, and the same below
    `/api/v1/`. Rights are Django's `view_`, `add_`, `change_`, `delete_` of the model, for the active company.
    """

    model: ClassVar[type[models.Model]]
    area: str = ""
    name: str = ""
    icon: str = "file"
    menu_order: int = 100
    # One of `erp.frame.SECTIONS`; "": documents among the documents, other records among what is looked up.
    menu_section: str = ""
    in_menu: bool = True
    label: Any = ""
    label_plural: Any = ""
    # What the button and the page for a new one are called: "New order".
    label_new: Any = ""
    # One sentence for the empty list: what this is for and how it begins.
    description: Any = ""

    columns: Sequence[str | Column] = ()
    default_columns: Sequence[str] = ()
    ordering: Sequence[str] = ()
    date_field: str = ""
    filters: Sequence[str] = ()
    filter_labels: Mapping[str, Any] = {}
    search: Sequence[str] = ()
    # What the search shows below the title: a path, or a callable that takes the record.
    subtitle: Any = ""
    views: Sequence[SavedViewDefault] = ()
    colours: Mapping[str, str] = {}
    page_size: int = 50

    sections: Sequence[Section] = ()
    hidden: Mapping[str, str] = {}
    lines: Sequence[LineEditor] = ()
    actions: Sequence[Action] = ()
    panels: Sequence[Panel] = ()
    related: Sequence[Related] = ()
    # Names the header line of the detail page shows beside the title.
    header: Sequence[str | Column] = ()

    # Fields shown but never typed; those the model itself does not let edit are among them anyway.
    readonly_fields: Sequence[str] = ()
    # The fields the form has, when they are not simply those of the sections that can be typed.
    form_fields: Sequence[str] = ()
    # Asked for each record: why it can't be edited, or None. Documents are locked once they have left their first status.
    readonly_when: Any = None
    form_class: Any = None
    # Starting values of a new record's form: `initial(request)`.
    initial: Any = None

    can_create: bool = True
    can_update: bool = True
    can_delete: bool = True
    # Plural services: `create(drafts: Sequence[RecordDraft]) -> list`, `update(changes: Sequence[RecordChange])`,
    # `delete(records)`. The generic ones of `erp.services.records` where a resource names none.
    create_service: Any = None
    update_service: Any = None
    delete_service: Any = None

    importable: bool = False
    exportable: bool = True
    api: bool = True
    # The field by which a row of an imported file finds its record.
    import_key: str = ""
    import_fields: Sequence[str] = ()
    has_attachments: bool = True
    has_history: bool = True

    # Explicit classes instead of the generic views, by what they show: {"list": MyListView}.
    view_classes: Mapping[str, Any] = {}
    viewset_class: Any = None

    def __init__(self) -> None:
        options = self.model._meta
        # What the kernel keeps stands under "Settings" in the menu.
        self.area = self.area or {"erp": "settings"}.get(options.app_label, options.app_label)
        self.name = self.name or str(options.model_name)
        self.menu_section = self.menu_section or ("documents" if self.is_document else "lookup")
        self.label = self.label or options.verbose_name
        self.label_plural = self.label_plural or options.verbose_name_plural
        if not self.ordering:
            self.ordering = [str(name) for name in options.ordering or ()] or ["-pk"]

    def __repr__(self) -> str:
        return f"<Resource {self.key}>"

    # --- names and places ---------------------------------------------------------------------------------------

    @property
    def key(self) -> str:
        return f"{self.area}.{self.name}"

    @property
    def kind(self) -> str:
        return self.model._meta.label_lower

    @property
    def title(self) -> str:
        return capfirst(str(self.label_plural))

    @property
    def title_new(self) -> str:
        return str(self.label_new) or _("New %(kind)s") % {"kind": self.label}

    @property
    def title_one(self) -> str:
        return capfirst(str(self.label))

    def url(self, place: str, *args: Any) -> str:
        return reverse(f"{self.key}.{place}", args=args)

    def list_url(self) -> str:
        return self.url("list")

    def detail_url(self, record: models.Model) -> str:
        return self.url("detail", record.pk)

    # --- rights -------------------------------------------------------------------------------------------------

    def permission(self, verb: str) -> str:
        """The name of the right to `verb` (view, add, change, delete): "sales.view_order"."""
        return f"{self.model._meta.app_label}.{verb}_{self.model._meta.model_name}"

    def may_view(self, user: User) -> bool:
        return access.may_somewhere(user, self.permission("view"))

    def may_add(self, user: User) -> bool:
        return self.can_create and access.may(user, self.permission("add"))

    def may_change(self, user: User, record: models.Model | None = None) -> bool:
        return self.can_update and access.may_on(user, self.permission("change"), record)

    def may_delete(self, user: User, record: models.Model | None = None) -> bool:
        return self.can_delete and access.may_on(user, self.permission("delete"), record)

    def action_permission(self, action: Action) -> str:
        return action.permission or self.permission("change")

    def may_act(self, user: User, action: Action, record: models.Model | None = None) -> bool:
        return access.may_on(user, self.action_permission(action), record)

    def locked_reason(self, record: models.Model) -> Any:
        """Why `record` can't be edited, in words, or "" when it can."""
        if self.readonly_when is not None:
            return type(self).readonly_when(record) or ""
        if isinstance(record, Document) and record.status != record.lifecycle.initial:
            labels = record.lifecycle.labels
            return _("Locked: it is “%(status)s”. Only “%(first)s” ones can be edited.") % {
                "status": labels.get(record.status, record.status),
                "first": labels[record.lifecycle.initial],
            }
        return ""

    # --- records ------------------------------------------------------------------------------------------------

    def get_queryset(self) -> "models.QuerySet[Any]":
        """What the scope shows of the model. Override to narrow it (invoices only, say)."""
        return self.model._default_manager.all()

    def records_for(self, user: User) -> "models.QuerySet[Any]":
        """`get_queryset` without the companies in which `user` may not look at this kind of record."""
        return access.narrow(self.get_queryset(), user, self.permission("view"))

    @cached_property
    def is_company_owned(self) -> bool:
        return issubclass(self.model, CompanyModel)

    @cached_property
    def is_reference(self) -> bool:
        return issubclass(self.model, ReferenceModel)

    @cached_property
    def is_document(self) -> bool:
        return issubclass(self.model, Document)

    @cached_property
    def all_columns(self) -> list[Column]:
        """The declared columns as `Column`s; "number" or the name of the record first when none are declared."""
        declared = list(self.columns) or [column_of_self(self.model)]
        return [column if isinstance(column, Column) else Column(column) for column in declared]

    @cached_property
    def shown_columns(self) -> list[str]:
        """Names of the columns that show until somebody chooses others."""
        return list(self.default_columns) or [column.name for column in self.all_columns]

    def action(self, name: str) -> Action | None:
        return next((action for action in self.actions if action.name == name), None)

    def status_colour(self, status: Any) -> str:
        """Tabler's colour name for a status."""
        if self.colours:
            return self.colours.get(str(status), "secondary")
        lifecycle = getattr(self.model, "lifecycle", None)
        return lifecycle.colours.get(status, "secondary") if lifecycle is not None else "secondary"

    def subtitle_of(self, record: models.Model) -> str:
        if callable(self.subtitle):
            return str(type(self).subtitle(record) or "")
        value: Any = record
        for part in self.subtitle.split("__") if self.subtitle else ():
            value = getattr(value, part, None)
        return str(value) if self.subtitle and value is not None else self.title_one


def column_of_self(model: type[models.Model]) -> str:
    names = {field.name for field in model._meta.get_fields()}
    return next((name for name in ("number", "code", "name") if name in names), "id")
