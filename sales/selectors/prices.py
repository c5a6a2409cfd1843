"""What a customer pays for articles in a channel on a day: the lists given to them, and the catalog's rules on those."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from catalog.price_values import Candidate, Price, PriceRequest
from catalog.selectors.prices import groups_of, prices
from sales.models import Channel, PriceAssignment


@dataclass(frozen=True, kw_only=True)
class Enquiry:
    """The price of one unit of an article when a customer (null: anybody) buys so many in a channel on a day."""

    variant_id: int
    company_id: int
    channel_id: int | None
    partner_id: int | None
    date: dt.date
    currency: str
    quantity: Decimal = Decimal(1)


def customer_prices(
    enquiries: Iterable[Enquiry], *, with_refused: bool = False, with_costs: bool = False
) -> list[Price]:
    """The price of each enquiry, in their order; a number of queries that does not depend on how many there are.

    `with_refused`: the lists given to others are among those passed over, with the reason.
    """
    asked = list(enquiries)
    if not asked:
        return []
    assignments = list(
        PriceAssignment.objects.filter(company__in={enquiry.company_id for enquiry in asked}).select_related(
            "price_list", "partner", "group", "channel"
        )
    )
    by_group = any(assignment.group_id for assignment in assignments)
    groups = groups_of({enquiry.partner_id for enquiry in asked if enquiry.partner_id}) if by_group else {}
    ranked: dict[Any, tuple[Candidate, ...]] = {}
    requests = []
    for enquiry in asked:
        # Lines of one order share their candidates.
        key = (enquiry.company_id, enquiry.channel_id, enquiry.partner_id, enquiry.date)
        if key not in ranked:
            ranked[key] = candidates(
                enquiry, assignments, groups.get(enquiry.partner_id or 0, set()), with_refused
            )
        requests.append(
            PriceRequest(
                variant_id=enquiry.variant_id,
                company_id=enquiry.company_id,
                date=enquiry.date,
                currency=enquiry.currency,
                quantity=enquiry.quantity,
                candidates=ranked[key],
            )
        )
    return prices(requests, with_costs=with_costs)


def prices_for(
    quantities: Mapping[int, Decimal],
    *,
    channel: Channel,
    partner_id: int | None,
    date: dt.date,
    currency: str = "",
) -> dict[int, Price]:
    """The price of these variants (with the quantities bought) for this customer, channel and day, by variant."""
    found = customer_prices(
        Enquiry(
            variant_id=variant_id,
            company_id=channel.company_id,
            channel_id=channel.pk,
            partner_id=partner_id,
            date=date,
            currency=currency or channel.company.currency_id,
            quantity=quantity,
        )
        for variant_id, quantity in quantities.items()
    )
    return {price.request.variant_id: price for price in found}


def candidates(
    enquiry: Enquiry,
    assignments: Iterable[PriceAssignment],
    groups: Collection[int],
    with_refused: bool = False,
) -> tuple[Candidate, ...]:
    """The lists given to who asks, best first; a list given twice stands at its best place."""
    found: dict[int, Candidate] = {}
    refused: dict[int, Candidate] = {}
    mine = (one for one in assignments if one.company_id == enquiry.company_id)
    for assignment in sorted(mine, key=_rank):
        reason = _refusal(assignment, enquiry, groups)
        place = refused if reason else found
        label = assignment_words(assignment) if with_refused else ""
        place.setdefault(
            assignment.price_list_id, Candidate(assignment.price_list_id, _reason(assignment), label, reason)
        )
    if not with_refused:
        return tuple(found.values())
    return (*found.values(), *(one for one in refused.values() if one.list_id not in found))


def assignment_words(assignment: PriceAssignment) -> str:
    """To whom a list is given, in words."""
    if assignment.partner:
        who = _("for %(customer)s") % {"customer": assignment.partner}
    elif assignment.group:
        who = _("for the group %(group)s") % {"group": assignment.group}
    elif not assignment.channel:
        return _("for everybody")
    else:
        return _("for the channel %(channel)s") % {"channel": assignment.channel}
    if not assignment.channel:
        return who
    return _("%(who)s, in the channel %(channel)s") % {"who": who, "channel": assignment.channel}


def _rank(assignment: PriceAssignment) -> tuple[int, int, int, int]:
    nearness = 4 if assignment.partner_id else 2 if assignment.group_id else 0
    nearness += 1 if assignment.channel_id else 0
    start = assignment.valid_from or dt.date.min
    return -nearness, assignment.priority, -start.toordinal(), -assignment.pk


def _reason(assignment: PriceAssignment) -> str:
    who = "customer" if assignment.partner_id else "group" if assignment.group_id else ""
    where = "channel" if assignment.channel_id else ""
    return "_".join(part for part in (who, where) if part) or "everybody"


def _refusal(assignment: PriceAssignment, enquiry: Enquiry, groups: Collection[int]) -> str:
    if assignment.partner_id and assignment.partner_id != enquiry.partner_id:
        return "other_customer"
    if assignment.group_id and assignment.group_id not in groups:
        return "other_group"
    if assignment.channel_id and assignment.channel_id != enquiry.channel_id:
        return "other_channel"
    first, last = assignment.valid_from, assignment.valid_until
    if (first and enquiry.date < first) or (last and enquiry.date > last):
        return "assignment_dates"
    return ""
