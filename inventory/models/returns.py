"""Goods that come back from customers, and those that go back to suppliers."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from erp.documents import source_of
from erp.models import Document, Partner
from inventory.choices import ReturnReason, ReturnStatus, SupplierReturnReason
from inventory.lifecycles import CUSTOMER_RETURN, SUPPLIER_RETURN
from inventory.models.documents import StockDocument, StockLine, quantity_field, to_location
from inventory.models.places import Warehouse
from inventory.models.receipt import GoodsReceipt, GoodsReceiptLine


class CustomerReturn(StockDocument):
    """What a customer sends back of a delivery (`source_*`): expected, received into quarantine, inspected line by line.

    `date` is the day it is expected, and once received the day it came.
    """

    lifecycle = CUSTOMER_RETURN

    partner = models.ForeignKey(
        Partner,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("customer"),
    )
    warehouse = models.ForeignKey(
        Warehouse,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
        verbose_name=_("warehouse"),
    )
    reason = models.CharField(_("reason"), max_length=12, choices=ReturnReason.choices)
    source_kind = models.CharField(_("kind of source"), max_length=60, editable=False)
    source_id = models.BigIntegerField(_("source"), editable=False)

    class Meta:
        verbose_name = _("customer return")
        verbose_name_plural = _("customer returns")
        ordering = ["-date", "-id"]
        constraints = StockDocument.constraints_of("inventory_customerreturn")
        indexes = [
            *Document.list_indexes("inventory_return"),
            models.Index(
                fields=["company", "date"],
                condition=Q(status__in=[ReturnStatus.EXPECTED, ReturnStatus.RECEIVED]),
                name="inventory_return_open",
            ),
            models.Index(fields=["source_kind", "source_id"], name="inventory_return_source"),
        ]
        permissions = [
            ("receive_customerreturn", _("Can receive customer returns")),
            ("inspect_customerreturn", _("Can inspect customer returns")),
            ("cancel_customerreturn", _("Can cancel customer returns")),
        ]

    @property
    def source(self) -> Document | None:
        """The delivery it comes back from."""
        return source_of(self.source_kind, self.source_id)


class CustomerReturnLine(StockLine):
    """An article of it, of the line `source_line_id` that delivered it. Of what was `received`, so much was put back to
    stock and so much thrown away; the rest stays in quarantine.
    """

    customer_return = models.ForeignKey(
        CustomerReturn,
        on_delete=models.CASCADE,
        related_name="lines",
        db_constraint=False,
        verbose_name=_("customer return"),
    )
    expected = quantity_field(pgettext_lazy("quantity", "expected"))
    received = quantity_field(pgettext_lazy("quantity", "received"), null=True, blank=True, editable=False)
    restocked = quantity_field(_("back to stock"), default=0, editable=False)
    scrapped = quantity_field(pgettext_lazy("return", "thrown away"), default=0, editable=False)
    source_line_id = models.BigIntegerField(_("source line"), editable=False)

    class Meta:
        verbose_name = _("line of a customer return")
        verbose_name_plural = _("lines of customer returns")
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(expected__gt=0), name="inventory_customerreturnline_expected"),
            models.CheckConstraint(
                condition=Q(received__isnull=True, restocked=0, scrapped=0)
                | Q(received__gte=F("restocked") + F("scrapped"), restocked__gte=0, scrapped__gte=0),
                name="inventory_customerreturnline_verdict",
            ),
        ]

    @property
    def in_quarantine(self) -> Decimal | None:
        """What of it stays in quarantine, or waits there to be inspected."""
        return None if self.received is None else self.received - self.restocked - self.scrapped


class SupplierReturn(StockDocument):
    """What goes back to a supplier, of the receipt that brought it where that is known. `date`: the day it leaves."""

    lifecycle = SUPPLIER_RETURN

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
    receipt = models.ForeignKey(
        GoodsReceipt,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="returns",
        db_constraint=False,
        verbose_name=_("receipt of goods"),
    )
    reason = models.CharField(_("reason"), max_length=12, choices=SupplierReturnReason.choices)
    supplier_reference = models.CharField(
        _("supplier's return number"),
        max_length=80,
        blank=True,
        help_text=_("Many suppliers take goods back only with their own number on the parcel."),
    )

    class Meta:
        verbose_name = _("supplier return")
        verbose_name_plural = _("supplier returns")
        ordering = ["-date", "-id"]
        constraints = StockDocument.constraints_of("inventory_supplierreturn")
        indexes = Document.list_indexes("inventory_sent")
        permissions = [
            ("send_supplierreturn", _("Can send goods back to suppliers")),
            ("cancel_supplierreturn", _("Can cancel supplier returns")),
        ]


class SupplierReturnLine(StockLine):
    """How much of what lies where goes back. `receipt_line`: what brought it, whose cost it leaves at first."""

    supplier_return = models.ForeignKey(
        SupplierReturn,
        on_delete=models.CASCADE,
        related_name="lines",
        db_constraint=False,
        verbose_name=_("supplier return"),
    )
    quantity = quantity_field(_("quantity"))
    location = to_location(_("location"), null=True, blank=True)
    receipt_line = models.ForeignKey(
        GoodsReceiptLine,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="returned_by",
        db_constraint=False,
        verbose_name=_("line of a receipt"),
    )

    class Meta:
        verbose_name = _("line of a supplier return")
        verbose_name_plural = _("lines of supplier returns")
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="inventory_supplierreturnline_quantity")
        ]
