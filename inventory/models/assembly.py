"""Sets that are put together ahead, and taken apart again."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalog.models import Variant
from erp.models import Document
from inventory.choices import AssemblyKind, ShareMethod
from inventory.lifecycles import ASSEMBLY
from inventory.models.documents import StockDocument, StockLine, quantity_field, to_location
from inventory.models.lots import Lot
from inventory.models.places import Warehouse


class Assembly(StockDocument):
    """So many of a set put together of goods in stock, or taken apart into them.

    A set that is put together costs what its parts cost. Taken apart, what it costs goes to its parts, to the cent, in
    proportion to what they cost or sell for (`share_by`). `location`: where the sets lie; null: the warehouse's stock.
    """

    lifecycle = ASSEMBLY

    kind = models.CharField(
        pgettext_lazy("assembly", "work"),
        max_length=10,
        choices=AssemblyKind.choices,
        default=AssemblyKind.PACK,
    )
    warehouse = models.ForeignKey(
        Warehouse,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
        verbose_name=_("warehouse"),
    )
    variant = models.ForeignKey(
        Variant,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        verbose_name=pgettext_lazy("assembly", "set"),
    )
    lot = models.ForeignKey(
        Lot,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        db_constraint=False,
        verbose_name=pgettext_lazy("assembly", "lot of the set"),
    )
    quantity = quantity_field(_("quantity"), default=1)
    location = to_location(_("location"), null=True, blank=True)
    share_by = models.CharField(
        pgettext_lazy("assembly", "cost of the parts"),
        max_length=8,
        choices=ShareMethod.choices,
        default=ShareMethod.COST,
        help_text=_("How the cost of a set goes to its parts when it is taken apart."),
    )

    class Meta:
        verbose_name = pgettext_lazy("document", "assembly")
        verbose_name_plural = pgettext_lazy("document", "assemblies")
        ordering = ["-date", "-id"]
        constraints = [
            *StockDocument.constraints_of("inventory_assembly"),
            models.CheckConstraint(
                condition=Q(quantity__gt=0),
                name="inventory_assembly_quantity",
                violation_error_message=_("Type a quantity above zero."),
            ),
        ]
        indexes = Document.list_indexes("inventory_packing")
        permissions = [
            ("post_assembly", _("Can put sets together and take them apart")),
            ("cancel_assembly", _("Can cancel assemblies")),
        ]


class AssemblyLine(StockLine):
    """A part: how much of it goes into all of the sets, or comes out of them."""

    assembly = models.ForeignKey(
        Assembly,
        on_delete=models.CASCADE,
        related_name="lines",
        db_constraint=False,
        verbose_name=pgettext_lazy("document", "assembly"),
    )
    quantity = quantity_field(_("quantity"))
    location = to_location(_("location"), null=True, blank=True)

    class Meta:
        verbose_name = _("part of an assembly")
        verbose_name_plural = _("parts of assemblies")
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="inventory_assemblyline_quantity")
        ]
