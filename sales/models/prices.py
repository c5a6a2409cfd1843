"""Who gets which price list."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog.models import CustomerGroup, PriceList
from catalog.models.validity import days_in_order
from erp.models import CompanyModel, Partner
from sales.models.channel import Channel


class PriceAssignment(CompanyModel):
    """A price list given to a customer, a group of customers, a channel, or (with none of them) to every sale.

    The nearest comes first: customer and channel, customer, group and channel, group, channel, everybody; then the
    lower `priority`, then the later start. `valid_from` and `valid_until` are both included; null: no end on that side.
    """

    price_list = models.ForeignKey(
        PriceList, on_delete=models.PROTECT, related_name="assignments", verbose_name=_("price list")
    )
    partner = models.ForeignKey(
        Partner,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="price_assignments",
        verbose_name=_("customer"),
    )
    group = models.ForeignKey(
        CustomerGroup,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="price_assignments",
        verbose_name=_("customer group"),
    )
    channel = models.ForeignKey(
        Channel,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="price_assignments",
        verbose_name=_("channel"),
        db_constraint=False,
    )
    priority = models.PositiveSmallIntegerField(
        _("priority"), default=10, help_text=_("Among equally near ones, the lower number comes first.")
    )
    valid_from = models.DateField(_("from"), null=True, blank=True)
    valid_until = models.DateField(
        _("until"), null=True, blank=True, help_text=_("The last day. Empty: no end.")
    )

    class Meta:
        verbose_name = _("assigned price list")
        verbose_name_plural = _("assigned price lists")
        ordering = ["priority", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(partner__isnull=True) | Q(group__isnull=True),
                name="sales_priceassignment_one",
                violation_error_message=_("Choose a customer or a group, not both."),
            ),
            days_in_order("sales_priceassignment_dates"),
        ]
        indexes = [models.Index(fields=["company", "priority"], name="sales_priceassignment_company")]

    def __str__(self) -> str:
        return f"{self.price_list} · {self.partner or self.group or self.channel or self.company}"
