"""Who administers whom: what an administrator of some companies may do to the account of somebody else."""

from typing import Any

from axes.utils import reset
from django.db import transaction

from erp.changelog import Change, log_changes
from erp.locks import advisory_lock
from erp.models import Company, Membership, Role, User
from erp.permissions import rights_of
from erp.scope import current_scope, open_scope

RIGHT = "erp.change_user"


def manages(administrator: User, person: User) -> bool:
    """Whether `administrator` may change the account of `person`: name, password, activity.

    Whoever sets somebody's password can sign in as them, in every company. So it takes the right to change users in each
    of their companies, and in each no right of theirs that the administrator lacks.
    """
    if administrator.is_superuser or administrator.pk == person.pk:
        return True
    if person.is_superuser:
        return False
    own = rights_of(administrator)
    # Memberships outside of the administrator's companies count as well, and only the program sees those.
    with open_scope(is_system=True, source=current_scope().source):
        theirs = rights_of(User(pk=person.pk))
        companies = set(Membership.objects.filter(user=person).values_list("company_id", flat=True))
    return all(RIGHT in own.get(pk, ()) and theirs.get(pk, set()) <= own.get(pk, set()) for pk in companies)


def roles_to_give(administrator: User) -> Any:
    """The roles that `administrator` may give: those with no right that is not their own in the active company."""
    roles = Role.objects.all()
    if administrator.is_superuser:
        return roles
    own = administrator.get_all_permissions()
    given = Role.permissions.through.objects.values_list(
        "role_id", "permission__content_type__app_label", "permission__codename"
    )
    beyond = {role for role, app, codename in given if f"{app}.{codename}" not in own}
    return roles.exclude(pk__in=beyond)


@transaction.atomic
def log_account(person: User, action: str, before: dict[str, Any], after: dict[str, Any]) -> None:
    """Note what an administrator did to an account; passwords themselves are never among the values."""
    log_changes([Change(person, action, before=before, after=after)])


def lock_company_tree() -> None:
    """Taken before a company moves in the group's tree."""
    advisory_lock("tree:erp.company")


def log_company_moved(company: Company, before: str, after: str) -> None:
    log_changes([Change(company, "move", before={"parent": before}, after={"parent": after})])


@transaction.atomic
def end_waits(people: list[User]) -> None:
    """Forget the failed sign-ins of `people`, so that they need not wait."""
    for person in people:
        reset(username=person.get_username())
    log_changes([Change(person, "end_wait") for person in people])
