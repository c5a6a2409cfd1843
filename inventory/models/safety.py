"""What a company wants to keep in any case."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.models import Variant
from erp.models import CompanyModel
from inventory.models.places import Warehouse


class SafetyStock(CompanyModel):
    """The quantity of a variant that is never promised: at one warehouse, or (without one) over all of the company's.

    Where both are kept the greater counts: the company's own, or the sum of its warehouses'.
    """

    variant = models.ForeignKey(
        Variant, on_delete=models.PROTECT, related_name="safety_stocks", verbose_name=_("variant")
    )
    warehouse = models.ForeignKey(
        Warehouse,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="safety_stocks",
        verbose_name=_("warehouse"),
        help_text=_("Empty: over all warehouses of the company."),
        db_constraint=False,
    )
    quantity = models.DecimalField(_("quantity"), max_digits=16, decimal_places=4)

    class Meta:
        verbose_name = _("safety stock")
        verbose_name_plural = _("safety stocks")
        ordering = ["variant__sort_key", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "variant", "warehouse"],
                nulls_distinct=False,
                name="inventory_safety_stock_place",
                violation_error_message=_("This article has a safety stock there already: change that one."),
            ),
            models.CheckConstraint(
                condition=models.Q(quantity__gte=0),
                name="inventory_safety_stock_quantity",
                violation_error_message=_("A safety stock can't be negative: type zero or more."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.variant} @ {self.warehouse}" if self.warehouse_id else str(self.variant)
