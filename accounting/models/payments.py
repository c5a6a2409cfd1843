"""Payments and the providers through whose clearing accounts they pass."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounting.choices import PaymentDirection
from accounting.lifecycles import PAYMENT
from accounting.models.ledger import Account, Entry, Journal
from erp.models import CompanyModel, Document


class PaymentProvider(CompanyModel):
    """Who holds a customer's money until it reaches the bank: a card acquirer, a wallet, the box of cheques, the till.

    What it has received and not yet paid out stands on `clearing_account`. `statement_names`: how it calls itself on bank
    statements. `fee_percent` and `fee_fixed` (of each payment): what it usually keeps, so that payouts are recognised.
    """

    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=80)
    clearing_account = models.ForeignKey(
        Account,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("clearing account"),
        db_constraint=False,
    )
    fee_account = models.ForeignKey(
        Account,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("account of fees"),
        db_constraint=False,
        help_text=_("Empty: the company's account of fees."),
    )
    journal = models.ForeignKey(
        Journal, on_delete=models.PROTECT, related_name="+", verbose_name=_("journal"), db_constraint=False
    )
    methods = ArrayField(
        models.CharField(max_length=60),
        default=list,
        blank=True,
        verbose_name=_("payment methods"),
        help_text=_("As shops call them, for instance “card”."),
    )
    statement_names = ArrayField(
        models.CharField(max_length=60), default=list, blank=True, verbose_name=_("names on bank statements")
    )
    fee_percent = models.DecimalField(_("usual fee in %"), max_digits=7, decimal_places=4, default=0)
    fee_fixed = models.DecimalField(_("usual fee per payment"), max_digits=16, decimal_places=2, default=0)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("payment provider")
        verbose_name_plural = _("payment providers")
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["company", "code"], name="accounting_provider_code"),
            models.UniqueConstraint(fields=["id", "company"], name="accounting_provider_of_company"),
            models.CheckConstraint(
                condition=Q(fee_percent__gte=0, fee_percent__lte=100, fee_fixed__gte=0),
                name="accounting_provider_fees",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Payment(Document):
    """Money received from a partner (or given back) through a provider. `reference`: the provider's own, once each."""

    lifecycle = PAYMENT

    partner = models.ForeignKey(
        "erp.Partner", on_delete=models.PROTECT, related_name="+", verbose_name=_("partner"), db_index=False
    )
    provider = models.ForeignKey(
        PaymentProvider,
        on_delete=models.PROTECT,
        related_name="payments",
        verbose_name=_("provider"),
        db_constraint=False,
    )
    direction = models.CharField(
        _("direction"), max_length=3, choices=PaymentDirection.choices, default=PaymentDirection.INBOUND
    )
    method = models.CharField(_("method"), max_length=60, blank=True)
    amount = models.DecimalField(_("amount"), max_digits=16, decimal_places=2)
    currency = models.ForeignKey(
        "erp.Currency", on_delete=models.PROTECT, related_name="+", verbose_name=_("currency"), db_index=False
    )
    reference = models.CharField(_("reference"), max_length=80, blank=True)
    invoice = models.ForeignKey(
        "accounting.Invoice",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="payments",
        verbose_name=_("invoice"),
        db_constraint=False,
    )
    source_kind = models.CharField(_("source"), max_length=60, blank=True)
    source_id = models.BigIntegerField(null=True, blank=True)
    entry = models.OneToOneField(
        Entry,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="payment",
        verbose_name=_("entry"),
        db_constraint=False,
    )

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        ordering = ["-date", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "number"],
                condition=Q(number__isnull=False),
                name="accounting_payment_number",
            ),
            models.UniqueConstraint(
                fields=["provider", "direction", "reference"],
                condition=~Q(reference="") & ~Q(status="cancelled"),
                name="accounting_payment_once",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="accounting_payment_amount"),
            models.CheckConstraint(
                condition=Q(status="draft") | Q(entry__isnull=False), name="accounting_payment_posted_entry"
            ),
        ]
        indexes = [
            *Document.list_indexes("acc_payment"),
            models.Index(fields=["company", "partner", "-date"], name="accounting_payment_partner"),
            models.Index(
                fields=["company", "source_kind", "source_id"],
                condition=Q(source_id__isnull=False),
                name="accounting_payment_source",
            ),
        ]
        permissions = [
            ("record_payment", _("Can record payments")),
            ("cancel_payment", _("Can cancel payments")),
        ]
