"""Counts: what is really there, while the shop goes on selling."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from erp.models import Document, User
from inventory.choices import CountKind, CountStatus
from inventory.lifecycles import COUNT
from inventory.models.documents import StockDocument, StockLine, quantity_field, to_location
from inventory.models.places import Warehouse


class StockCount(StockDocument):
    """A round of counting. `is_blind`: who counts is not shown what the books say.

    `approval_limit` and `recount_percent` are the warehouse's on the day the count began.
    """

    lifecycle = COUNT

    warehouse = models.ForeignKey(
        Warehouse,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
        verbose_name=_("warehouse"),
    )
    kind = models.CharField(
        _("what is counted"), max_length=8, choices=CountKind.choices, default=CountKind.CYCLIC
    )
    zone = to_location(
        _("zone"), null=True, blank=True, help_text=_("The location counted, with all below it.")
    )
    is_blind = models.BooleanField(
        _("blind"), default=False, help_text=_("Who counts does not see what the books say.")
    )
    assigned_to = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("counted by"),
    )
    recount_percent = models.DecimalField(
        _("second count from"), max_digits=5, decimal_places=2, default=10, editable=False
    )
    approval_limit = models.DecimalField(
        _("approval from"), max_digits=16, decimal_places=2, null=True, editable=False
    )

    class Meta:
        verbose_name = _("stock count")
        verbose_name_plural = _("stock counts")
        ordering = ["-date", "-id"]
        constraints = [
            *StockDocument.constraints_of("inventory_stockcount"),
            models.CheckConstraint(
                condition=~Q(kind=CountKind.ZONE) | Q(zone__isnull=False), name="inventory_stockcount_zone"
            ),
        ]
        indexes = [
            *Document.list_indexes("inventory_count"),
            models.Index(
                fields=["company", "date"],
                condition=Q(status=CountStatus.COUNTING),
                name="inventory_count_open",
            ),
        ]
        permissions = [
            ("enter_stockcount", _("Can count")),
            ("post_stockcount", _("Can post counts below the limit")),
            ("approve_stockcount", _("Can approve counts above the limit")),
            ("cancel_stockcount", _("Can cancel counts")),
        ]


class StockCountLine(StockLine):
    """An article at a location. `expected` is what the books said at the moment it was counted, so that what moves between
    counting and posting does not matter: `difference` is what was really missing or found.
    """

    count = models.ForeignKey(
        StockCount,
        on_delete=models.CASCADE,
        related_name="lines",
        db_constraint=False,
        verbose_name=_("stock count"),
    )
    location = to_location(_("location"))
    counted = quantity_field(pgettext_lazy("quantity", "counted"), null=True, blank=True)
    expected = quantity_field(_("in the books"), null=True, blank=True, editable=False)
    difference = models.GeneratedField(
        expression=F("counted") - F("expected"),
        output_field=quantity_field(_("difference"), null=True),
        db_persist=True,
        verbose_name=_("difference"),
    )
    first_counted = quantity_field(_("first count"), null=True, blank=True, editable=False)
    needs_recount = models.BooleanField(_("count again"), default=False, editable=False)
    unit_cost = models.DecimalField(
        _("cost of one"),
        max_digits=18,
        decimal_places=6,
        null=True,
        blank=True,
        help_text=_("Only for an article that was never received."),
    )
    counted_at = models.DateTimeField(_("counted at"), null=True, blank=True, editable=False)
    counted_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        db_index=False,
        verbose_name=_("counted by"),
    )

    class Meta:
        verbose_name = _("line of a count")
        verbose_name_plural = _("lines of counts")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["count", "variant", "location", "lot"],
                nulls_distinct=False,
                name="inventory_stockcountline_place",
            ),
            models.CheckConstraint(
                condition=Q(counted__isnull=True, expected__isnull=True)
                | Q(counted__gte=0, expected__gte=0, counted_at__isnull=False),
                name="inventory_stockcountline_counted",
            ),
        ]
        indexes = [
            models.Index(
                fields=["company", "variant", "location", "-counted_at"], name="inventory_stockcountline_last"
            )
        ]

    @property
    def shown_expected(self) -> Decimal | None:
        """What the books said, unless the count is blind and not decided yet."""
        is_hidden = self.count.is_blind and self.count.status == CountStatus.COUNTING
        return None if is_hidden else self.expected

    @property
    def shown_difference(self) -> Decimal | None:
        """What is missing (below zero) or was found, as far as it may be shown."""
        return self.difference if self.shown_expected is not None else None
