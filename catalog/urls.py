"""Addresses of the catalog's own screens; those of its resources are made by `erp.crud`."""

from django.urls import path

from catalog.views import matrix

urlpatterns = [
    path("catalog/product/<int:pk>/variants/", matrix.page, name="catalog_matrix"),
    path("catalog/product/<int:pk>/variants/proposals/", matrix.preview, name="catalog_matrix_preview"),
    path("catalog/product/<int:pk>/variants/make/", matrix.make, name="catalog_matrix_make"),
]
