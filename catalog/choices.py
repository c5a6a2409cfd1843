"""Enumerations of the catalog."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ProductKind(models.TextChoices):
    GOODS = "goods", _("Goods")
    SERVICE = "service", _("Service")


class Tracking(models.TextChoices):
    """How pieces of an article are told apart: not at all, by the batch they were made in, each by its own number."""

    NONE = "none", pgettext_lazy("tracking", "Not tracked")
    LOT = "lot", pgettext_lazy("tracking", "By lot")
    SERIAL = "serial", pgettext_lazy("tracking", "By serial number")


class ThumbnailSize(models.IntegerChoices):
    """Pixels of the longer side."""

    SMALL = 80, _("Small")
    MEDIUM = 320, _("Medium")
    LARGE = 800, _("Large")
