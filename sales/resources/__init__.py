"""The screens of sales, one module a model."""

from sales.resources import availability
from sales.resources.assortment import AssortmentRuleResource
from sales.resources.channels import ChannelResource
from sales.resources.deliveries import DeliveryResource
from sales.resources.orders import OrderResource
from sales.resources.prices import PriceAssignmentResource

__all__ = [
    "AssortmentRuleResource",
    "ChannelResource",
    "DeliveryResource",
    "OrderResource",
    "PriceAssignmentResource",
    "availability",
]
