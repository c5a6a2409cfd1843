"""Addresses of the catalog's own screens; those of its resources are made by `erp.crud`."""

from django.urls import path

from catalog.views import matrix, price_simulation, printed_preview

urlpatterns = [
    path("catalog/product/<int:pk>/variants/", matrix.page, name="catalog_matrix"),
    path("catalog/product/<int:pk>/variants/proposals/", matrix.preview, name="catalog_matrix_preview"),
    path("catalog/product/<int:pk>/variants/make/", matrix.make, name="catalog_matrix_make"),
    path("catalog/pricelist/<int:pk>/simulate/", price_simulation.page, name="catalog_price_simulation"),
    path("catalog/printedcatalogue/<int:pk>/preview/", printed_preview.page, name="catalog_printed_preview"),
]
