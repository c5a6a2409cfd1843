"""Periods by name ("this_month"), so that a saved view means the same tomorrow."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

Day = dt.date
Period = tuple[Day | None, Day | None]


def _month_start(day: Day, months: int = 0) -> Day:
    total = day.year * 12 + day.month - 1 + months
    return Day(total // 12, total % 12 + 1, 1)


def _monday(day: Day) -> Day:
    return day - dt.timedelta(days=day.weekday())


def _days(count: int) -> dt.timedelta:
    return dt.timedelta(days=count)


PERIODS: dict[str, tuple[Any, Callable[[Day], Period]]] = {
    "today": (_("Today"), lambda day: (day, day)),
    "yesterday": (_("Yesterday"), lambda day: (day - _days(1), day - _days(1))),
    "this_week": (_("This week"), lambda day: (_monday(day), _monday(day) + _days(6))),
    "last_week": (_("Last week"), lambda day: (_monday(day) - _days(7), _monday(day) - _days(1))),
    "this_month": (_("This month"), lambda day: (_month_start(day), _month_start(day, 1) - _days(1))),
    "last_month": (_("Last month"), lambda day: (_month_start(day, -1), _month_start(day) - _days(1))),
    "last_30_days": (_("Last 30 days"), lambda day: (day - _days(29), day)),
    "this_year": (_("This year"), lambda day: (Day(day.year, 1, 1), Day(day.year, 12, 31))),
    "last_year": (_("Last year"), lambda day: (Day(day.year - 1, 1, 1), Day(day.year - 1, 12, 31))),
    "past": (_("Before today"), lambda day: (None, day - _days(1))),
    "future": (_("From tomorrow on"), lambda day: (day + _days(1), None)),
}


def bounds(name: str) -> Period:
    """First and last day of the named period, as of today. Raises `KeyError`."""
    return PERIODS[name][1](timezone.localdate())
