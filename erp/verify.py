"""The database's promises, checked on demand: `manage.py verify` runs every registered check.

A check returns one sentence for each breach, naming what is wrong and where, and an empty list when all is well.
"""

from collections.abc import Callable
from dataclasses import dataclass

from erp.registry import Registry
from erp.scope import system_scope

Check = Callable[[], list[str]]


@dataclass(frozen=True)
class Verdict:
    name: str
    problems: list[str]


checks: Registry[Check] = Registry("verification")


def verification(name: str) -> Callable[[Check], Check]:
    """Decorator: the function is a check that `manage.py verify` runs over every company."""

    def register(check: Check) -> Check:
        return checks.register(name, check)

    return register


def run_checks() -> list[Verdict]:
    """Run every check in a scope over the whole group."""
    with system_scope(source="command"):
        return [Verdict(name, check()) for name, check in checks.items()]
