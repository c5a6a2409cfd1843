"""Who may do what to which record, company by company.

With several companies in view ("group view", an API token of several companies) a right held in one of them says
nothing about another: what a person sees and does is asked for the company that owns the record.
"""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models

from erp import permissions
from erp.models import CompanyModel, Membership, User
from erp.scope import current_scope, in_company, scope_or_none


class RightMissing(PermissionDenied):
    """The person lacks the right `permission` ("sales.confirm_order")."""

    def __init__(self, permission: str) -> None:
        super().__init__(permission)
        self.permission = permission


def may(user: Any, permission: str) -> bool:
    """Whether `user` has `permission` in the active company."""
    return bool(user.is_authenticated) and scope_or_none() is not None and permissions.may(user, permission)


def may_in(user: User, permission: str, company_id: int) -> bool:
    """Whether `user` has `permission` in that company, which the scope must show."""
    scope = current_scope()
    if scope.active == company_id:
        return may(user, permission)
    if company_id not in scope.companies:
        return False
    with in_company(company_id):
        return may(user, permission)


def may_somewhere(user: Any, permission: str) -> bool:
    """Whether `user` has `permission` in one of the companies in view."""
    scope = scope_or_none()
    if scope is None or not user.is_authenticated:
        return False
    return may(user, permission) or any(may_in(user, permission, pk) for pk in scope.companies)


def may_on(user: Any, permission: str, record: models.Model | None) -> bool:
    """Whether `user` has `permission` in the company that owns `record` (the active one for what the group shares)."""
    if isinstance(record, CompanyModel) and record.company_id is not None and user.is_authenticated:
        return may_in(user, permission, record.company_id)
    return may(user, permission)


def require(user: Any, permission: str, record: models.Model | None = None) -> None:
    """Raises `RightMissing` where `may_on` says no."""
    if not may_on(user, permission, record):
        raise RightMissing(permission)


def narrow(queryset: "models.QuerySet[Any]", user: User, permission: str) -> "models.QuerySet[Any]":
    """`queryset` without the companies in view in which `user` lacks `permission`."""
    scope = current_scope()
    if not issubclass(queryset.model, CompanyModel) or scope.companies == (scope.active,):
        return queryset
    allowed = [pk for pk in scope.companies if may_in(user, permission, pk)]
    return queryset if len(allowed) == len(scope.companies) else queryset.filter(company_id__in=allowed)


def colleagues() -> "models.QuerySet[User]":
    """Who works in a company in view. Accounts are the group's and under no policy; their names go no further than this."""
    return User.objects.filter(pk__in=Membership.objects.values("user"))
