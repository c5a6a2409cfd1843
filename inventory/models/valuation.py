"""What the stock cost: layers, what was consumed of them, and a company's position in each variant."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalog.models import Variant
from erp.models import CompanyModel
from erp.money import round_unit_price
from inventory.models.stock import Move


class Position(CompanyModel):
    """What a company holds of a variant, over all its locations, and its value. The sum of the moves, by trigger.

    Its row is the one lock of everything that reserves, moves or values that variant in that company.
    """

    variant = models.ForeignKey(
        Variant, on_delete=models.PROTECT, related_name="positions", verbose_name=_("variant")
    )
    quantity = models.DecimalField(_("quantity"), max_digits=16, decimal_places=4, default=0)
    amount = models.DecimalField(_("value"), max_digits=16, decimal_places=2, default=0)

    class Meta:
        verbose_name = _("stock position")
        verbose_name_plural = _("stock positions")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["company", "variant"], name="inventory_position_variant"),
            models.CheckConstraint(
                condition=~Q(quantity=0) | Q(amount=0), name="inventory_position_nothing_is_worth_nothing"
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

    `amount` is what the whole cost, `remaining_amount` what the rest is worth, in the company's currency. The last piece
    takes all that remains, so that no cent is left behind.
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
    remaining_amount = models.DecimalField(_("remaining value"), max_digits=16, decimal_places=2)
    # A column of its own: row security keeps comparisons of numbers out of an index's conditions.
    is_open = models.GeneratedField(
        expression=Q(remaining__gt=0),  # type: ignore[arg-type]
        output_field=models.BooleanField(),
        db_persist=True,
        verbose_name=pgettext_lazy("layer", "open"),
    )

    class Meta:
        verbose_name = _("cost layer")
        verbose_name_plural = _("cost layers")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity__gt=0, remaining__gte=0, remaining__lte=F("quantity")),
                name="inventory_layer_remaining",
            ),
            models.CheckConstraint(
                condition=Q(remaining_amount__gte=0) & (Q(remaining__gt=0) | Q(remaining_amount=0)),
                name="inventory_layer_remaining_amount",
            ),
            models.UniqueConstraint(fields=["id", "company"], name="inventory_layer_of_company"),
        ]
        indexes = [
            models.Index(
                fields=["company", "variant", "id"], condition=Q(is_open=True), name="inventory_layer_open"
            ),
            models.Index(fields=["company", "-id"], name="inventory_layer_company"),
            models.Index(fields=["variant", "company", "-id"], name="inventory_layer_variant"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"

    @property
    def unit_cost(self) -> Decimal:
        """What one unit of it came in at, 6 decimals."""
        return round_unit_price(self.amount / self.quantity)


class Consumption(CompanyModel):
    """What a move took of a layer; below zero: what it gave back, of the consumption it `restores`. Append-only."""

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

    class Meta:
        verbose_name = _("consumption")
        verbose_name_plural = _("consumptions")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(restores__isnull=True, quantity__gt=0)
                | Q(restores__isnull=False, quantity__lt=0),
                name="inventory_consumption_sign",
            ),
            models.UniqueConstraint(fields=["id", "company"], name="inventory_consumption_of_company"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"
