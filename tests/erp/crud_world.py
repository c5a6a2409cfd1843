"""What the tests of the generic screens share: a company with a person in it, signed in."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.test import Client

from erp.models import Company, User
from erp.scope import open_scope
from tests.erp.factories import make_user


def sign_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="erp.permissions.RoleBackend")
    return client


def make_client(*companies: Company, permissions: list[str] | None = None, **values: Any) -> Client:
    """A browser signed in as a new member of `companies`, in English."""
    return sign_in(make_user(*companies, permissions=permissions, language="en", **values))


@contextmanager
def acting_in(company: Company, user: User | None = None) -> Iterator[None]:
    with open_scope(actor=user, companies=[company], active=company, source="screen"):
        yield


def lines_data(prefix: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """What a browser sends for a grid of lines."""
    data: dict[str, Any] = {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": 0}
    for number, row in enumerate(rows):
        data[f"{prefix}-{number}-ORDER"] = number + 1
        data |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return data
