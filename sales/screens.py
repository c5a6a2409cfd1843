"""What the start page says about sales."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from erp.frame import Screen, Tile, home_tiles, screens
from sales.choices import DeliveryStatus, OrderStatus, ReservationState
from sales.models import Delivery, Order

OPEN = (OrderStatus.CONFIRMED, OrderStatus.PARTIALLY_SHIPPED)


def _to_confirm() -> int:
    return Order.objects.filter(status=OrderStatus.DRAFT).count()


def _to_ship() -> int:
    return Order.objects.filter(status__in=OPEN, reservation=ReservationState.FULL).count()


def _waiting() -> int:
    return Order.objects.filter(status__in=OPEN).exclude(reservation=ReservationState.FULL).count()


def _to_pick() -> int:
    return Delivery.objects.filter(status=DeliveryStatus.DRAFT).count()


def _list(query: str) -> str:
    return f"{reverse('sales.order.list')}?{query}"


home_tiles.register(
    "sales.to_confirm",
    Tile(
        _("Orders to confirm"),
        _to_confirm,
        lambda: _list("status=draft"),
        icon="clipboard-check",
        permission="sales.confirm_order",
        order=10,
    ),
)
home_tiles.register(
    "sales.to_ship",
    Tile(
        _("Orders to ship"),
        _to_ship,
        lambda: _list("status=confirmed&status=partially_shipped&reservation=full"),
        icon="truck-delivery",
        tone="green",
        permission="sales.ship_order",
        order=20,
    ),
)
home_tiles.register(
    "sales.to_pick",
    Tile(
        _("Deliveries to pick"),
        _to_pick,
        lambda: f"{reverse('sales.delivery.list')}?status=draft",
        icon="clipboard-list",
        tone="green",
        permission="sales.ship_delivery",
        order=22,
    ),
)
home_tiles.register(
    "sales.waiting",
    Tile(
        _("Orders waiting for stock"),
        _waiting,
        lambda: _list("status=confirmed&status=partially_shipped&reservation=none&reservation=partial"),
        icon="hourglass",
        tone="yellow",
        permission="sales.view_order",
        order=25,
    ),
)

screens.register(
    "sales.assortment",
    Screen(
        "sales",
        _("Assortment"),
        "checklist",
        "sales_assortment",
        permission="sales.view_assortmentrule",
        order=84,
    ),
)
screens.register(
    "sales.price_explanation",
    Screen(
        "sales",
        _("Where a price comes from"),
        "zoom-money",
        "sales_price_explanation",
        permission="catalog.view_pricelist",
        order=82,
    ),
)
