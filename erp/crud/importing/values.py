"""Understanding cells: numbers and dates as French and English write them, choices by their words, records by a code."""

import datetime as dt
import decimal
from collections.abc import Iterable
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from import_export import widgets

from erp.models import CompanyModel
from erp.scope import current_scope
from erp.text import fold

YES = {"1", "x", "oui", "yes", "vrai", "true", "o", "y", "✓"}
NO = {"", "0", "non", "no", "faux", "false", "n", "–", "-"}
# What a record may be called in a file, most telling first.
KEYS = ("code", "number", "sku", "barcode", "name")


class BooleanWidget(widgets.Widget):
    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> bool:
        text = fold(str(value))
        if text in YES:
            return True
        if text in NO:
            return False
        raise ValueError(_("“%(value)s” is neither yes nor no.") % {"value": value})


class NumberWidget(widgets.Widget):
    def __init__(self, field: models.Field) -> None:
        super().__init__()
        self.field = field

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        if value == "":
            return None if self.field.null else self.field.get_default()
        if isinstance(value, bool):
            raise ValueError(_("“%(value)s” is not a number.") % {"value": value})
        if isinstance(value, float):
            # Through text: a workbook's 0.1 is meant, not its binary neighbour.
            value = repr(value)
        text = str(value).replace("\u202f", "").replace("\u00a0", "").replace(" ", "").rstrip("€%")
        if "," in text and "." in text:
            # The last mark is the decimal one: 1.234,56 or 1,234.56.
            text = (
                text.replace(".", "").replace(",", ".")
                if text.rfind(",") > text.rfind(".")
                else text.replace(",", "")
            )
        text = text.replace(",", ".")
        try:
            found = decimal.Decimal(text)
        except decimal.InvalidOperation:
            raise ValueError(_("“%(value)s” is not a number.") % {"value": value}) from None
        if not found.is_finite():
            raise ValueError(_("“%(value)s” is not a number.") % {"value": value})
        if isinstance(self.field, models.IntegerField):
            if found != found.to_integral_value():
                raise ValueError(_("“%(value)s” is not a whole number.") % {"value": value})
            return int(found)
        return float(found) if isinstance(self.field, models.FloatField) else found


class DateWidget(widgets.Widget):
    FORMATS = ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d/%m/%y")

    def __init__(self, *, is_moment: bool = False) -> None:
        super().__init__()
        self.is_moment = is_moment

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        if value == "":
            return None
        found = value if isinstance(value, dt.date) else self._parse(str(value))
        if not self.is_moment:
            return found.date() if isinstance(found, dt.datetime) else found
        moment = found if isinstance(found, dt.datetime) else dt.datetime.combine(found, dt.time())
        return timezone.make_aware(moment) if timezone.is_naive(moment) else moment

    def _parse(self, text: str) -> dt.date:
        try:
            return dt.datetime.fromisoformat(text)
        except ValueError:
            pass
        for pattern in self.FORMATS:
            try:
                return dt.datetime.strptime(text, pattern)  # noqa: DTZ007 - the zone is ours, added above
            except ValueError:
                continue
        raise ValueError(_("“%(value)s” is not a date: write 24/11/2026 or 2026-11-24.") % {"value": text})


class ChoiceWidget(widgets.Widget):
    """A choice by its value or its word, in any case and with or without accents."""

    def __init__(self, field: models.Field) -> None:
        super().__init__()
        self.field = field

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        if value == "":
            return self.field.get_default()
        wanted = fold(str(value))
        for key, label in self.field.flatchoices:
            if wanted in {fold(str(key)), fold(str(label))}:
                return key
        words = ", ".join(str(label) for _key, label in self.field.flatchoices)
        raise ValueError(_("“%(value)s” is none of: %(choices)s.") % {"value": value, "choices": words})


class TextWidget(widgets.Widget):
    def __init__(self, field: models.Field) -> None:
        super().__init__()
        self.field = field

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        if isinstance(value, float) and value.is_integer():
            # A workbook keeps 49100 as 49100.0.
            value = int(value)
        text = str(value)
        return None if text == "" and self.field.null else text


class RecordWidget(widgets.Widget):
    """A record by its code, number or name. All that a file names are looked up at once (`prepare`)."""

    def __init__(self, field: models.ForeignKey) -> None:
        super().__init__()
        self.field = field
        self.found: dict[str, Any] = {}
        self.ambiguous: set[str] = set()

    def prepare(self, values: Iterable[Any]) -> None:
        related: Any = self.field.related_model
        wanted = {_key(value) for value in values if value not in ("", None)}
        queryset = related._default_manager.complex_filter(self.field.get_limit_choices_to())
        if issubclass(related, CompanyModel):
            queryset = queryset.filter(company_id=current_scope().active)
        names = {f.name for f in related._meta.concrete_fields}
        keys = [key for key in KEYS if key in names]
        if isinstance(related._meta.pk, models.CharField) and related._meta.pk.name not in keys:
            keys.insert(0, related._meta.pk.name)
        if not keys:
            # Countries, say, are named in two languages: compare what they are called.
            for record in queryset[:2000]:
                self._take(_key(str(record)), record)
            return
        for key in keys:
            fresh: dict[str, Any] = {}
            for record in queryset.filter(
                **{f"{key}__in": [*wanted, *(str(v) for v in values if v not in ("", None))]}
            ):
                found = _key(getattr(record, key))
                if found in fresh:
                    self.ambiguous.add(found)
                fresh[found] = record
            for found, record in fresh.items():
                self.found.setdefault(found, record)
        if "name" not in names:
            for record in queryset[:2000]:
                self.found.setdefault(_key(str(record)), record)

    def _take(self, key: str, record: Any) -> None:
        if key in self.found:
            self.ambiguous.add(key)
        self.found[key] = record

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        if value in ("", None):
            return None
        key = _key(value)
        record = self.found.get(key)
        if record is None:
            raise ValueError(
                _("“%(value)s” is not among the %(kind)s.")
                % {"value": value, "kind": self.field.related_model._meta.verbose_name_plural}
            )
        if key in self.ambiguous:
            raise ValueError(
                _("“%(value)s” could be several records: use a code or number.") % {"value": value}
            )
        return record


def _key(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return fold(str(value))


def widget_for(field: models.Field) -> widgets.Widget:
    if field.many_to_one or field.one_to_one:
        return RecordWidget(field)  # type: ignore[arg-type]
    if field.choices:
        return ChoiceWidget(field)
    match field:
        case models.BooleanField():
            return BooleanWidget()
        case models.DateTimeField():
            return DateWidget(is_moment=True)
        case models.DateField():
            return DateWidget()
        case models.DecimalField() | models.IntegerField() | models.FloatField():
            return NumberWidget(field)
    return TextWidget(field)
