"""The search box of Ctrl-K: records, screens and actions by what one types."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from erp import search
from erp.frame import AREAS, menu_entries
from erp.text import fold

HITS = 12
SCREENS = 6


@dataclass(frozen=True)
class Option:
    """One line of the results. With `post` it is an action: a form sends those fields to `url`."""

    title: str
    subtitle: str
    icon: str
    url: str
    post: tuple[tuple[str, str], ...] = ()
    colour: str = ""


def palette(request: HttpRequest) -> HttpResponse:
    words = fold(request.GET.get("q", ""))
    groups = [
        (_("Found"), found(request.GET.get("q", "").strip(), request.user) if len(words) > 1 else []),
        (_("Screens"), matching(screen_options(request.user), words)[:SCREENS]),
        (_("Actions"), matching(actions(request), words)[: SCREENS if words else 4]),
    ]
    shown = [(title, options) for title, options in groups if options]
    template = "erp/palette_results.html" if getattr(request, "htmx", False) else "erp/search.html"
    return render(request, template, {"groups": shown, "query": request.GET.get("q", "")})


def found(query: str, user: Any) -> list[Option]:
    """Documents, partners and articles that the person may see."""
    hits = search.find(query, HITS, user=user)
    return [Option(hit.title, hit.subtitle or hit.kind_label, hit.icon, hit.url) for hit in hits]


def screen_options(user: Any) -> list[Option]:
    options = [Option(_("Start"), "", "home", reverse("home"))]
    for area, entry in menu_entries(user):
        options.append(Option(entry.label, str(AREAS[area][0]), entry.icon, entry.url))
    options += [
        Option(_("My profile"), _("Account"), "user", reverse("profile")),
        Option(_("API tokens"), _("Account"), "key", reverse("tokens")),
    ]
    return options


def actions(request: HttpRequest) -> list[Option]:
    options = [
        Option(_("New: %(what)s") % {"what": entry.new_label}, str(AREAS[area][0]), "plus", entry.new_url)
        for area, entry in menu_entries(request.user)
        if entry.new_url
    ]
    here = request.META.get("HTTP_HX_CURRENT_URL", "")
    switch = reverse("switch_company")
    companies = list(request.companies.values())  # type: ignore[attr-defined]
    if len(companies) > 1:
        options += [
            Option(
                _("Work in %(company)s") % {"company": company.name},
                company.code,
                "",
                switch,
                (("company", str(company.pk)), ("next", here)),
                company.colour,
            )
            for company in companies
        ]
        options.append(
            Option(_("Show all my companies"), "", "stack-2", switch, (("company", "group"), ("next", here)))
        )
    for theme, label, icon in (("light", _("Light theme"), "sun"), ("dark", _("Dark theme"), "moon")):
        options.append(Option(label, "", icon, reverse("preferences"), (("theme", theme), ("next", here))))
    options.append(Option(_("Sign out"), "", "logout", reverse("logout"), (("next", ""),)))
    return options


def matching(options: list[Option], words: str) -> list[Option]:
    """The options whose text has every word typed, those that begin with them first."""
    if not words:
        return options
    ranked = []
    for option in options:
        title = fold(option.title)
        text = f"{title} {fold(option.subtitle)}"
        if all(f" {word}" in f" {text}" for word in words.split()):
            ranked.append((not title.startswith(words), option))
    return [option for _rank, option in sorted(ranked, key=lambda pair: pair[0])]
