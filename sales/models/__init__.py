"""The tables of sales, one module an aggregate."""

from sales.models.assortment import AssortmentRule, ChannelRequirement
from sales.models.channel import Channel
from sales.models.delivery import Delivery, DeliveryLine
from sales.models.order import Order, OrderLine, OrderLineComponent
from sales.models.prices import PriceAssignment

__all__ = [
    "AssortmentRule",
    "Channel",
    "ChannelRequirement",
    "Delivery",
    "DeliveryLine",
    "Order",
    "OrderLine",
    "OrderLineComponent",
    "PriceAssignment",
]
