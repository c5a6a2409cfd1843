"""Addresses of the catalog's own screens; those of its resources are made by `erp.crud`."""

from django.urls import path

from catalog.views import gallery, matrix, price_simulation, printed_preview, visibility

urlpatterns = [
    path("catalog/product/<int:pk>/variants/", matrix.page, name="catalog_matrix"),
    path("catalog/product/<int:pk>/variants/proposals/", matrix.preview, name="catalog_matrix_preview"),
    path("catalog/product/<int:pk>/variants/make/", matrix.make, name="catalog_matrix_make"),
    path("catalog/product/<int:pk>/pictures/", gallery.add, name="catalog_pictures"),
    path("catalog/picture/<int:pk>/first/", gallery.order, name="catalog_picture_first"),
    path("catalog/picture/<int:pk>/remove/", gallery.remove, name="catalog_picture_remove"),
    path("catalog/pricelist/<int:pk>/simulate/", price_simulation.page, name="catalog_price_simulation"),
    path("catalog/printedcatalogue/<int:pk>/preview/", printed_preview.page, name="catalog_printed_preview"),
]

for kind in visibility.KINDS:
    address, given = f"catalog/visibility/{kind}/", {"kind": kind}
    urlpatterns += [
        path(address, visibility.page, given, name="catalog_visibility"),
        path(f"{address}preview/", visibility.preview, given, name="catalog_visibility_preview"),
        path(f"{address}change/", visibility.change, given, name="catalog_visibility_change"),
    ]
