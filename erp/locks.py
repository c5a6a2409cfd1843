"""Locks, taken one way everywhere so that no two transactions can wait for each other."""

import hashlib
from typing import TypeVar

from django.db import connection, models

M = TypeVar("M", bound=models.Model)


def lock(queryset: "models.QuerySet[M]") -> list[M]:
    """The rows of `queryset`, locked in primary-key order until the transaction ends. Read what you decide on after it."""
    return list(queryset.order_by("pk").select_for_update(of=("self",)))


def advisory_lock(name: str, *numbers: int) -> None:
    """Wait for the lock `name` (of `numbers`: a company, a tree…) and hold it until the transaction ends."""
    digest = hashlib.blake2b(":".join([name, *map(str, numbers)]).encode(), digest_size=8).digest()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int.from_bytes(digest, "big", signed=True)])
