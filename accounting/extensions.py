"""What apps above tell accounting about the purchases it books, and what they show on them."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from django.http import HttpRequest

from accounting.choices import AccountRole
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
