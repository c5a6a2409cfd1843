"""What a shop sent and what became of it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from connectors.choices import InboundStatus
from connectors.lifecycles import INBOUND
from connectors.models.connection import Connection
from erp.models import Document
from sales.models import Order


class InboundOrder(Document):
    """An order as the shop told it last, and the sales order it became, or the reason why it did not.

    `payload` is `connectors.payload`'s: it can be processed again without asking the shop. `correlation_id` leads to the
    exchanges that brought it.
    """

    lifecycle = INBOUND

    connection = models.ForeignKey(
        Connection,
        on_delete=models.PROTECT,
        related_name="inbound_orders",
        verbose_name=_("connection"),
        db_constraint=False,
        db_index=False,
    )
    external_id = models.CharField(_("id in the shop"), max_length=80)
    reference = models.CharField(_("reference"), max_length=80, blank=True)
    shop_status = models.CharField(_("status in the shop"), max_length=20, blank=True)
    shop_updated_at = models.DateTimeField(_("changed in the shop"), null=True, blank=True)
    payload = models.JSONField(_("as received"), default=dict)
    reason_code = models.CharField(_("reason code"), max_length=60, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    correlation_id = models.CharField(_("correlation id"), max_length=64, blank=True)
    order = models.ForeignKey(
        Order,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="inbound_orders",
        verbose_name=_("sales order"),
        db_constraint=False,
    )

    class Meta:
        verbose_name = _("inbound order")
        verbose_name_plural = _("inbound orders")
        ordering = ["-date", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["connection", "external_id"], name="connectors_inbound_once"),
            models.CheckConstraint(
                condition=~Q(status=InboundStatus.PROCESSED) | Q(order__isnull=False),
                name="connectors_inbound_processed",
            ),
            models.CheckConstraint(
                condition=~Q(status=InboundStatus.QUARANTINED) | ~Q(reason=""),
                name="connectors_inbound_reason",
            ),
        ]
        indexes = [
            *Document.list_indexes("conn_inbound"),
            models.Index(fields=["company", "status", "-date", "-id"], name="connectors_inbound_status"),
        ]
        permissions = [("process_inboundorder", "Can process quarantined orders")]

    def __str__(self) -> str:
        return self.reference or self.external_id
