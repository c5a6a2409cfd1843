"""The filters of a list (django-filter), made from the names a resource declares."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import django_filters
from django import forms
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from mptt.models import MPTTModel

from erp.crud.access import colleagues
from erp.crud.cells import exact_moment, number
from erp.crud.fields import UnknownName, filter_field
from erp.crud.periods import PERIODS, bounds
from erp.crud.resource import Resource
from erp.crud.widgets import RemoteSelectMultiple
from erp.models import User

# Parameters of a list's address that are no filters.
RESERVED = frozenset(
    {"q", "sort", "view", "after", "before", "page", "cols", "ids", "all", "format", "cursor", "limit"}
)


@dataclass(frozen=True)
class PeriodChoice:
    """What was asked: a named period, or days from and to."""

    name: str
    start: dt.date | None
    end: dt.date | None

    def __str__(self) -> str:
        if self.name:
            return str(PERIODS[self.name][0])
        if self.start and self.end:
            return f"{exact_moment(self.start)} – {exact_moment(self.end)}"
        if self.start:
            return _("from %(day)s") % {"day": exact_moment(self.start)}
        return _("until %(day)s") % {"day": exact_moment(self.end)} if self.end else ""


class OurWidget(forms.Widget):
    """A widget whose template is the project's: Django's own renderer looks into apps alone."""

    def _render(self, template_name: str, context: dict[str, Any], renderer: Any = None) -> SafeString:
        return render_to_string(template_name, context)


class PeriodWidget(OurWidget):
    template_name = "erp/crud/widgets/period.html"

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list[str]:
        return [str(data.get(key) or "") for key in (name, f"{name}_after", f"{name}_before")]

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return not any(self.value_from_datadict(data, files, name))

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        chosen = value if isinstance(value, list) else ["", "", ""]
        context["widget"] |= {"chosen": chosen[0], "after": chosen[1], "before": chosen[2]}
        context["periods"] = [(key, label) for key, (label, _bounds) in PERIODS.items()]
        return context


class PeriodField(forms.Field):
    widget = PeriodWidget

    def clean(self, value: Any) -> PeriodChoice | None:
        name, after, before = value or ("", "", "")
        if name:
            if name not in PERIODS:
                raise forms.ValidationError(_("“%(name)s” is not a period.") % {"name": name})
            return PeriodChoice(name, *bounds(name))
        day = forms.DateField(required=False)
        start, end = day.clean(after), day.clean(before)
        return PeriodChoice("", start, end) if start or end else None


class PeriodFilter(django_filters.Filter):
    field_class = PeriodField

    def __init__(self, *args: Any, is_moment: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_moment = is_moment

    def filter(self, qs: Any, value: PeriodChoice | None) -> Any:
        if value is None:
            return qs
        if value.start:
            qs = qs.filter(**{f"{self.field_name}__gte": self._moment(value.start)})
        if value.end:
            last = value.end + dt.timedelta(days=1)
            qs = qs.filter(**{f"{self.field_name}__lt": self._moment(last)})
        return qs

    def _moment(self, day: dt.date) -> Any:
        # Bounds instead of a cast: the index on the column stays usable.
        return timezone.make_aware(dt.datetime.combine(day, dt.time())) if self.is_moment else day


class RangeWidget(OurWidget):
    template_name = "erp/crud/widgets/range.html"

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list[str]:
        return [str(data.get(key) or "") for key in (f"{name}_min", f"{name}_max")]

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        chosen = value if isinstance(value, list) else ["", ""]
        context["widget"] |= {"min": chosen[0], "max": chosen[1]}
        return context


class RangeField(forms.Field):
    widget = RangeWidget

    def clean(self, value: Any) -> tuple[Any, Any] | None:
        field = forms.DecimalField(required=False, localize=True)
        low, high = (field.clean(part) for part in (value or ("", "")))
        return (low, high) if low is not None or high is not None else None


class RangeFilter(django_filters.Filter):
    field_class = RangeField

    def filter(self, qs: Any, value: tuple[Any, Any] | None) -> Any:
        if value is None:
            return qs
        low, high = value
        if low is not None:
            qs = qs.filter(**{f"{self.field_name}__gte": low})
        return qs.filter(**{f"{self.field_name}__lte": high}) if high is not None else qs


class YesNoFilter(django_filters.ChoiceFilter):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["choices"] = [("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))]
        kwargs["empty_label"] = None
        kwargs["widget"] = forms.RadioSelect
        super().__init__(*args, **kwargs)

    def filter(self, qs: Any, value: str | None) -> Any:
        return qs.filter(**{self.field_name: value == "yes"}) if value else qs


class RecordFilter(django_filters.ModelMultipleChoiceFilter):
    """Records of another table; of a tree, with everything below them."""

    def filter(self, qs: Any, value: Any) -> Any:
        if not value:
            return qs
        model = self.queryset.model
        if issubclass(model, MPTTModel):
            below = Q()
            for node in value:
                below |= Q(
                    **{
                        f"{self.field_name}__tree_id": node.tree_id,
                        f"{self.field_name}__lft__gte": node.lft,
                        f"{self.field_name}__rght__lte": node.rght,
                    }
                )
            return qs.filter(below)
        return qs.filter(**{f"{self.field_name}__in": [record.pk for record in value]})


class ListFilterSet(django_filters.FilterSet):
    """Base of the filter sets of lists."""

    def chips(self) -> "list[Chip]":
        """The filters as the bar above the list shows them, in the order declared."""
        cleaned = self.form.cleaned_data if self.form.is_valid() or self.is_bound else {}
        found = []
        for name in self.filters:
            bound = self.form[name]
            value = cleaned.get(name)
            found.append(Chip(name, str(bound.label), self._describe(name, value), bound, parameters(name)))
        return found

    def _describe(self, name: str, value: Any) -> str:
        if value is None or value == "" or (hasattr(value, "__len__") and not len(value)):
            return ""
        made = self.filters[name]
        if isinstance(made, RangeFilter):
            low, high = value
            parts = (
                f"≥ {number(low)}" if low is not None else "",
                f"≤ {number(high)}" if high is not None else "",
            )
            return " ".join(part for part in parts if part)
        if isinstance(
            made, django_filters.ChoiceFilter | django_filters.MultipleChoiceFilter
        ) and not isinstance(made, RecordFilter):
            labels = {str(key): str(label) for key, label in made.extra["choices"]}
            chosen = [value] if isinstance(value, str) else list(value)
            return ", ".join(labels.get(str(item), str(item)) for item in chosen)
        if isinstance(made, RecordFilter):
            return ", ".join(str(item) for item in value)
        return str(value)


@dataclass(frozen=True)
class Chip:
    """One filter: its label, what is chosen in words ("" when nothing is), its input, its parameters."""

    name: str
    label: str
    chosen: str
    field: Any
    parameters: tuple[str, ...]


def parameters(name: str) -> tuple[str, ...]:
    """The parameters of the address that a filter of that name may use."""
    return (name, f"{name}_after", f"{name}_before", f"{name}_min", f"{name}_max")


def filter_names(resource: Resource) -> list[str]:
    return list(resource.filters)


@lru_cache(maxsize=512)
def filterset_class(resource: Resource) -> type[ListFilterSet]:
    """The filter set of a resource. Raises `UnknownName` for a filter the model does not know."""
    made: dict[str, Any] = {}
    for name in resource.filters:
        if name in RESERVED:
            raise UnknownName(f"{resource.key}: a filter can't be called {name!r}, lists use it themselves.")
        field = filter_field(resource.model, name)
        label = resource.filter_labels.get(name) or capfirst(field.verbose_name)
        made[name] = _filter(resource, name, field, label)
    meta = type("Meta", (), {"model": resource.model, "fields": []})
    return type(f"{resource.model.__name__}Filters", (ListFilterSet,), {"Meta": meta, **made})


def _filter(resource: Resource, name: str, field: models.Field, label: Any) -> django_filters.Filter:
    common: dict[str, Any] = {"field_name": name, "label": label}
    lifecycle = getattr(field.model, "lifecycle", None) if field.name == "status" else None
    choices = lifecycle.choices if lifecycle is not None else field.choices
    if choices:
        return django_filters.MultipleChoiceFilter(
            choices=list(choices),
            widget=forms.CheckboxSelectMultiple,
            # A column of the table itself finds no row twice, and looking for that costs a sort of everything found.
            distinct="__" in name,
            **common,
        )
    if field.many_to_one or field.one_to_one or field.many_to_many:
        related = field.related_model
        return RecordFilter(
            queryset=colleagues() if related is User else related._default_manager.all(),  # type: ignore[union-attr]
            widget=RemoteSelectMultiple(resource.key, name),
            **common,
        )
    match field:
        case models.DateTimeField():
            return PeriodFilter(is_moment=True, **common)
        case models.DateField():
            return PeriodFilter(**common)
        case models.BooleanField():
            return YesNoFilter(**common)
        case models.DecimalField() | models.IntegerField() | models.FloatField():
            return RangeFilter(**common)
        case ArrayField() | models.JSONField():
            raise UnknownName(f"{resource.key}: lists can't be filtered by {name!r}.")
    return django_filters.CharFilter(lookup_expr="icontains", **common)
