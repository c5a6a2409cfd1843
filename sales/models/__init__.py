"""The tables of sales, one module an aggregate."""

from sales.models.channel import Channel
from sales.models.delivery import Delivery, DeliveryLine
from sales.models.order import Order, OrderLine
from sales.models.prices import PriceAssignment

__all__ = ["Channel", "Delivery", "DeliveryLine", "Order", "OrderLine", "PriceAssignment"]
