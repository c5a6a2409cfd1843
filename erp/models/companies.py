"""Companies, sites, and the facts they lean on: countries, currencies, rates."""

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from mptt.models import MPTTModel, TreeForeignKey

from erp import identifiers
from erp.choices import SiteKind
from erp.models.base import CompanyModel


class Country(models.Model):
    """A country by its ISO 3166-1 alpha-2 code."""

    code = models.CharField(_("code"), max_length=2, primary_key=True)
    name_en = models.CharField(_("English name"), max_length=80)
    name_fr = models.CharField(_("French name"), max_length=80)
    is_eu = models.BooleanField(_("in the European Union"), default=False)

    class Meta:
        verbose_name = _("country")
        verbose_name_plural = _("countries")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name_fr if (get_language() or "").startswith("fr") else self.name_en


class Currency(models.Model):
    """A currency by its ISO 4217 code."""

    code = models.CharField(_("code"), max_length=3, primary_key=True)
    name = models.CharField(_("name"), max_length=60)
    symbol = models.CharField(_("symbol"), max_length=6, blank=True)
    digits = models.PositiveSmallIntegerField(_("digits"), default=2)

    class Meta:
        verbose_name = _("currency")
        verbose_name_plural = _("currencies")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code


class CurrencyRate(models.Model):
    """How many units of `currency` one euro buys from `date` on (the European Central Bank's way of quoting)."""

    currency = models.ForeignKey(
        Currency, on_delete=models.CASCADE, related_name="rates", verbose_name=_("currency")
    )
    date = models.DateField(_("date"))
    rate = models.DecimalField(_("units for one euro"), max_digits=18, decimal_places=8)

    class Meta:
        verbose_name = _("currency rate")
        verbose_name_plural = _("currency rates")
        ordering = ["-date", "currency"]
        constraints = [
            models.UniqueConstraint(fields=["currency", "date"], name="erp_one_rate_a_day"),
            models.CheckConstraint(condition=models.Q(rate__gt=0), name="erp_rate_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.currency_id} {self.date}"


class Company(MPTTModel):
    """A legal entity. Companies form a tree: a holding and its subsidiaries."""

    parent = TreeForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="subsidiaries",
        verbose_name=_("held by"),
    )
    code = models.CharField(
        _("code"),
        max_length=12,
        unique=True,
        validators=[RegexValidator(r"^[A-Z0-9-]+$", _("Capitals and digits."))],
    )
    name = models.CharField(_("name"), max_length=120)
    legal_form = models.CharField(_("legal form"), max_length=60, blank=True)
    share_capital = models.CharField(_("share capital"), max_length=40, blank=True)
    siren = models.CharField(_("SIREN"), max_length=9, blank=True, validators=[identifiers.check_siren])
    siret = models.CharField(
        _("SIRET of the head office"), max_length=14, blank=True, validators=[identifiers.check_siret]
    )
    vat_number = models.CharField(
        _("VAT number"), max_length=20, blank=True, validators=[identifiers.check_vat]
    )
    country = models.ForeignKey(
        Country, on_delete=models.PROTECT, related_name="+", verbose_name=_("country")
    )
    currency = models.ForeignKey(
        Currency, on_delete=models.PROTECT, related_name="+", verbose_name=_("currency")
    )
    line1 = models.CharField(_("address"), max_length=120, blank=True)
    line2 = models.CharField(_("address, continued"), max_length=120, blank=True)
    postcode = models.CharField(_("postcode"), max_length=12, blank=True)
    city = models.CharField(_("city"), max_length=80, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    colour = models.CharField(
        _("colour"),
        max_length=7,
        default="#206bc4",
        validators=[RegexValidator(r"^#[0-9a-fA-F]{6}$", _("A colour like #206bc4."))],
        help_text=_("Shown in the top bar, so that nobody works in the wrong company."),
    )

    class Meta:
        verbose_name = _("company")
        verbose_name_plural = _("companies")

    class MPTTMeta:
        order_insertion_by = ["name"]

    def __str__(self) -> str:
        return self.name


class Site(CompanyModel):
    """A place or shop of a company: warehouse, store, showroom, office, web shop."""

    code = models.CharField(_("code"), max_length=12)
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=12, choices=SiteKind.choices)
    country = models.ForeignKey(
        Country, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("country")
    )
    line1 = models.CharField(_("address"), max_length=120, blank=True)
    postcode = models.CharField(_("postcode"), max_length=12, blank=True)
    city = models.CharField(_("city"), max_length=80, blank=True)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("site")
        verbose_name_plural = _("sites")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["company", "code"], name="erp_site_code"),
            models.UniqueConstraint(fields=["id", "company"], name="erp_site_of_company"),
        ]

    def __str__(self) -> str:
        return self.name
