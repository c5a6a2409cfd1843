"""Partners: anyone traded with, with their addresses and contacts."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from erp import identifiers
from erp.choices import AddressKind, Language
from erp.models.base import ReferenceModel, SortKeyModel
from erp.models.companies import Country


class PaymentTerms(ReferenceModel):
    """When an invoice is due: `days` after its date, then the end of that month if `is_end_of_month`."""

    code = models.CharField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=80)
    days = models.PositiveSmallIntegerField(_("days"), default=0)
    is_end_of_month = models.BooleanField(_("end of month"), default=False)

    class Meta:
        verbose_name = _("payment terms")
        verbose_name_plural = _("payment terms")
        ordering = ["days", "code"]

    def __str__(self) -> str:
        return self.name


class Partner(SortKeyModel, ReferenceModel):
    """Anyone traded with: customer, supplier, carrier, marketplace. One partner may play several roles."""

    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=160)
    is_organisation = models.BooleanField(_("is an organisation"), default=False)
    is_customer = models.BooleanField(_("customer"), default=True)
    is_supplier = models.BooleanField(_("supplier"), default=False)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    vat_number = models.CharField(
        _("VAT number"), max_length=20, blank=True, validators=[identifiers.check_vat]
    )
    siren = models.CharField(_("SIREN"), max_length=9, blank=True, validators=[identifiers.check_siren])
    siret = models.CharField(_("SIRET"), max_length=14, blank=True, validators=[identifiers.check_siret])
    country = models.ForeignKey(Country, on_delete=models.PROTECT, verbose_name=_("country"))
    language = models.CharField(
        _("language"), max_length=5, choices=Language.choices, default=Language.FRENCH
    )
    payment_terms = models.ForeignKey(
        PaymentTerms, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("payment terms")
    )
    notes = models.TextField(_("notes"), blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        ordering = ["sort_key", "id"]
        indexes = [
            models.Index(fields=["sort_key", "id"], name="erp_partner_sort"),
            models.Index(fields=["email"], name="erp_partner_email"),
        ]

    def __str__(self) -> str:
        return self.name


class Address(models.Model):
    """An address of a partner. Documents keep a copy of the address they were made for."""

    partner = models.ForeignKey(
        Partner, on_delete=models.CASCADE, related_name="addresses", verbose_name=_("partner")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=AddressKind.choices, default=AddressKind.MAIN)
    name = models.CharField(_("addressee"), max_length=160, blank=True)
    line1 = models.CharField(_("address"), max_length=128)
    line2 = models.CharField(_("address, continued"), max_length=128, blank=True)
    postcode = models.CharField(_("postcode"), max_length=12, blank=True)
    city = models.CharField(_("city"), max_length=80)
    state = models.CharField(_("state or province"), max_length=80, blank=True)
    country = models.ForeignKey(Country, on_delete=models.PROTECT, verbose_name=_("country"))
    phone = models.CharField(_("phone"), max_length=30, blank=True)

    class Meta:
        verbose_name = _("address")
        verbose_name_plural = _("addresses")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.line1}, {self.postcode} {self.city}"


class Contact(models.Model):
    """A person at a partner."""

    partner = models.ForeignKey(
        Partner, on_delete=models.CASCADE, related_name="contacts", verbose_name=_("partner")
    )
    name = models.CharField(_("name"), max_length=120)
    role = models.CharField(_("role"), max_length=80, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name
