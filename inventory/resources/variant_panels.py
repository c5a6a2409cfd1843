"""What the page of an article shows of its stock."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from catalog.extensions import variant_panels
from inventory import panels
from inventory.choices import OWNED, LocationKind
from inventory.models import Layer, Level, Reservation
from inventory.resources.base import OPEN_LAYER
from inventory.resources.stock import WHO_HOLDS


def _levels_of(variant: Any) -> Any:
    kinds = sorted(OWNED - {LocationKind.VIEW})
    return Level.objects.filter(variant=variant, location__kind__in=kinds, on_hand__gt=0).order_by(
        "company_id", "location__tree_id", "location__lft"
    )


variant_panels.register(
    "inventory.10_levels",
    panels.table(
        _("Stock"),
        _levels_of,
        ["company", "location", "lot", "on_hand", "reserved", "available"],
        permission="inventory.view_level",
        icon="packages",
    ),
)
variant_panels.register(
    "inventory.15_reservations",
    panels.table(
        _("Who holds what"),
        lambda variant: Reservation.objects.filter(variant=variant).order_by("company_id", "-priority", "pk"),
        ["company", *WHO_HOLDS],
        permission="inventory.view_reservation",
        icon="bookmark",
    ),
)
variant_panels.register(
    "inventory.20_layers",
    panels.table(
        _("Cost layers still open"),
        lambda variant: Layer.objects.filter(variant=variant, is_open=True).order_by("company_id", "pk"),
        [
            "company",
            *OPEN_LAYER,
        ],
        permission="inventory.view_layer",
        icon="stack-front",
    ),
)
