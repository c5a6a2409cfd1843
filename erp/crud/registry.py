"""All resources, by "<area>.<name>": what the menu, the URLs, the API, the search and the rights are made from."""

from typing import TypeVar

from django.db import models

from erp.crud.resource import Resource
from erp.registry import Registry

resources: Registry[Resource] = Registry("resources", Resource)
_by_model: dict[type[models.Model], Resource] = {}

R = TypeVar("R", bound=type[Resource])


def register(declared: R) -> R:
    """Class decorator: make the screens, API, search and menu entry of a `Resource`."""
    resource = declared()
    resources.register(resource.key, resource)
    # A model may have several resources (invoices and credit notes); links lead to the one that was declared first.
    _by_model.setdefault(resource.model, resource)
    return declared


# Models of ours that have no screens of their own, and why.
screenless: Registry[str] = Registry("models without screens", str)


def without_screen(reason: str, *models_without: type[models.Model]) -> None:
    """Declare that models need no resource: "configured in the administration", "a line of …"."""
    for model in models_without:
        screenless.register(model._meta.label_lower, reason)


def resource_for(model: type[models.Model]) -> Resource | None:
    """The resource that shows records of `model`, if there is one."""
    return _by_model.get(model) or _by_model.get(model._meta.concrete_model or model)


def resource_of_kind(kind: str) -> Resource | None:
    """The resource of a record remembered by kind: "sales.order"."""
    return next((resource for model, resource in _by_model.items() if model._meta.label_lower == kind), None)


def record_url(record: models.Model) -> str:
    """The page of `record`, or "" when it has none."""
    resource = resource_for(type(record))
    return resource.detail_url(record) if resource else ""
