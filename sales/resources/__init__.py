"""The screens of sales, one module a model."""

from sales.resources import availability
from sales.resources.channels import ChannelResource
from sales.resources.deliveries import DeliveryResource
from sales.resources.orders import OrderResource

__all__ = ["ChannelResource", "DeliveryResource", "OrderResource", "availability"]
