"""Where apps above accounting add to it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from accounting.models import FiscalYear
from erp.registry import Registry


@dataclass(frozen=True, slots=True)
class ClosingFinding:
    """Something to look at before a year is closed for good. `says`: the figure, in words; `address`: where to look.

    `is_blocking`: the year is not closed for good while it stands.
    """

    title: Any
    says: str
    address: str = ""
    is_blocking: bool = False


# What an app finds in a year that is about to be closed; nothing where all is well.
closing_checks: Registry[Callable[[FiscalYear], list[ClosingFinding]]] = Registry("closing checks")
