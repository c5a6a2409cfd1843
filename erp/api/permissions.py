"""What the caller may do: the same rights as on the screens."""

from typing import Any

from rest_framework.permissions import BasePermission

from erp.crud.access import RightMissing
from erp.scope import scope_or_none


class RolePermission(BasePermission):
    """Signed in, in a company, and with the right the view asks for (`required_permission`), in one of the companies in
    view. Whether it is held in the company of a given record is asked by the view once it has the record."""

    def has_permission(self, request: Any, view: Any) -> bool:
        if not request.user or not request.user.is_authenticated:
            return False
        scope = scope_or_none()
        if scope is None or scope.active is None:
            return False
        asked = getattr(view, "required_permission", None)
        permission = asked() if callable(asked) else asked
        if permission and not view.may(permission):
            raise RightMissing(permission)
        return True
