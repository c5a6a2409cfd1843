"""Writes of companies."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from erp.changelog import Change, log_changes
from erp.errors import DomainError
from erp.locks import advisory_lock
from erp.models import Company
from erp.scope import system_scope


@transaction.atomic
def create_company(*, parent: Company | None = None, **values: Any) -> Company:
    """A new company, under `parent` in the group's tree.

    Raises `DomainError` "company.invalid" with the field that breaks a rule. Who may call this is the caller's to check:
    only administrators of the group reach it.
    """
    with system_scope():
        advisory_lock("tree:erp.company")
        company = Company(parent=parent, **values)
        try:
            company.full_clean(exclude=["lft", "rght", "tree_id", "level"])
        except ValidationError as error:
            field, messages = next(iter(error.message_dict.items()))
            raise DomainError("company.invalid", " ".join(messages), field) from error
        company.save()
    # A scope of its own: the one above was opened before the company was there to be seen.
    with system_scope(active=company):
        log_changes([Change(company, "create", after={"code": company.code, "name": company.name})])
    return company
