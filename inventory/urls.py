"""Addresses of the inventory's own screens; those of its resources are made by `erp.crud`."""

from django.urls import path

from inventory.sheets import sheets
from inventory.views import lots, places, value, work

urlpatterns = [
    path("inventory/value/", value.page, name="inventory_value"),
    path("inventory/map/", places.tree, name="inventory_tree"),
    path("inventory/map/<int:pk>/", places.contents, name="inventory_tree_contents"),
    path("inventory/expiry/", lots.expiry, name="inventory_expiry"),
    path("inventory/lots/<int:pk>/trace.csv", lots.trace_file, name="inventory_trace_file"),
    # One for each sheet: what is tried for every address is tried for each of them.
    *(
        path(f"inventory/work/{name}/<int:pk>/", work.work, {"sheet": sheet}, name=f"inventory_work_{name}")
        for name, sheet in sheets.items()
    ),
]
