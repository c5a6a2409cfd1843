"""Writes of what a person keeps about lists: columns, density, saved views."""

from collections.abc import Iterable, Sequence

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from erp.errors import DomainError
from erp.models import SavedView, User
from erp.permissions import may
from erp.scope import OutOfScope, current_scope

# Parameters of a list's address that say where in it one is, not what it shows.
PASSING = ("after", "before", "page", "view", "ids")


def active_id() -> int:
    """The active company. Raises `OutOfScope` where none is."""
    active = current_scope().active
    if active is None:
        raise OutOfScope("No company is active in this scope.")
    return active


def keep_columns(user: User, resource: str, columns: Sequence[str]) -> None:
    """The columns that `user` wants in the list of `resource`, in the active company; none brings the usual ones back."""
    own = SavedView.objects.filter(user=user, resource=resource, name="", company_id=active_id())
    if not columns:
        own.delete()
    elif not own.update(columns=list(columns)):
        SavedView.objects.create(
            user=user, resource=resource, name="", columns=list(columns), company_id=active_id()
        )


def set_density(user: User, *, is_dense: bool) -> None:
    User.objects.filter(pk=user.pk).update(is_dense=is_dense)


def save_view(
    user: User, resource: str, name: str, *, query: str, columns: Sequence[str], is_shared: bool = False
) -> SavedView:
    """Keep a list as a tab: its filters and order, and its columns. Shared: everybody in the active company gets it.

    Raises `DomainError` "view.name", "view.taken" or "view.rights".
    """
    if not name or len(name) > 60:
        raise DomainError("view.name", _("Give the view a name of at most 60 characters."), "name")
    if is_shared and not may(user, "erp.add_savedview"):
        raise DomainError(
            "view.rights",
            _("You may not share views: keep it for yourself, or ask an administrator."),
            "is_shared",
        )
    company_id = active_id()
    if SavedView.objects.filter(user=user, resource=resource, name=name, company_id=company_id).exists():
        raise DomainError(
            "view.taken", _("You have a view called “%(name)s”: choose another name."), "name", {"name": name}
        )
    kept = QueryDict(query.lstrip("?"), mutable=True)
    for parameter in PASSING:
        kept.pop(parameter, None)
    text = kept.urlencode(safe=",")
    if len(text) > 2000:
        raise DomainError("view.too_long", _("This list has too many filters to be saved: use fewer."))
    return SavedView.objects.create(
        user=None if is_shared else user,
        company_id=company_id,
        resource=resource,
        name=name,
        query=text,
        columns=list(columns),
        position=100,
    )


def rename_view(view: SavedView, name: str) -> None:
    if not name or len(name) > 60:
        raise DomainError("view.name", _("Give the view a name of at most 60 characters."), "name")
    SavedView.objects.filter(pk=view.pk).update(name=name)


def delete_views(views: Iterable[SavedView]) -> None:
    SavedView.objects.filter(pk__in=[view.pk for view in views]).delete()
