"""How a company values its stock: the style of its books, the method of each category."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.models import Category
from erp.models import CompanyModel
from inventory.choices import BookkeepingStyle, ValuationMethod


class StockSettings(CompanyModel):
    """One row a company at most; without it: continental, FIFO."""

    company = models.OneToOneField(
        "erp.Company", on_delete=models.PROTECT, verbose_name=_("company"), related_name="stock_settings"
    )
    style = models.CharField(
        _("bookkeeping"),
        max_length=12,
        choices=BookkeepingStyle.choices,
        default=BookkeepingStyle.CONTINENTAL,
    )
    method = models.CharField(
        _("valuation method"),
        max_length=8,
        choices=ValuationMethod.choices,
        default=ValuationMethod.FIFO,
        help_text=_("Of categories without a rule of their own or above them."),
    )

    class Meta:
        verbose_name = _("stock settings")
        verbose_name_plural = _("stock settings")
        ordering = ["id"]

    def __str__(self) -> str:
        return str(self.company)


class ValuationRule(CompanyModel):
    """The method of a category in a company, and of all below it that have no rule of their own."""

    category = models.ForeignKey(
        Category, on_delete=models.PROTECT, related_name="+", verbose_name=_("category")
    )
    method = models.CharField(_("valuation method"), max_length=8, choices=ValuationMethod.choices)

    class Meta:
        verbose_name = _("valuation rule")
        verbose_name_plural = _("valuation rules")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "category"],
                name="inventory_valuation_rule",
                violation_error_message=_("This category has a rule already: change that one."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.category}: {self.get_method_display()}"
