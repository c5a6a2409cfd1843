"""Enumerations of the catalog."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ProductKind(models.TextChoices):
    GOODS = "goods", _("Goods")
    SERVICE = "service", _("Service")


class ThumbnailSize(models.IntegerChoices):
    """Pixels of the longer side."""

    SMALL = 80, _("Small")
    MEDIUM = 320, _("Medium")
    LARGE = 800, _("Large")
