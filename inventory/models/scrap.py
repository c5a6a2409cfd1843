"""Goods written off."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from erp.models import Document
from inventory.choices import LossReason
from inventory.lifecycles import SCRAP
from inventory.models.documents import StockDocument, StockLine, quantity_field, to_location
from inventory.models.places import Warehouse


class Scrap(StockDocument):
    """Goods that are thrown away, used up or gone, and why."""

    lifecycle = SCRAP

    warehouse = models.ForeignKey(
        Warehouse,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
        verbose_name=_("warehouse"),
    )
    reason = models.CharField(_("reason"), max_length=12, choices=LossReason.choices)

    class Meta:
        verbose_name = _("write-off")
        verbose_name_plural = pgettext_lazy("goods", "write-offs")
        ordering = ["-date", "-id"]
        constraints = StockDocument.constraints_of("inventory_scrap")
        indexes = Document.list_indexes("inventory_scrap")
        permissions = [
            ("post_scrap", _("Can write goods off")),
            ("cancel_scrap", _("Can take write-offs back")),
        ]


class ScrapLine(StockLine):
    """How much of what lies where."""

    scrap = models.ForeignKey(
        Scrap,
        on_delete=models.CASCADE,
        related_name="lines",
        db_constraint=False,
        verbose_name=_("write-off"),
    )
    location = to_location(_("location"), null=True, blank=True)
    quantity = quantity_field(_("quantity"))

    class Meta:
        verbose_name = _("line of a write-off")
        verbose_name_plural = _("lines of write-offs")
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="inventory_scrapline_quantity")
        ]
