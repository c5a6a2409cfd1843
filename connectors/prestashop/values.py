"""Reading the fields of one record. Every version of the shop writes them a little differently.

A missing node, an empty node and a zero id all mean "none". Numbers that are no numbers raise `ShopFormatError` naming
the record and the field, because a wrong amount must never pass as zero.
"""

from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _
from lxml import etree

from connectors.errors import ShopFormatError

_LARGEST = Decimal(10) ** 15
DATE_FORMAT = "%Y-%m-%d %H:%M:%S"


def text(record: etree._Element, field: str, language: str = "") -> str:
    """The field's text. Of a field in several languages the asked one, else the first that is not empty."""
    node = record.find(field)
    if node is None:
        return ""
    translations = node.findall("language")
    if not translations:
        return (node.text or "").strip()
    by_language = {item.get("id", ""): (item.text or "").strip() for item in translations}
    return by_language.get(language) or next((value for value in by_language.values() if value), "")


def identifier(record: etree._Element, field: str = "id") -> str:
    """An id as text; "" for a missing, empty or zero one."""
    value = text(record, field)
    return "" if value in ("", "0") else value


def number(record: etree._Element, field: str, default: Decimal | None = None) -> Decimal:
    """A decimal number. A missing or empty one gives the default, or is an error without default."""
    value = text(record, field)
    if not value:
        if default is not None:
            return default
        raise _wrong(record, field, value)
    try:
        result = Decimal(value)
    except InvalidOperation:
        raise _wrong(record, field, value) from None
    if not result.is_finite() or abs(result) > _LARGEST:
        raise _wrong(record, field, value)
    return result


def boolean(record: etree._Element, field: str) -> bool:
    """True for "1" and "true". Everything else, also a missing node, is false."""
    return text(record, field).lower() in ("1", "true")


def moment(record: etree._Element, field: str, timezone: ZoneInfo) -> datetime | None:
    """A time in UTC. The shop writes its local time without offset, and zeros for "never"."""
    value = text(record, field)
    if not value or value.startswith("0000-00-00"):
        return None
    try:
        local = datetime.fromisoformat(value)
    except ValueError:
        raise _wrong(record, field, value) from None
    return local.replace(tzinfo=local.tzinfo or timezone).astimezone(UTC)


def local_time(instant: datetime, timezone: ZoneInfo) -> str:
    """A UTC time as the shop writes it, for filters that mean "later than".

    In the repeated hour of autumn a local time happens twice and the shop does not say which one it means. The
    earlier answer would be missed by "later than", so such a time is moved an hour back.
    """
    local = instant.astimezone(timezone)
    if local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset():
        return (local.replace(tzinfo=None) - timedelta(hours=1)).strftime(DATE_FORMAT)
    return local.strftime(DATE_FORMAT)


def gtin(value: str) -> str:
    """The article's barcode. PrestaShop 9 allows 14 digits: a padded EAN-13 loses its zero, a real GTIN-14 stays."""
    digits = value.replace(" ", "")
    if len(digits) == 14 and digits.isdigit() and digits.startswith("0"):
        return digits[1:]
    return digits


def _wrong(record: etree._Element, field: str, value: str) -> ShopFormatError:
    return ShopFormatError(
        _('%(record)s %(id)s: the value "%(value)s" of %(field)s is not usable.'),
        record=record.tag,
        id=identifier(record) or "?",
        field=field,
        value=value[:60],
    )
