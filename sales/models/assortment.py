"""What each channel sells, when, and what must be there before it may."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from mptt.models import TreeForeignKey

from catalog.models import Category, Product
from catalog.models.validity import days_in_order
from erp.models import CompanyModel
from sales.choices import Requirement
from sales.models.channel import Channel


class AssortmentRule(CompanyModel):
    """A category (with all below it) or a product that a channel sells, or with `is_excluded` does not sell.

    The nearest rule that is valid on a day decides: the product's, else that of the nearest category upwards; among
    equals the latest. No rule: not sold there. `valid_from` and `valid_until` are both included; null: no end.
    """

    channel = models.ForeignKey(
        Channel,
        on_delete=models.CASCADE,
        related_name="assortment",
        verbose_name=_("channel"),
        db_constraint=False,
        db_index=False,
    )
    category = TreeForeignKey(
        Category,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="assortment_rules",
        verbose_name=_("category"),
    )
    product = models.ForeignKey(
        Product,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="assortment_rules",
        verbose_name=_("product"),
    )
    is_excluded = models.BooleanField(_("not sold"), default=False)
    valid_from = models.DateField(_("from"), null=True, blank=True)
    valid_until = models.DateField(
        _("until"), null=True, blank=True, help_text=_("The last day. Empty: no end.")
    )

    class Meta:
        verbose_name = _("assortment rule")
        verbose_name_plural = _("assortment rules")
        ordering = ["channel", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(category__isnull=True, product__isnull=False)
                | Q(category__isnull=False, product__isnull=True),
                name="sales_assortmentrule_one",
                violation_error_message=_("Choose a category or a product."),
            ),
            days_in_order("sales_assortmentrule_dates"),
        ]
        indexes = [models.Index(fields=["channel", "product"], name="sales_assortmentrule_product")]
        permissions = [("publish_product", _("Can publish products on channels and take them off"))]

    def __str__(self) -> str:
        known = self._state.fields_cache
        return str(known.get("product") or known.get("category") or self.pk or "")


class ChannelRequirement(CompanyModel):
    """Something that a product must have before its channel may show it."""

    channel = models.ForeignKey(
        Channel,
        on_delete=models.CASCADE,
        related_name="requirements",
        verbose_name=_("channel"),
        db_constraint=False,
        db_index=False,
    )
    requirement = models.CharField(_("what must be there"), max_length=12, choices=Requirement.choices)

    class Meta:
        verbose_name = _("requirement of a channel")
        verbose_name_plural = _("requirements of channels")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "requirement"],
                name="sales_channelrequirement_once",
                violation_error_message=_("The channel asks for this already."),
            )
        ]

    def __str__(self) -> str:
        return self.get_requirement_display()
