"""Addresses of the inventory's own screens; those of its resources are made by `erp.crud`."""

from django.urls import path

from inventory.views import work

urlpatterns = [
    path("inventory/work/<slug:name>/<int:pk>/", work.work, name="inventory_work"),
]
