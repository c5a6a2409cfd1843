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
        cache: dict[int | None, set[str]] = user_obj.__dict__.setdefault("_role_permissions", {})
        if scope.active not in cache:
            cache[scope.active] = _granted(user_obj, scope.active)
        granted = cache[scope.active]
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


def _granted(user: User, company_id: int | None) -> set[str]:
    if user.is_superuser:
        permissions = Permission.objects.all()
    elif company_id is None:
        return set()
    else:
        permissions = Permission.objects.filter(
            role__membership__user=user, role__membership__company=company_id
        )
    rows = permissions.order_by().values_list("content_type__app_label", "codename").distinct()
    return {f"{app}.{codename}" for app, codename in rows}
