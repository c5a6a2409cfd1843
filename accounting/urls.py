"""Addresses of accounting's own screens; those of its resources are made by `erp.crud`."""

from django.urls import path

from accounting.views import printing, reconciliation

urlpatterns = [
    path("accounting/reconcile/", reconciliation.page, name="accounting_reconciliation"),
    path(
        "accounting/reconcile/<int:pk>/search/",
        reconciliation.search,
        name="accounting_reconciliation_search",
    ),
    path(
        "accounting/reconcile/<int:pk>/preview/",
        reconciliation.preview,
        name="accounting_reconciliation_preview",
    ),
    path(
        "accounting/reconcile/<int:pk>/match/", reconciliation.match, name="accounting_reconciliation_match"
    ),
    path("accounting/reconcile/<int:pk>/undo/", reconciliation.undo, name="accounting_reconciliation_undo"),
    path("accounting/invoice/<int:pk>/print/", printing.invoice_document, name="accounting_invoice_print"),
]
