"""Where apps above add to accounting: what they know of purchases, what they find in a year that is closed."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from accounting.choices import AccountRole
from accounting.models import FiscalYear
from erp.registry import Registry

# Company → the role of the account that goods bought are booked to, where it is not that of purchases. One query.
BoughtGoods = Callable[[Collection[int]], Mapping[int, AccountRole]]
bought_goods: Registry[BoughtGoods] = Registry("accounts of bought goods")
# On the page of a supplier invoice: what an app above knows of it, as HTML, or nothing.
bill_panels: Registry[Callable[[Any, HttpRequest], Any]] = Registry("panels of supplier invoices")


def role_of_bought_goods(company_ids: Collection[int]) -> dict[int, AccountRole]:
    """By company: what an invoice of goods is booked to, unless their category says otherwise."""
    roles = dict.fromkeys(company_ids, AccountRole.PURCHASES_GOODS)
    if roles:
        for answer in bought_goods.values():
            roles.update(answer(company_ids))
    return roles


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
