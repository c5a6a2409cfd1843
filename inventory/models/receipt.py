"""Receipts of goods: what is expected, what came, where it was put."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from erp.documents import source_of
from erp.models import Document, Partner
from inventory.choices import ReceiptReason, ReceiptStatus
from inventory.lifecycles import RECEIPT
from inventory.models.documents import StockDocument, StockLine, quantity_field, to_location
from inventory.models.places import Warehouse


class GoodsReceipt(StockDocument):
    """Goods that a supplier brings. `date` is the day they are expected, and once received the day they came.

    `source_*` names the document that expects them (a purchase order); without one somebody typed it.
    """

    lifecycle = RECEIPT

    partner = models.ForeignKey(
        Partner,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("supplier"),
    )
    warehouse = models.ForeignKey(
        Warehouse,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
        verbose_name=_("warehouse"),
    )
    supplier_reference = models.CharField(
        _("supplier's delivery note"), max_length=80, blank=True, help_text=_("The number on its paper.")
    )
    follows = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="followed_by",
        db_constraint=False,
        verbose_name=_("rest of"),
    )
    source_kind = models.CharField(_("kind of source"), max_length=60, blank=True, editable=False)
    source_id = models.BigIntegerField(_("source"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("receipt of goods")
        verbose_name_plural = _("receipts of goods")
        ordering = ["-date", "-id"]
        constraints = StockDocument.constraints_of("inventory_goodsreceipt")
        indexes = [
            *Document.list_indexes("inventory_receipt"),
            models.Index(
                fields=["company", "date"],
                condition=Q(status=ReceiptStatus.EXPECTED),
                name="inventory_receipt_open",
            ),
            models.Index(fields=["source_kind", "source_id"], name="inventory_receipt_source"),
        ]
        permissions = [
            ("receive_goodsreceipt", _("Can receive goods")),
            ("cancel_goodsreceipt", _("Can cancel receipts of goods")),
        ]

    @property
    def source(self) -> Document | None:
        """The document that expects the goods."""
        return source_of(self.source_kind, self.source_id)


class GoodsReceiptLine(StockLine):
    """An article of it. `received` is null until somebody counted what came. `shelf`: where it is put away.

    `lot_number` and `expires_on` are what its label says: the lot is made, or found, when it is received. `unit_cost`: of one,
    in the company's currency, net of recoverable tax; null takes the last known one.
    """

    receipt = models.ForeignKey(
        GoodsReceipt,
        on_delete=models.CASCADE,
        related_name="lines",
        db_constraint=False,
        verbose_name=_("receipt of goods"),
    )
    expected = quantity_field(pgettext_lazy("quantity", "expected"), default=0)
    received = quantity_field(pgettext_lazy("quantity", "received"), null=True, blank=True)
    reason = models.CharField(
        _("difference"), max_length=12, choices=ReceiptReason.choices, blank=True, editable=False
    )
    lot_number = models.CharField(
        _("lot or serial number"),
        max_length=60,
        blank=True,
        help_text=_("As the label says. A new one is made."),
    )
    expires_on = models.DateField(pgettext_lazy("lot", "expires on"), null=True, blank=True)
    unit_cost = models.DecimalField(_("cost of one"), max_digits=18, decimal_places=6, null=True, blank=True)
    shelf = to_location(_("put away to"), null=True, blank=True)
    source_line_id = models.BigIntegerField(_("source line"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("line of a receipt")
        verbose_name_plural = _("lines of receipts")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["id", "company"], name="inventory_goodsreceiptline_of_company"),
            models.CheckConstraint(condition=Q(expected__gte=0), name="inventory_goodsreceiptline_expected"),
            models.CheckConstraint(
                condition=Q(received__isnull=True) | Q(received__gte=0),
                name="inventory_goodsreceiptline_received",
            ),
            models.CheckConstraint(
                condition=Q(unit_cost__isnull=True) | Q(unit_cost__gte=0),
                name="inventory_goodsreceiptline_cost",
            ),
        ]
