"""Invoices and credit notes: those that customers are sent, and those that suppliers send."""

from collections.abc import Collection
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from accounting.choices import (
    CREDIT_KINDS,
    CUSTOMER_KINDS,
    SUPPLIER_KINDS,
    InvoiceKind,
    LineKind,
    PaymentStatus,
    RoundingMode,
    TaxTreatment,
)
from accounting.lifecycles import INVOICE
from accounting.models.ledger import Account, Entry
from accounting.models.taxes import Tax
from erp.models import CompanyModel, Document


class CustomerInvoices(models.Manager["Invoice"]):
    """What customers are sent."""

    kinds: Collection[str] = CUSTOMER_KINDS

    def get_queryset(self) -> "models.QuerySet[Invoice]":
        return super().get_queryset().filter(kind__in=self.kinds)


class SupplierInvoices(CustomerInvoices):
    """What suppliers sent."""

    kinds = SUPPLIER_KINDS


class Invoice(Document):
    """An invoice or a credit note, to a customer or from a supplier. Amounts are positive in all; `kind` says which way they
    go. `Invoice.objects` are those of customers, `SupplierInvoice.objects` those of suppliers, `Invoice.every` are both; a
    row is loaded as what its kind says, whoever loads it.

    A supplier's has its number in `supplier_reference`, once for each supplier, beside our own.

    Addresses are copies of what was true when it was made. `residual` is what is left to settle, `payment_status` says
    it in a word; posted, nothing but these two changes any more. `entry` is null for a posted invoice that books nothing
    (everything was given away). `rounding` and `prices_include_tax` say how the lines were computed.
    """

    lifecycle = INVOICE

    kind = models.CharField(
        _("kind"), max_length=12, choices=InvoiceKind.choices, default=InvoiceKind.INVOICE
    )
    partner = models.ForeignKey(
        "erp.Partner", on_delete=models.PROTECT, related_name="+", verbose_name=_("customer"), db_index=False
    )
    billing_address = models.JSONField(_("billing address"), default=dict, blank=True)
    delivery_address = models.JSONField(_("delivery address"), default=dict, blank=True)
    currency = models.ForeignKey(
        "erp.Currency", on_delete=models.PROTECT, related_name="+", verbose_name=_("currency"), db_index=False
    )
    net = models.DecimalField(_("net"), max_digits=16, decimal_places=2, default=0)
    tax = models.DecimalField(_("tax"), max_digits=16, decimal_places=2, default=0)
    gross = models.DecimalField(_("gross"), max_digits=16, decimal_places=2, default=0)
    due_date = models.DateField(
        _("due date"), blank=True, help_text=_("Empty: by the partner's payment terms.")
    )
    residual = models.DecimalField(
        _("left to pay"), max_digits=16, decimal_places=2, default=0, editable=False
    )
    payment_status = models.CharField(
        _("payment"),
        max_length=8,
        choices=PaymentStatus.choices,
        default=PaymentStatus.UNPAID,
        editable=False,
    )
    rounding = models.CharField(
        _("taxes rounded"), max_length=9, choices=RoundingMode.choices, default=RoundingMode.PER_LINE
    )
    prices_include_tax = models.BooleanField(_("prices include tax"), default=False)
    source_kind = models.CharField(_("source"), max_length=60, blank=True)
    source_id = models.BigIntegerField(null=True, blank=True)
    order_reference = models.CharField(_("order"), max_length=40, blank=True)
    shop_reference = models.CharField(_("shop reference"), max_length=60, blank=True)
    supplier_reference = models.CharField(
        _("supplier's number"),
        max_length=60,
        blank=True,
        default="",
        db_default="",
        help_text=_("As it stands on the invoice."),
    )
    notes = models.TextField(_("notes"), blank=True)
    entry = models.OneToOneField(
        Entry,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="invoice",
        verbose_name=_("entry"),
        db_constraint=False,
    )
    original = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="credit_notes",
        verbose_name=_("credits invoice"),
        db_constraint=False,
    )

    objects = CustomerInvoices()
    every = models.Manager()

    class Meta:
        verbose_name = _("invoice")
        verbose_name_plural = _("invoices")
        ordering = ["-date", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "number"],
                condition=Q(number__isnull=False),
                name="accounting_invoice_number",
            ),
            models.UniqueConstraint(fields=["id", "company"], name="accounting_invoice_of_company"),
            models.CheckConstraint(condition=Q(gross=F("net") + F("tax")), name="accounting_invoice_gross"),
            models.CheckConstraint(
                condition=Q(gross__gte=0, residual__gte=0, residual__lte=F("gross")),
                name="accounting_invoice_signs",
            ),
            models.CheckConstraint(
                condition=~Q(status="posted") | Q(number__isnull=False),
                name="accounting_invoice_posted_numbered",
            ),
            # Whatever its letters' case: suppliers write it in their own way, people type it in theirs.
            models.UniqueConstraint(
                "company",
                "partner",
                Upper("supplier_reference"),
                condition=Q(kind__in=SUPPLIER_KINDS) & ~Q(supplier_reference="") & ~Q(status="cancelled"),
                name="accounting_invoice_supplier_reference",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=SUPPLIER_KINDS, status="posted") | ~Q(supplier_reference=""),
                name="accounting_invoice_supplier_numbered",
            ),
        ]
        indexes = [
            *Document.list_indexes("acc_invoice"),
            models.Index(fields=["company", "partner", "-date"], name="accounting_invoice_partner"),
            models.Index(fields=["company", "payment_status", "due_date"], name="accounting_invoice_due"),
            models.Index(
                fields=["company", "source_kind", "source_id"],
                condition=Q(source_id__isnull=False),
                name="accounting_invoice_source",
            ),
        ]
        permissions = [
            ("post_invoice", _("Can post invoices and credit notes")),
            ("credit_invoice", _("Can make credit notes")),
            ("send_invoice", _("Can send invoices by mail")),
        ]

    def __str__(self) -> str:
        return self.number or f"{self.get_kind_display()} #{self.pk}"

    @classmethod
    def from_db(
        cls, db: str | None, field_names: Collection[str], values: Collection[Any], **options: Any
    ) -> Self:
        row = super().from_db(db, field_names, values, **options)
        if row.__dict__.get("kind") in SUPPLIER_KINDS:
            row.__class__ = SupplierInvoice  # type: ignore[assignment]
        return row

    @property
    def is_credit_note(self) -> bool:
        return self.kind in CREDIT_KINDS

    @property
    def is_purchase(self) -> bool:
        return self.kind in SUPPLIER_KINDS


