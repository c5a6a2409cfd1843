"""What suppliers have charged of what came in."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from erp.models import CompanyModel
from inventory.models.stock import Move


class InvoicedReceipt(CompanyModel):
    """So much of a receipt that a line of a supplier's invoice charges; below zero: that a credit note takes back.
    Append-only.

    `amount`: the share of the line's net, `cost`: the share of what the receipt was valued at, in the company's currency.
    Their difference is a late cost of the receipt.
    """

    invoice_line = models.ForeignKey(
        "accounting.InvoiceLine",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("invoice line"),
        db_constraint=False,
    )
    move = models.ForeignKey(
        Move,
        on_delete=models.PROTECT,
        related_name="invoiced",
        verbose_name=pgettext_lazy("stock", "Receipt"),
        db_constraint=False,
    )
    date = models.DateField(_("date"))
    quantity = models.DecimalField(_("quantity"), max_digits=16, decimal_places=4)
    amount = models.DecimalField(_("charged"), max_digits=16, decimal_places=2)
    cost = models.DecimalField(_("cost received"), max_digits=16, decimal_places=2)

    class Meta:
        verbose_name = _("invoiced receipt")
        verbose_name_plural = _("invoiced receipts")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(quantity=0), name="inventory_invoicedreceipt_quantity"),
            models.UniqueConstraint(fields=["id", "company"], name="inventory_invoicedreceipt_of_company"),
        ]
        indexes = [
            models.Index(fields=["company", "-date", "-id"], name="inventory_invoiced_company"),
            models.Index(fields=["-date", "-id"], name="inventory_invoiced_date"),
        ]
        permissions = [("accrue_receipts", _("Can accrue what is received and not invoiced"))]

    def __str__(self) -> str:
        return f"#{self.pk}"
