"""Taxes: the VAT rates of a company and the accounts they are booked to."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounting.models.ledger import Account
from erp.models import CompanyModel


class Tax(CompanyModel):
    """A VAT rate that a company charges in a country on a category of articles.

    `percent` as written on an invoice: 5.5 is 5.5 %. A rate of zero needs no account. `is_due_by_buyer`: the supplier does
    not charge it (purchases within the Union); the company owes it, on the account of VAT collected, and deducts it.
    """

    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=80)
    percent = models.DecimalField(_("rate in %"), max_digits=7, decimal_places=4)
    tax_category = models.ForeignKey(
        "catalog.TaxCategory", on_delete=models.PROTECT, related_name="+", verbose_name=_("tax category")
    )
    country = models.ForeignKey(
        "erp.Country", on_delete=models.PROTECT, related_name="+", verbose_name=_("country"), db_index=False
    )
    sale_account = models.ForeignKey(
        Account,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("account of VAT collected"),
        db_constraint=False,
    )
    purchase_account = models.ForeignKey(
        Account,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("account of deductible VAT"),
        db_constraint=False,
    )
    mention = models.CharField(
        _("mention on invoices"),
        max_length=200,
        blank=True,
        help_text=_("Why no tax is charged, for instance."),
    )
    is_due_by_buyer = models.BooleanField(
        _("due by the buyer"),
        default=False,
        db_default=False,
        help_text=_("The supplier does not charge it: the company owes and deducts it."),
    )
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("tax")
        verbose_name_plural = _("taxes")
        ordering = ["country", "-percent", "id"]
        constraints = [
            models.UniqueConstraint(fields=["company", "code"], name="accounting_tax_code"),
            models.UniqueConstraint(fields=["id", "company"], name="accounting_tax_of_company"),
            models.CheckConstraint(
                condition=Q(percent__gte=0, percent__lte=100), name="accounting_tax_percent"
            ),
            models.CheckConstraint(
                condition=Q(percent=0) | Q(sale_account__isnull=False), name="accounting_tax_has_account"
            ),
            models.CheckConstraint(
                condition=Q(is_due_by_buyer=False) | Q(purchase_account__isnull=False),
                name="accounting_tax_due_by_buyer",
                violation_error_message=_("A tax due by the buyer needs an account of deductible VAT."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
