"""System checks: what a site must not start with."""

from typing import Any

from django.conf import settings
from django.core.checks import Error, Tags, register

from erp.crud import checks as declarations

__all__ = ["application_role", "declarations", "production_secrets"]


@register(Tags.security)
def production_secrets(app_configs: Any, **kwargs: Any) -> list[Error]:
    """A production site has secrets of its own."""
    found = []
    if settings.IS_PRODUCTION and not settings.SECRET_KEY:
        found.append(Error("SECRET_KEY is empty.", hint="Set it to fifty random characters.", id="erp.E001"))
    if settings.IS_PRODUCTION and not settings.SECRET_ENCRYPTION_KEYS:
        found.append(
            Error(
                "SECRET_ENCRYPTION_KEYS is empty: credentials of connections could not be kept.",
                hint="Set it to the output of: python -m erp.secrets",
                id="erp.E002",
            )
        )
    return found


@register(Tags.database)
def application_role(app_configs: Any, databases: Any = None, **kwargs: Any) -> list[Error]:
    """The application must not connect as a superuser: row level security would not hold."""
    from erp.verification import application_role as check

    return [Error(problem, id="erp.E003") for problem in check()] if databases else []
