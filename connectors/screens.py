"""What the start page says about shops."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from connectors.choices import InboundStatus
from connectors.models import Connection, InboundOrder
from erp.frame import Tile, home_tiles


def _quarantined() -> int:
    return InboundOrder.objects.filter(status=InboundStatus.QUARANTINED).count()


def _failing() -> int:
    return Connection.objects.filter(is_active=True).exclude(last_error="").count()


home_tiles.register(
    "connectors.quarantined",
    Tile(
        _("Shop orders in quarantine"),
        _quarantined,
        lambda: reverse("connectors.inboundorder.list") + "?status=quarantined",
        icon="inbox",
        tone="red",
        permission="connectors.view_inboundorder",
        order=30,
    ),
)
home_tiles.register(
    "connectors.failing",
    Tile(
        _("Connections that fail"),
        _failing,
        lambda: reverse("connectors.connection.list"),
        icon="plug-connected-x",
        tone="red",
        permission="connectors.view_connection",
        order=31,
    ),
)
