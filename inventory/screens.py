"""The inventory's place in the frame."""

import datetime as dt

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from erp.frame import Screen, Tile, home_tiles, screens
from inventory.selectors.expiry import expiring_lots

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
