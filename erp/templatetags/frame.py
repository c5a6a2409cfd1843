"""What templates need to draw the frame and to write amounts and dates: icons, money, numbers, moments."""

import datetime as dt
from decimal import Decimal
from functools import cache
from typing import Any

from babel.numbers import format_currency, format_decimal
from django import template
from django.contrib.staticfiles import finders
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

register = template.Library()

ACTIONS = {
    "create": gettext_lazy("created"),
    "update": gettext_lazy("changed"),
    "change": gettext_lazy("changed"),
    "delete": gettext_lazy("deleted"),
    "move": gettext_lazy("moved"),
    "revoke": gettext_lazy("revoked"),
    "cancel": gettext_lazy("cancelled"),
    "retry": gettext_lazy("tried again"),
    "password": gettext_lazy("password changed"),
    "second_factor_added": gettext_lazy("second factor added"),
    "second_factor_removed": gettext_lazy("second factor removed"),
    "backup_codes_renewed": gettext_lazy("backup codes renewed"),
    "end_wait": gettext_lazy("sign-in freed"),
}
MISSING = '<svg class="icon" width="24" height="24" viewBox="0 0 24 24" aria-hidden="true"></svg>'
DASH = "–"
# Tabler draws this invisible ground under each icon.
EMPTY_SQUARE = '<path stroke="none" d="M0 0h24v24H0z" fill="none" />'


@register.simple_tag
def icon(name: str, classes: str = "") -> SafeString:
    """The outline icon `name` of Tabler, drawn in the text colour; decorative, hidden from screen readers."""
    drawing = _drawing(name)
    if classes:
        drawing = drawing.replace('class="icon', f'class="icon {classes}', 1)
    return mark_safe(drawing)  # noqa: S308  our own files and classes written in templates


@cache
def _drawing(name: str) -> str:
    path = finders.find(f"vendor/icons/{name}.svg")
    if not path or not name.replace("-", "").isalnum():
        return MISSING
    with open(path, encoding="utf-8") as file:
        source = file.read()
    inner = source[source.index(">", source.index("<svg")) + 1 : source.rindex("</svg>")]
    inner = " ".join(inner.split()).replace("> <", "><").replace(EMPTY_SQUARE, "").strip()
    return (
        f'<svg class="icon icon-{name}" width="24" height="24" viewBox="0 0 24 24" fill="none" stroke="currentColor"'
        f' stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">{inner}</svg>'
    )


def _locale() -> str:
    return "fr" if (get_language() or "fr").startswith("fr") else "en_GB"


@register.filter
def money(amount: Any, currency: Any = "EUR") -> str:
    """`amount` with its currency: 1 234,56 € in French, €1,234.56 in English; a dash when there is none."""
    if amount is None or amount == "":
        return DASH
    text: str = format_currency(amount, str(currency or "EUR"), locale=_locale())
    return text.replace("-", "\N{MINUS SIGN}")


@register.filter
def number(value: Any, digits: int | None = None) -> str:
    """`value` with the separators of the language; `digits` decimals, or as many as it has without trailing zeros."""
    if value is None or value == "":
        return DASH
    exact = Decimal(str(value))
    pattern = "#,##0.##########" if digits is None else "#,##0" + ("." + "0" * digits if digits else "")
    return str(format_decimal(exact, pattern, locale=_locale())).replace("-", "\N{MINUS SIGN}")


@register.filter
def percent(value: Any) -> str:
    """A rate in percent points, as kept: 5.5 → "5,5 %"."""
    if value is None or value == "":
        return DASH
    return number(value) + ("\N{NO-BREAK SPACE}%" if _locale() == "fr" else "%")


@register.filter
def day(value: Any) -> str:
    """A date as figures: 24/11/2026."""
    return formats.date_format(_local(value), "SHORT_DATE_FORMAT") if value else DASH


@register.filter
def when(value: Any) -> str:
    """A date or moment as one says it ("today", "2 h ago", "in 3 days"), the exact one on hover."""
    if not value:
        return DASH
    local = _local(value)
    if isinstance(local, dt.datetime):
        exact = formats.date_format(local, "SHORT_DATETIME_FORMAT")
        said = _moment(local) or _day(local.date())
    else:
        exact, said = formats.date_format(local, "DATE_FORMAT"), _day(local)
    return format_html('<time datetime="{}" title="{}">{}</time>', local.isoformat(), exact, said)


def _local(value: Any) -> Any:
    if isinstance(value, dt.datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value


def _moment(moment: dt.datetime) -> str:
    now = timezone.localtime() if timezone.is_aware(moment) else dt.datetime.now()  # noqa: DTZ005  naive as given
    minutes = int((now - moment).total_seconds() // 60)
    if minutes < 0 or minutes >= 24 * 60 or now.date() != moment.date():
        return ""
    if minutes < 1:
        return _("just now")
    if minutes < 60:
        return ngettext("%(count)d min ago", "%(count)d min ago", minutes) % {"count": minutes}
    return ngettext("%(count)d h ago", "%(count)d h ago", minutes // 60) % {"count": minutes // 60}


def _day(date: dt.date) -> str:
    days = (date - timezone.localdate()).days
    if days in (-1, 0, 1):
        return {-1: _("yesterday"), 0: _("today"), 1: _("tomorrow")}[days]
    if 1 < days < 7:
        return ngettext("in %(count)d day", "in %(count)d days", days) % {"count": days}
    if -7 < days < -1:
        return ngettext("%(count)d day ago", "%(count)d days ago", -days) % {"count": -days}
    return formats.date_format(date, "SHORT_DATE_FORMAT")


@register.filter
def initials(user: Any) -> str:
    """Two letters that stand for a person."""
    names = [part for part in (user.first_name, user.last_name) if part] or [user.get_username()]
    return ("".join(part[0] for part in names) if len(names) > 1 else names[0][:2]).upper()


@register.simple_tag
def job_label(job: Any) -> str:
    """What a job does, in words."""
    from erp.frame import job_label as label

    return label(job)


@register.filter
def action_name(action: str) -> str:
    """What the change log calls an act, in words."""
    return str(ACTIONS.get(action, action.replace("_", " ")))


@register.filter
def new_url(resource: Any) -> str:
    """Where a record of the resource is created."""
    return str(resource.url("new"))


@register.filter
def of(mapping: Any, key: Any) -> Any:
    """The entry of a mapping, or the key itself where it has none."""
    return mapping.get(key, key)
