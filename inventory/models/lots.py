"""Lots and serial numbers: pieces of an article that are told from the others of it."""

import datetime as dt

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalog.models import Variant
from erp.models import CompanyModel
from inventory.choices import LotKind


class Lot(CompanyModel):
    """A quantity that was made together, or (kind serial) one piece. Its number is its article's own in the company.

    `expires_on` is the last day it may be given to a customer ("à consommer jusqu'au"); from `best_before` on it is no
    longer at its best and may still be sold (Regulation (EU) 1169/2011, art. 24). `is_blocked`: nothing of it is
    reserved, nor leaves for customers.
    """

    variant = models.ForeignKey(
        Variant, on_delete=models.PROTECT, related_name="lots", verbose_name=_("variant")
    )
    kind = models.CharField(_("kind"), max_length=6, choices=LotKind.choices, default=LotKind.LOT)
    number = models.CharField(pgettext_lazy("lot", "number"), max_length=60)
    supplier_lot = models.CharField(
        _("supplier's lot"), max_length=60, blank=True, help_text=_("As the maker calls it, if not the same.")
    )
    manufactured_on = models.DateField(_("made on"), null=True, blank=True)
    best_before = models.DateField(_("best before"), null=True, blank=True)
    expires_on = models.DateField(
        pgettext_lazy("lot", "expires on"),
        null=True,
        blank=True,
        help_text=_("The last day it may be given to a customer."),
    )
    is_blocked = models.BooleanField(pgettext_lazy("lot", "blocked"), default=False, editable=False)
    blocked_reason = models.CharField(_("why it is blocked"), max_length=200, blank=True, editable=False)
    note = models.TextField(_("note"), blank=True)
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = pgettext_lazy("stock", "lot")
        verbose_name_plural = pgettext_lazy("stock", "lots")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "variant", "number"],
                name="inventory_lot_number",
                violation_error_message=_("This article has a lot of that number already."),
            ),
            models.UniqueConstraint(fields=["id", "company"], name="inventory_lot_of_company"),
            # What the lots of moves, levels and reservations point to: of the same article, in the same company.
            models.UniqueConstraint(fields=["id", "variant", "company"], name="inventory_lot_of_variant"),
            models.CheckConstraint(
                condition=~models.Q(number=""),
                name="inventory_lot_named",
                violation_error_message=_("Type the lot's number."),
            ),
            models.CheckConstraint(
                condition=models.Q(manufactured_on__isnull=True)
                | models.Q(expires_on__isnull=True)
                | models.Q(expires_on__gte=models.F("manufactured_on")),
                name="inventory_lot_dates",
                violation_error_message=_("It can't expire before it was made."),
            ),
            models.CheckConstraint(
                condition=models.Q(is_blocked=True) | models.Q(blocked_reason=""),
                name="inventory_lot_blocked_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["company", "-id"], name="inventory_lot_company"),
            models.Index(
                fields=["company", "expires_on"],
                condition=models.Q(expires_on__isnull=False),
                name="inventory_lot_expiry",
            ),
        ]
        permissions = [("block_lot", _("Can block lots and let them go again"))]

    def __str__(self) -> str:
        return self.number

    def is_expired(self, day: dt.date) -> bool:
        """It may no longer be given to a customer on `day`."""
        return self.expires_on is not None and self.expires_on < day
