"""The addresses of the API, included at `/api/v1/`; and of its description, included at `/api/`."""

from typing import Any

from django.urls import URLPattern, path
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView, SpectacularRedocView, SpectacularSwaggerSplitView
from rest_framework.permissions import IsAuthenticated

from erp.api.viewsets import COMPANY_HEADER, ResourceViewSet, ScopedViewMixin
from erp.crud.registry import resources
from erp.crud.resource import Resource
from erp.security import allow_sources


def patterns_of(resource: Resource) -> list[URLPattern]:
    base: Any = resource.viewset_class or ResourceViewSet
    # A class of its own gives the schema a name to group by.
    viewset: Any = extend_schema(tags=[resource.key], parameters=[COMPANY_HEADER])(
        type(f"{resource.model.__name__}ViewSet", (base,), {"resource": resource})
    )
    prefix = f"{resource.area}/{resource.name}/"
    many, one = {"get": "list"}, {"get": "retrieve"}
    if resource.can_create:
        many["post"] = "create"
    if resource.can_update:
        one |= {"put": "update", "patch": "partial_update"}
    if resource.can_delete:
        one["delete"] = "destroy"
    patterns = [
        path(prefix, viewset.as_view(many), name=f"{resource.key}.api_list"),
        path(f"{prefix}<int:pk>/", viewset.as_view(one), name=f"{resource.key}.api_detail"),
    ]
    for action in resource.actions:
        if action.single:
            patterns.append(
                path(
                    f"{prefix}<int:pk>/actions/{action.name}/",
                    viewset.as_view({"post": "act"}, action_name=action.name),
                    name=f"{resource.key}.api_action.{action.name}",
                )
            )
        if action.bulk:
            patterns.append(
                path(
                    f"{prefix}actions/{action.name}/",
                    viewset.as_view({"post": "act_on_many"}, action_name=action.name),
                    name=f"{resource.key}.api_bulk.{action.name}",
                )
            )
    return patterns


urlpatterns = [
    pattern for resource in resources.values() if resource.api for pattern in patterns_of(resource)
]


class SchemaView(ScopedViewMixin, SpectacularAPIView):
    permission_classes = [IsAuthenticated]


class SwaggerView(ScopedViewMixin, SpectacularSwaggerSplitView):
    permission_classes = [IsAuthenticated]


class RedocView(ScopedViewMixin, SpectacularRedocView):
    permission_classes = [IsAuthenticated]


# Swagger and Redoc write style elements of their own; Redoc searches in a worker.
_styled = allow_sources(style_src="'unsafe-inline'", worker_src="'self' blob:")

schema_urlpatterns = [
    path("schema/", SchemaView.as_view(), name="api_schema"),
    path("docs/", _styled(SwaggerView.as_view(url_name="api_schema")), name="api_docs"),
    path("docs/redoc/", _styled(RedocView.as_view(url_name="api_schema")), name="api_redoc"),
]
