"""Installing a chart of accounts in a company, and its fiscal years."""

import calendar
import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounting import chart_be, chart_fr
from accounting.charts import JOURNALS, Chart
from accounting.choices import JournalCode
from accounting.models import (
    Account,
    DefaultAccount,
    FiscalYear,
    Journal,
    PaymentProvider,
    Period,
    Tax,
)
from catalog.models import TaxCategory
from erp.errors import DomainError
from erp.models import Company

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
        _install_taxes(company, chart, accounts)
        _install_means_of_payment(company, chart, accounts)
        first = first_year or this_year
        create_fiscal_years(company, range(first, max(first, last_year or this_year + 1) + 1))


def create_fiscal_years(company: Company, years: range) -> None:
    """Calendar years with their twelve months, open; those that exist already stay as they are."""
    with transaction.atomic():
        FiscalYear.objects.bulk_create(
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
        found = FiscalYear.objects.filter(company=company, code__in=[str(year) for year in years])
        Period.objects.bulk_create(
            [
                Period(
                    company=company,
                    fiscal_year=fiscal_year,
                    code=f"{fiscal_year.start_date.year}-{month:02d}",
                    start_date=dt.date(fiscal_year.start_date.year, month, 1),
                    end_date=dt.date(
                        fiscal_year.start_date.year,
                        month,
                        calendar.monthrange(fiscal_year.start_date.year, month)[1],
                    ),
                )
                for fiscal_year in found
                for month in range(1, 13)
            ],
            ignore_conflicts=True,
        )


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
    return {account.code: account for account in Account.objects.filter(company=company)}


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
