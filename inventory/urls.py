"""Addresses of the inventory's own screens; those of its resources are made by `erp.crud`."""

from django.urls import path

from inventory.views import lots, places

urlpatterns = [
    path("inventory/map/", places.tree, name="inventory_tree"),
    path("inventory/map/<int:pk>/", places.contents, name="inventory_tree_contents"),
    path("inventory/expiry/", lots.expiry, name="inventory_expiry"),
    path("inventory/lots/<int:pk>/trace.csv", lots.trace_file, name="inventory_trace_file"),
]
