"""What the stock cost: positions, layers, what was consumed of them, and what changed their value afterwards."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalog.models import Variant
from erp.documents import source_of
from erp.models import CompanyModel, Document
from erp.money import round_unit_price
from inventory.choices import AdjustmentKind, ValuationMethod
from inventory.models.stock import Move


class Position(CompanyModel):
    """What a company holds of a variant, over all its locations, and its value: the sum of the moves and adjustments,
    by trigger.

    Its row is the one lock of everything that reserves, moves or values that variant in that company. `method` is what
    values it now; it follows the rules of the categories (`ValuationRule`) whenever something comes in while nothing is
    held, and a revaluation otherwise. `standard_cost`: of one unit, in the company's currency.
    """

    variant = models.ForeignKey(
        Variant, on_delete=models.PROTECT, related_name="positions", verbose_name=_("variant")
    )
    quantity = models.DecimalField(_("quantity"), max_digits=16, decimal_places=4, default=0)
    amount = models.DecimalField(_("value"), max_digits=16, decimal_places=2, default=0)
    method = models.CharField(
        _("valuation method"),
        max_length=8,
        choices=ValuationMethod.choices,
        default=ValuationMethod.FIFO,
        db_default=ValuationMethod.FIFO,
    )
    standard_cost = models.DecimalField(
        _("standard cost"), max_digits=16, decimal_places=6, null=True, blank=True
    )

    class Meta:
        verbose_name = _("stock position")
        verbose_name_plural = _("stock positions")
        ordering = ["id"]
        # That nothing is worth nothing is checked by a deferred trigger: a move and what it leaves over are two rows.
        constraints = [
            models.UniqueConstraint(fields=["company", "variant"], name="inventory_position_variant"),
            models.CheckConstraint(
                condition=Q(standard_cost__isnull=True) | Q(standard_cost__gte=0),
                name="inventory_position_standard",
            ),
        ]

    def __str__(self) -> str:
        return str(self.variant)

    @property
    def average_cost(self) -> Decimal | None:
        """Of one unit of what is held, 6 decimals; None when nothing is."""
        return round_unit_price(self.amount / self.quantity) if self.quantity > 0 else None


class Layer(CompanyModel):
    """What one receipt brought in, and what is left of it. Layers are used up in the order of their ids.

    `amount` is what the whole cost when it came in, `remaining_amount` what the rest is worth, in the company's currency:
    null where the position is valued as a whole (average, standard). The last piece takes all that remains, so that no
    cent is left behind.

    A shortage is a layer that nothing came in by: what left before its receipt was entered is taken of it at a
    provisional cost, so that less than nothing remains, and the next receipts fill it. A position has one at most.
    """

    variant = models.ForeignKey(
        Variant, on_delete=models.PROTECT, related_name="layers", db_index=False, verbose_name=_("variant")
    )
    move = models.ForeignKey(
        Move, on_delete=models.PROTECT, related_name="layers", verbose_name=_("move"), db_constraint=False
    )
    date = models.DateField(_("date"))
    quantity = models.DecimalField(_("quantity"), max_digits=16, decimal_places=4)
    remaining = models.DecimalField(_("remaining"), max_digits=16, decimal_places=4)
    amount = models.DecimalField(_("value"), max_digits=16, decimal_places=2)
    remaining_amount = models.DecimalField(
        _("remaining value"), max_digits=16, decimal_places=2, null=True, blank=True
    )
    is_shortage = models.BooleanField(_("shortage"), default=False, db_default=False)
    # Its remaining value was set anew when the position's method changed: it no longer follows from its consumptions.
    is_restated = models.BooleanField(_("restated"), default=False, db_default=False)
    # Columns of their own: row security keeps comparisons of numbers out of an index's conditions.
    is_open = models.GeneratedField(
        expression=Q(remaining__gt=0),  # type: ignore[arg-type]
        output_field=models.BooleanField(),
        db_persist=True,
        verbose_name=pgettext_lazy("layer", "open"),
    )
    is_short = models.GeneratedField(
        expression=Q(remaining__lt=0),  # type: ignore[arg-type]
        output_field=models.BooleanField(),
        db_persist=True,
        verbose_name=pgettext_lazy("layer", "short"),
    )

    class Meta:
        verbose_name = _("cost layer")
        verbose_name_plural = _("cost layers")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_shortage=False, quantity__gt=0, remaining__gte=0, remaining__lte=F("quantity"))
                | Q(is_shortage=True, quantity=0, amount=0),
                name="inventory_layer_remaining",
            ),
            models.CheckConstraint(
                condition=Q(remaining_amount__isnull=True)
                | Q(remaining=0, remaining_amount=0)
                | Q(remaining__gt=0, remaining_amount__gte=0)
                | Q(remaining__lt=0, remaining_amount__lte=0),
                name="inventory_layer_remaining_amount",
            ),
            models.UniqueConstraint(fields=["id", "company"], name="inventory_layer_of_company"),
        ]
        indexes = [
            models.Index(
                fields=["company", "variant", "id"], condition=Q(is_open=True), name="inventory_layer_open"
            ),
            models.Index(
                fields=["company", "variant"], condition=Q(is_short=True), name="inventory_layer_short"
            ),
            models.Index(fields=["company", "-id"], name="inventory_layer_company"),
            models.Index(fields=["variant", "company", "-id"], name="inventory_layer_variant"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"

    @property
    def unit_cost(self) -> Decimal | None:
        """What one unit of it came in at, 6 decimals; None of a shortage."""
        return round_unit_price(self.amount / self.quantity) if self.quantity else None


class Consumption(CompanyModel):
    """What a move took of a layer; below zero: what it gave back, of the consumption it `restores`. Append-only.

    `is_settlement`: the move brought goods in, and this is the part of them that filled a shortage: taken of the new
    layer, given to the shortage.
    """

    move = models.ForeignKey(
        Move,
        on_delete=models.PROTECT,
        related_name="consumptions",
        verbose_name=_("move"),
        db_constraint=False,
    )
    layer = models.ForeignKey(
        Layer,
        on_delete=models.PROTECT,
        related_name="consumptions",
        verbose_name=_("layer"),
        db_constraint=False,
    )
    quantity = models.DecimalField(_("quantity"), max_digits=16, decimal_places=4)
    amount = models.DecimalField(_("value"), max_digits=16, decimal_places=2)
    restores = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="restored_by",
        verbose_name=_("gives back"),
        db_constraint=False,
    )
    is_settlement = models.BooleanField(_("fills a shortage"), default=False, db_default=False)

    class Meta:
        verbose_name = _("consumption")
        verbose_name_plural = _("consumptions")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                # What gave back and is cancelled takes again, of the same consumption.
                condition=Q(restores__isnull=True, quantity__gt=0)
                | Q(restores__isnull=False) & ~Q(quantity=0)
                | Q(is_settlement=True) & ~Q(quantity=0),
                name="inventory_consumption_sign",
            ),
            models.UniqueConstraint(fields=["id", "company"], name="inventory_consumption_of_company"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"


class ValueAdjustment(CompanyModel):
    """A change in the value of the stock without a move, on a day of its own, with its entry. Append-only.

    `amount` is what it adds to the stock; `gone_amount` the part of a late cost that went with what is gone already, to
    the cost of sales. `layer`: whose cost it corrects, null where the position is valued as a whole and no receipt is
    concerned; `move`: the move that left it over. `postponed_from`: the day it should have had, in a period that is
    closed. `key` makes a late cost post once: unique in the company.
    """

    variant = models.ForeignKey(
        Variant, on_delete=models.PROTECT, related_name="+", db_index=False, verbose_name=_("variant")
    )
    kind = models.CharField(_("kind"), max_length=16, choices=AdjustmentKind.choices)
    layer = models.ForeignKey(
        Layer,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="adjustments",
        verbose_name=_("layer"),
        db_constraint=False,
    )
    move = models.ForeignKey(
        Move,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="adjustments",
        verbose_name=_("move"),
        db_constraint=False,
    )
    amount = models.DecimalField(_("change in value"), max_digits=16, decimal_places=2)
    gone_amount = models.DecimalField(_("cost of what is gone"), max_digits=16, decimal_places=2, default=0)
    date = models.DateField(_("date"))
    postponed_from = models.DateField(_("postponed from"), null=True, blank=True)
    done_at = models.DateTimeField(_("entered at"), default=timezone.now)
    label = models.CharField(_("label"), max_length=200, blank=True)
    key = models.CharField(_("key"), max_length=120, blank=True)
    source_kind = models.CharField(_("kind of source"), max_length=60, blank=True)
    source_id = models.BigIntegerField(_("source"), null=True, blank=True)
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
        verbose_name = _("value adjustment")
        verbose_name_plural = _("value adjustments")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "key"], condition=~Q(key=""), name="inventory_adjustment_once"
            ),
            models.UniqueConstraint(fields=["id", "company"], name="inventory_adjustment_of_company"),
        ]
        indexes = [
            models.Index(fields=["company", "-date", "-id"], name="inventory_adjust_company_date"),
            models.Index(fields=["-date", "-id"], name="inventory_adjust_date"),
            models.Index(fields=["company", "date"], include=["amount"], name="inventory_adjust_value"),
            models.Index(fields=["variant", "-id"], name="inventory_adjust_variant"),
            models.Index(fields=["source_kind", "source_id"], name="inventory_adjust_source"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"

    @property
    def source(self) -> Document | None:
        """The document behind it."""
        return source_of(self.source_kind, self.source_id)