class SupplierInvoice(Invoice):
    """What a supplier sent: an invoice, or a credit note. The same rows and rules, with rights and screens of their own."""

    objects = SupplierInvoices()  # type: ignore[misc]

    class Meta:
        proxy = True
        verbose_name = _("supplier invoice")
        verbose_name_plural = _("supplier invoices")
        ordering = ["-date", "-id"]
        permissions = [
            ("post_supplierinvoice", _("Can post supplier invoices and credit notes")),
            ("credit_supplierinvoice", _("Can make credit notes of supplier invoices")),
        ]


def model_of(kind: str) -> type[Invoice]:
    """The class of invoices of a kind."""
    return SupplierInvoice if kind in SUPPLIER_KINDS else Invoice


class InvoiceLine(CompanyModel):
    """A line of an invoice. net + tax_amount = gross. A discount is negative, a rounding line is either.

    `source_line_id`: the order line; `original_line`: on a credit note, the invoice line that it takes back.
    `tax_treatment` and `tax_reason`: the rule of VAT it was sold under, and why; empty where a person chose the tax.
    """

    invoice = models.ForeignKey(
        Invoice,
        on_delete=models.CASCADE,
        related_name="lines",
        verbose_name=_("invoice"),
        db_constraint=False,
    )
    position = models.PositiveSmallIntegerField(_("position"))
    kind = models.CharField(_("kind"), max_length=8, choices=LineKind.choices, default=LineKind.GOODS)
    variant = models.ForeignKey(
        "catalog.Variant",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("variant"),
    )
    description = models.CharField(_("description"), max_length=400, blank=True)
    quantity = models.DecimalField(_("quantity"), max_digits=16, decimal_places=4)
    unit_price = models.DecimalField(_("unit price"), max_digits=16, decimal_places=6)
    discount_percent = models.DecimalField(_("discount in %"), max_digits=7, decimal_places=4, default=0)
    discount_amount = models.DecimalField(_("discount"), max_digits=16, decimal_places=2, default=0)
    tax = models.ForeignKey(
        Tax,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("tax"),
        db_constraint=False,
        db_index=False,
    )
    tax_treatment = models.CharField(
        _("VAT treatment"), max_length=16, choices=TaxTreatment.choices, blank=True, editable=False
    )
    tax_reason = models.CharField(_("reason of the VAT"), max_length=300, blank=True, editable=False)
    net = models.DecimalField(_("net"), max_digits=16, decimal_places=2)
    tax_amount = models.DecimalField(_("tax"), max_digits=16, decimal_places=2)
    gross = models.DecimalField(_("gross"), max_digits=16, decimal_places=2)
    account = models.ForeignKey(
        Account,
        on_delete=models.PROTECT,
        blank=True,
        related_name="+",
        verbose_name=_("account"),
        db_constraint=False,
        db_index=False,
        help_text=_("Empty: by the kind of line and the category of the article."),
    )
    source_line_id = models.BigIntegerField(null=True, blank=True)
    original_line = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="credit_lines",
        verbose_name=_("line credited"),
        db_constraint=False,
    )

    class Meta:
        verbose_name = _("invoice line")
        verbose_name_plural = _("invoice lines")
        ordering = ["invoice", "position"]
        constraints = [
            models.UniqueConstraint(fields=["invoice", "position"], name="accounting_invoice_line_position"),
            models.CheckConstraint(
                condition=Q(gross=F("net") + F("tax_amount")), name="accounting_invoice_line_gross"
            ),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="accounting_invoice_line_quantity"),
            models.CheckConstraint(
                condition=Q(kind__in=["discount", "rounding"]) | Q(unit_price__gte=0, net__gte=0),
                name="accounting_invoice_line_price",
            ),
            models.UniqueConstraint(fields=["id", "company"], name="accounting_invoice_line_of_company"),
        ]
        indexes = [
            models.Index(
                fields=["company", "source_line_id"],
                condition=Q(source_line_id__isnull=False),
                name="accounting_invoice_line_source",
            ),
            # Counted against the threshold of distance sales: few rows of a large table.
            models.Index(
                fields=["company", "invoice"],
                include=["net"],
                condition=Q(tax_treatment__in=[TaxTreatment.OSS, TaxTreatment.BELOW_THRESHOLD]),
                name="accounting_invoice_line_oss",
            ),
        ]

    def __str__(self) -> str:
        return self.description


