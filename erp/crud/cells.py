"""How a value looks on a page, by its kind; and how it goes into a file."""

import datetime as dt
import decimal
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from erp.crud.fields import Resolved, resolve
from erp.crud.registry import record_url, resource_for
from erp.crud.resource import Resource

NOTHING: SafeString = mark_safe('<span class="text-secondary" aria-hidden="true">–</span>')
# Money with more decimals than a currency has is a price: shown with the decimals it needs, at least two.
NARROW_SPACE = "\u202f"
NO_BREAK_SPACE = "\u00a0"


def cell(resolved: Resolved, record: Any, resource: Resource | None = None) -> Any:
    """The value of a column as safe HTML."""
    return render(resolved, resolved.value(record), record, resource)


def render(resolved: Resolved, value: Any, record: Any, resource: Resource | None = None) -> Any:
    if value is None or value == "" or (resolved.column.blank_zero and not value):
        return NOTHING
    match resolved.kind:
        case "money":
            return money(value, resolved.currency_of(record), resolved.column.decimals)
        case "quantity" | "number":
            return number(value, resolved.column.decimals)
        case "percent":
            return f"{number(value, resolved.column.decimals)}{NO_BREAK_SPACE}%"
        case "date" | "datetime":
            return moment(value)
        case "bool":
            return yes_no(bool(value), resolved.label)
        case "status":
            return status(resource, record, value, resolved)
        case "choice":
            return choice(resolved, value)
        case "link":
            return link(value, str(resolved.column.text(value)) if resolved.column.text else "")
        case "image":
            return image(value)
        case "json":
            return jsonish(value)
    return str(value)


def money(
    value: decimal.Decimal | int | float, currency: str = "", decimals: int | None = None
) -> SafeString:
    """An amount with its currency: 1 234,56 €. Prices keep up to six decimals, or `decimals`."""
    shown = value if decimals is None else round(decimal.Decimal(str(value)), decimals)
    return format_html('<span class="num">{}</span>', money_text(shown, currency))


def money_text(value: Any, currency: str = "") -> str:
    amount = value if isinstance(value, decimal.Decimal) else decimal.Decimal(str(value))
    exponent = amount.normalize().as_tuple().exponent
    places = max(2, -exponent) if isinstance(exponent, int) else 2
    text = formats.number_format(amount, decimal_pos=min(places, 6), use_l10n=True, force_grouping=True)
    symbol = {"EUR": "€", "USD": "$", "GBP": "£"}.get(currency, currency)
    return f"{text}{NO_BREAK_SPACE}{symbol}" if symbol else text


def number(value: Any, decimals: int | None = None) -> str:
    """A quantity without the zeros it does not need."""
    if isinstance(value, int):
        return formats.number_format(value, force_grouping=True)
    amount = value if isinstance(value, decimal.Decimal) else decimal.Decimal(str(value))
    if decimals is None:
        exponent = amount.normalize().as_tuple().exponent
        decimals = max(0, -exponent) if isinstance(exponent, int) else 0
    return formats.number_format(amount, decimal_pos=decimals, force_grouping=True)


def moment(value: dt.date | dt.datetime) -> SafeString:
    """A date as people say it, the exact one on hover."""
    exact = exact_moment(value)
    iso = value.isoformat()
    said = relative(value)
    if said == exact:
        return format_html('<time datetime="{}">{}</time>', iso, exact)
    return format_html('<time datetime="{}" title="{}">{}</time>', iso, exact, said)


def exact_moment(value: dt.date | dt.datetime) -> str:
    if isinstance(value, dt.datetime):
        return formats.date_format(timezone.localtime(value), "SHORT_DATETIME_FORMAT")
    return formats.date_format(value, "SHORT_DATE_FORMAT")


