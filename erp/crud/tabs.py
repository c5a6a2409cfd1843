"""The tabs above a list: "all", the views its resource declares, and those that people saved."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Q
from django.http import Http404, QueryDict
from django.utils.translation import gettext as _

from erp.crud.listing import query_string
from erp.crud.resource import Resource
from erp.models import SavedView, User
from erp.scope import current_scope


@dataclass(frozen=True)
class Tab:
    key: str
    label: str
    address: str
    columns: tuple[str, ...] = ()
    is_own: bool = False
    is_active: bool = False


class Tabs:
    """Which tabs there are, which one is open, and which columns follow from it."""

    def __init__(self, resource: Resource, user: User, parameters: QueryDict | Mapping[str, Any]) -> None:
        self.resource = resource
        self.user = user
        self.open_key = str(parameters.get("view", ""))

    @cached_property
    def saved(self) -> list[SavedView]:
        """One's own views and those shared in the active company; the one without a name keeps chosen columns."""
        return list(
            SavedView.objects.filter(
                Q(user=self.user) | Q(user=None), resource=self.resource.key, company=current_scope().active
            )
        )

    @cached_property
    def all(self) -> list[Tab]:
        tabs = [Tab("", _("All"), "", is_active=not self.open_key)]
        tabs += [
            Tab(
                view.name,
                str(view.label),
                f"view={view.name}&{query_string(view.query)}",
                tuple(view.columns),
                is_active=self.open_key == view.name,
            )
            for view in self.resource.views
        ]
        tabs += [
            Tab(
                str(view.pk),
                view.name,
                self.address_of(view),
                tuple(view.columns),
                is_own=view.user_id == self.user.pk,
                is_active=self.open_key == str(view.pk),
            )
            for view in self.saved
            if view.name
        ]
        return tabs

    @cached_property
    def active(self) -> Tab:
        return next((tab for tab in self.all if tab.is_active), self.all[0])

    @cached_property
    def columns(self) -> list[str]:
        """The columns of the open tab, else those the person chose for this list, else none (the usual ones)."""
        if self.active.columns:
            return list(self.active.columns)
        chosen = next((view for view in self.saved if not view.name and view.user_id == self.user.pk), None)
        return list(chosen.columns) if chosen else []

    def own(self, pk: str) -> SavedView:
        """The person's own view of that key. Raises `Http404`."""
        found = next(
            (v for v in self.saved if str(v.pk) == pk and v.name and v.user_id == self.user.pk), None
        )
        if found is None:
            raise Http404(_("There is no such view among yours."))
        return found

    @staticmethod
    def address_of(view: SavedView) -> str:
        return f"view={view.pk}" + (f"&{view.query}" if view.query else "")
