"""Installing a chart of accounts in a company, and its fiscal years."""

import calendar
import datetime as dt
from collections.abc import Iterable, Iterator

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounting import chart_be, chart_fr
from accounting.charts import JOURNALS, Chart
from accounting.choices import JournalCode, PeriodKind, TaxTreatment
from accounting.models import (
    Account,
    DefaultAccount,
    FiscalYear,
    Journal,
    LockDates,
    PaymentProvider,
    Period,
    Tax,
)
from catalog.models import TaxCategory
from erp.changelog import Change, log_changes
from erp.errors import DomainError
from erp.models import Company
from erp.search import index_records

CHARTS = {chart.country: chart for chart in (chart_fr.CHART, chart_be.CHART)}


def install_chart(company: Company, *, first_year: int | None = None, last_year: int | None = None) -> None:
    """Give `company` the chart of its country: accounts, default accounts, journals, taxes, means of payment, years.

    What is there already stays as it is, so it can be called again. Years run from `first_year` (default: this one) to
    `last_year` (default: the next, so that nobody is stuck on New Year's Day). Raises `DomainError` "chart.unknown".
    """
    chart = CHARTS.get(company.country_id)
    if chart is None:
        raise DomainError(
            "chart.unknown",
            _("There is no chart of accounts for %(country)s yet; there is one for %(countries)s."),
            params={"country": company.country_id, "countries": ", ".join(sorted(CHARTS))},
        )
    this_year = timezone.localdate().year
    with transaction.atomic():
        accounts = _install_accounts(company, chart)
        DefaultAccount.objects.bulk_create(
            [
                DefaultAccount(company=company, role=role, account=accounts[code])
                for role, code in chart.roles.items()
            ],
            ignore_conflicts=True,
        )
        Journal.objects.bulk_create(
            [Journal(company=company, code=fact.code, kind=fact.kind, name=fact.french) for fact in JOURNALS],
            ignore_conflicts=True,
        )
        LockDates.objects.bulk_create([LockDates(company=company)], ignore_conflicts=True)
        _install_taxes(company, chart, accounts)
        _install_means_of_payment(company, chart, accounts)
        first = first_year or this_year
        create_fiscal_years(company, range(first, max(first, last_year or this_year + 1) + 1))


def create_fiscal_years(company: Company, years: range) -> None:
    """Calendar years with their twelve months and the periods of their opening and closing, open; those that exist already stay as they are."""
    with transaction.atomic():
        made = FiscalYear.objects.bulk_create(
            [
                FiscalYear(
                    company=company,
                    code=str(year),
                    start_date=dt.date(year, 1, 1),
                    end_date=dt.date(year, 12, 31),
                )
                for year in years
            ],
            ignore_conflicts=True,
        )
        _open_periods(FiscalYear.objects.filter(company=company, code__in=[year.code for year in made]))


def create_fiscal_year(company: Company, code: str, start_date: dt.date, end_date: dt.date) -> FiscalYear:
    """A fiscal year of any length with a period for each of its months, one for its opening and one for its closing.

    Raises `DomainError` "fiscal_year.dates" where it ends before it begins or lasts over two years, and
    "fiscal_year.overlap" where another one of the company shares a day with it.
    """
    if not 0 < (end_date - start_date).days < 731:
        raise DomainError(
            "fiscal_year.dates",
            _("A fiscal year ends after it begins, within two years. Correct its last day."),
            "end_date",
        )
    taken = FiscalYear.objects.filter(
        company=company, start_date__lte=end_date, end_date__gte=start_date
    ).first()
    if taken is not None:
        raise DomainError(
            "fiscal_year.overlap",
            _("The fiscal year %(year)s lasts from %(start)s to %(end)s. Begin after it."),
            "start_date",
            {"year": taken.code, "start": taken.start_date, "end": taken.end_date},
        )
    with transaction.atomic():
        fiscal_year = FiscalYear.objects.create(
            company=company, code=code, start_date=start_date, end_date=end_date
        )
        _open_periods([fiscal_year])
        log_changes([Change(fiscal_year, "create", after={"start_date": start_date, "end_date": end_date})])
    return fiscal_year


def _open_periods(fiscal_years: Iterable[FiscalYear]) -> None:
    fiscal_years = list(fiscal_years)
    Period.objects.bulk_create(
        [
            Period(
                company_id=fiscal_year.company_id,
                fiscal_year=fiscal_year,
                code=f"{first:%Y-%m}",
                start_date=first,
                end_date=last,
            )
            for fiscal_year in fiscal_years
            for first, last in _months(fiscal_year.start_date, fiscal_year.end_date)
        ]
        + [
            Period(
                company_id=fiscal_year.company_id,
                fiscal_year=fiscal_year,
                code=f"{fiscal_year.code[:9]}-{ending}",
                kind=kind,
                start_date=day,
                end_date=day,
            )
            for fiscal_year in fiscal_years
            for kind, ending, day in (
                (PeriodKind.OPENING, "00", fiscal_year.start_date),
                (PeriodKind.CLOSING, "13", fiscal_year.end_date),
            )
        ],
        ignore_conflicts=True,
    )


def _months(start: dt.date, end: dt.date) -> Iterator[tuple[dt.date, dt.date]]:
    """The months from `start` to `end`, the first and the last one cut to them."""
    while start <= end:
        last = start.replace(day=calendar.monthrange(start.year, start.month)[1])
        yield start, min(last, end)
        start = last + dt.timedelta(days=1)


def _install_accounts(company: Company, chart: Chart) -> dict[str, Account]:
    Account.objects.bulk_create(
        [
            Account(
                company=company,
                code=fact.code,
                name=fact.french,
                name_en=fact.english,
                kind=chart.kind_of(fact.code),
                is_reconcilable=chart.is_reconcilable(fact.code),
            )
            for fact in chart.accounts
        ],
        ignore_conflicts=True,
    )
    accounts = {account.code: account for account in Account.objects.filter(company=company)}
    index_records(accounts.values())
    return accounts


def _install_taxes(company: Company, chart: Chart, accounts: dict[str, Account]) -> None:
    categories = {category.code: category for category in TaxCategory.objects.all()}
    Tax.objects.bulk_create(
        [
            Tax(
                company=company,
                code=fact.code,
                name=fact.name,
                percent=fact.percent,
                tax_category=categories[fact.category],
                country_id=chart.country,
                sale_account=accounts.get(fact.sale_account),
                purchase_account=accounts.get(fact.purchase_account),
                mention=fact.mention,
                treatment=fact.treatment,
                is_due_by_buyer=fact.treatment == TaxTreatment.ACQUISITION,
            )
            for fact in chart.taxes
        ],
        ignore_conflicts=True,
    )


def _install_means_of_payment(company: Company, chart: Chart, accounts: dict[str, Account]) -> None:
    """Cheques, cards at the till and cash are there from the start; online providers are added as they are signed."""
    journals = {journal.code: journal for journal in Journal.objects.filter(company=company)}
    PaymentProvider.objects.bulk_create(
        [
            PaymentProvider(
                company=company,
                code=code,
                name=name,
                clearing_account=accounts[chart.roles[role]],
                journal=journals[journal],
                methods=methods,
            )
            for code, name, role, journal, methods in (
                ("CHEQUE", "Chèques", "cheques", JournalCode.PAYMENTS, ["cheque", "chèque"]),
                ("CARD", "Cartes bancaires", "cards", JournalCode.PAYMENTS, []),
                ("CASH", "Espèces", "cash", JournalCode.CASH, ["cash", "espèces"]),
            )
        ],
        ignore_conflicts=True,
    )
