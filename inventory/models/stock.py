"""Moves, the levels they make, and what is set aside."""

from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalog.models import Variant
from erp.documents import source_of
from erp.models import CompanyModel, Document
from inventory.choices import Priority
from inventory.models.lots import Lot
from inventory.models.places import Location


class Move(CompanyModel):
    """A quantity of a variant from one location to another: the only thing that changes levels. Append-only.

    `amount` is what it adds to the value of the stock, in the company's currency: above zero for what comes in, below
    for what goes out, zero inside. `source_*` name the document behind it, `date` is the day it counts for in the
    ledger, `done_at` the moment it was entered.
    """

    variant = models.ForeignKey(
        Variant, on_delete=models.PROTECT, related_name="moves", db_index=False, verbose_name=_("variant")
    )
    quantity = models.DecimalField(_("quantity"), max_digits=16, decimal_places=4)
    origin = models.ForeignKey(
        Location,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        verbose_name=pgettext_lazy("move", "from"),
        db_constraint=False,
    )
    destination = models.ForeignKey(
        Location,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        verbose_name=pgettext_lazy("move", "to"),
        db_constraint=False,
    )
    lot = models.ForeignKey(
        Lot,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="moves",
        db_index=False,
        verbose_name=pgettext_lazy("stock", "lot"),
        db_constraint=False,
    )
    date = models.DateField(_("date"))
    done_at = models.DateTimeField(_("entered at"), default=timezone.now)
    amount = models.DecimalField(_("change in value"), max_digits=16, decimal_places=2, default=0)
    source_kind = models.CharField(_("kind of source"), max_length=60, blank=True)
    source_id = models.BigIntegerField(_("source"), null=True, blank=True)
    source_line_id = models.BigIntegerField(_("source line"), null=True, blank=True)
    label = models.CharField(_("label"), max_length=160, blank=True)
    # What of `amount` stands on goods on the way; and what came off them, where the goods have arrived.
    amount_in_transit = models.DecimalField(
        _("change in goods on the way"), max_digits=16, decimal_places=2, default=0
    )
    arrives_from = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="arrivals",
        verbose_name=_("arrives from"),
        db_constraint=False,
        db_index=False,
    )
    reverses = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reversals",
        verbose_name=pgettext_lazy("stock move", "cancels"),
        db_constraint=False,
        db_index=False,
    )
    entry = models.ForeignKey(
        "accounting.Entry",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("entry"),
        db_constraint=False,
    )

    class Meta:
        verbose_name = _("stock move")
        verbose_name_plural = _("stock moves")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(quantity__gt=0), name="inventory_move_quantity"),
            models.CheckConstraint(
                condition=~models.Q(origin=models.F("destination")), name="inventory_move_goes_somewhere"
            ),
            models.UniqueConstraint(fields=["id", "company"], name="inventory_move_of_company"),
            models.UniqueConstraint(
                fields=["reverses"],
                condition=models.Q(reverses__isnull=False),
                name="inventory_move_reversed_once",
            ),
        ]
        indexes = [
            models.Index(fields=["company", "-date", "-id"], name="inventory_move_company_date"),
            models.Index(fields=["-date", "-id"], name="inventory_move_date"),
            models.Index(fields=["variant", "-id"], name="inventory_move_variant"),
            models.Index(
                fields=["lot", "-id"], condition=models.Q(lot__isnull=False), name="inventory_move_lot"
            ),
            models.Index(fields=["source_kind", "source_line_id"], name="inventory_move_source_line"),
            models.Index(fields=["source_kind", "source_id"], name="inventory_move_source"),
            models.Index(fields=["company", "date"], include=["amount"], name="inventory_move_value"),
            models.Index(
                fields=["arrives_from"],
                condition=models.Q(arrives_from__isnull=False),
                name="inventory_move_arrivals",
            ),
        ]
        permissions = [
            ("receive_stock", _("Can receive stock")),
            ("adjust_stock", _("Can adjust stock to what was counted")),
            ("transfer_stock", _("Can move stock between locations")),
            ("reverse_move", _("Can cancel stock moves")),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"

    @property
    def source(self) -> Document | None:
        """The document behind it."""
        return source_of(self.source_kind, self.source_id)


class Level(CompanyModel):
    """What is at a location, of one lot, and how much of it is set aside.

    Written by the triggers on moves and reservations alone. The level of a lot goes when nothing of it is left there.
    """

    variant = models.ForeignKey(
        Variant, on_delete=models.PROTECT, related_name="levels", verbose_name=_("variant")
    )
    location = models.ForeignKey(
        Location,
        on_delete=models.PROTECT,
        related_name="levels",
        verbose_name=_("location"),
        db_constraint=False,
    )
    lot = models.ForeignKey(
        Lot,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="levels",
        db_index=False,
        verbose_name=pgettext_lazy("stock", "lot"),
        db_constraint=False,
    )
    on_hand = models.DecimalField(_("on hand"), max_digits=16, decimal_places=4, default=0)
    # Its warehouse's, by trigger: a check sees one row alone.
    allows_negative = models.BooleanField(_("may go below zero"), default=False, editable=False)
    reserved = models.DecimalField(_("reserved"), max_digits=16, decimal_places=4, default=0)
    available = models.GeneratedField(
        expression=models.F("on_hand") - models.F("reserved"),
        output_field=models.DecimalField(_("available"), max_digits=16, decimal_places=4),
        db_persist=True,
        verbose_name=_("available"),
    )

    # Since when something has been lying there without a break; a trigger writes it.
    filled_at = models.DateTimeField(_("there since"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("stock level")
        verbose_name_plural = _("stock levels")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "variant", "location", "lot"],
                nulls_distinct=False,
                name="inventory_level_place",
            ),
            models.CheckConstraint(
                condition=models.Q(on_hand__gte=0) | models.Q(allows_negative=True),
                name="inventory_level_on_hand",
            ),
            models.CheckConstraint(
                condition=models.Q(reserved=0) | models.Q(reserved__gt=0, on_hand__gte=models.F("reserved")),
                name="inventory_level_reserved",
            ),
        ]
        indexes = [
            models.Index(fields=["lot"], condition=models.Q(lot__isnull=False), name="inventory_level_lot"),
        ]

    def __str__(self) -> str:
        return f"{self.variant} @ {self.location}" if self.lot_id is None else f"{self.lot} @ {self.location}"


