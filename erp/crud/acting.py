"""Doing an action to records: at once from a screen or the API, or in steps by a job."""

from collections.abc import Sequence
from contextlib import nullcontext
from typing import Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext as _

from erp.crud.access import RightMissing
from erp.crud.declaration import Action
from erp.crud.resource import Resource
from erp.crud.widgets import dress
from erp.errors import DomainError
from erp.models import CompanyModel, User
from erp.scope import current_scope, in_company

# More than this at once would keep the person waiting for more than a moment: the rest is a job's, in steps of as many.
MOST_AT_ONCE = 500


def run_action(action: Action, records: Sequence[Any], params: dict[str, Any]) -> Any:
    """Do it, all or nothing, in the company that owns the records."""
    owners = {record.company_id for record in records if isinstance(record, CompanyModel)}
    if len(owners) > 1:
        raise DomainError(
            "action.companies", _("These belong to several companies: do it in one company after the other.")
        )
    owner = next(iter(owners), None)
    inside = in_company(owner) if owner is not None and owner != current_scope().active else nullcontext()
    with inside, transaction.atomic():
        return action.service(list(records), **params)


def action_form(action: Action, data: Any = None, files: Any = None) -> forms.Form | None:
    if action.form is None:
        return None
    form = action.form(data, files)
    for field in form.fields.values():
        dress(field)
    return form


def allowed(resource: Resource, user: User, action: Action, records: Sequence[Any]) -> list[Any]:
    """The records, once it is clear that the person may do it to each of them and that it is offered there."""
    checked: set[int | None] = set()
    for record in records:
        owner = record.company_id if isinstance(record, CompanyModel) else None
        if owner not in checked and not resource.may_act(user, action, record):
            raise RightMissing(resource.action_permission(action))
        checked.add(owner)
    refused = [record for record in records if not action.is_offered(record)]
    if refused:
        raise DomainError(
            "action.not_offered",
            _("“%(action)s” is not possible for %(record)s as it stands now."),
            params={"action": str(action.label), "record": str(refused[0])},
        )
    return list(records)
