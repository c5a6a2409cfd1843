"""What apps above tell accounting about the purchases it books."""

from collections.abc import Callable, Collection, Mapping

from accounting.choices import AccountRole
from erp.registry import Registry

# Company → the role of the account that goods bought are booked to, where it is not that of purchases. One query.
BoughtGoods = Callable[[Collection[int]], Mapping[int, AccountRole]]
bought_goods: Registry[BoughtGoods] = Registry("accounts of bought goods")


def role_of_bought_goods(company_ids: Collection[int]) -> dict[int, AccountRole]:
    """By company: what an invoice of goods is booked to, unless their category says otherwise."""
    roles = dict.fromkeys(company_ids, AccountRole.PURCHASES_GOODS)
    if roles:
        for answer in bought_goods.values():
            roles.update(answer(company_ids))
    return roles