class Reservation(CompanyModel):
    """A quantity at a location, of one lot, set aside for a document's line.

    `is_partial`: the line wanted more than there was. `priority`: a demand with a higher one may take it over.
    `expires_at`: from then on it may be released; null: it stays until it is used or released.
    """

    variant = models.ForeignKey(
        Variant, on_delete=models.PROTECT, related_name="reservations", verbose_name=_("variant")
    )
    location = models.ForeignKey(
        Location,
        on_delete=models.PROTECT,
        related_name="reservations",
        verbose_name=_("location"),
        db_constraint=False,
    )
    lot = models.ForeignKey(
        Lot,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reservations",
        db_index=False,
        verbose_name=pgettext_lazy("stock", "lot"),
        db_constraint=False,
    )
    quantity = models.DecimalField(_("quantity"), max_digits=16, decimal_places=4)
    priority = models.PositiveSmallIntegerField(
        _("priority"), choices=Priority.choices, default=Priority.NORMAL
    )
    expires_at = models.DateTimeField(_("kept until"), null=True, blank=True)
    source_kind = models.CharField(_("kind of source"), max_length=60)
    source_id = models.BigIntegerField(_("source"))
    source_line_id = models.BigIntegerField(_("source line"))
    is_partial = models.BooleanField(pgettext_lazy("reservation", "partial"), default=False)
    created_at = models.DateTimeField(_("created at"), default=timezone.now)

    class Meta:
        verbose_name = _("reservation")
        verbose_name_plural = _("reservations")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(quantity__gt=0), name="inventory_reservation_quantity"),
        ]
        indexes = [
            models.Index(fields=["company", "-id"], name="inventory_reservation_company"),
            models.Index(fields=["source_kind", "source_line_id"], name="inventory_reservation_line"),
            models.Index(fields=["source_kind", "source_id"], name="inventory_reservation_source"),
            models.Index(
                fields=["lot"], condition=models.Q(lot__isnull=False), name="inventory_reservation_lot"
            ),
            models.Index(
                fields=["expires_at"],
                condition=models.Q(expires_at__isnull=False),
                name="inventory_reservation_expiry",
            ),
        ]
        permissions = [
            ("release_reservation", _("Can release reservations")),
            ("take_over_reservation", _("Can take reservations over for a document that comes first")),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"

    @property
    def source(self) -> Document | None:
        """The document it is set aside for."""
        return source_of(self.source_kind, self.source_id)
