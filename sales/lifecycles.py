"""The courses of an order and of a delivery."""

from erp.documents import Lifecycle
from sales.choices import DeliveryStatus, OrderStatus

# The number is taken when the order binds us: drafts that come to nothing use none.
ORDER = Lifecycle(
    initial=OrderStatus.DRAFT,
    labels=dict(OrderStatus.choices),
    transitions={
        OrderStatus.DRAFT: {OrderStatus.CONFIRMED, OrderStatus.CANCELLED},
        OrderStatus.CONFIRMED: {
            OrderStatus.PARTIALLY_SHIPPED,
            OrderStatus.SHIPPED,
            OrderStatus.CANCELLED,
        },
        OrderStatus.PARTIALLY_SHIPPED: {OrderStatus.SHIPPED},
        OrderStatus.SHIPPED: {OrderStatus.DONE},
    },
    sequence="sales.order",
    number_on={OrderStatus.CONFIRMED},
    colours={
        OrderStatus.DRAFT: "secondary",
        OrderStatus.CONFIRMED: "blue",
        OrderStatus.PARTIALLY_SHIPPED: "orange",
        OrderStatus.SHIPPED: "teal",
        OrderStatus.DONE: "green",
        OrderStatus.CANCELLED: "red",
    },
    steps=(OrderStatus.DRAFT, OrderStatus.CONFIRMED, OrderStatus.SHIPPED, OrderStatus.DONE),
)

# A delivery is numbered when it is made, since its pick list carries the number: `create_deliveries` takes it.
DELIVERY = Lifecycle(
    initial=DeliveryStatus.DRAFT,
    labels=dict(DeliveryStatus.choices),
    transitions={DeliveryStatus.DRAFT: {DeliveryStatus.SHIPPED, DeliveryStatus.CANCELLED}},
    sequence="sales.delivery",
    colours={
        DeliveryStatus.DRAFT: "blue",
        DeliveryStatus.SHIPPED: "green",
        DeliveryStatus.CANCELLED: "red",
    },
    steps=(DeliveryStatus.DRAFT, DeliveryStatus.SHIPPED),
)
