"""The addresses of every resource's screens; included at "" by the site."""

from typing import Any

from django.urls import URLPattern, path

from erp.crud.registry import resources
from erp.crud.resource import Resource
from erp.crud.views import actions, detail, exporting, form, importing, listing, options, preview

# (place, below /<area>/<name>/, view). A place is the second half of the pattern's name: "sales.order.detail".
PLACES: list[tuple[str, str, Any]] = [
    ("list", "", listing.ListView),
    ("totals", "totals/", listing.TotalsView),
    ("columns", "columns/", listing.ColumnsView),
    ("density", "density/", listing.DensityView),
    ("views", "views/", listing.SaveViewView),
    ("options", "options/<str:field>/", options.OptionsView),
    ("export", "export/", exporting.ExportView),
    ("import", "import/", importing.ImportView),
    ("preview", "preview/<str:accessor>/", preview.PreviewView),
    ("bulk", "actions/<slug:name>/", actions.BulkActionView),
    ("new", "new/", form.CreateView),
    ("detail", "<int:pk>/", detail.DetailView),
    ("edit", "<int:pk>/edit/", form.UpdateView),
    ("delete", "<int:pk>/delete/", form.DeleteView),
    ("action", "<int:pk>/actions/<slug:name>/", actions.ActionView),
    ("timeline", "<int:pk>/timeline/", detail.TimelineView),
    ("attach", "<int:pk>/attach/", detail.AttachView),
]


def patterns_of(resource: Resource) -> list[URLPattern]:
    prefix = f"{resource.area}/{resource.name}/"
    return [
        path(
            prefix + below,
            resource.view_classes.get(place, view).as_view(resource=resource),
            name=f"{resource.key}.{place}",
        )
        for place, below, view in PLACES
    ]


urlpatterns = [pattern for resource in resources.values() for pattern in patterns_of(resource)]
