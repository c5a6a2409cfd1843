"""Closing years and opening the next: provisionally as often as one likes, then for good."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounting.choices import JournalCode, PeriodKind, PeriodStatus
from accounting.models import Entry, FiscalYear, Period
from accounting.selectors.closing import (
    CLOSING,
    OPENING,
    RESULT,
    Balances,
    Turn,
    booked_turn,
    earlier_result,
    findings_that_block,
    following_year,
    wanted_turn,
)
from accounting.services.ledger import one_sided, post_entries
from accounting.services.periods import close_periods, open_closed_periods
from accounting.types import ZERO, EntryDraft
from erp.changelog import Change, log_changes
from erp.errors import DomainError
from erp.locks import lock

NOTHING = Turn({}, {}, {})


def close_years(years: Sequence[FiscalYear]) -> list[Entry]:
    """Book what lies between each year and the next, as far as it is not booked yet: the result, the balances closed, and
    the opening balances. Called again after the year's books changed, it books the difference; if nothing did, nothing.

    Raises `DomainError` "closing.no_next_year", "closing.earlier_open", and what posting raises.
    """
    with transaction.atomic():
        locked = lock(FiscalYear.objects.filter(pk__in=[year.pk for year in years]))
        # In the order of time: a year opens with what the one before it left.
        return [
            entry
            for year in sorted(locked, key=lambda one: one.start_date)
            for entry in _book(year, wanted_turn(year))
        ]


def close_years_for_good(years: Sequence[FiscalYear]) -> list[Entry]:
    """Book as `close_years` does, then close all periods of each year and the opening of the next.

    Raises `DomainError` "closing.unfinished" while something stands in the way that the list of checks names.
    """
    with transaction.atomic():
        for year in years:
            if blocking := findings_that_block(year):
                raise DomainError(
                    "closing.unfinished",
                    _("%(year)s can't be closed for good yet: %(reasons)s."),
                    params={"year": year.code, "reasons": "; ".join(blocking)},
                )
        entries = close_years(years)
        close_periods(
            [
                period
                for year in years
                for period in [
                    *Period.objects.filter(fiscal_year=year, status=PeriodStatus.OPEN, kind=PeriodKind.MONTH),
                    *_between(year, PeriodStatus.OPEN),
                ]
            ]
        )
        log_changes(Change(year, "close") for year in years)
    return entries


def take_back_closings(years: Sequence[FiscalYear]) -> list[Entry]:
    """Book the opposite of all that `close_years` booked and open its closing and the next opening
    again. Its months stay as they are.

    Raises `DomainError` "closing.nothing" where nothing is booked, and "period.locked_for_good" once the days are locked.
    """
    with transaction.atomic():
        entries = []
        for year in sorted(
            lock(FiscalYear.objects.filter(pk__in=[year.pk for year in years])),
            key=lambda one: one.start_date,
            reverse=True,
        ):
            if booked_turn(year) == NOTHING:
                raise DomainError(
                    "closing.nothing",
                    _("Nothing of the closing of %(year)s is booked."),
                    params={"year": year.code},
                )
            open_closed_periods(_between(year, PeriodStatus.CLOSED))
            entries += _book(year, NOTHING)
            log_changes([Change(year, "reopen")])
    return entries


def _between(year: FiscalYear, status: PeriodStatus) -> list[Period]:
    """The year's closing and the next one's opening, if they have this status."""
    return list(
        Period.objects.filter(
            Q(fiscal_year=year, kind=PeriodKind.CLOSING)
            | Q(fiscal_year=following_year(year), kind=PeriodKind.OPENING),
            status=status,
        )
    )


def _book(year: FiscalYear, wanted: Turn) -> list[Entry]:
    """Post what is missing from what is booked to what is wanted."""
    following = following_year(year)
    if following is None:
        raise DomainError(
            "closing.no_next_year",
            _("No fiscal year follows %(year)s. Create it first: its opening balances stand there."),
            params={"year": year.code},
        )
    if wanted != NOTHING and earlier_result(year):
        raise DomainError(
            "closing.earlier_open",
            _("Years before %(year)s have a result that is on no account yet. Close them first."),
            params={"year": year.code},
        )
    booked = booked_turn(year)
    drafts = [
        draft
        for draft in (
            _draft(
                year,
                RESULT,
                gettext("Result of %(year)s") % {"year": year.code},
                _missing(wanted.result, booked.result),
            ),
            _draft(
                year,
                CLOSING,
                gettext("Closing balances of %(year)s") % {"year": year.code},
                _missing(wanted.closing, booked.closing),
            ),
            _draft(
                year,
                OPENING,
                gettext("Opening balances of %(year)s") % {"year": following.code},
                _missing(wanted.opening, booked.opening),
                following,
            ),
        )
        if draft is not None
    ]
    return post_entries(drafts) if drafts else []


def _missing(wanted: Balances, booked: Balances) -> Balances:
    lines = sorted(
        wanted.keys() | booked.keys(),
        key=lambda line: (line.account, line.partner_id or 0, line.label, str(line.due_date)),
    )
    missing = {line: wanted.get(line, ZERO) - booked.get(line, ZERO) for line in lines}
    return {line: amount for line, amount in missing.items() if amount}


def _draft(
    year: FiscalYear, part: str, label: str, balances: Balances, following: FiscalYear | None = None
) -> EntryDraft | None:
    if not balances:
        return None
    return EntryDraft(
        company_id=year.company_id,
        journal_code=JournalCode.OPENING if following else JournalCode.CLOSING,
        date=following.start_date if following else year.end_date,
        label=label,
        reference=f"{part}-{year.code}",
        source_kind="accounting.fiscalyear",
        source_id=year.pk,
        period_kind=PeriodKind.OPENING if following else PeriodKind.CLOSING,
        items=[
            one_sided(
                line.account, amount, partner_id=line.partner_id, label=line.label, due_date=line.due_date
            )
            for line, amount in balances.items()
        ],
    )
