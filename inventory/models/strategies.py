"""Rules that say where goods are put, and what is taken first."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from mptt.models import TreeForeignKey

from catalog.models import Category, Product
from erp.models import CompanyModel
from inventory.choices import PutawayStrategy, RemovalStrategy
from inventory.models.places import Location, Warehouse


class PutawayRule(CompanyModel):
    """Where in a warehouse goods of a product, of a category and those below it, or any goods are put.

    The most precise one counts: the product's, then the nearest category's, then the one for everything.
    """

    warehouse = models.ForeignKey(
        Warehouse,
        on_delete=models.CASCADE,
        related_name="putaway_rules",
        verbose_name=_("warehouse"),
        db_constraint=False,
    )
    category = TreeForeignKey(
        Category,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("category"),
    )
    product = models.ForeignKey(
        Product, on_delete=models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("product")
    )
    strategy = models.CharField(
        _("strategy"), max_length=8, choices=PutawayStrategy.choices, default=PutawayStrategy.TOGETHER
    )
    location = models.ForeignKey(
        Location,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("location"),
        db_constraint=False,
        help_text=_("The place itself, or the part of the warehouse in which a place is looked for."),
    )

    class Meta:
        verbose_name = _("put-away rule")
        verbose_name_plural = _("put-away rules")
        ordering = ["warehouse", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "warehouse", "category", "product"],
                nulls_distinct=False,
                name="inventory_putaway_rule_once",
                violation_error_message=_("There is a rule for these goods already: change that one."),
            ),
            models.CheckConstraint(
                condition=models.Q(category=None) | models.Q(product=None),
                name="inventory_putaway_rule_of_one",
                violation_error_message=_("Choose a category or a product, not both."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product or self.category or self.warehouse} → {self.location}"


class RemovalRule(CompanyModel):
    """What is taken first of a category and those below it (null: of everything), in one warehouse (null: in all).

    The nearest category's counts; for the same one, the warehouse's own before the one for all warehouses. Without a
    rule, what expires first is taken first, then what is closest.
    """

    warehouse = models.ForeignKey(
        Warehouse,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="removal_rules",
        verbose_name=_("warehouse"),
        db_constraint=False,
    )
    category = TreeForeignKey(
        Category,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("category"),
    )
    strategy = models.CharField(
        _("strategy"), max_length=8, choices=RemovalStrategy.choices, default=RemovalStrategy.FIFO
    )

    class Meta:
        verbose_name = pgettext_lazy("stock", "removal rule")
        verbose_name_plural = pgettext_lazy("stock", "removal rules")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "warehouse", "category"],
                nulls_distinct=False,
                name="inventory_removal_rule_once",
                violation_error_message=_("There is a rule for these goods already: change that one."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.category or self.warehouse or self.company}: {self.get_strategy_display()}"
