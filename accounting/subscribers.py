"""What accounting answers when the apps below it ask."""

from collections.abc import Collection
from decimal import Decimal

from django.db.models import F

from accounting.choices import TaxTreatment
from accounting.models import Tax
from catalog.extensions import price_figures


def home_rates(
    company_ids: Collection[int], tax_category_ids: Collection[int]
) -> dict[tuple[int, int], Decimal]:
    """By company and tax category: the percent that the company charges in its own country. One query."""
    rows = Tax.objects.filter(
        company_id__in=company_ids,
        tax_category_id__in=tax_category_ids,
        is_active=True,
        treatment=TaxTreatment.DOMESTIC,
        country_id=F("company__country_id"),
    ).order_by("-pk")
    return {
        (company_id, category_id): percent
        for company_id, category_id, percent in rows.values_list("company_id", "tax_category_id", "percent")
    }


price_figures.register("tax_percent", home_rates)
