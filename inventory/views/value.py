"""What the stock was worth at the end of a day, beside what the ledger says, article by article."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_GET

from catalog.models import Variant
from erp.crud.access import require
from erp.money import round_unit_price
from erp.scope import current_scope
from inventory.models import Position
from inventory.selectors.valuation import booked_value, stock_value, value_by_variant

VIEW = "inventory.view_position"
# The dearest come first; what is worth less is in the sum and on the list of positions.
MOST = 100


@dataclass(frozen=True)
class Row:
    """An article as it stood then, and its position as it stands now."""

    variant: Variant
    position: Position | None
    quantity: Decimal
    amount: Decimal
    share: Decimal

    @property
    def average(self) -> Decimal | None:
        return round_unit_price(self.amount / self.quantity) if self.quantity else None


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """The page; `?date=` chooses the day, today without."""
    require(request.user, VIEW)
    company = current_scope().active_company
    today = timezone.localdate()
    day, is_refused = _day(request.GET.get("date", ""), today)
    values = value_by_variant(company, day)
    dearest = sorted(values.items(), key=lambda one: (-abs(one[1][1]), one[0]))[:MOST]
    variants = Variant.objects.in_bulk([variant_id for variant_id, _value in dearest])
    positions = {
        position.variant_id: position
        for position in Position.objects.filter(company=company, variant__in=variants)
    }
    total, booked = stock_value(company, day), booked_value(company, day)
    largest = max((abs(amount) for _quantity, amount in values.values()), default=Decimal(0))
    rows = [
        Row(
            variants[variant_id],
            positions.get(variant_id),
            quantity,
            amount,
            100 * abs(amount) / largest if largest else Decimal(0),
        )
        for variant_id, (quantity, amount) in dearest
        if variant_id in variants
    ]
    return render(
        request,
        "inventory/value.html",
        {
            "day": day,
            "today": today,
            "is_refused": is_refused,
            "currency": company.currency_id,
            "total": total,
            "booked": booked,
            "difference": total - booked,
            "rows": rows,
            "count": len(values),
            "more": max(len(values) - MOST, 0),
        },
    )


def _day(typed: str, today: dt.date) -> tuple[dt.date, bool]:
    """The day that was typed, today where none was; whether what was typed is no day."""
    if not typed:
        return today, False
    try:
        day = parse_date(typed)
    except ValueError:
        day = None
    return (day, False) if day is not None else (today, True)
