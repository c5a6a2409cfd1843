"""The inventory's own screens in the menu, and what it tells on the home page."""

import datetime as dt

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from erp.charts import Chart
from erp.frame import HomeChart, Screen, Tile, home_charts, home_tiles, screens
from inventory.choices import CountStatus, PickingStatus, ReceiptStatus, TransferStatus
from inventory.models import GoodsReceipt, Picking, StockCount, StockTransfer
from inventory.selectors.expiry import expiring_lots

# Importing them declares the work sheets.
from inventory.services import sheets  # noqa: F401

SOON = 30

screens.register(
    "inventory.tree",
    Screen(
        "inventory",
        _("Map of the warehouse"),
        "sitemap",
        "inventory_tree",
        permission="inventory.view_location",
        order=65,
    ),
)
screens.register(
    "inventory.expiry",
    Screen(
        "inventory",
        _("Expiring lots"),
        "calendar-exclamation",
        "inventory_expiry",
        permission="inventory.view_lot",
        order=46,
        section="reports",
    ),
)

screens.register(
    "inventory.not_invoiced",
    Screen(
        "inventory",
        _("Received, not invoiced"),
        "file-alert",
        "inventory_not_invoiced",
        permission="inventory.view_invoicedreceipt",
        section="reports",
        order=45,
    ),
)

screens.register(
    "inventory.value",
    Screen(
        "inventory",
        _("Stock value"),
        "coins",
        "inventory_value",
        permission="inventory.view_position",
        order=42,
        section="reports",
    ),
)


def _expiring() -> int:
    return expiring_lots(timezone.localdate() + dt.timedelta(SOON)).count()


home_tiles.register(
    "inventory.expiring",
    Tile(
        _("Lots that expire within 30 days"),
        _expiring,
        lambda: reverse("inventory_expiry"),
        icon="calendar-exclamation",
        tone="yellow",
        permission="inventory.view_lot",
        order=60,
    ),
)


def _to_receive() -> int:
    return GoodsReceipt.objects.filter(status=ReceiptStatus.EXPECTED, date__lte=timezone.localdate()).count()


def _to_pick() -> int:
    return Picking.objects.filter(status=PickingStatus.TO_PICK).count()


def _in_transit() -> int:
    return StockTransfer.objects.filter(status=TransferStatus.SHIPPED).count()


def _to_count() -> int:
    return StockCount.objects.filter(status=CountStatus.COUNTING).count()


def _to_approve() -> int:
    return StockCount.objects.filter(status=CountStatus.TO_APPROVE).count()


home_tiles.register(
    "inventory.to_receive",
    Tile(
        _("Goods to receive"),
        _to_receive,
        lambda: f"{reverse('inventory.goodsreceipt.list')}?status=expected&sort=date",
        icon="package-import",
        permission="inventory.receive_goodsreceipt",
        order=40,
    ),
)
home_tiles.register(
    "inventory.to_pick",
    Tile(
        _("Walks to pick"),
        _to_pick,
        lambda: f"{reverse('inventory.picking.list')}?status=to_pick&sort=date",
        icon="basket",
        tone="green",
        permission="inventory.pick_picking",
        order=41,
    ),
)
home_tiles.register(
    "inventory.in_transit",
    Tile(
        _("Transfers on the way"),
        _in_transit,
        lambda: f"{reverse('inventory.stocktransfer.list')}?status=shipped&sort=date",
        icon="transfer",
        tone="yellow",
        permission="inventory.receive_stocktransfer",
        order=42,
    ),
)
home_tiles.register(
    "inventory.to_count",
    Tile(
        _("Counts to do"),
        _to_count,
        lambda: f"{reverse('inventory.stockcount.list')}?status=counting&sort=date",
        icon="clipboard-check",
        permission="inventory.enter_stockcount",
        order=44,
    ),
)
home_tiles.register(
    "inventory.to_approve",
    Tile(
        _("Counts to approve"),
        _to_approve,
        lambda: f"{reverse('inventory.stockcount.list')}?status=to_approve&sort=date",
        icon="shield-check",
        tone="yellow",
        permission="inventory.approve_stockcount",
        order=46,
    ),
)

screens.register(
    "inventory.availability",
    Screen(
        "inventory",
        _("Stock availability"),
        "checklist",
        "inventory_availability",
        permission="inventory.view_level",
        order=5,
    ),
)
screens.register(
    "inventory.scan",
    Screen(
        "inventory",
        _("Scanner"),
        "barcode",
        "inventory_scan",
        permission="inventory.use_scanner",
        order=6,
        section="work",
    ),
)

# (name of its address, label, icon, right)
REPORTS = (
    ("movements", _("Stock movements report"), "report", "inventory.view_move"),
    ("value", _("Stock value over time"), "chart-area-line", "inventory.view_position"),
    ("ageing", _("Age of the stock"), "hourglass", "inventory.view_layer"),
    ("slow", _("Slow movers"), "zzz", "inventory.view_position"),
    ("out", _("Stock-outs"), "package-off", "inventory.view_position"),
    ("coverage", _("Coverage in days"), "calendar-stats", "inventory.view_position"),
)
for _place, (_name, _label, _icon, _permission) in enumerate(REPORTS):
    screens.register(
        f"inventory.report_{_name}",
        Screen(
            "inventory",
            _label,
            _icon,
            f"inventory_report_{_name}",
            permission=_permission,
            order=110 + _place,
            section="reports",
        ),
    )


def _value_chart() -> Chart | None:
    from inventory.views.reports.movements import home_value_chart

    return home_value_chart()


def _coverage_chart() -> Chart | None:
    from inventory.views.reports.stock import home_coverage_chart

    return home_coverage_chart()


home_charts.register("inventory.value", HomeChart(_value_chart, "inventory.view_position", order=60))
home_charts.register("inventory.coverage", HomeChart(_coverage_chart, "inventory.view_position", order=70))
