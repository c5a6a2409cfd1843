"""The frame around every page: menu, companies to switch to, favourites, running jobs, tiles of the start page."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from erp.charts import Chart
from erp.choices import JobStatus
from erp.models import Company, Favourite, Job
from erp.registry import Registry

# The areas of the left bar, in their order: key → label, icon.
AREAS: dict[str, tuple[Any, str]] = {
    "catalog": (_("Catalogue"), "tags"),
    "accounting": (_("Accounting"), "calculator"),
    "inventory": (_("Stock"), "building-warehouse"),
    "purchasing": (_("Purchasing"), "truck-delivery"),
    "sales": (_("Sales"), "shopping-cart"),
    "crm": (_("Customers"), "users"),
    "bi": (_("Analysis"), "chart-bar"),
    "connectors": (_("Connections"), "plug-connected"),
    "settings": (_("Settings"), "settings"),
}
# What the entries of an area are sorted under, in this order: key → heading.
SECTIONS: dict[str, Any] = {
    "work": _("Today’s work"),
    "documents": _("Documents"),
    "lookup": pgettext_lazy("menu", "Look up"),
    "reports": pgettext_lazy("menu", "Reports"),
    "settings": _("Settings"),
}
# An area with fewer entries needs no headings.
HEADINGS_FROM = 9
FAILURES_SHOWN_FOR = timedelta(days=3)


@dataclass(frozen=True)
class Screen:
    """A screen that is no resource's: in the menu of `area`, under one of `SECTIONS`, and in the search box. `url` names a
    URL pattern."""

    area: str
    label: Any
    icon: str
    url: str
    permission: str = ""
    order: int = 100
    section: str = "lookup"

    def __post_init__(self) -> None:
        if self.area not in AREAS:
            raise ValueError(f"{self.area!r} is no area; those are {', '.join(AREAS)}.")
        if self.section not in SECTIONS:
            raise ValueError(f"{self.section!r} is no section; those are {', '.join(SECTIONS)}.")


@dataclass(frozen=True)
class Tile:
    """What waits for somebody, on the start page. `count` is asked in the scope of the request; 0 hides the tile.

    `tone` is one of Tabler's colour names and says how pressing it is.
    """

    label: Any
    count: Callable[[], int]
    url: Callable[[], str] | str
    icon: str = "inbox"
    tone: str = "primary"
    permission: str = ""
    order: int = 100


@dataclass(frozen=True)
class HomeChart:
    """A chart of the start page, asked for after the page is there. `build` answers in the scope of the request; None
    leaves it out."""

    build: Callable[[], Chart | None]
    permission: str
    order: int = 100


screens: Registry[Screen] = Registry("screens", Screen)
home_tiles: Registry[Tile] = Registry("tiles of the start page", Tile)
home_charts: Registry[HomeChart] = Registry("charts of the start page", HomeChart)


@dataclass(frozen=True)
class MenuEntry:
    label: str
    icon: str
    url: str
    order: int
    new_url: str = ""
    new_label: str = ""
    is_current: bool = False
    section: str = "lookup"


@dataclass(frozen=True)
class MenuSection:
    """Entries of an area below one heading; "" where the area needs none."""

    label: Any
    entries: list[MenuEntry]


@dataclass(frozen=True)
class MenuArea:
    key: str
    label: Any
    icon: str
    entries: list[MenuEntry]

    @property
    def is_current(self) -> bool:
        return any(entry.is_current for entry in self.entries)

    @property
    def sections(self) -> list[MenuSection]:
        if len(self.entries) < HEADINGS_FROM:
            return [MenuSection("", self.entries)]
        found = [
            MenuSection(label, [entry for entry in self.entries if entry.section == key])
            for key, label in SECTIONS.items()
        ]
        found = [section for section in found if section.entries]
        return found if len(found) > 1 else [MenuSection("", self.entries)]


class Frame:
    """What the page's frame shows. Each part asks the database only when the template reads it."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.user: Any = getattr(request, "user", None)

    @property
    def is_signed_in(self) -> bool:
        return bool(self.user and self.user.is_authenticated and hasattr(self.request, "companies"))

    @property
    def theme(self) -> str:
        return str(self.user.theme) if self.is_signed_in else "auto"

    @property
    def is_dense(self) -> bool:
        return bool(self.is_signed_in and self.user.is_dense)

    @property
    def max_upload(self) -> int:
        """Bytes that an upload may have."""
        return int(settings.MAX_UPLOAD_BYTES)

    @property
    def is_bar_collapsed(self) -> bool:
        return self.request.COOKIES.get("bar") == "collapsed"

    @cached_property
    def companies(self) -> list[Company]:
        return list(self.request.companies.values())  # type: ignore[attr-defined]

    @property
    def company(self) -> Company | None:
        active: Company | None = getattr(self.request, "active_company", None)
        return active

    @property
    def is_group_view(self) -> bool:
        return bool(getattr(self.request, "is_group_view", False))

    @property
    def colours(self) -> list[str]:
        """The colour of each company that lists show now."""
        if self.is_group_view:
            return [company.colour for company in self.companies]
        return [self.company.colour] if self.company else []

    @cached_property
    def menu(self) -> list[MenuArea]:
        path = self.request.path
        entries: dict[str, list[MenuEntry]] = {key: [] for key in AREAS}
        for area, entry in menu_entries(self.user):
            entries[area].append(entry)
        current = max(
            (entry.url for found in entries.values() for entry in found if path.startswith(entry.url)),
            key=len,
            default="",
        )
        return [
            MenuArea(
                key,
                label,
                icon,
                [
                    replace(entry, is_current=entry.url == current)
                    for entry in sorted(entries[key], key=lambda entry: (entry.order, entry.label))
                ],
            )
            for key, (label, icon) in AREAS.items()
            if entries[key]
        ]

    @cached_property
    def favourites(self) -> list[Favourite]:
        return list(Favourite.objects.filter(user=self.user))

    @cached_property
    def is_favourite(self) -> bool:
        return any(favourite.url == self.request.get_full_path() for favourite in self.favourites)

    @cached_property
    def _jobs(self) -> list[Job]:
        return my_jobs(self.user)

    @property
    def running_jobs(self) -> list[Job]:
        return [job for job in self._jobs if job.status in (JobStatus.QUEUED, JobStatus.RUNNING)]

    @property
    def failed_jobs(self) -> list[Job]:
        return [job for job in self._jobs if job.status == JobStatus.FAILED]


