"""Picking, and the parcels that what was picked is packed in."""

from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from erp.documents import source_of
from erp.models import CompanyModel, Document, User
from inventory.choices import PickingMethod, PickingStatus, ShortReason
from inventory.lifecycles import PICKING
from inventory.models.documents import StockDocument, StockLine, quantity_field, to_location
from inventory.models.places import Warehouse


class Picking(StockDocument):
    """One walk through a warehouse, for one document to deliver or for many. `date`: the day it is to be done."""

    lifecycle = PICKING

    warehouse = models.ForeignKey(
        Warehouse,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
        verbose_name=_("warehouse"),
    )
    method = models.CharField(
        pgettext_lazy("picking", "method"),
        max_length=6,
        choices=PickingMethod.choices,
        default=PickingMethod.SINGLE,
        editable=False,
    )
    assigned_to = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("picked by"),
    )

    class Meta:
        verbose_name = pgettext_lazy("document", "picking")
        verbose_name_plural = pgettext_lazy("document", "pickings")
        ordering = ["-date", "-id"]
        constraints = StockDocument.constraints_of("inventory_picking")
        indexes = [
            *Document.list_indexes("inventory_picking"),
            models.Index(
                fields=["company", "date"],
                condition=Q(status=PickingStatus.TO_PICK),
                name="inventory_picking_open",
            ),
        ]
        permissions = [
            ("pick_picking", _("Can pick")),
            ("pack_picking", _("Can pack parcels")),
            ("ship_picking", _("Can ship what is packed")),
            ("cancel_picking", _("Can cancel pickings")),
        ]


class PickTask(StockLine):
    """One stop of the walk: how much of what to take from where, and for which line of which document.

    `source_*` is the line that is served (a delivery's), `reserved_*` the one it was set aside for (an order's).
    `picked` is null until somebody was there. `is_open`: the picking is not done and not cancelled.
    """

    picking = models.ForeignKey(
        Picking,
        on_delete=models.CASCADE,
        related_name="lines",
        db_constraint=False,
        verbose_name=pgettext_lazy("document", "picking"),
    )
    location = to_location(_("location"))
    quantity = quantity_field(_("quantity"))
    picked = quantity_field(pgettext_lazy("quantity", "picked"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=12, choices=ShortReason.choices, blank=True)
    source_kind = models.CharField(_("kind of source"), max_length=60)
    source_id = models.BigIntegerField(_("source"))
    source_line_id = models.BigIntegerField(_("source line"))
    reserved_kind = models.CharField(_("set aside for kind"), max_length=60)
    reserved_id = models.BigIntegerField(_("set aside for"))
    reserved_line_id = models.BigIntegerField(_("set aside for line"))
    is_open = models.BooleanField(pgettext_lazy("picking", "open"), default=True)

    class Meta:
        verbose_name = _("pick task")
        verbose_name_plural = _("pick tasks")
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity__gt=0)
                & (Q(picked__isnull=True) | Q(picked__gte=0, picked__lte=F("quantity"))),
                name="inventory_picktask_quantity",
            ),
            models.CheckConstraint(
                condition=Q(picked__isnull=True) | Q(picked=F("quantity")) | ~Q(reason=""),
                name="inventory_picktask_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["source_kind", "source_id"], name="inventory_picktask_source"),
            models.Index(
                fields=["reserved_kind", "reserved_line_id"],
                condition=Q(is_open=True),
                name="inventory_picktask_reserved",
            ),
        ]

    @property
    def source(self) -> Document | None:
        """The document that is served."""
        return source_of(self.source_kind, self.source_id)


class Parcel(CompanyModel):
    """A box for one document, with what is in it. `sscc` is the number GS1 logistics labels carry, where the company has a
    prefix of its own; `number` is ours."""

    picking = models.ForeignKey(
        Picking,
        on_delete=models.PROTECT,
        related_name="parcels",
        db_constraint=False,
        verbose_name=pgettext_lazy("document", "picking"),
    )
    source_kind = models.CharField(_("kind of source"), max_length=60, editable=False)
    source_id = models.BigIntegerField(_("source"), editable=False)
    number = models.CharField(pgettext_lazy("parcel", "number"), max_length=40, editable=False)
    sscc = models.CharField(_("SSCC"), max_length=18, blank=True, editable=False)
    weight_kg = models.DecimalField(
        _("weight in kg"),
        max_digits=10,
        decimal_places=3,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    length_cm = models.DecimalField(
        _("length in cm"),
        max_digits=8,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    width_cm = models.DecimalField(
        _("width in cm"),
        max_digits=8,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    height_cm = models.DecimalField(
        _("height in cm"),
        max_digits=8,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    tracking_number = models.CharField(_("tracking number"), max_length=120, blank=True)
    created_at = models.DateTimeField(_("packed at"), auto_now_add=True)

    class Meta:
        verbose_name = _("parcel")
        verbose_name_plural = _("parcels")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["company", "number"], name="inventory_parcel_number"),
            models.UniqueConstraint(fields=["id", "company"], name="inventory_parcel_of_company"),
            models.UniqueConstraint(fields=["sscc"], condition=~Q(sscc=""), name="inventory_parcel_sscc"),
        ]
        indexes = [
            models.Index(fields=["company", "-id"], name="inventory_parcel_company"),
            models.Index(fields=["source_kind", "source_id"], name="inventory_parcel_source"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def source(self) -> Document | None:
        """The document it is part of."""
        return source_of(self.source_kind, self.source_id)

    @property
    def volume_l(self) -> Decimal | None:
        """In litres, where the three sides are known."""
        if self.length_cm is None or self.width_cm is None or self.height_cm is None:
            return None
        return self.length_cm * self.width_cm * self.height_cm / 1000


class ParcelLine(StockLine):
    """How much of what is in a parcel, for which line of its document."""

    parcel = models.ForeignKey(
        Parcel, on_delete=models.CASCADE, related_name="lines", db_constraint=False, verbose_name=_("parcel")
    )
    quantity = quantity_field(_("quantity"))
    source_line_id = models.BigIntegerField(_("source line"))

    class Meta:
        verbose_name = _("content of a parcel")
        verbose_name_plural = _("contents of parcels")
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="inventory_parcelline_quantity")
        ]
