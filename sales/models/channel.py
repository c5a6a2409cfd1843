"""Channels: where sales come from."""

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from erp.models import CompanyModel, Site
from inventory.models import Warehouse
from sales.choices import ChannelKind, TaxRounding


class Channel(CompanyModel):
    """A web shop, a marketplace, a store, the phone. Gives its orders a warehouse and a way of counting prices and taxes."""

    site = models.ForeignKey(
        Site,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="channels",
        verbose_name=_("site"),
        db_constraint=False,
    )
    code = models.CharField(_("code"), max_length=12)
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=12, choices=ChannelKind.choices)
    warehouse = models.ForeignKey(
        Warehouse,
        on_delete=models.PROTECT,
        related_name="channels",
        verbose_name=_("ships from"),
        db_constraint=False,
    )
    prices_include_tax = models.BooleanField(
        _("prices include tax"),
        default=True,
        help_text=_("As consumers see them. Off for trade prices, net of tax."),
    )
    tax_rounding = models.CharField(
        _("taxes are rounded"), max_length=10, choices=TaxRounding.choices, default=TaxRounding.PER_LINE
    )
    allows_partial_reservation = models.BooleanField(
        _("confirms what is not all in stock"),
        default=True,
        help_text=_("Off: an order of which something is missing can't be confirmed."),
    )
    stock_buffer = models.DecimalField(
        _("keeps back of each article"),
        max_digits=16,
        decimal_places=4,
        default=0,
        validators=[MinValueValidator(0, _("A buffer can't be negative: type zero or more."))],
        help_text=_("So much less is shown to the channel as available, against selling the last one twice."),
    )
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("channel")
        verbose_name_plural = _("channels")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "code"],
                name="sales_channel_code",
                violation_error_message=_("Another channel of this company has this code."),
            ),
            models.UniqueConstraint(fields=["id", "company"], name="sales_channel_of_company"),
        ]

    def __str__(self) -> str:
        return self.name
