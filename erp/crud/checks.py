"""What a declaration must not get wrong; `manage.py check` says it before the site starts."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.apps import apps
from django.contrib.auth import get_permission_codename
from django.core.checks import Error, register
from django.core.exceptions import FieldDoesNotExist
from django.db import models

from erp.crud.declaration import Column, LineEditor
from erp.crud.fields import UnknownName, resolve, walk
from erp.crud.filters import RESERVED, filterset_class, parameters
from erp.crud.registry import resource_for, resources, screenless
from erp.crud.resource import OWN_FIELDS, Resource

# Parameters of a saved view that are no filters.
VIEW_PARAMETERS = frozenset({"sort", "q", "cols"})


@register()
def declared_names(app_configs: Any, **kwargs: Any) -> list[Error]:
    """Every name a resource uses exists."""
    return [
        Error(f"{resource.key}: {problem}", id="erp.E100")
        for resource in resources.values()
        for problem in problems(resource)
    ]


def problems(resource: Resource) -> list[str]:
    """What is wrong with a declaration, in words."""
    return [problem for check in CHECKS for problem in check(resource)]


def _columns(resource: Resource) -> Iterator[str]:
    shown: list[str | Column] = [*resource.all_columns, *resource.header]
    shown += [value for section in resource.sections for value in section.fields]
    yield from _unknown(resource.model, shown)
    known = {column.name for column in resource.all_columns}
    for name in resource.default_columns:
        if name not in known:
            yield f"default_columns has {name!r}, which is no column."
    for view in resource.views:
        for name in view.columns:
            if name not in known:
                yield f"the view {view.name!r} has {name!r}, which is no column."


def _unknown(model: type[models.Model], values: Iterable[str | Column]) -> Iterator[str]:
    for value in values:
        try:
            resolved = resolve(model, value)
            path = resolved.column.currency
            if path and not (len(path) == 3 and path.isupper()):
                walk(model, path)
        except UnknownName as error:
            yield str(error)


def _paths(resource: Resource) -> Iterator[str]:
    annotated = {column.name for column in resource.all_columns if column.annotate is not None}
    named = [("search", path) for path in resource.search]
    named += [("ordering", path.lstrip("-")) for path in resource.ordering if path.lstrip("-") != "pk"]
    named += (
        [("subtitle", resource.subtitle)] if isinstance(resource.subtitle, str) and resource.subtitle else []
    )
    named += [("date_field", resource.date_field)] if resource.date_field else []
    named += [("import_key", resource.import_key)] if resource.import_key else []
    named += [("hidden", name) for name in resource.hidden]
    for place, path in named:
        try:
            if path not in annotated:
                walk(resource.model, path)
        except UnknownName as error:
            yield f"{place}: {error}"


def _filters(resource: Resource) -> Iterator[str]:
    try:
        filterset_class(resource)
    except UnknownName as error:
        yield f"filters: {error}"
    known = {parameter for name in resource.filters for parameter in parameters(name)} | VIEW_PARAMETERS
    for view in resource.views:
        yield from (
            f"the view {view.name!r} filters by {name!r}, which is no filter of this list."
            for name in view.query
            if name not in known
        )
        if view.name.isdigit() or view.name in RESERVED:
            yield f"a view can't be called {view.name!r}."


def _lines(resource: Resource) -> Iterator[str]:
    for editor in resource.lines:
        try:
            link = editor.model._meta.get_field(editor.fk)
        except FieldDoesNotExist:
            yield f"{editor.model.__name__} has no {editor.fk!r}."
            continue
        if link.related_model is not resource.model._meta.concrete_model:
            yield f"{editor.model.__name__}.{editor.fk} does not lead to {resource.model.__name__}."
        yield from _unknown(editor.model, editor.columns)


def _actions(resource: Resource) -> Iterator[str]:
    names = [action.name for action in resource.actions]
    for name in {name for name in names if names.count(name) > 1}:
        yield f"there are two actions {name!r}."
    known = all_permissions()
    for permission in [*(a.permission for a in resource.actions), *(p.permission for p in resource.panels)]:
        if permission and permission not in known:
            yield f"the right {permission!r} does not exist: declare it in Meta.permissions of its model."


def _related(resource: Resource) -> Iterator[str]:
    for related in resource.related:
        if isinstance(related.source, str) and not hasattr(resource.model, related.source):
            yield f"{resource.model.__name__} has no {related.source!r} to count."
        if related.resource and related.resource not in resources:
            yield f"{related.resource!r} is no resource."


def _area(resource: Resource) -> Iterator[str]:
    from erp.frame import AREAS, SECTIONS

    if resource.area not in AREAS:
        yield f"{resource.area!r} is no area of the menu; those are {', '.join(AREAS)}."
    if resource.menu_section not in SECTIONS:
        yield f"{resource.menu_section!r} is no section of the menu; those are {', '.join(SECTIONS)}."


CHECKS: list[Callable[[Resource], Iterator[str]]] = [
    _area,
    _columns,
    _paths,
    _filters,
    _lines,
    _actions,
    _related,
]


def all_permissions() -> set[str]:
    found: set[str] = set()
    for model in apps.get_models():
        options = model._meta
        codenames = [get_permission_codename(verb, options) for verb in options.default_permissions]
        found.update(
            f"{options.app_label}.{name}"
            for name in [*codenames, *(name for name, _label in options.permissions)]
        )
    return found


def uncovered_fields(resource: Resource) -> list[str]:
    """Fields of the model that are neither shown nor typed nor hidden with a reason; those of its lines too."""
    shown: list[str | Column] = [*resource.all_columns, *resource.header, *resource.form_fields]
    shown += [value for section in resource.sections for value in section.fields]
    missing = _uncovered(resource.model, shown, resource.hidden)
    for editor in resource.lines:
        # Lines with screens of their own are complete there.
        if resource_for(editor.model) is None:
            missing += _uncovered_lines(editor)
    return missing


def _uncovered_lines(editor: LineEditor) -> list[str]:
    shown: list[str | Column] = [*editor.columns, *(editor.fields or ()), editor.fk, "position"]
    return _uncovered(editor.model, shown, editor.hidden)


def _uncovered(model: type[models.Model], shown: Iterable[str | Column], hidden: Iterable[str]) -> list[str]:
    names = {(value.name if isinstance(value, Column) else value).split("__")[0] for value in shown}
    names |= {value.currency.removesuffix("_id") for value in shown if isinstance(value, Column)}
    own = [*model._meta.concrete_fields, *model._meta.many_to_many]
    return [
        f"{model._meta.label}.{field.name}"
        for field in own
        if field.name not in names and field.name not in hidden and field.name not in OWN_FIELDS
    ]


def models_without_resource(house: Iterable[str]) -> list[str]:
    """Models of our apps that nobody can look at and for which no reason is declared (`without_screen`)."""
    shown = {resource.model for resource in resources.values()}
    shown |= {editor.model for resource in resources.values() for editor in resource.lines}
    return [
        model._meta.label
        for model in apps.get_models()
        if model._meta.app_label in set(house)
        and model not in shown
        and model._meta.label_lower not in screenless
    ]
