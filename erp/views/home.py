"""The start page: what waits, what one worked on lately, the first steps."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from erp.crud.registry import resource_of_kind, resources
from erp.crud.resource import Resource
from erp.frame import AREAS, HomeChart, Tile, home_charts, home_tiles, menu_entries
from erp.models import ChangeLog
from erp.scope import current_scope

# How far back the change log is read for what somebody worked on: a bound, so that it never scans years.
LOOK_BACK = 3000
RECENT = 8
SHORTCUTS = 6


@dataclass(frozen=True)
class Waiting:
    tile: Tile
    count: int

    @property
    def url(self) -> str:
        return self.tile.url() if callable(self.tile.url) else self.tile.url


@dataclass(frozen=True)
class Recent:
    label: str
    what: str
    icon: str
    url: str
    at: Any


def home(request: HttpRequest) -> HttpResponse:
    found = {
        "greeting": greeting(request.user),
        "today": timezone.localdate(),
        "waiting": waiting(request.user),
        "recent": recent(request.user),
        "shortcuts": shortcuts(request.user),
        "has_charts": bool(allowed_charts(request.user)),
        "has_screens": any(True for _entry in menu_entries(request.user)),
    }
    return render(request, "erp/home.html", found)


def charts(request: HttpRequest) -> HttpResponse:
    """The charts that the person may see, as a part of the start page."""
    built = (one.build() for one in allowed_charts(request.user))
    found = [chart for chart in built if chart is not None and chart.rows]
    return render(request, "erp/home_charts.html", {"charts": found})


def allowed_charts(user: Any) -> list[HomeChart]:
    if current_scope().active is None:
        return []
    allowed = [one for one in home_charts.values() if user.has_perm(one.permission)]
    return sorted(allowed, key=lambda one: one.order)


def shortcuts(user: Any) -> list[Resource]:
    """What `user` may create, documents before the tables they need."""
    may_add = [resource for resource in resources.values() if resource.in_menu and resource.may_add(user)]
    places = list(AREAS)
    may_add.sort(key=lambda r: (not r.is_document, r.menu_order, places.index(r.area), r.title))
    return may_add[:SHORTCUTS]


def greeting(user: Any) -> str:
    name = user.first_name or user.get_username()
    hour = timezone.localtime().hour
    if hour < 5 or hour >= 18:
        return _("Good evening, %(name)s") % {"name": name}
    if hour < 12:
        return _("Good morning, %(name)s") % {"name": name}
    return _("Good afternoon, %(name)s") % {"name": name}


def waiting(user: Any) -> list[Waiting]:
    """The tiles that have something for `user`, in their order."""
    if current_scope().active is None:
        return []
    tiles = sorted(home_tiles.values(), key=lambda tile: tile.order)
    allowed = [tile for tile in tiles if not tile.permission or user.has_perm(tile.permission)]
    return [Waiting(tile, count) for tile in allowed if (count := tile.count())]


def recent(user: Any) -> list[Recent]:
    """The records that `user` changed lately and that have a page, each once."""
    latest = ChangeLog.objects.order_by("-pk").values("pk")[:LOOK_BACK]
    rows = (
        ChangeLog.objects.filter(pk__in=latest, actor=user)
        .order_by("-pk")
        .values_list("kind", "object_id", "object_label", "at")[:80]
    )
    found: dict[tuple[str, int], Recent] = {}
    for kind, object_id, label, at in rows:
        resource = resource_of_kind(kind)
        if (kind, object_id) in found or resource is None or not resource.may_view(user):
            continue
        found[kind, object_id] = Recent(
            label, resource.title_one, resource.icon, resource.url("detail", object_id), at
        )
        if len(found) == RECENT:
            break
    return list(found.values())
