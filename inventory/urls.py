"""Addresses of the inventory's own screens and of its own API; those of its resources are made by `erp.crud`."""

from django.urls import path

from inventory.sheets import sheets
from inventory.views import api, availability, invoicing, lots, places, scanner, value, work
from inventory.views.reports import movements, stock

urlpatterns = [
    path("inventory/not-invoiced/", invoicing.page, name="inventory_not_invoiced"),
    path("inventory/not-invoiced/accrue/", invoicing.accrue, name="inventory_accrue"),
    path("inventory/bills/<int:pk>/match/", invoicing.match, name="inventory_match_bill"),
    path("inventory/value/", value.page, name="inventory_value"),
    path("inventory/map/", places.tree, name="inventory_tree"),
    path("inventory/map/<int:pk>/", places.contents, name="inventory_tree_contents"),
    path("inventory/expiry/", lots.expiry, name="inventory_expiry"),
    path("inventory/lots/<int:pk>/trace.csv", lots.trace_file, name="inventory_trace_file"),
    # One for each sheet: what is tried for every address is tried for each of them.
    *(
        path(
            f"inventory/worksheet/{name}/<int:pk>/",
            work.work,
            {"sheet": sheet},
            name=f"inventory_work_{name}",
        )
        for name, sheet in sheets.items()
    ),
    path("inventory/availability/", availability.page, name="inventory_availability"),
    path("inventory/availability/<int:pk>/", availability.figures, name="inventory_availability_figures"),
    path("inventory/scan/", scanner.page, name="inventory_scan"),
    path("inventory/scan/resolve/", scanner.resolve, name="inventory_scan_resolve"),
    path("inventory/scan/post/", scanner.post, name="inventory_scan_post"),
    path("inventory/scan/undo/", scanner.undo, name="inventory_scan_undo"),
    path(
        "inventory/reports/movements/",
        movements.MovementsReport.as_view(),
        name="inventory_report_movements",
    ),
    path("inventory/reports/value/", movements.ValueReport.as_view(), name="inventory_report_value"),
    path("inventory/reports/ageing/", stock.AgeingReport.as_view(), name="inventory_report_ageing"),
    path("inventory/reports/slow/", stock.SlowReport.as_view(), name="inventory_report_slow"),
    path("inventory/reports/out/", stock.StockOutReport.as_view(), name="inventory_report_out"),
    path("inventory/reports/coverage/", stock.CoverageReport.as_view(), name="inventory_report_coverage"),
    path("api/v1/inventory/availability/", api.AvailabilityView.as_view(), name="inventory_availability_api"),
]