def relative(value: dt.date | dt.datetime) -> str:
    """ "today", "yesterday", "3 days ago" within a week; else the exact date."""
    is_moment = isinstance(value, dt.datetime)
    local = timezone.localtime(value) if isinstance(value, dt.datetime) else value
    day = local.date() if isinstance(local, dt.datetime) else local
    days = (timezone.localdate() - day).days
    if is_moment and days == 0:
        return formats.date_format(local, "TIME_FORMAT")
    if days == 0:
        return _("today")
    if days == 1:
        return _("yesterday")
    if days == -1:
        return _("tomorrow")
    if 1 < days < 7:
        return ngettext("%(days)d day ago", "%(days)d days ago", days) % {"days": days}
    if -7 < days < -1:
        return ngettext("in %(days)d day", "in %(days)d days", -days) % {"days": -days}
    return formats.date_format(day, "SHORT_DATE_FORMAT")


def yes_no(value: bool, label: str = "") -> SafeString:
    if value:
        return format_html(
            '<span class="text-green" title="{}">✓<span class="visually-hidden">{}</span></span>',
            label,
            _("yes"),
        )
    return format_html(
        '<span class="text-secondary"><span aria-hidden="true">–</span><span class="visually-hidden">{}</span></span>',
        _("no"),
    )


def status(
    resource: Resource | None, record: Any, value: Any, resolved: Resolved | None = None
) -> SafeString:
    """A status as a coloured word."""
    resource = resource or (resource_for(type(record)) if isinstance(record, models.Model) else None)
    colour = resource.status_colour(value) if resource else "secondary"
    return format_html(
        '<span class="status status-{}"><span class="status-dot"></span>{}</span>',
        colour,
        status_text(record, value, resolved),
    )


def status_text(record: Any, value: Any, resolved: Resolved | None = None) -> str:
    lifecycle = getattr(type(record), "lifecycle", None)
    if lifecycle is not None and value in lifecycle.labels:
        return str(lifecycle.labels[value])
    if resolved is None and isinstance(record, models.Model):
        resolved = resolve(type(record), "status")
    return choice(resolved, value) if resolved else str(value)


def choice(resolved: Resolved, value: Any) -> str:
    choices = dict(resolved.field.flatchoices) if resolved.field is not None else {}
    return str(choices.get(value, value))


def link(value: Any, text: str = "") -> Any:
    """A record as a link to its page, where it has one; called `text`, or by its own name."""
    if not isinstance(value, models.Model):
        return str(value)
    url = record_url(value)
    return format_html('<a href="{}">{}</a>', url, text or value) if url else text or str(value)


def image(value: Any) -> Any:
    url = attachment_url(value)
    return format_html('<img src="{}" alt="" class="thumb" loading="lazy">', url) if url else NOTHING


def attachment_url(attachment: Any) -> str:
    return reverse("attachment", args=[attachment.pk])


def jsonish(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return ", ".join(str(item) for item in value)
    if isinstance(value, dict):
        return format_html(
            '<dl class="jsonish">{}</dl>',
            format_html_join(
                "",
                "<dt>{}</dt><dd>{}</dd>",
                ((key, jsonish(item) if item not in (None, "") else NOTHING) for key, item in value.items()),
            ),
        )
    return str(value)


def plain(resolved: Resolved, record: Any) -> Any:
    """The value of a column for a file: numbers, dates and booleans as such, the rest as text."""
    value = resolved.value(record)
    if value is None:
        return ""
    if isinstance(value, bool | int | float | decimal.Decimal):
        return value
    if isinstance(value, dt.datetime):
        return timezone.localtime(value).replace(tzinfo=None)
    if isinstance(value, dt.date):
        return value
    if resolved.kind == "status":
        return status_text(record, value, resolved)
    if resolved.kind == "choice":
        return choice(resolved, value)
    if isinstance(value, dict):
        return "; ".join(f"{key}: {item}" for key, item in value.items() if item not in (None, ""))
    if isinstance(value, list | tuple):
        return ", ".join(str(item) for item in value)
    return str(value)
