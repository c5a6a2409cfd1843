"""Taxes: the VAT rates of a company and the accounts they are booked to; how it declares VAT."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounting.choices import TaxTreatment
from accounting.models.ledger import Account
from erp.models import CompanyModel


class Tax(CompanyModel):
    """A VAT rate that a company charges in a country on a category of articles, or one of the reasons to charge none.

    `percent` as written on an invoice: 5.5 is 5.5 %. A rate of zero needs no account. `treatment`: the rule under which
    it is charged; what is exempt under one is so for every category. `zone`: see `accounting.vat.territories`.
    `is_due_by_buyer`: the supplier does not charge it (purchases within the Union); the company owes it, on the account of
    VAT collected, and deducts it.
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
    zone = models.CharField(
        _("zone"), max_length=4, blank=True, help_text=_("A part of the country that has rates of its own.")
    )
    treatment = models.CharField(
        _("treatment"), max_length=16, choices=TaxTreatment.choices, default=TaxTreatment.DOMESTIC
    )
    starts_on = models.DateField(_("charged from"), null=True, blank=True)
    ends_on = models.DateField(_("charged until"), null=True, blank=True)
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
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
                name="accounting_tax_dates",
                violation_error_message=_("A rate is charged until the day it began, or later."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class VatSettings(CompanyModel):
    """How a company declares VAT; one row at most. Without it: not registered for OSS.

    `oss_since`: from that day on, distance sales are taxed at their destination's rate, whatever their sum.
    """

    company = models.OneToOneField(
        "erp.Company", on_delete=models.PROTECT, verbose_name=_("company"), related_name="vat_settings"
    )
    oss_since = models.DateField(
        _("registered for OSS since"),
        null=True,
        blank=True,
        help_text=_("From then on consumers in other states pay their own country's VAT."),
    )

    class Meta:
        verbose_name = _("VAT settings")
        verbose_name_plural = _("VAT settings")
        ordering = ["id"]

    def __str__(self) -> str:
        return str(self.company)
