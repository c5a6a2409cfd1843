"""What services ask of a company's chart: accounts by role and code, journals, periods, taxes."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from django.utils.translation import gettext_lazy as _

from accounting.choices import AccountRole, PeriodStatus, TaxTreatment
from accounting.models import Account, DefaultAccount, Journal, Period, Tax
from erp.errors import DomainError

# (company id, code)
Coded = tuple[int, str]


def account_codes(company_ids: Collection[int]) -> dict[int, dict[str, str]]:
    """By company: the code of the account that plays each role."""
    codes: dict[int, dict[str, str]] = defaultdict(dict)
    rows = DefaultAccount.objects.filter(company_id__in=set(company_ids)).values_list(
        "company_id", "role", "account__code"
    )
    for company_id, role, code in rows:
        codes[company_id][role] = code
    return codes


def code_of(codes: Mapping[int, Mapping[str, str]], company_id: int, role: str) -> str:
    """The account of a role. Raises `DomainError` "account.no_default" that says where to set it."""
    try:
        return codes[company_id][role]
    except KeyError:
        raise DomainError(
            "account.no_default",
            _(
                "No account is set for “%(role)s”. Install the chart of accounts, or set it under Default accounts."
            ),
            params={"role": str(AccountRole(role).label)},
        ) from None


def accounts_by_code(codes: Iterable[Coded]) -> dict[Coded, Account]:
    """The active accounts of those codes. Raises `DomainError` "account.unknown" for one that is missing."""
    wanted = set(codes)
    found = {
        (account.company_id, account.code): account
        for account in Account.objects.filter(
            company_id__in={company_id for company_id, _code in wanted},
            code__in={code for _company_id, code in wanted},
            is_active=True,
        )
    }
    if missing := sorted(wanted - found.keys()):
        raise DomainError(
            "account.unknown",
            _(
                "The account %(code)s is not in the chart, or no longer active. Add it under Accounts, or take another."
            ),
            field="account",
            params={"code": missing[0][1]},
        )
    return found


def journals_by_code(codes: Iterable[Coded]) -> dict[Coded, Journal]:
    """The journals of those codes, with their companies. Raises `DomainError` "journal.unknown" for one that is missing."""
    wanted = set(codes)
    found = {
        (journal.company_id, journal.code): journal
        for journal in Journal.objects.filter(
            company_id__in={company_id for company_id, _code in wanted},
            code__in={code for _company_id, code in wanted},
        ).select_related("company")
    }
    if missing := sorted(wanted - found.keys()):
        raise DomainError(
            "journal.unknown",
            _("There is no journal %(code)s. Install the chart of accounts, or add the journal."),
            field="journal",
            params={"code": missing[0][1]},
        )
    return found


def open_periods(dates: Iterable[tuple[int, dt.date]]) -> dict[tuple[int, dt.date], Period]:
    """The open period of each (company, date), with its fiscal year.

    Raises `DomainError` "period.closed", or "period.missing" where no fiscal year covers the date.
    """
    wanted = set(dates)
    days = [day for _company_id, day in wanted]
    if not days:
        return {}
    periods: dict[int, list[Period]] = defaultdict(list)
    for period in Period.objects.filter(
        company_id__in={company_id for company_id, _day in wanted},
        start_date__lte=max(days),
        end_date__gte=min(days),
    ).select_related("fiscal_year"):
        periods[period.company_id].append(period)
    found = {}
    for company_id, day in wanted:
        period_of_day = next(
            (one for one in periods[company_id] if one.start_date <= day <= one.end_date), None
        )
        if period_of_day is None:
            raise DomainError(
                "period.missing",
                _("No fiscal year covers %(date)s. Take another date, or create the fiscal year."),
                field="date",
                params={"date": day},
            )
        if period_of_day.status != PeriodStatus.OPEN:
            raise DomainError(
                "period.closed",
                _(
                    "The period %(period)s is closed. Take a date in an open one, or ask an accountant to reopen it."
                ),
                field="date",
                params={"period": period_of_day.code},
            )
        found[company_id, day] = period_of_day
    return found


def first_open_days(dates: Iterable[tuple[int, dt.date]]) -> dict[tuple[int, dt.date], dt.date]:
    """The day on which a correction of each (company, date) is booked: the date itself in an open period, else the first
    day of the first open period after it. One query. Raises `DomainError` "period.closed" where none is open any more,
    "period.missing" where no fiscal year covers the date.
    """
    wanted = set(dates)
    if not wanted:
        return {}
    periods: dict[int, list[Period]] = defaultdict(list)
    for period in Period.objects.filter(
        company_id__in={company_id for company_id, _day in wanted},
        end_date__gte=min(day for _company_id, day in wanted),
    ).order_by("start_date"):
        periods[period.company_id].append(period)
    found = {}
    for company_id, day in wanted:
        following = [period for period in periods[company_id] if period.end_date >= day]
        if not following or following[0].start_date > day:
            raise DomainError(
                "period.missing",
                _("No fiscal year covers %(date)s. Take another date, or create the fiscal year."),
                field="date",
                params={"date": day},
            )
        taken = next((period for period in following if period.status == PeriodStatus.OPEN), None)
        if taken is None:
            raise DomainError(
                "period.closed",
                _(
                    "The period %(period)s is closed. Take a date in an open one, or ask an accountant to reopen it."
                ),
                field="date",
                params={"period": following[0].code},
            )
        found[company_id, day] = max(day, taken.start_date)
    return found


def sale_taxes(company_id: int, country: str) -> dict[str, Tax]:
    """The taxes that a company charges in a country by its ordinary rules, by tax category ("standard", "reduced"…)."""
    return {
        tax.tax_category.code: tax
        for tax in Tax.objects.filter(
            company_id=company_id, country_id=country, treatment=TaxTreatment.DOMESTIC, is_active=True
        ).select_related("tax_category")
    }
