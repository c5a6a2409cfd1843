"""What services ask of a company's chart: accounts by role and code, journals, periods, taxes."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounting.choices import AccountRole, PeriodKind, PeriodStatus, TaxTreatment
from accounting.models import Account, DefaultAccount, Journal, LockDates, Period, Tax
from erp.crud.access import may_in
from erp.errors import DomainError
from erp.scope import current_scope

ONE_DAY = dt.timedelta(days=1)

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


def open_periods(
    dates: Iterable[tuple[int, dt.date]], kind: str = PeriodKind.MONTH
) -> dict[tuple[int, dt.date], Period]:
    """The open period of each (company, date), with its fiscal year and, as `soft_date`, until when its company's books are
    locked for most. One query.

    Raises `DomainError` "period.closed", "period.locked", "period.locked_for_good", or "period.missing" where no fiscal
    year covers the date.
    """
    wanted = set(dates)
    days = [day for _company_id, day in wanted]
    if not days:
        return {}
    periods: dict[int, list[Period]] = defaultdict(list)
    for period in (
        Period.objects.filter(
            company_id__in={company_id for company_id, _day in wanted},
            start_date__lte=max(days),
            end_date__gte=min(days),
            kind=kind,
        )
        .annotate(**_lock_dates())
        .select_related("fiscal_year")
    ):
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
        _refuse_locked(period_of_day, day)
        found[company_id, day] = period_of_day
    return found


def _lock_dates() -> dict[str, Subquery]:
    locks = LockDates.objects.filter(company=OuterRef("company"))
    return {name: Subquery(locks.values(name)[:1]) for name in ("soft_date", "hard_date")}


def _refuse_locked(period: Any, day: dt.date) -> None:
    if period.hard_date is not None and day <= period.hard_date:
        raise DomainError(
            "period.locked_for_good",
            _("The books are locked for good until %(until)s. Take a later date."),
            field="date",
            params={"until": date_format(period.hard_date, "SHORT_DATE_FORMAT")},
        )
    if is_locked_for_most(period, day) and not _may_post_in_locked(period.company_id):
        raise DomainError(
            "period.locked",
            _("The books are locked until %(until)s. Take a later date, or ask an accountant to post it."),
            field="date",
            params={"until": date_format(period.soft_date, "SHORT_DATE_FORMAT")},
        )


def is_locked_for_most(period: Any, day: dt.date) -> bool:
    """Whether only some people may post on `day`, which lies in a period that `open_periods` found."""
    return period.soft_date is not None and day <= period.soft_date


def _may_post_in_locked(company_id: int) -> bool:
    """A program by itself may not: it has no reason of its own to change what was handed over."""
    actor = current_scope().actor
    return actor is not None and may_in(actor, "accounting.post_in_locked", company_id)


def first_open_days(dates: Iterable[tuple[int, dt.date]]) -> dict[tuple[int, dt.date], dt.date]:
    """The day on which a correction of each (company, date) is booked: the date itself where it may still be posted on by
    everybody, else the first such day after it. One query. Raises `DomainError` "period.closed" where none is open any more,
    "period.missing" where no fiscal year covers the date.
    """
    wanted = set(dates)
    if not wanted:
        return {}
    periods: dict[int, list[Period]] = defaultdict(list)
    for period in (
        Period.objects.filter(
            company_id__in={company_id for company_id, _day in wanted},
            end_date__gte=min(day for _company_id, day in wanted),
            kind=PeriodKind.MONTH,
        )
        .annotate(**_lock_dates())
        .order_by("start_date")
    ):
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
        first: dt.date = max([day, *(one + ONE_DAY for one in _locks_of(following[0]))])
        taken = next(
            (one for one in following if one.status == PeriodStatus.OPEN and one.end_date >= first), None
        )
        if taken is None:
            raise DomainError(
                "period.closed",
                _(
                    "The period %(period)s is closed. Take a date in an open one, or ask an accountant to reopen it."
                ),
                field="date",
                params={"period": following[0].code},
            )
        found[company_id, day] = max(first, taken.start_date)
    return found


def _locks_of(period: Any) -> list[dt.date]:
    return [one for one in (period.soft_date, period.hard_date) if one is not None]


def sale_taxes(company_id: int, country: str) -> dict[str, Tax]:
    """The taxes that a company charges in a country by its ordinary rules, by tax category ("standard", "reduced"…)."""
    return {
        tax.tax_category.code: tax
        for tax in Tax.objects.filter(
            company_id=company_id, country_id=country, treatment=TaxTreatment.DOMESTIC, is_active=True
        ).select_related("tax_category")
    }
