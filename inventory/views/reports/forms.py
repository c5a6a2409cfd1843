"""What the inventory's reports ask for."""

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalog.models import Category
from erp.crud.widgets import RemoteSelect
from erp.errors import DomainError
from erp.models import Company
from erp.reports import ReportForm
from inventory.models import Warehouse
from inventory.selectors.reports.asked import Asked

# A report reads each move of its period: two years of them are read in a second.
LONGEST = 5 * 366
EARLIEST = dt.date(2000, 1, 1)


# Classes of coverage: the last day of each, and those of what did not leave at all.
COVERS: dict[str, Any] = {
    "7": _("up to 7 days"),
    "30": _("8 to 30 days"),
    "90": _("31 to 90 days"),
    "180": _("91 to 180 days"),
    "more": _("more than 180 days"),
    "none": _("nothing left"),
}


def today() -> dt.date:
    return timezone.localdate()


def start_of_month() -> dt.date:
    return today().replace(day=1)


def a_year_ago() -> dt.date:
    return (today().replace(day=1) - dt.timedelta(days=360)).replace(day=1)


class ArticlesForm(ReportForm):
    """Narrowed to a category, with all below it."""

    category = forms.ModelChoiceField(
        Category.objects.all(),
        label=_("Category"),
        required=False,
        widget=RemoteSelect("inventory.position", "variant__product__category"),
    )


class PeriodForm(ArticlesForm):
    start = forms.DateField(label=pgettext_lazy("period", "From"), initial=start_of_month)
    end = forms.DateField(label=pgettext_lazy("period", "To"), initial=today)
    field_order = ["start", "end"]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        start, end = values.get("start"), values.get("end")
        if start and end and not (EARLIEST <= start <= end and (end - start).days <= LONGEST):
            self.add_error("end", _("Choose a last day after the first, at most five years later."))
        return values


class MovementsForm(PeriodForm):
    by = forms.ChoiceField(
        label=pgettext_lazy("report", "By"),
        choices=[
            ("variant", _("Article")),
            ("category", _("Category")),
            ("warehouse", _("Warehouse")),
            ("month", _("Month")),
        ],
        initial="variant",
    )
    warehouse = forms.ModelChoiceField(
        Warehouse.objects.all(),
        label=_("Warehouse"),
        required=False,
        empty_label=pgettext_lazy("warehouse", "All"),
    )
    field_order = ["start", "end", "by", "warehouse"]


class YearForm(PeriodForm):
    start = forms.DateField(label=pgettext_lazy("period", "From"), initial=a_year_ago)


class QuarterForm(PeriodForm):
    start = forms.DateField(
        label=pgettext_lazy("period", "From"), initial=lambda: today() - dt.timedelta(days=89)
    )


class AgeingForm(ArticlesForm):
    by = forms.ChoiceField(
        label=pgettext_lazy("report", "By"),
        choices=[("variant", _("Article")), ("category", _("Category"))],
        initial="variant",
    )


class CoverageForm(QuarterForm):
    cover = forms.ChoiceField(
        label=_("Coverage"),
        choices=lambda: [("", pgettext_lazy("coverage", "All")), *COVERS.items()],
        required=False,
    )


def asked(values: dict[str, Any], companies: list[int]) -> Asked:
    """What the form asks for, of these companies."""
    category = values.get("category")
    warehouse = values.get("warehouse")
    return Asked(
        companies,
        values.get("start") or today(),
        values.get("end") or today(),
        warehouse.pk if warehouse else None,
        list(category.get_descendants(include_self=True).values_list("pk", flat=True)) if category else None,
    )


def currency_of(companies: list[int]) -> str:
    """The currency that values are in. Raises `DomainError` "report.currencies" where companies have several."""
    currencies = set(Company.objects.filter(pk__in=companies).values_list("currency_id", flat=True))
    if len(currencies) > 1:
        raise DomainError(
            "report.currencies",
            _("These companies keep their books in several currencies. Look at one of them at a time."),
        )
    return str(next(iter(currencies), "EUR"))
