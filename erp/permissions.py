"""Rights: a user may do what the roles of the membership in the active company say."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Permission

from erp.models import User
from erp.scope import scope_or_none


class RoleBackend(ModelBackend):
    """Signs people in by name and password; answers `has_perm` for the active company of the open scope.

    Django's own per-user and per-group permissions are not looked at: roles are the one way to give a right. A scope
    opened by an API token narrows them to the token's rights.
    """

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        scope = scope_or_none()
        if not user_obj.is_active or user_obj.is_anonymous or obj is not None or scope is None:
            return set()
        granted = (
            _everything(user_obj) if user_obj.is_superuser else rights_of(user_obj).get(scope.active, set())
        )
        return granted if scope.token_rights is None else granted & scope.token_rights

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        return user_obj.is_active and perm in self.get_all_permissions(user_obj, obj)

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        return user_obj.is_active and any(
            permission.startswith(f"{app_label}.") for permission in self.get_all_permissions(user_obj)
        )


def may(user: User, permission: str) -> bool:
    """Whether `user` has `permission` in the active company. A token's scope limits administrators too."""
    scope = scope_or_none()
    if scope is not None and scope.token_rights is not None and permission not in scope.token_rights:
        return False
    return bool(user.has_perm(permission))


def rights_of(user: User) -> dict[int | None, set[str]]:
    """What the roles of `user` allow, by company id: one query for all of them, remembered on the object.

    Inside somebody else's scope only the companies of that scope are among them.
    """
    cached: dict[int | None, set[str]] | None = user.__dict__.get("_rights")
    if cached is None:
        rows = Permission.objects.filter(role__membership__user=user).order_by()
        cached = {}
        for company_id, app, codename in rows.values_list(
            "role__membership__company_id", "content_type__app_label", "codename"
        ).distinct():
            cached.setdefault(company_id, set()).add(f"{app}.{codename}")
        user.__dict__["_rights"] = cached
    return cached


def _everything(user: User) -> set[str]:
    cached: set[str] | None = user.__dict__.get("_every_right")
    if cached is None:
        rows = Permission.objects.order_by().values_list("content_type__app_label", "codename")
        cached = user.__dict__["_every_right"] = {f"{app}.{codename}" for app, codename in rows}
    return cached