class InvoiceTax(CompanyModel):
    """A tax of an invoice: `amount` on `base`, at the percent of that day.

    `due_by_buyer`: what the company itself owes, and deducts, because the supplier charges nothing; no part of the total.
    """

    invoice = models.ForeignKey(
        Invoice,
        on_delete=models.CASCADE,
        related_name="taxes",
        verbose_name=_("invoice"),
        db_constraint=False,
    )
    tax = models.ForeignKey(
        Tax,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("tax"),
        db_constraint=False,
        db_index=False,
    )
    percent = models.DecimalField(_("rate in %"), max_digits=7, decimal_places=4)
    base = models.DecimalField(_("base"), max_digits=16, decimal_places=2)
    amount = models.DecimalField(_("amount"), max_digits=16, decimal_places=2)
    due_by_buyer = models.DecimalField(
        _("due by the buyer"), max_digits=16, decimal_places=2, default=0, db_default=0, editable=False
    )

    class Meta:
        verbose_name = _("tax of an invoice")
        verbose_name_plural = _("taxes of an invoice")
        ordering = ["invoice", "-percent", "id"]
        constraints = [models.UniqueConstraint(fields=["invoice", "tax"], name="accounting_invoice_tax_once")]

    def __str__(self) -> str:
        return f"{self.percent} %: {self.amount}"
