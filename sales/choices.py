"""Enumerations of sales."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ChannelKind(models.TextChoices):
    WEBSHOP = "webshop", _("Web shop")
    MARKETPLACE = "marketplace", _("Marketplace")
    STORE = "store", _("Store")
    PHONE = "phone", _("Phone")


class LineKind(models.TextChoices):
    """What a line of an order is. Only goods are reserved and delivered."""

    GOODS = "goods", _("Goods")
    SERVICE = "service", _("Service")
    SHIPPING = "shipping", _("Shipping costs")
    WRAPPING = "wrapping", _("Gift wrapping")
    DISCOUNT = "discount", _("Discount")
    ROUNDING = "rounding", _("Rounding difference")


class TaxRounding(models.TextChoices):
    """Where taxes are rounded: the values of `erp.money.Rounding`."""

    PER_LINE = "per_line", _("On each line")
    PER_TOTAL = "per_total", _("On the total")


class OrderStatus(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("order", "Draft")
    CONFIRMED = "confirmed", pgettext_lazy("order", "Confirmed")
    PARTIALLY_SHIPPED = "partially_shipped", pgettext_lazy("order", "Partially shipped")
    SHIPPED = "shipped", pgettext_lazy("order", "Shipped")
    DONE = "done", pgettext_lazy("order", "Done")
    CANCELLED = "cancelled", pgettext_lazy("order", "Cancelled")


class DeliveryStatus(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("delivery", "To pick")
    SHIPPED = "shipped", pgettext_lazy("delivery", "Shipped")
    CANCELLED = "cancelled", pgettext_lazy("delivery", "Cancelled")


class ReservationState(models.TextChoices):
    """How much of what is still to be delivered is set aside. With nothing left to deliver it is full."""

    NONE = "none", pgettext_lazy("reservation", "None")
    PARTIAL = "partial", pgettext_lazy("reservation", "Partial")
    FULL = "full", pgettext_lazy("reservation", "Full")


class InvoiceState(models.TextChoices):
    NONE = "none", _("Not invoiced")
    DRAFT = "draft", _("Invoice to post")
    INVOICED = "invoiced", _("Invoiced")


class PaymentState(models.TextChoices):
    UNPAID = "unpaid", _("Unpaid")
    PARTIAL = "partial", _("Partly paid")
    PAID = "paid", _("Paid")


class Requirement(models.TextChoices):
    """What a channel may ask of a product before it shows it."""

    VARIANT = "variant", _("an article on sale")
    IMAGE = "image", _("a picture")
    DESCRIPTION = "description", _("a description")
    BARCODE = "barcode", _("a barcode")
    WEIGHT = "weight", _("a weight")
    PRICE = "price", pgettext_lazy("requirement", "a price")
