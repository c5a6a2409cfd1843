"""Addresses of accounting's own screens; those of its resources are made by `erp.crud`."""

from django.urls import path

from accounting.reports.catalogue import REPORTS
from accounting.views import (
    bank_rules,
    chain,
    closing,
    dunning,
    fec,
    mapping,
    printing,
    reconciliation,
    reports,
    statement_of_account,
)

urlpatterns = [
    *(
        path(
            f"accounting/reports/{report.key.replace('_', '-')}/",
            reports.page,
            {"name": report.key},
            name=f"accounting_report_{report.key}",
        )
        for report in REPORTS
    ),
    path("accounting/dunning/", dunning.page, name="accounting_dunning"),
    path("accounting/reminder/<int:pk>/print/", dunning.letter, name="accounting_reminder_print"),
    path("accounting/chain/", chain.page, name="accounting_chain"),
    path("accounting/closing/", closing.page, name="accounting_closing"),
    path("accounting/closing/<int:pk>/archive/", closing.archive, name="accounting_closing_archive"),
    *(
        path(
            f"accounting/closing/<int:pk>/{step}/",
            closing.act,
            {"step": step},
            name="accounting_closing_act",
        )
        for step in closing.STEPS
    ),
    path("accounting/fec/", fec.page, name="accounting_fec"),
    path("accounting/fec/<int:pk>/", fec.download, name="accounting_fec_download"),
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
    path("accounting/reconcile/<int:pk>/why/", reconciliation.why, name="accounting_reconciliation_why"),
    path(
        "accounting/bank-accounts/<int:pk>/statement/",
        statement_of_account.page,
        name="accounting_bank_reconciliation",
    ),
    path("accounting/bank-accounts/<int:pk>/table/", mapping.page, name="accounting_mapping"),
    path("accounting/bank-accounts/<int:pk>/table/look/", mapping.look, name="accounting_mapping_look"),
    path("accounting/bank-rules/<int:pk>/try/", bank_rules.page, name="accounting_bank_rule_try"),
    path("accounting/reconcile/<int:pk>/undo/", reconciliation.undo, name="accounting_reconciliation_undo"),
    path("accounting/invoice/<int:pk>/print/", printing.invoice_document, name="accounting_invoice_print"),
]
