"""Addresses of the own screens of sales; those of its resources are made by `erp.crud`."""

from django.urls import path

from sales.views import assortment, price_explanation

urlpatterns = [
    path("sales/assortment/", assortment.page, name="sales_assortment"),
    path("sales/price-explanation/", price_explanation.page, name="sales_price_explanation"),
]
