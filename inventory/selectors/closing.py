"""What the warehouse says when a year is closed."""

from django.urls import reverse
from django.utils.formats import localize
from django.utils.translation import gettext_lazy as _

from accounting.extensions import ClosingFinding
from accounting.models import FiscalYear
from inventory.selectors.valuation import booked_value, stock_value


def stock_against_books(year: FiscalYear) -> list[ClosingFinding]:
    """The stock is worth at the end of the year what its accounts say, or by how much it is not."""
    difference = stock_value(year.company, year.end_date) - booked_value(year.company, year.end_date)
    if not difference:
        return []
    return [
        ClosingFinding(
            _("The stock is not worth what its accounts say"),
            localize(difference),
            f"{reverse('inventory_value')}?date={year.end_date.isoformat()}",
            is_blocking=True,
        )
    ]
