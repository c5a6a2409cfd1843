"""Transfers: goods that change their place, within a warehouse or from one to another."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from erp.models import Document
from inventory.choices import LossReason, TransferStatus
from inventory.lifecycles import TRANSFER
from inventory.models.documents import StockDocument, StockLine, quantity_field, to_location
from inventory.models.places import Warehouse


class StockTransfer(StockDocument):
    """Between two warehouses goods are in transit from shipping to arrival: the company's and valued, but not there.

    `date` is the planned day, and once shipped the day they left; `expected_on` the day on which they should arrive.
    """

    lifecycle = TRANSFER

    origin = models.ForeignKey(
        Warehouse,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
        verbose_name=_("from warehouse"),
    )
    destination = models.ForeignKey(
        Warehouse,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
        verbose_name=_("to warehouse"),
    )
    carrier_name = models.CharField(_("carrier"), max_length=120, blank=True)
    expected_on = models.DateField(
        _("expected to arrive on"),
        null=True,
        blank=True,
        help_text=_("From that day on it counts as available where it goes. Empty: nobody knows."),
    )
    received_on = models.DateField(_("arrived on"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = pgettext_lazy("document", "transfer")
        verbose_name_plural = pgettext_lazy("document", "transfers")
        ordering = ["-date", "-id"]
        constraints = [
            *StockDocument.constraints_of("inventory_stocktransfer"),
            models.CheckConstraint(
                condition=Q(expected_on__isnull=True) | Q(expected_on__gte=F("date")) | ~Q(status="draft"),
                name="inventory_stocktransfer_expected",
                violation_error_message=_("It can't arrive before it leaves. Check the dates."),
            ),
        ]
        indexes = [
            *Document.list_indexes("inventory_moving"),
            models.Index(
                fields=["company", "date"],
                condition=Q(status=TransferStatus.SHIPPED),
                name="inventory_transfer_moving",
            ),
        ]
        permissions = [
            ("ship_stocktransfer", _("Can ship transfers")),
            ("receive_stocktransfer", _("Can receive transfers")),
            ("cancel_stocktransfer", _("Can cancel transfers")),
        ]

    @property
    def is_internal(self) -> bool:
        """Whether goods stay in one warehouse, and so are never on the way."""
        return self.origin_id == self.destination_id


class StockTransferLine(StockLine):
    """An article of it. What left is `quantity`; of that `received` arrived and `lost` did not, for `reason`."""

    transfer = models.ForeignKey(
        StockTransfer,
        on_delete=models.CASCADE,
        related_name="lines",
        db_constraint=False,
        verbose_name=pgettext_lazy("document", "transfer"),
    )
    quantity = quantity_field(_("quantity"))
    origin = to_location(_("from location"), null=True, blank=True)
    destination = to_location(_("to location"), null=True, blank=True)
    received = quantity_field(pgettext_lazy("quantity", "arrived"), default=0, editable=False)
    lost = quantity_field(pgettext_lazy("quantity", "missing"), default=0, editable=False)
    reason = models.CharField(
        _("reason"), max_length=12, choices=LossReason.choices, blank=True, editable=False
    )

    class Meta:
        verbose_name = _("line of a transfer")
        verbose_name_plural = _("lines of transfers")
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="inventory_stocktransferline_quantity"),
            models.CheckConstraint(
                condition=Q(received__gte=0, lost__gte=0, quantity__gte=F("received") + F("lost")),
                name="inventory_stocktransferline_arrived",
            ),
            models.CheckConstraint(
                condition=Q(lost=0) | ~Q(reason=""), name="inventory_stocktransferline_reason"
            ),
        ]

    @property
    def on_the_way(self) -> Decimal:
        """What has not arrived and is not given up, once shipped."""
        return self.quantity - self.received - self.lost