def context(request: HttpRequest) -> dict[str, Any]:
    return {"frame": Frame(request)}


def menu_entries(user: Any) -> Iterable[tuple[str, MenuEntry]]:
    """Every screen that `user` may open, with its area."""
    from erp.crud.registry import resources

    for resource in resources.values():
        if resource.in_menu and resource.may_view(user):
            new_url = resource.url("new") if resource.may_add(user) else ""
            yield (
                resource.area,
                MenuEntry(
                    resource.title,
                    resource.icon,
                    resource.list_url(),
                    resource.menu_order,
                    new_url,
                    resource.title_one,
                    section=resource.menu_section,
                ),
            )
    for screen in screens.values():
        if not screen.permission or user.has_perm(screen.permission):
            yield (
                screen.area,
                MenuEntry(
                    str(screen.label), screen.icon, reverse(screen.url), screen.order, section=screen.section
                ),
            )
    if user.is_staff:
        yield "settings", MenuEntry(str(_("Administration")), "adjustments", reverse("admin:index"), 900)


def my_jobs(user: Any) -> list[Job]:
    """The jobs that `user` started and that still run, or failed lately; the latest first."""
    running = Job.objects.filter(created_by=user, status__in=(JobStatus.QUEUED, JobStatus.RUNNING))
    failed = Job.objects.filter(
        created_by=user, status=JobStatus.FAILED, finished_at__gt=timezone.now() - FAILURES_SHOWN_FOR
    )
    return list((running | failed).defer("log", "params").order_by("-id")[:20])


def job_label(job: Job) -> str:
    """What a job does, in words."""
    from erp.jobs import job_kinds

    return str(job_kinds.get(job.kind).label) if job.kind in job_kinds else job.kind


def toast(response: HttpResponse, message: str, tone: str = "info") -> HttpResponse:
    """Have the page that asked for the fragment `response` show `message` for a while.

    `tone` is a level tag of Django's messages: success, info, warning, error.
    """
    sent: dict[str, Any] = {}
    if raw := response.headers.get("HX-Trigger"):
        sent = json.loads(raw) if raw.startswith("{") else {name.strip(): None for name in raw.split(",")}
    sent.setdefault("toast", {"items": []})["items"].append({"message": message, "tone": tone})
    response.headers["HX-Trigger"] = json.dumps(sent)
    return response
