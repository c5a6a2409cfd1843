"""What people do with a scanner in their hand."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalog.models import Variant
from erp.models import CompanyModel
from inventory.choices import ScanMode
from inventory.models.lots import Lot
from inventory.models.places import Location


class Scan(CompanyModel):
    """One act at the shelf, posted once: `key` is made by the device before it is sent, so that sending it again over a
    bad network changes nothing. `before` is what the books said ahead of a count. Its moves name it as their source.
    """

    key = models.UUIDField(_("key"))
    mode = models.CharField(_("act"), max_length=10, choices=ScanMode.choices)
    variant = models.ForeignKey(
        Variant, on_delete=models.PROTECT, related_name="+", db_index=False, verbose_name=_("variant")
    )
    lot = models.ForeignKey(
        Lot,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        verbose_name=pgettext_lazy("stock", "lot"),
        db_constraint=False,
    )
    quantity = models.DecimalField(_("quantity"), max_digits=16, decimal_places=4)
    origin = models.ForeignKey(
        Location,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        verbose_name=pgettext_lazy("move", "from"),
        db_constraint=False,
    )
    destination = models.ForeignKey(
        Location,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        verbose_name=pgettext_lazy("move", "to"),
        db_constraint=False,
    )
    before = models.DecimalField(
        _("in the books before"), max_digits=16, decimal_places=4, null=True, blank=True
    )
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        verbose_name=_("by"),
    )
    done_at = models.DateTimeField(_("done at"))
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)

    class Meta:
        verbose_name = _("scan")
        verbose_name_plural = _("scans")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["company", "key"], name="inventory_scan_once"),
            models.CheckConstraint(condition=models.Q(quantity__gte=0), name="inventory_scan_quantity"),
        ]
        indexes = [models.Index(fields=["company", "-id"], name="inventory_scan_company")]
        permissions = [("use_scanner", _("Can work with a scanner"))]

    def __str__(self) -> str:
        return f"#{self.pk}"
